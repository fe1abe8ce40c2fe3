package popeki.leads;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import popeki.HttpAnswer;
import popeki.PopekiTest;
import popeki.TestClock;
import popeki.conversations.Conversations;
import popeki.conversations.WhatsAppBody;
import popeki.conversations.WhatsAppDoor;
import popeki.kernel.ContactId;
import popeki.kernel.ConversationId;
import popeki.platform.Lanes;
import popeki.platform.WorkspaceTx;
import popeki.workspaces.NewWorkspace;
import popeki.workspaces.WorkspaceDraft;
import popeki.workspaces.Workspaces;
import tools.jackson.databind.JsonNode;

@PopekiTest
@SuppressWarnings("NullAway.Init")
class LeadFlowTest {
  private static final String HOT =
      "Bom dia! Quero agendar uma avaliação para amanhã às 10h, tenho até 3000 reais";
  private static final String ANA = "5511987654321";

  @Autowired Workspaces workspaces;
  @Autowired Conversations conversations;
  @Autowired Leads leads;
  @Autowired LeadWorkRepository work;
  @Autowired Lanes lanes;
  @Autowired WorkspaceTx tx;
  @Autowired JdbcClient jdbc;
  @Autowired TestClock clock;
  @LocalServerPort int port;

  private WhatsAppDoor door;
  private Business business;
  private Instant lastSent = Instant.EPOCH;

  /** A workspace with a connected number. */
  private record Business(NewWorkspace workspace, String phoneNumberId) {}

  @BeforeEach
  void a_business_with_a_number() {
    door = new WhatsAppDoor(port);
    business = business("Clínica Aurora");
  }

  private Business business(String name) {
    var workspace =
        workspaces.create(
            new WorkspaceDraft(
                name,
                "Ana",
                UUID.randomUUID() + "@example.com",
                "dental_clinic",
                "America/Sao_Paulo",
                "BRL"));
    String phoneNumberId =
        "1" + Math.abs(UUID.randomUUID().getMostSignificantBits() % 1_000_000_000_000L);
    HttpAnswer answer =
        HttpAnswer.api(
            port,
            workspace.apiKey(),
            "POST",
            "/numbers",
            Map.of(
                "phone_number_id",
                phoneNumberId,
                "waba_id",
                "102030405060708",
                "display_phone_number",
                "+55 11 4000-0000"));
    assertThat(answer.status()).isBetween(200, 201);
    return new Business(workspace, phoneNumberId);
  }

  /** A message of a person; each is sent a second after the one before. */
  private WhatsAppBody from(String waId) {
    Instant now = clock.instant();
    lastSent = now.isAfter(lastSent.plusSeconds(1)) ? now : lastSent.plusSeconds(1);
    return WhatsAppBody.to(business.phoneNumberId()).from(waId, "Ana").at(lastSent);
  }

  private void arrives(String body) {
    assertThat(door.post(body)).isEqualTo(200);
    lanes.drainAll();
  }

  private void says(String text) {
    arrives(from(ANA).says(text).json());
  }

  private void pass(Duration time) {
    clock.advance(time);
    lanes.drainAll();
  }

  private void silence() {
    pass(Duration.ofSeconds(26));
  }

  private JsonNode conversation(Business of) {
    HttpAnswer answer =
        HttpAnswer.api(port, of.workspace().apiKey(), "GET", "/conversations", null);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.json().at("/data")).hasSize(1);
    return answer.json().at("/data/0");
  }

  private JsonNode lead() {
    return conversation(business).at("/lead");
  }

  private HttpAnswer patch(Object body) {
    return HttpAnswer.api(
        port,
        business.workspace().apiKey(),
        "PATCH",
        "/conversations/" + conversation(business).at("/id").asString(),
        body);
  }

  private long stored() {
    return count("leads.classification");
  }

  private long count(String table) {
    return tx.in(
        business.workspace().workspaceId(),
        () ->
            jdbc.sql("select count(*) from " + table + " where workspace_id = :ws")
                .param("ws", business.workspace().workspaceId().value())
                .query(Long.class)
                .single());
  }

  private void optOut() {
    optOut(conversation(business).at("/contact/id").asString());
  }

  private void optOut(String contact) {
    conversations.optOut(
        business.workspace().workspaceId(),
        new ContactId(UUID.fromString(contact)),
        clock.instant(),
        "api");
  }

  @Test
  void waits_for_silence_and_then_scores_with_reasons_and_quotes() {
    says(HOT);
    assertThat(lead().at("/status").asString()).isEqualTo("pending");
    assertThat(lead().has("score")).isTrue();
    assertThat(lead().at("/score").isNull()).isTrue();
    assertThat(lead().at("/quotes").isArray()).isTrue();
    pass(Duration.ofSeconds(9));

    JsonNode lead = lead();
    assertThat(lead.at("/status").asString()).isEqualTo("classified");
    assertThat(lead.at("/category").asString()).isEqualTo("hot");
    assertThat(lead.at("/score").asInt()).isBetween(75, 100);
    assertThat(lead.at("/intent").asString()).isIn("booking", "purchase");
    assertThat(lead.at("/budget/amount").asString()).isEqualTo("3000.00");
    assertThat(lead.at("/budget/currency").asString()).isEqualTo("BRL");
    assertThat(lead.at("/language").asString()).isEqualTo("pt");
    assertThat(lead.at("/provider").asString()).isEqualTo("builtin");
    assertThat(lead.at("/model").asString()).isEqualTo(BuiltInClassifier.VERSION);
    assertThat(lead.at("/rule_version").asInt()).isEqualTo(LeadScorer.RULE_VERSION);
    assertThat(Instant.parse(lead.at("/classified_at").asString())).isBefore(clock.instant());
    assertThat(lead.at("/summary").asString()).startsWith("Wants to ").contains("R$\u00a03,000.00");
    assertThat(lead.at("/quotes")).isNotEmpty();
    lead.at("/quotes").forEach(quote -> assertThat(HOT).contains(quote.asString()));
    int points = 0;
    for (JsonNode reason : lead.at("/reasons")) {
      points += reason.at("/points").asInt();
    }
    assertThat(points).isEqualTo(lead.at("/score").asInt());
    assertThat(lead.at("/correction").isNull()).isTrue();
  }

  @Test
  void reads_three_bubbles_as_one_and_does_not_wait_for_ever() {
    says("Oi");
    pass(Duration.ofSeconds(6));
    says("vi o anúncio de clareamento");
    pass(Duration.ofSeconds(6));
    says("quanto custa o clareamento?");
    assertThat(stored()).isZero();
    pass(Duration.ofSeconds(6));
    assertThat(lead().at("/status").asString()).isEqualTo("pending");
    says("e parcela?");
    pass(Duration.ofSeconds(8));
    assertThat(lead().at("/category").asString()).isEqualTo("warm");
    assertThat(stored()).isEqualTo(1);
    assertThat(count("leads.work")).isZero();
  }

  @Test
  void the_score_can_be_filtered_in_lists() {
    says("Oi, quanto custa o clareamento?");
    silence();
    for (String filter : List.of("min_score=45", "min_score=80")) {
      HttpAnswer list =
          HttpAnswer.api(
              port, business.workspace().apiKey(), "GET", "/conversations?" + filter, null);
      assertThat(list.json().at("/data")).hasSize(filter.endsWith("45") ? 1 : 0);
    }
  }

  @Test
  void scores_again_when_something_new_is_said_and_keeps_the_history() {
    says("Oi, quanto custa o clareamento?");
    silence();
    assertThat(lead().at("/category").asString()).isEqualTo("warm");
    says("👍");
    silence();
    assertThat(stored()).isEqualTo(1);
    says("Fechado! Quero agendar amanhã às 10h, me passa o pix para pagar");
    silence();
    assertThat(lead().at("/category").asString()).isEqualTo("hot");
    assertThat(stored()).isEqualTo(2);
  }

  @Test
  void the_same_webhook_again_changes_nothing() {
    String body = from(ANA).says(HOT).json();
    arrives(body);
    silence();
    JsonNode before = lead();
    arrives(body);
    silence();
    arrives(body);
    silence();
    assertThat(lead()).isEqualTo(before);
    assertThat(stored()).isEqualTo(1);
  }

  @Test
  void the_same_input_again_stores_nothing() {
    says(HOT);
    silence();
    tx.run(
        business.workspace().workspaceId(),
        () -> {
          jdbc.sql(
                  """
              insert into leads.work (workspace_id, conversation_id, contact_id, first_at, due_at)
              select workspace_id, conversation_id, contact_id, classified_at, classified_at
              from leads.classification where workspace_id = :ws""")
              .param("ws", business.workspace().workspaceId().value())
              .update();
          lanes.wake(LeadLane.KIND, business.workspace().workspaceId(), clock.instant());
        });
    lanes.drainAll();
    assertThat(stored()).isEqualTo(1);
    assertThat(count("leads.work")).isZero();
  }

  @Test
  void a_message_without_words_is_skipped_until_words_come() {
    arrives(from(ANA).json().replace("\"timestamp\"", "\"type\":\"location\",\"timestamp\""));
    silence();
    assertThat(lead().at("/status").asString()).isEqualTo("skipped");
    assertThat(lead().at("/skipped_reason").asString()).isEqualTo("empty");
    assertThat(lead().at("/score").isNull()).isTrue();
    says(HOT);
    silence();
    assertThat(lead().at("/status").asString()).isEqualTo("classified");
  }

  @Test
  void a_person_outranks_the_machine_whose_answer_stays_visible() {
    says("Oi, quanto custa o clareamento?");
    silence();
    int machine = lead().at("/score").asInt();
    HttpAnswer answer =
        patch(
            Map.of(
                "lead",
                Map.of("category", "hot", "score", 92, "urgency", "now"),
                "reason",
                "She called and booked"));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    JsonNode lead = answer.json().at("/lead");
    assertThat(lead.at("/score").asInt()).isEqualTo(92);
    assertThat(lead.at("/category").asString()).isEqualTo("hot");
    assertThat(lead.at("/urgency").asString()).isEqualTo("now");
    assertThat(lead.at("/provider").asString()).isEqualTo("manual");
    assertThat(lead.at("/correction/reason").asString()).isEqualTo("She called and booked");
    assertThat(lead.at("/machine/score").asInt()).isEqualTo(machine);
    assertThat(lead.at("/machine/provider").asString()).isEqualTo("builtin");

    says("Achei muito caro, deixa pra lá, desisti");
    silence();
    assertThat(lead().at("/score").asInt()).isEqualTo(92);
  }

  @Test
  void a_person_who_judges_while_the_machine_still_waits_is_not_overwritten() {
    says(HOT);
    assertThat(patch(Map.of("lead", Map.of("category", "spam"), "reason", "A prank")).status())
        .isEqualTo(200);
    silence();
    assertThat(lead().at("/category").asString()).isEqualTo("spam");
    assertThat(lead().at("/machine/category").asString()).isEqualTo("hot");
    assertThat(stored()).isEqualTo(2);
  }

  @Test
  void a_correction_that_does_not_fit_is_refused_in_words() {
    says("Oi, quanto custa o clareamento?");
    silence();
    HttpAnswer answer = patch(Map.of("lead", Map.of("score", 99), "reason", "Because"));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().at("/detail").asString()).contains("does not fit warm");
    assertThat(stored()).isEqualTo(1);
  }

  @Test
  void opting_out_ends_the_wait_and_takes_the_score_away() {
    says("Oi, quanto custa o clareamento?");
    silence();
    says(HOT);
    assertThat(count("leads.work")).isEqualTo(1);
    optOut();
    assertThat(count("leads.work")).isZero();
    silence();
    assertThat(lead().at("/status").asString()).isEqualTo("skipped");
    assertThat(lead().at("/skipped_reason").asString()).isEqualTo("opted_out");
    assertThat(lead().at("/score").isNull()).isTrue();
    HttpAnswer list =
        HttpAnswer.api(
            port, business.workspace().apiKey(), "GET", "/conversations?min_score=1", null);
    assertThat(list.json().at("/data")).isEmpty();
    long before = stored();
    says("Quero agendar hoje");
    says("Alô?");
    silence();
    assertThat(lead().at("/status").asString()).isEqualTo("skipped");
    assertThat(stored()).isEqualTo(before);
    assertThat(patch(Map.of("lead", Map.of("category", "hot"), "reason", "x")).status())
        .isEqualTo(409);
  }

  @Test
  void a_persons_judgement_goes_with_the_messages_when_two_people_turn_out_to_be_one() {
    twoPeople();
    judge("BR.2", "hot");
    becomeOne();
    assertThat(lead().at("/category").asString()).isEqualTo("hot");
    assertThat(lead().at("/provider").asString()).isEqualTo("manual");
    silence();
    assertThat(lead().at("/category").asString()).isEqualTo("hot");
    assertThat(found("min_score=70")).isEqualTo(1);
  }

  @Test
  void of_two_judgements_that_of_the_conversation_that_stays_holds() {
    twoPeople();
    judge("BR.1", "hot");
    judge("BR.2", "spam");
    becomeOne();
    silence();
    assertThat(lead().at("/category").asString()).isEqualTo("hot");
  }

  @Test
  void who_opted_out_is_not_judged_by_what_goes_with_the_messages() {
    twoPeople();
    judge("BR.2", "hot");
    optOut(of("BR.1").at("/contact/id").asString());
    becomeOne();
    assertThat(lead().at("/status").asString()).isEqualTo("skipped");
  }

  @Test
  void what_was_read_while_two_contacts_became_one_is_noted_of_the_one_that_stays() {
    twoPeople();
    var owner = business.workspace().workspaceId();
    var claimed =
        tx.in(
            owner,
            () ->
                work.claim(owner, clock.instant().plusSeconds(60), _ -> Duration.ofMinutes(10))
                    .orElseThrow());
    becomeOne();
    JsonNode only = conversation(business);
    var stale =
        new LeadWorkRepository.Work(
            new ConversationId(UUID.fromString(only.at("/id").asString())),
            new ContactId(UUID.randomUUID()),
            claimed.firstAt(),
            claimed.dueAt(),
            tx.in(
                owner,
                () ->
                    work.find(owner, new ConversationId(UUID.fromString(only.at("/id").asString())))
                        .orElseThrow()
                        .wake()),
            1,
            0);
    leads.settle(owner, stale, Verdict.Why.EMPTY);
    assertThat(
            tx.in(
                owner,
                () ->
                    jdbc.sql("select contact_id from leads.classification where workspace_id = :ws")
                        .param("ws", owner.value())
                        .query(UUID.class)
                        .list()))
        .containsExactly(UUID.fromString(only.at("/contact/id").asString()));
    optOut();
    assertThat(lead().at("/skipped_reason").asString()).isEqualTo("opted_out");
  }

  /** Two ids, each with a conversation, a minute apart. */
  private void twoPeople() {
    lastSent = clock.instant().minusSeconds(600);
    arrives(
        WhatsAppBody.to(business.phoneNumberId())
            .userId("BR.1")
            .says("Oi, tudo bem?")
            .at(lastSent)
            .json());
    arrives(
        WhatsAppBody.to(business.phoneNumberId())
            .userId("BR.2")
            .says("Quanto custa?")
            .at(lastSent.plusSeconds(60))
            .json());
  }

  private void becomeOne() {
    arrives(
        """
        {"object":"whatsapp_business_account","entry":[{"id":"102030405060708","changes":[{"field":"user_id_update",
        "value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"551140000000","phone_number_id":"%s"},
        "user_id_update":[{"user_id":{"previous":"BR.1","current":"BR.2"},"timestamp":"%d"}]}}]}]}"""
            .formatted(business.phoneNumberId(), lastSent.getEpochSecond() + 30));
  }

  private JsonNode listed(String query) {
    return HttpAnswer.api(
            port, business.workspace().apiKey(), "GET", "/conversations" + query, null)
        .json()
        .at("/data");
  }

  private int found(String query) {
    return listed("?" + query).size();
  }

  private JsonNode of(String userId) {
    return listed("")
        .valueStream()
        .filter(row -> row.at("/contact/user_id").asString().equals(userId))
        .findFirst()
        .orElseThrow();
  }

  private void judge(String userId, String category) {
    String id = of(userId).at("/id").asString();
    HttpAnswer answer =
        HttpAnswer.api(
            port,
            business.workspace().apiKey(),
            "PATCH",
            "/conversations/" + id,
            Map.of("lead", Map.of("category", category), "reason", "Known to us"));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
  }

  @Test
  void a_conversation_that_cannot_be_read_holds_up_no_other_and_is_never_forgotten() {
    says(HOT);
    byte[] sealed = spoil();
    arrives(from("5511912345678").says("Quanto custa o implante?").json());
    silence();
    HttpAnswer list =
        HttpAnswer.api(
            port, business.workspace().apiKey(), "GET", "/conversations?min_score=1", null);
    assertThat(list.json().at("/data")).hasSize(1);
    assertThat(stored()).isEqualTo(1);
    assertThat(count("leads.work")).isEqualTo(1);
    mend(sealed);
    pass(Duration.ofHours(1));
    assertThat(stored()).isEqualTo(2);
    assertThat(count("leads.work")).isZero();
  }

  @Test
  void each_workspace_scores_its_own() {
    Business first = business;
    Business second = business("Imobiliária Ponte");
    says(HOT);
    business = second;
    says("Vocês estão contratando? Queria mandar meu currículo");
    silence();
    assertThat(conversation(first).at("/lead/category").asString()).isEqualTo("hot");
    assertThat(conversation(second).at("/lead/category").asString()).isEqualTo("job_seeker");
    assertThat(stored()).isEqualTo(1);
  }

  @Test
  void keeps_the_words_of_people_sealed() {
    says(HOT);
    silence();
    String rows =
        tx.in(
            business.workspace().workspaceId(),
            () ->
                jdbc.sql(
                        """
                    select c::text || coalesce(encode(c.detail_sealed, 'escape'), '')
                    from leads.classification c where workspace_id = :ws""")
                    .param("ws", business.workspace().workspaceId().value())
                    .query(String.class)
                    .single());
    assertThat(rows).contains("hot").doesNotContain("avaliação", "3000 reais", "amanhã");
  }

  /** Breaks the seal of the one message that is there. */
  private byte[] spoil() {
    return tx.in(
        business.workspace().workspaceId(),
        () -> {
          byte[] sealed =
              jdbc.sql("select text_sealed from conversations.message where workspace_id = :ws")
                  .param("ws", business.workspace().workspaceId().value())
                  .query(byte[].class)
                  .single();
          jdbc.sql(
                  """
              update conversations.message set text_sealed = '\\x00' where workspace_id = :ws""")
              .param("ws", business.workspace().workspaceId().value())
              .update();
          return sealed;
        });
  }

  private void mend(byte[] sealed) {
    tx.run(
        business.workspace().workspaceId(),
        () ->
            jdbc.sql(
                    """
                update conversations.message set text_sealed = :sealed
                where workspace_id = :ws and length(text_sealed) = 1""")
                .param("sealed", sealed)
                .param("ws", business.workspace().workspaceId().value())
                .update());
  }
}

package popeki.conversations;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import popeki.HttpAnswer;
import popeki.PopekiTest;
import popeki.TestClock;
import popeki.platform.DatabaseConfiguration;
import popeki.platform.DatabaseRole;
import popeki.platform.Lanes;
import popeki.workspaces.NewWorkspace;
import popeki.workspaces.WorkspaceDraft;
import popeki.workspaces.Workspaces;
import tools.jackson.databind.JsonNode;

@PopekiTest
@SuppressWarnings("NullAway.Init")
class WebhookFlowTest {
  @Autowired Workspaces workspaces;
  @Autowired Lanes lanes;
  @Autowired JdbcClient jdbc;
  @Autowired TestClock clock;
  @Autowired WebhookInbox inbox;
  @LocalServerPort int port;

  private WhatsAppDoor door;
  private Business business;

  /** A workspace with a connected number. */
  private record Business(NewWorkspace workspace, String phoneNumberId, String numberId) {}

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
    return new Business(workspace, phoneNumberId, answer.json().at("/id").asString());
  }

  private JsonNode get(Business of, String path) {
    HttpAnswer answer = HttpAnswer.api(port, of.workspace().apiKey(), "GET", path, null);
    assertThat(answer.status()).as(path + " " + answer.body()).isEqualTo(200);
    return answer.json();
  }

  private JsonNode onlyConversation() {
    JsonNode list = get(business, "/conversations").at("/data");
    assertThat(list).hasSize(1);
    return list.get(0);
  }

  private void arrives(String body) {
    assertThat(door.post(body)).isEqualTo(200);
    lanes.drainAll();
  }

  private WhatsAppBody message() {
    return WhatsAppBody.to(business.phoneNumberId());
  }

  @Test
  void a_message_from_an_ad_becomes_a_conversation_with_its_ad() {
    arrives(
        message()
            .from("5511987654321", "Ana")
            .says("Olá! Quero saber mais")
            .ad("120200000000000001", "ARAkLkA8rmlFeiCk")
            .json());
    JsonNode conversation = onlyConversation();
    assertThat(conversation.at("/contact/name").asString()).isEqualTo("Ana");
    assertThat(conversation.at("/contact/phone").asString()).isEqualTo("+5511987654321");
    assertThat(conversation.at("/attribution/status").asString()).isEqualTo("attributed");
    assertThat(conversation.at("/attribution/method").asString()).isEqualTo("ctwa");
    assertThat(conversation.at("/attribution/ad/id").asString()).isEqualTo("120200000000000001");
    assertThat(conversation.at("/attribution/ad/name").isNull()).isTrue();
    assertThat(conversation.at("/attribution/ctwa_clid").asString()).isEqualTo("ARAkLkA8rmlFeiCk");
    assertThat(conversation.at("/attribution/confidence").asDouble()).isEqualTo(1.0);
    assertThat(conversation.at("/attribution/evidence/0/signal").asString())
        .isEqualTo("ad_referral");
    assertThat(conversation.at("/messages/0/text").asString()).isEqualTo("Olá! Quero saber mais");
    assertThat(conversation.at("/messages/0/referral/headline").asString())
        .isEqualTo("Chat with us");
    assertThat(conversation.at("/stage").asString()).isEqualTo("new");
  }

  @Test
  void an_ad_without_its_id_is_a_state_of_its_own_and_a_post_is_no_ad() {
    arrives(
        message()
            .from("5511900000001", "Bia")
            .says("oi")
            .referral(Map.of("source_type", "ad", "ctwa_clid", "ARx1"))
            .json());
    JsonNode ad = onlyConversation();
    assertThat(ad.at("/attribution/status").asString()).isEqualTo("ad_unknown");
    assertThat(ad.at("/attribution/method").asString()).isEqualTo("ctwa");
    assertThat(ad.at("/attribution/ad").isNull()).isTrue();
    assertThat(ad.at("/attribution/ctwa_clid").asString()).isEqualTo("ARx1");
    Business other = business("Outra");
    assertThat(
            door.post(
                WhatsAppBody.to(other.phoneNumberId())
                    .from("5511900000002", "Caio")
                    .says("oi")
                    .referral(Map.of("source_type", "post", "source_id", "99"))
                    .json()))
        .isEqualTo(200);
    lanes.drainAll();
    JsonNode post = get(other, "/conversations").at("/data/0/attribution");
    assertThat(post.at("/status").asString()).isEqualTo("unattributed");
    assertThat(post.at("/method").asString()).isEqualTo("none");
  }

  @Test
  void a_tampered_body_is_refused_and_leaves_nothing() {
    String body = message().from("5511987654321", "Ana").says("oi").json();
    assertThat(door.post(body.replace("Ana", "Eva"), "sha256=" + "0".repeat(64))).isEqualTo(401);
    lanes.drainAll();
    assertThat(get(business, "/conversations").at("/data")).isEmpty();
  }

  @Test
  void the_same_message_fifty_times_at_once_is_one_message() {
    String body = message().from("5511987654321", "Ana").says("oi").ad("1201", "ARy").json();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      IntStream.range(0, 50).forEach(i -> threads.execute(() -> door.post(body)));
    }
    lanes.drainAll();
    assertThat(onlyConversation().at("/messages")).hasSize(1);
    assertThat(get(business, "/reports/overview").at("/totals/conversations").asInt()).isEqualTo(1);
  }

  @Test
  void a_person_without_a_number_is_known_by_the_user_id_and_keeps_it_when_a_number_comes() {
    arrives(message().userId("BR.1502576394655843").says("oi").json());
    JsonNode first = onlyConversation();
    assertThat(first.at("/contact/phone").isNull()).isTrue();
    assertThat(first.at("/contact/user_id").asString()).isEqualTo("BR.1502576394655843");
    arrives(
        message()
            .from("5511987654321", "Duda")
            .userId("BR.1502576394655843")
            .says("sou a Duda")
            .json());
    arrives(message().from("551187654321", "Duda").says("sem o nono dígito").json());
    JsonNode after = onlyConversation();
    assertThat(after.at("/messages")).hasSize(3);
    assertThat(after.at("/contact/phone").asString()).isEqualTo("+5511987654321");
    assertThat(get(business, "/contacts").at("/data")).hasSize(1);
  }

  @Test
  void the_referral_is_found_whatever_order_the_messages_come_in() {
    Instant start = clock.instant().minusSeconds(600);
    String first =
        message().from("5511911112222", "Eva").says("oi").ad("1202", "ARz").at(start).json();
    String second =
        message().from("5511911112222", "Eva").says("tudo bem?").at(start.plusSeconds(20)).json();
    arrives(second);
    arrives(first);
    JsonNode conversation = onlyConversation();
    assertThat(conversation.at("/attribution/status").asString()).isEqualTo("attributed");
    assertThat(Instant.parse(conversation.at("/started_at").asString()))
        .isEqualTo(Instant.ofEpochSecond(start.getEpochSecond()));
    assertThat(get(business, "/reports/overview").at("/totals/attributed").asInt()).isEqualTo(1);
  }

  @Test
  void numbers_of_several_workspaces_in_one_body_each_get_their_own() {
    Business other = business("Outra");
    arrives(
        WhatsAppBody.all(
            List.of(
                message().from("5511987654321", "Ana").says("para a Aurora"),
                WhatsAppBody.to("999000999").from("5511987654321", "Ana").says("para ninguém"),
                WhatsAppBody.to(other.phoneNumberId())
                    .from("5511987654321", "Ana")
                    .says("para a outra"))));
    assertThat(onlyConversation().at("/messages/0/text").asString()).isEqualTo("para a Aurora");
    JsonNode there = get(other, "/conversations").at("/data");
    assertThat(there).hasSize(1);
    assertThat(there.get(0).at("/messages/0/text").asString()).isEqualTo("para a outra");
    String foreign = there.get(0).at("/id").asString();
    assertThat(
            HttpAnswer.api(
                    port, business.workspace().apiKey(), "GET", "/conversations/" + foreign, null)
                .status())
        .isEqualTo(404);
  }

  @Test
  void the_sellers_words_make_it_a_sale_once() {
    Instant start = clock.instant().minusSeconds(300);
    arrives(message().from("5511987654321", "Ana").says("quanto custa?").at(start).json());
    String sale =
        WhatsAppBody.to(business.phoneNumberId())
            .echoes("5511987654321", "Venda fechada R$ 1.350,00")
            .at(start.plusSeconds(60))
            .json();
    arrives(sale);
    arrives(sale);
    JsonNode conversation = onlyConversation();
    assertThat(conversation.at("/stage").asString()).isEqualTo("won");
    assertThat(conversation.at("/value/amount").asString()).isEqualTo("1350.00");
    JsonNode totals = get(business, "/reports/overview").at("/totals");
    assertThat(totals.at("/won").asInt()).isEqualTo(1);
    assertThat(totals.at("/qualified").asInt()).isEqualTo(1);
    assertThat(totals.at("/revenue/0/amount").asString()).isEqualTo("1350.00");
  }

  @Test
  void an_answer_that_overtakes_the_question_waits_for_it() {
    Instant start = clock.instant().minusSeconds(300);
    arrives(
        WhatsAppBody.to(business.phoneNumberId())
            .echoes("5511955556666", "venda fechada R$ 350")
            .at(start.plusSeconds(60))
            .json());
    arrives(message().from("5511955556666", "Gil").says("quero").at(start).json());
    clock.advance(Duration.ofSeconds(5));
    lanes.drainAll();
    assertThat(onlyConversation().at("/stage").asString()).isEqualTo("won");
  }

  @Test
  void a_reported_outcome_counts_once_by_its_external_id() {
    arrives(message().from("5511987654321", "Ana").says("oi").json());
    String path = "/conversations/" + onlyConversation().at("/id").asString() + "/outcomes";
    var sale =
        Map.of(
            "stage",
            "won",
            "value",
            Map.of("amount", "350.00", "currency", "BRL"),
            "external_id",
            "order-1");
    for (int i = 0; i < 3; i++) {
      HttpAnswer answer = HttpAnswer.api(port, business.workspace().apiKey(), "POST", path, sale);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.json().at("/value/amount").asString()).isEqualTo("350.00");
    }
    assertThat(get(business, "/reports/overview").at("/totals/won").asInt()).isEqualTo(1);
  }

  @Test
  void a_body_that_is_no_json_is_kept_and_does_not_hold_up_the_next() {
    assertThat(door.post("{\"object\": oops")).isEqualTo(200);
    arrives(message().from("5511987654321", "Ana").says("oi").json());
    onlyConversation();
  }

  @Test
  void a_worker_whose_lease_ran_out_changes_nothing_and_being_slow_is_no_failure() {
    lanes.drainAll();
    assertThat(door.post(message().from("5511987654321", "Ana").says("oi").json())).isEqualTo(200);
    DatabaseConfiguration.as(
        DatabaseRole.WORKER,
        () -> {
          WebhookInbox.Item slow = only(inbox.claim(WebhookInbox.Queue.LIVE, 20, Duration.ZERO));
          assertThat(inbox.keep(slow)).isTrue();
          for (int claims = 0; claims < WebhookInbox.MAX_ATTEMPTS; claims++) {
            only(inbox.claim(WebhookInbox.Queue.LIVE, 20, Duration.ZERO));
          }
          WebhookInbox.Item quick =
              only(inbox.claim(WebhookInbox.Queue.LIVE, 20, Duration.ofSeconds(60)));
          assertThat(quick.failures()).isZero();
          assertThat(inbox.keep(slow)).isFalse();

          inbox.dead(slow, "too late");
          inbox.later(slow, "too late");
          inbox.toHistory(slow, new Tally());
          assertThat(row(quick)).isEqualTo("live pending 0 ");
          assertThat(inbox.keep(quick)).isTrue();
          inbox.later(quick, "failed");
          assertThat(row(quick)).isEqualTo("live pending 1 failed");
          return quick;
        });
    clock.advance(Duration.ofSeconds(3));
    lanes.drainAll();
    onlyConversation();
  }

  private static WebhookInbox.Item only(List<WebhookInbox.Item> items) {
    assertThat(items).hasSize(1);
    return items.getFirst();
  }

  private String row(WebhookInbox.Item item) {
    return jdbc.sql(
            """
        select concat_ws(' ', lane, state, attempts, coalesce(reason, ''))
        from conversations.webhook_inbox where id = :id""")
        .param("id", item.id())
        .query(String.class)
        .single();
  }

  @Test
  void forty_days_of_silence_begin_a_new_conversation() {
    Instant long_ago = clock.instant().minus(Duration.ofDays(40));
    arrives(message().from("5511987654321", "Ana").says("oi").at(long_ago).json());
    arrives(message().from("5511987654321", "Ana").says("voltei").at(clock.instant()).json());
    assertThat(get(business, "/conversations").at("/data")).hasSize(2);
    assertThat(get(business, "/contacts").at("/data")).hasSize(1);
  }

  @Test
  void who_opts_out_is_stored_and_marked() {
    arrives(message().from("5511987654321", "Ana").says("oi").json());
    String contact = onlyConversation().at("/contact/id").asString();
    HttpAnswer answer =
        HttpAnswer.api(
            port,
            business.workspace().apiKey(),
            "PATCH",
            "/contacts/" + contact,
            Map.of("opted_out", true));
    assertThat(answer.json().at("/opted_out").asBoolean()).isTrue();
  }
}

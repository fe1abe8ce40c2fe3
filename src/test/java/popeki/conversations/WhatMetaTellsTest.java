package popeki.conversations;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import popeki.HttpAnswer;
import popeki.PopekiTest;
import popeki.TestClock;
import popeki.kernel.WorkspaceId;
import popeki.platform.Actor;
import popeki.platform.DatabaseConfiguration;
import popeki.platform.DatabaseRole;
import popeki.platform.Lanes;
import popeki.platform.Paging;
import popeki.platform.Words;
import popeki.platform.WorkspaceTx;
import popeki.workspaces.NewWorkspace;
import popeki.workspaces.NumberDraft;
import popeki.workspaces.WorkspaceDraft;
import popeki.workspaces.Workspaces;
import tools.jackson.databind.JsonNode;

/** Everything beside live messages: the past, statuses, news, the phone book, preferences. */
@PopekiTest
@SuppressWarnings("NullAway.Init")
class WhatMetaTellsTest {
  @Autowired Workspaces workspaces;
  @Autowired Notices notices;
  @Autowired MessageRepository messages;
  @Autowired Webhooks webhooks;
  @Autowired popeki.workspaces.Numbers numbers;
  @Autowired org.springframework.jdbc.core.simple.JdbcClient jdbc;
  @Autowired NoteRepository notes;
  @Autowired ContactRepository contacts;
  @Autowired WorkspaceTx tx;
  @Autowired Words words;
  @Autowired Lanes lanes;
  @Autowired TestClock clock;
  @LocalServerPort int port;

  private WhatsAppDoor door;
  private NewWorkspace workspace;
  private String waba;
  private String number;

  @BeforeEach
  void a_business_with_a_number() {
    door = new WhatsAppDoor(port);
    waba = "2" + digits();
    workspace = workspace();
    number = connect(workspace);
  }

  private NewWorkspace workspace() {
    return workspaces.create(
        new WorkspaceDraft(
            "Clínica Aurora",
            "Ana",
            UUID.randomUUID() + "@example.com",
            "dental_clinic",
            "America/Sao_Paulo",
            "BRL"));
  }

  private static String digits() {
    return String.valueOf(
        Math.abs(UUID.randomUUID().getMostSignificantBits() % 1_000_000_000_000L));
  }

  private String connect(NewWorkspace owner) {
    String id = "1" + digits();
    connect(owner, id);
    return id;
  }

  private void connect(NewWorkspace owner, String phoneNumberId) {
    HttpAnswer answer =
        HttpAnswer.api(
            port,
            owner.apiKey(),
            "POST",
            "/numbers",
            Map.of(
                "phone_number_id", phoneNumberId,
                "waba_id", waba,
                "display_phone_number", "+55 11 4000-0000"));
    assertThat(answer.status()).isBetween(200, 201);
  }

  private JsonNode get(String path) {
    HttpAnswer answer = HttpAnswer.api(port, workspace.apiKey(), "GET", path, null);
    assertThat(answer.status()).as(path + " " + answer.body()).isEqualTo(200);
    return answer.json();
  }

  private void arrives(String body) {
    assertThat(door.post(body)).isEqualTo(200);
    lanes.drainAll();
  }

  private void tells(String field, String lists) {
    arrives(
        """
        {"object":"whatsapp_business_account","entry":[{"id":"%s","changes":[{"field":"%s",
        "value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"551140000000",
        "phone_number_id":"%s"},%s}}]}]}"""
            .formatted(waba, field, number, lists));
  }

  private void news(String field, String value) {
    arrives(
        """
        {"object":"whatsapp_business_account","entry":[{"id":"%s","time":1790000000,
        "changes":[{"field":"%s","value":%s}]}]}"""
            .formatted(waba, field, value));
  }

  private void history(String id, String type, String more) {
    tells(
        "history",
        """
        "history":[{"metadata":{"phase":1,"chunk_order":1,"progress":55},"threads":[{"id":"5511987654321",
        "messages":[{"from":"5511987654321","id":"%s","timestamp":"1789000000","type":"%s"%s,
        "history_context":{"status":"READ"}}]}]}]"""
            .formatted(id, type, more));
  }

  private String says(String id, String text) {
    return WhatsAppBody.to(number).id(id).from("5511987654321", "Ana").says(text).json();
  }

  private WorkspaceId id() {
    return workspace.workspaceId();
  }

  private java.util.List<MessageRepository.Message> past() {
    JsonNode contact = get("/contacts").at("/data/0");
    var numberId = get("/numbers").at("/data/0/id").asString();
    return tx.in(
        id(),
        () ->
            messages.past(
                id(),
                new popeki.kernel.ContactId(UUID.fromString(contact.at("/id").asString())),
                new popeki.kernel.NumberId(UUID.fromString(numberId)),
                10));
  }

  @Test
  void the_past_is_kept_beside_its_person_and_is_no_conversation() {
    history("wamid.p1", "text", ",\"text\":{\"body\":\"Bom dia\"}");
    history("wamid.p1", "text", ",\"text\":{\"body\":\"Bom dia\"}");
    assertThat(get("/conversations").at("/data")).isEmpty();
    assertThat(get("/contacts").at("/data")).hasSize(1);
    assertThat(past())
        .singleElement()
        .extracting(MessageRepository.Message::text)
        .isEqualTo("Bom dia");
    assertThat(get("/reports/overview?from=2020-01-01").at("/totals/conversations").asInt())
        .isZero();
  }

  @Test
  void a_message_that_the_past_told_of_first_is_still_a_message() {
    history("wamid.both" + number, "text", ",\"text\":{\"body\":\"Oi\"}");
    arrives(says("wamid.both" + number, "Oi"));
    history("wamid.both" + number, "text", ",\"text\":{\"body\":\"Oi\"}");
    assertThat(get("/conversations").at("/data/0/messages")).hasSize(1);
    assertThat(past()).isEmpty();
  }

  @Test
  void the_file_of_a_message_from_the_past_takes_the_place_of_its_placeholder() {
    history("wamid.media", "media_placeholder", "");
    tells(
        "history",
        """
        "contacts":[{"wa_id":"5511987654321"}],"messages":[{"from":"5511987654321","id":"wamid.media",
        "timestamp":"1789000000","type":"image","image":{"id":"9001","mime_type":"image/jpeg","sha256":"x","caption":"O quarto"}}]""");
    history("wamid.media", "media_placeholder", "");
    assertThat(past())
        .singleElement()
        .extracting(MessageRepository.Message::type, MessageRepository.Message::text)
        .containsExactly("image", "O quarto");
  }

  @Test
  void what_people_write_now_in_the_same_body_as_the_past_is_a_conversation() {
    arrives(
        """
        {"object":"whatsapp_business_account","entry":[{"id":"%1$s","changes":[
        {"field":"history","value":{"metadata":{"display_phone_number":"551140000000","phone_number_id":"%2$s"},
         "history":[{"metadata":{"phase":0,"chunk_order":1,"progress":5},"threads":[{"id":"5511987654321",
         "messages":[{"from":"5511987654321","id":"wamid.old","timestamp":"1789000000","type":"text","text":{"body":"antes"}}]}]}]}},
        {"field":"messages","value":{"metadata":{"display_phone_number":"551140000000","phone_number_id":"%2$s"},
         "contacts":[{"profile":{"name":"Ana"},"wa_id":"5511987654321"}],
         "messages":[{"from":"5511987654321","id":"wamid.new","timestamp":"%3$d","type":"text","text":{"body":"agora"}}]}}]}]}"""
            .formatted(waba, number, clock.instant().getEpochSecond()));
    assertThat(get("/conversations").at("/data/0/messages/0/text").asString()).isEqualTo("agora");
    assertThat(past())
        .singleElement()
        .extracting(MessageRepository.Message::text)
        .isEqualTo("antes");
  }

  @Test
  void the_past_in_a_body_whose_new_message_keeps_failing_is_kept() {
    arrives(WhatsAppBody.to(number).from("5511912345678", "Bia").says("oi").json());
    byte[] key = spoilKeys();
    arrives(
        """
        {"object":"whatsapp_business_account","entry":[{"id":"%1$s","changes":[
        {"field":"history","value":{"metadata":{"display_phone_number":"551140000000","phone_number_id":"%2$s"},
         "history":[{"metadata":{"phase":0,"chunk_order":1,"progress":5},"threads":[{"id":"5511987654321",
         "messages":[{"from":"5511987654321","id":"wamid.old%2$s","timestamp":"1789000000","type":"text","text":{"body":"antes"}}]}]}]}},
        {"field":"messages","value":{"metadata":{"display_phone_number":"551140000000","phone_number_id":"%2$s"},
         "messages":[{"from":"5511912345678","id":"wamid.bad%2$s","timestamp":"%3$d","type":"text","text":{"body":"agora"}}]}}]}]}"""
            .formatted(waba, number, clock.instant().getEpochSecond()));
    assertThat(stored("wamid.old" + number)).isZero();
    for (int tries = 0; tries < WebhookInbox.MAX_ATTEMPTS; tries++) {
      clock.advance(Duration.ofMinutes(10));
      lanes.drainAll();
    }
    assertThat(stored("wamid.old" + number)).isOne();
    assertThat(stored("wamid.bad" + number)).isZero();

    giveBack(key);
    clock.advance(Duration.ofMinutes(10));
    lanes.drainAll();
    assertThat(stored("wamid.bad" + number)).isOne();
    assertThat(pending()).isZero();
  }

  /** Nothing can be written about anybody here until the key is given back. */
  private byte[] spoilKeys() {
    return tx.in(
        id(),
        () -> {
          byte[] key =
              jdbc.sql("select data_key from conversations.contact where workspace_id = :ws")
                  .param("ws", id().value())
                  .query(byte[].class)
                  .single();
          jdbc.sql("update conversations.contact set data_key = '\\x00' where workspace_id = :ws")
              .param("ws", id().value())
              .update();
          return key;
        });
  }

  private void giveBack(byte[] key) {
    tx.run(
        id(),
        () ->
            jdbc.sql(
                    "update conversations.contact set data_key = :key where workspace_id = :ws and data_key = '\\x00'")
                .param("key", key)
                .param("ws", id().value())
                .update());
  }

  @Test
  void a_name_from_the_phone_book_is_found_and_yields_to_the_persons_own() {
    arrives(WhatsAppBody.to(number).userId("BR.78").says("oi").json());
    tells(
        "smb_app_state_sync",
        """
        "state_sync":[{"type":"contact","action":"add","contact":{"full_name":"Sofia Lima","user_id":"BR.78"},
        "metadata":{"timestamp":"1790000000"}}]""");
    assertThat(get("/contacts?q=lima").at("/data")).hasSize(1);
    arrives(WhatsAppBody.to(number).from("5511912340078", "Sô").userId("BR.78").says("oi").json());
    assertThat(get("/contacts").at("/data/0/name").asString()).isEqualTo("Sô");
  }

  @Test
  void a_status_that_comes_before_its_message_waits_for_it_and_never_goes_back() {
    Instant start = clock.instant().minusSeconds(100);
    arrives(WhatsAppBody.to(number).from("5511987654321", "Ana").says("oi").at(start).json());
    String echo = "wamid.e" + number;
    status(echo, "read");
    status(echo, "delivered");
    arrives(
        WhatsAppBody.to(number)
            .id(echo)
            .echoes("5511987654321", "Bom dia")
            .at(start.plusSeconds(10))
            .json());
    assertThat(statusOfAnswer()).isEqualTo("read");
    status(echo, "sent");
    assertThat(statusOfAnswer()).isEqualTo("read");
  }

  @Test
  void what_the_past_told_of_a_message_holds_for_the_message_itself() {
    Instant start = clock.instant().minusSeconds(100);
    arrives(WhatsAppBody.to(number).from("5511987654321", "Ana").says("oi").at(start).json());
    String before = "wamid.b" + number;
    pastAnswer(before, "READ");
    answers(before, start.plusSeconds(10));
    assertThat(statusOfAnswer()).isEqualTo("read");
    String after = "wamid.c" + number;
    answers(after, start.plusSeconds(20));
    status(after, "sent");
    pastAnswer(after, "DELIVERED");
    assertThat(statusOfAnswer()).isEqualTo("delivered");
    pastAnswer(after, "READ");
    assertThat(statusOfAnswer()).isEqualTo("read");
    pastAnswer(after, "DELIVERED");
    assertThat(statusOfAnswer()).isEqualTo("read");
  }

  @Test
  void the_past_its_message_and_its_statuses_at_once_end_the_same() {
    Instant start = clock.instant().minusSeconds(100);
    arrives(WhatsAppBody.to(number).from("5511987654321", "Ana").says("oi").at(start).json());
    for (int round = 0; round < 8; round++) {
      String wamid = "wamid.r" + round + number;
      pastAnswer(wamid, "DELIVERED");
      Instant at = start.plusSeconds(10 + round);
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        threads.execute(() -> answers(wamid, at));
        threads.execute(() -> status(wamid, "read"));
        threads.execute(() -> pastAnswer(wamid, "SENT"));
      }
      lanes.drainAll();
      assertThat(statusOfAnswer()).isEqualTo("read");
    }
    assertThat(get("/conversations").at("/data/0/messages")).hasSize(9);
  }

  private void answers(String wamid, Instant at) {
    arrives(WhatsAppBody.to(number).id(wamid).echoes("5511987654321", "Bom dia").at(at).json());
  }

  private void pastAnswer(String wamid, String status) {
    tells(
        "history",
        """
        "history":[{"metadata":{"phase":1,"chunk_order":1,"progress":55},"threads":[{"id":"5511987654321",
        "messages":[{"from":"551140000000","to":"5511987654321","id":"%s","timestamp":"1789000000",
        "type":"text","text":{"body":"Bom dia"},"history_context":{"status":"%s"}}]}]}]"""
            .formatted(wamid, status));
  }

  private @org.jspecify.annotations.Nullable String statusOfAnswer() {
    var conversation =
        new popeki.kernel.ConversationId(
            UUID.fromString(get("/conversations").at("/data/0/id").asString()));
    return tx.in(
        id(),
        () ->
            messages
                .of(id(), java.util.List.of(conversation), 10)
                .getOrDefault(conversation, java.util.List.of())
                .getLast()
                .status());
  }

  private void status(String wamid, String status) {
    tells(
        "messages",
        """
        "statuses":[{"id":"%s","status":"%s","timestamp":"1790000100","recipient_id":"5511987654321"}]"""
            .formatted(wamid, status));
  }

  @Test
  void who_resumes_marketing_is_no_longer_opted_out_unless_they_told_the_business_too() {
    arrives(says("wamid.o1" + number, "oi"));
    String contact = get("/contacts").at("/data/0/id").asString();
    preference("resume", 1_790_000_400);
    preference("stop", 1_790_000_300);
    assertThat(get("/contacts/" + contact).at("/opted_out").asBoolean()).isFalse();
    preference("stop", 1_790_000_500);
    assertThat(get("/contacts/" + contact).at("/opted_out").asBoolean()).isTrue();
    HttpAnswer.api(
        port, workspace.apiKey(), "PATCH", "/contacts/" + contact, Map.of("opted_out", true));
    preference("resume", 1_790_000_600);
    assertThat(get("/contacts/" + contact).at("/opted_out").asBoolean()).isTrue();
  }

  private void preference(String value, long at) {
    tells(
        "user_preferences",
        """
        "user_preferences":[{"wa_id":"5511987654321","category":"marketing_messages","value":"%s","timestamp":%d}]"""
            .formatted(value, at));
  }

  @Test
  void the_phone_book_names_who_wrote_without_a_name_and_nobody_else() {
    arrives(WhatsAppBody.to(number).userId("BR.77").says("oi").json());
    tells(
        "smb_app_state_sync",
        """
        "state_sync":[{"type":"contact","action":"add","contact":{"full_name":"Sofia do 12","user_id":"BR.77"},
        "metadata":{"timestamp":"1790000000"}},{"type":"contact","action":"add","contact":{"full_name":"Tia",
        "phone_number":"5511900000000"},"metadata":{"timestamp":"1790000000"}}]""");
    JsonNode contacts = get("/contacts").at("/data");
    assertThat(contacts).hasSize(1);
    assertThat(contacts.get(0).at("/name").asString()).isEqualTo("Sofia do 12");
  }

  @Test
  void news_of_an_account_reaches_every_workspace_with_a_number_of_it_once() {
    NewWorkspace other = workspace();
    connect(other);
    String restricted =
        """
        {"event":"ACCOUNT_RESTRICTION","restriction_info":[{"restriction_type":"RESTRICTED_ADD_PHONE_NUMBER_ACTION"}]}""";
    news("account_update", restricted);
    news("account_update", restricted);
    for (NewWorkspace owner : java.util.List.of(workspace, other)) {
      var told =
          tx.in(owner.workspaceId(), () -> notices.list(owner.workspaceId(), new Paging(10, null)));
      assertThat(told).singleElement().matches(Notices.Notice::grave, "grave");
    }
  }

  @Test
  void an_account_that_meta_took_away_is_said_on_the_page_of_its_numbers() {
    news(
        "account_update",
        "{\"event\":\"PARTNER_REMOVED\",\"waba_info\":{\"waba_id\":\"%s\"}}".formatted(waba));
    var connected = UUID.fromString(get("/numbers").at("/data/0/id").asString());
    assertThat(
            tx.in(
                id(),
                () ->
                    jdbc.sql(
                            "select trouble from connections.connection where workspace_id = :ws and number_id = :id")
                        .param("ws", id().value())
                        .param("id", connected)
                        .query(String.class)
                        .optional()))
        .contains("removed_at_meta");
  }

  @Test
  void what_came_long_ago_for_a_number_is_read_for_whom_meta_showed_it_and_not_for_whom_typed_it() {
    String later = "1" + digits();
    arrives(early(later, "wamid.long" + later, "segredo de outra pessoa").json());
    clock.advance(Duration.ofMinutes(11));
    connect(workspace, later);
    lanes.drainAll();
    assertThat(texts()).isEmpty();

    workspace = workspace();
    numbers.connectProven(
        id(), new NumberDraft(later, waba, "+55 11 4000-0000", "EAAproof"), Actor.system("test"));
    lanes.drainAll();
    assertThat(texts()).containsExactly("segredo de outra pessoa");
  }

  @Test
  void news_of_an_account_go_to_whom_meta_showed_it_and_not_to_whom_typed_it() {
    NewWorkspace owner = workspace();
    numbers.connectProven(
        owner.workspaceId(),
        new NumberDraft("1" + digits(), waba, "+55 11 4000-0000", "EAAproof"),
        Actor.system("test"));
    news("account_update", "{\"event\":\"DISABLED_UPDATE\"}");
    var first = new Paging(10, null);
    assertThat(tx.in(owner.workspaceId(), () -> notices.list(owner.workspaceId(), first)))
        .hasSize(1);
    assertThat(tx.in(id(), () -> notices.list(id(), first))).isEmpty();
  }

  @Test
  void each_kind_of_news_has_its_sentence_also_without_an_event() {
    news("business_capability_update", "{\"max_daily_conversation_per_phone\":-1}");
    news("account_alerts", "{\"alert_severity\":\"CRITICAL\"}");
    news("account_update", "{\"event\":\"DISABLED_UPDATE\"}");
    assertThat(tx.in(id(), () -> notices.list(id(), new Paging(10, null))))
        .extracting(notice -> NewsController.sentence(notice.field(), notice.event(), words))
        .contains(
            "What the account may do has changed", "Alert about the account: see what Meta sent")
        .allSatisfy(sentence -> assertThat(sentence).doesNotContain("{"));
  }

  @Test
  void a_later_notice_overrules_an_earlier_one_of_its_own_account_alone() {
    String other = "3" + digits();
    arrives(
        """
        {"object":"whatsapp_business_account","entry":[{"id":"%s","time":1790000100,
        "changes":[{"field":"account_update","value":{"event":"ACCOUNT_RECONNECTED"}}]}]}"""
            .formatted(other));
    HttpAnswer.api(
        port,
        workspace.apiKey(),
        "POST",
        "/numbers",
        Map.of(
            "phone_number_id",
            "1" + digits(),
            "waba_id",
            other,
            "display_phone_number",
            "+55 11 4000-0009"));
    arrives(
        """
        {"object":"whatsapp_business_account","entry":[{"id":"%s","time":1790000100,
        "changes":[{"field":"account_update","value":{"event":"ACCOUNT_RECONNECTED"}}]}]}"""
            .formatted(other));
    news(
        "account_update",
        "{\"event\":\"PARTNER_REMOVED\",\"waba_info\":{\"waba_id\":\"%s\"}}".formatted(waba));
    assertThat(
            tx.in(
                id(),
                () ->
                    jdbc.sql(
                            "select trouble from connections.connection where workspace_id = :ws and trouble is not null")
                        .param("ws", id().value())
                        .query(String.class)
                        .list()))
        .containsExactly("removed_at_meta");
  }

  @Test
  void a_deletion_opens_no_window_and_a_thumb_up_is_no_answer() {
    Instant wrote = clock.instant().minus(Duration.ofDays(2)).truncatedTo(ChronoUnit.SECONDS);
    arrives(
        WhatsAppBody.to(number)
            .id("wamid.two" + number)
            .from("5511987654321", "Ana")
            .says("oi")
            .at(wrote)
            .json());
    long now = clock.instant().getEpochSecond();
    tells(
        "messages",
        """
        "contacts":[{"wa_id":"5511987654321","profile":{"name":"Ana"}}],
        "messages":[{"from":"5511987654321","id":"wamid.gone%s","timestamp":"%d","type":"revoke",
        "revoke":{"original_message_id":"wamid.two%s"}}]"""
            .formatted(number, now, number));
    tells(
        "smb_message_echoes",
        """
        "message_echoes":[{"from":"551140000000","to":"5511987654321","id":"wamid.thumb%s",
        "timestamp":"%d","type":"reaction","reaction":{"message_id":"wamid.two%s","emoji":"👍"}}]"""
            .formatted(number, now, number));
    String row =
        tx.in(
            id(),
            () ->
                jdbc.sql(
                        """
                    select extract(epoch from last_heard_at)::bigint || ' ' || coalesce(first_reply_at::text, 'no answer')
                    from conversations.conversation where workspace_id = :ws""")
                    .param("ws", id().value())
                    .query(String.class)
                    .single());
    assertThat(row).isEqualTo(wrote.getEpochSecond() + " no answer");
    assertThat(stored("wamid.gone" + number) + stored("wamid.thumb" + number)).isEqualTo(2);
  }

  @Test
  void a_time_far_ahead_is_not_believed() {
    WhatsAppBody message = early(number, "wamid.ahead" + number, "amanhã");
    arrives(message.at(clock.instant().plus(Duration.ofDays(36_500))).json());
    assertThat(Instant.parse(get("/conversations").at("/data/0/last_message_at").asString()))
        .isBefore(clock.instant().plusSeconds(1));
  }

  @Test
  void what_came_for_a_number_that_nobody_had_is_read_once_when_it_is_connected() {
    String later = "1" + digits();
    WhatsAppBody early = early(later, "wamid.early" + later, "cedo demais");
    arrives(
        WhatsAppBody.all(java.util.List.of(early, early(number, "wamid.own" + number, "na hora"))));
    arrives(early.json());
    pastOf(later, "wamid.past" + later);
    assertThat(texts()).containsExactly("na hora");

    connect(workspace, later);
    lanes.drainAll();
    assertThat(texts()).containsExactlyInAnyOrder("na hora", "cedo demais");
    assertThat(stored("wamid.past" + later)).isOne();

    arrives(early.json());
    connect(workspace, later);
    lanes.drainAll();
    assertThat(texts()).containsExactlyInAnyOrder("na hora", "cedo demais");
    assertThat(get("/contacts").at("/data")).hasSize(1);
    assertThat(pending()).isZero();
  }

  @Test
  void what_came_while_a_number_was_taken_off_is_read_when_it_is_connected_again() {
    var id =
        new popeki.kernel.NumberId(UUID.fromString(get("/numbers").at("/data/0/id").asString()));
    numbers.disconnect(id(), id, Actor.system("test"));
    arrives(says("wamid.off" + number, "alguém aí?"));
    assertThat(texts()).isEmpty();
    connect(workspace, number);
    lanes.drainAll();
    assertThat(texts()).containsExactly("alguém aí?");
  }

  @Test
  void a_number_that_is_connected_while_its_webhook_is_read_is_not_missed() {
    String later = "1" + digits();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 6; i++) {
        String body = early(later, "wamid.m" + i + later, "m" + i).json();
        threads.execute(() -> arrives(body));
      }
      threads.execute(() -> connect(workspace, later));
    }
    lanes.drainAll();
    assertThat(texts()).containsExactlyInAnyOrder("m0", "m1", "m2", "m3", "m4", "m5");
  }

  @Test
  void what_was_put_aside_is_read_when_asked_for_again() {
    String later = "1" + digits();
    arrives(early(later, "wamid.aside" + later, "de ontem").json());
    forgetUnclaimed();
    connect(workspace, later);
    lanes.drainAll();
    assertThat(texts()).isEmpty();
    assertThat(webhooks.reprocess(clock.instant().minus(Duration.ofHours(1)))).isPositive();
    lanes.drainAll();
    assertThat(texts()).containsExactly("de ontem");
  }

  private static WhatsAppBody early(String number, String wamid, String text) {
    return WhatsAppBody.to(number).id(wamid).from("5511987654321", "Ana").says(text);
  }

  private void pastOf(String of, String wamid) {
    String own = number;
    number = of;
    history(wamid, "text", ",\"text\":{\"body\":\"Bom dia\"}");
    number = own;
  }

  private java.util.List<String> texts() {
    return get("/conversations")
        .at("/data")
        .valueStream()
        .flatMap(one -> one.at("/messages").valueStream())
        .map(message -> message.at("/text").asString())
        .toList();
  }

  private int stored(String wamid) {
    return tx.in(
        id(),
        () ->
            jdbc.sql(
                    "select count(*) from conversations.message where workspace_id = :ws and wamid = :wamid")
                .param("ws", id().value())
                .param("wamid", wamid)
                .query(Integer.class)
                .single());
  }

  private int pending() {
    return inbox("select count(*) from conversations.webhook_inbox where state = 'pending'");
  }

  /** As bodies are that were read before their numbers were noted. */
  private void forgetUnclaimed() {
    inbox(
        "with gone as (update conversations.webhook_inbox set unclaimed = null returning 1) select count(*) from gone");
  }

  private int inbox(String sql) {
    return DatabaseConfiguration.as(
        DatabaseRole.WORKER, () -> jdbc.sql(sql).query(Integer.class).single());
  }

  @Test
  void what_colleagues_wrote_stays_when_two_people_and_their_conversations_turn_out_to_be_one() {
    Instant start = clock.instant().minusSeconds(3600);
    arrives(WhatsAppBody.to(number).userId("BR.1").says("oi").at(start).json());
    arrives(WhatsAppBody.to(number).userId("BR.2").says("sou eu").at(start.plusSeconds(60)).json());
    for (JsonNode row : get("/conversations").at("/data")) {
      write(row, "Nota de " + row.at("/contact/user_id").asString());
    }
    tells(
        "user_id_update",
        """
        "user_id_update":[{"user_id":{"previous":"BR.1","current":"BR.2"},"timestamp":"%d"}]"""
            .formatted(start.getEpochSecond() + 30));
    assertThat(get("/contacts").at("/data")).hasSize(1);
    JsonNode only = get("/conversations").at("/data");
    assertThat(only).hasSize(1);
    assertThat(only.at("/0/messages")).hasSize(2);
    var kept =
        tx.in(
            id(),
            () ->
                notes.of(
                    id(),
                    new popeki.kernel.ConversationId(
                        UUID.fromString(only.at("/0/id").asString()))));
    assertThat(kept.stream().map(NoteRepository.Note::text))
        .containsExactlyInAnyOrder("Nota de BR.1", "Nota de BR.2");
  }

  private void write(JsonNode conversation, String text) {
    var contact =
        new popeki.kernel.ContactId(UUID.fromString(conversation.at("/contact/id").asString()));
    tx.run(
        id(),
        () ->
            notes.insert(
                id(),
                new NoteRepository.Draft(
                    UUID.randomUUID(),
                    new popeki.kernel.ConversationId(
                        UUID.fromString(conversation.at("/id").asString())),
                    contact,
                    new popeki.kernel.UserId(UUID.randomUUID()),
                    null,
                    text),
                contacts.dataKey(id(), contact),
                clock.instant()));
  }

  @Test
  void an_album_of_ten_from_somebody_new_is_one_contact_and_one_conversation() {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      IntStream.range(0, 10)
          .forEach(
              i -> threads.execute(() -> door.post(says("wamid.a" + number + i, "foto " + i))));
    }
    lanes.drainAll();
    assertThat(get("/contacts").at("/data")).hasSize(1);
    assertThat(get("/conversations").at("/data")).hasSize(1);
    assertThat(get("/conversations").at("/data/0/messages")).hasSize(10);
  }
}

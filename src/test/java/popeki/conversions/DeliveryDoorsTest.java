package popeki.conversions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jsoup.Jsoup;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import popeki.HttpAnswer;
import popeki.PopekiTest;
import popeki.PretendGraph;
import popeki.TestClock;
import popeki.conversations.WhatsAppBody;
import popeki.conversations.WhatsAppDoor;
import popeki.platform.Lanes;
import popeki.platform.Words;
import popeki.workspaces.NewWorkspace;
import popeki.workspaces.WorkspaceDraft;
import popeki.workspaces.Workspaces;
import tools.jackson.databind.JsonNode;

/** The API and the pages of deliveries over real HTTP, from the ad to Meta. */
@PopekiTest
@SuppressWarnings("NullAway.Init")
class DeliveryDoorsTest {
  private static final AtomicInteger DATASETS = new AtomicInteger(800_000);

  @Autowired Workspaces workspaces;
  @Autowired Lanes lanes;
  @Autowired Words words;
  @LocalServerPort int port;

  private NewWorkspace workspace;
  private String phoneNumberId;
  private String datasetId;
  private PretendGraph.Dataset graph;

  @BeforeEach
  void a_business_with_a_number_and_a_dataset_at_meta() {
    workspace =
        workspaces.create(
            new WorkspaceDraft(
                "Clínica Aurora",
                "Ana",
                UUID.randomUUID() + "@example.com",
                "dental_clinic",
                "America/Sao_Paulo",
                "BRL"));
    phoneNumberId = "1" + Math.abs(UUID.randomUUID().getMostSignificantBits() % 1_000_000_000_000L);
    api(
        "POST",
        "/numbers",
        Map.of(
            "phone_number_id", phoneNumberId,
            "waba_id", "102030405060708",
            "display_phone_number", "+55 11 4000-0000"));
    datasetId = Integer.toString(DATASETS.incrementAndGet());
    graph = PretendGraph.shared().dataset(datasetId, "secret-token");
  }

  private HttpAnswer api(String method, String path, @Nullable Object body) {
    return HttpAnswer.api(port, workspace.apiKey(), method, path, body);
  }

  private String conversationFromAnAd() {
    assertThat(
            new WhatsAppDoor(port)
                .post(
                    WhatsAppBody.to(phoneNumberId)
                        .from("5511987654321", "Bruno")
                        .says("Olá, quanto custa?")
                        .ad("120200000000000001", "ARAkInvented")
                        .at(TestClock.now().minusSeconds(120))
                        .json()))
        .isEqualTo(200);
    lanes.drainAll();
    return api("GET", "/conversations", null).json().at("/data/0/id").asString();
  }

  private void won(String conversation) {
    HttpAnswer answer =
        api(
            "POST",
            "/conversations/" + conversation + "/outcomes",
            Map.of(
                "stage", "won",
                "value", Map.of("amount", "350.00", "currency", "BRL"),
                "occurred_at", TestClock.now().minusSeconds(30).toString()));
    assertThat(answer.status()).as(answer.body()).isBetween(200, 201);
  }

  private HttpAnswer connect(boolean enabled) {
    return api(
        "PUT",
        "/destinations/meta",
        Map.of("dataset_id", datasetId, "access_token", "secret-token", "enabled", enabled));
  }

  private JsonNode ledger(String query) {
    return api("GET", "/conversions" + query, null).json().at("/data");
  }

  @Test
  void holds_before_a_destination_and_sends_what_a_person_asks_for() {
    String conversation = conversationFromAnAd();
    won(conversation);
    JsonNode rows = ledger("?conversation_id=" + conversation);
    assertThat(rows).hasSize(2);
    assertThat(rows.findValuesAsString("status")).containsOnly("held");
    assertThat(rows.findValuesAsString("reason")).containsOnly("not_configured");
    assertThat(rows.findValuesAsString("event_name"))
        .containsExactlyInAnyOrder("LeadSubmitted", "Purchase");
    assertThat(connect(true).status()).isEqualTo(200);
    lanes.drainAll();
    assertThat(graph.received()).isEmpty();
    for (JsonNode row : rows) {
      HttpAnswer retried = api("POST", "/conversions/" + row.at("/id").asString() + "/retry", null);
      assertThat(retried.status()).as(retried.body()).isEqualTo(200);
      assertThat(retried.json().at("/status").asString()).isEqualTo("pending");
    }
    lanes.drainAll();
    assertThat(ledger("?status=sent")).hasSize(2);
    assertThat(graph.counted()).hasSize(2);
    assertThat(graph.received())
        .allSatisfy(
            sent -> {
              assertThat(sent.body()).doesNotContain("5511987654321", "987654321", "Bruno");
              JsonNode user = sent.events().getFirst().at("/user_data");
              assertThat(user.at("/ctwa_clid").asString()).isEqualTo("ARAkInvented");
              assertThat(user.at("/whatsapp_business_account_id").asString())
                  .isEqualTo("102030405060708");
              assertThat(user.at("/ph/0").asString())
                  .isEqualTo("029c7290f14c4516673508635f0519db95f7daf42057fd0e4ad1de84c5408a66");
            });
  }

  @Test
  void tells_the_whole_story_of_one_and_no_token() {
    connect(true);
    String conversation = conversationFromAnAd();
    won(conversation);
    lanes.drainAll();
    String id = ledger("?status=sent").get(0).at("/id").asString();
    HttpAnswer story = api("GET", "/conversions/" + id, null);
    assertThat(story.body()).doesNotContain("secret-token");
    assertThat(story.json().at("/attempt_log/0/result").asString()).isEqualTo("accepted");
    assertThat(story.json().at("/attempt_log/0/trace").asString()).isEqualTo("Apretend");
    assertThat(story.json().at("/payload/user_data/ctwa_clid").asString())
        .isEqualTo("ARAkInvented");
    assertThat(story.json().at("/payload_sent").asBoolean()).isTrue();
    HttpAnswer again = api("POST", "/conversions/" + id + "/retry", null);
    assertThat(again.status()).isEqualTo(409);
    assertThat(again.json().at("/reason").asString()).isEqualTo("already_sent");
    assertThat(
            HttpAnswer.api(
                    port, workspace.apiKey(), "GET", "/conversions", null, "Accept", "text/csv")
                .body())
        .startsWith("id,conversation_id,event_name")
        .contains("Purchase", "350.00,BRL");
  }

  @Test
  void keeps_the_destination_and_shows_no_token() {
    assertThat(api("GET", "/destinations/meta", null).status()).isEqualTo(404);
    HttpAnswer put = connect(true);
    assertThat(put.json().at("/datasets")).hasSize(2);
    assertThat(put.json().at("/events/qualified").asString()).isEqualTo("LeadSubmitted");
    assertThat(put.body() + api("GET", "/destinations/meta", null).body())
        .doesNotContain("secret-token");
    HttpAnswer longForm =
        api(
            "PUT",
            "/destinations/meta",
            Map.of(
                "enabled",
                true,
                "datasets",
                List.of(
                    Map.of(
                        "kind", "messaging",
                        "dataset_id", datasetId,
                        "waba_id", "102030405060708",
                        "page_id", "111222333444555",
                        "access_token", "secret-token")),
                "events",
                Map.of("qualified", "QualifiedLead", "won", "Purchase")));
    assertThat(longForm.json().at("/datasets")).hasSize(1);
    assertThat(api("DELETE", "/destinations/meta", null).status()).isEqualTo(204);
    assertThat(api("DELETE", "/destinations/meta", null).status()).isEqualTo(404);
  }

  @Test
  void names_every_field_that_cannot_be() {
    var wrong = new HashMap<String, Object>();
    wrong.put("enabled", true);
    wrong.put("datasets", List.of(Map.of("kind", "pigeon", "dataset_id", "a/b")));
    wrong.put("events", Map.of("won", "no blanks"));
    HttpAnswer answer = api("PUT", "/destinations/meta", wrong);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().at("/errors").findValuesAsString("field"))
        .contains(
            "datasets[0].kind", "datasets[0].dataset_id", "datasets[0].access_token", "events.won");
    assertThat(api("PUT", "/destinations/meta", Map.of("enabled", true)).status()).isEqualTo(400);
    assertThat(api("PUT", "/destinations/meta", Map.of("enabled", false)).status()).isEqualTo(200);
    assertThat(api("GET", "/conversions?status=lost", null).status()).isEqualTo(400);
    assertThat(api("GET", "/conversions/" + UUID.randomUUID(), null).status()).isEqualTo(404);
  }

  @Test
  void shows_its_pages_to_the_owner() {
    String conversation = conversationFromAnAd();
    won(conversation);
    String cookies = HttpAnswer.send(port, "GET", path(workspace.signInUrl()), null).cookies();
    String base = "/w/" + workspace.slug();
    var list = page(base + "/deliveries", cookies);
    assertThat(list.select("tbody tr")).hasSize(2);
    assertThat(list.text()).contains("Held", "Meta was not connected");
    var one =
        page(Objects.requireNonNull(list.selectFirst("tbody a.row-link")).attr("href"), cookies);
    assertThat(one.select("pre.code").text()).contains("business_messaging", "ARAkInvented");
    var connection = page(base + "/deliveries/connection", cookies);
    assertThat(connection.select("form input[name=access_token]").attr("type"))
        .isEqualTo("password");
    var story = page(base + "/conversations/" + conversation, cookies);
    assertThat(story.text()).contains("Sent to Meta", "What Meta would get");

    String form =
        "_csrf="
            + connection.select("form input[name=_csrf]").attr("value")
            + "&messaging="
            + datasetId
            + "&web=&access_token=secret-token&qualified=LeadSubmitted&won=Purchase&enabled=on";
    HttpAnswer saved =
        HttpAnswer.send(
            port,
            "POST",
            base + "/deliveries/connection",
            form,
            "Cookie",
            cookies,
            "Content-Type",
            "application/x-www-form-urlencoded");
    assertThat(saved.status()).as(saved.body()).isEqualTo(302);
    var after = page(base + "/deliveries/connection", cookies);
    assertThat(after.select("input[name=messaging]").attr("value")).isEqualTo(datasetId);
    assertThat(after.html()).doesNotContain("secret-token");
    assertThat(page(base + "/deliveries", cookies).select("form[action$=deliveries/retry]"))
        .hasSize(1);
  }

  private org.jsoup.nodes.Document page(String path, String cookies) {
    HttpAnswer answer = HttpAnswer.send(port, "GET", path, null, "Cookie", cookies);
    assertThat(answer.status()).as(path + "\n" + answer.body()).isEqualTo(200);
    return Jsoup.parse(answer.body());
  }

  private static String path(String url) {
    return url.replaceFirst("^https?://[^/]+", "");
  }

  @Test
  void has_words_for_every_reason_and_state() {
    for (Reason reason : Reason.values()) {
      assertThat(words.has("deliveries.reason." + reason.wire())).as(reason.wire()).isTrue();
      assertThat(ConversionApiController.REASONS).contains(reason.wire());
    }
    for (Status status : Status.values()) {
      assertThat(words.has("deliveries.state." + status.wire())).as(status.wire()).isTrue();
    }
    Arrays.asList("started", "accepted", "rejected", "parked", "unknown", "not_taken")
        .forEach(
            result -> assertThat(words.has("deliveries.attempt." + result)).as(result).isTrue());
  }
}

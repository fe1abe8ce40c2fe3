package popeki.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The pretend peers as the service meets them, over HTTP. */
class SandboxHttpTest {
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
  private static final String EVENT =
      """
      {"data":[{"event_name":"LeadSubmitted","event_time":%d,"event_id":"pt_1","action_source":"business_messaging",
        "messaging_channel":"whatsapp","user_data":{"whatsapp_business_account_id":"%s","ctwa_clid":"ARA%s"}}]}"""
          .formatted(NOW.getEpochSecond() - 5, Worlds.WABA, "x".repeat(120));

  private final HttpClient http = HttpClient.newHttpClient();
  private final Sandbox sandbox = Sandbox.open(42_000);

  @BeforeEach
  void enter() {
    sandbox.enter(
        Worlds.world(
            URI.create("http://localhost:1"),
            "key",
            "secret",
            "100",
            Clock.fixed(NOW, ZoneOffset.UTC)),
        false);
  }

  @AfterEach
  void close() {
    sandbox.close();
    http.close();
  }

  @Test
  void the_graph_takes_a_sound_event_and_notes_it() throws Exception {
    var answer = graph(Worlds.TOKEN, Worlds.DATASET + "/events", EVENT);

    assertThat(answer.statusCode()).isEqualTo(200);
    JsonNode body = JsonMapper.shared().readTree(answer.body());
    assertThat(body.path("events_received").asInt()).isEqualTo(1);
    assertThat(body.path("fbtrace_id").asString()).isNotBlank();
    assertThat(get("/meta").body()).contains("LeadSubmitted", "pt_1");
  }

  @Test
  void the_graph_counts_the_same_event_once() throws Exception {
    graph(Worlds.TOKEN, Worlds.DATASET + "/events", EVENT);
    graph(Worlds.TOKEN, Worlds.DATASET + "/events", EVENT);

    assertThat(get("/meta").body()).containsOnlyOnce("counted before");
  }

  @Test
  void the_graph_knows_its_tokens() throws Exception {
    var answer = graph("EAAwrong", Worlds.DATASET + "/events", EVENT);

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(error(answer).path("code").asInt()).isEqualTo(190);
  }

  @Test
  void the_graph_knows_its_datasets() throws Exception {
    var answer = graph(Worlds.TOKEN, "1/events", EVENT);

    assertThat(error(answer).path("code").asInt()).isEqualTo(100);
    assertThat(error(answer).path("error_subcode").asInt()).isEqualTo(33);
  }

  @Test
  void the_graph_names_the_campaign_of_an_ad() throws Exception {
    var request =
        HttpRequest.newBuilder(at("/v26.0/120200000000000101?fields=name,campaign"))
            .header("Authorization", "Bearer " + Worlds.TOKEN);
    var body = JsonMapper.shared().readTree(send(request.GET()).body());

    assertThat(body.path("campaign").path("name").asString()).isEqualTo("Spring");
  }

  @Test
  void the_model_fills_the_asked_schema() throws Exception {
    String ask =
        """
        {"model":"m","messages":[{"role":"user","content":"quero agendar hoje"}],
         "response_format":{"type":"json_schema","json_schema":{"name":"lead","schema":{"type":"object","properties":{
           "category":{"type":"string","enum":["hot","warm","cold"]},"signals":{"type":"array"},"budget":{"type":"number"}}}}}}""";
    var answer =
        send(
            HttpRequest.newBuilder(at("/v1/chat/completions"))
                .POST(HttpRequest.BodyPublishers.ofString(ask)));
    String content =
        JsonMapper.shared()
            .readTree(answer.body())
            .path("choices")
            .get(0)
            .path("message")
            .path("content")
            .asString();

    assertThat(JsonMapper.shared().readTree(content).path("category").asString()).isEqualTo("hot");
  }

  @Test
  void pages_run_no_script_but_their_own() throws Exception {
    var page = get("/");

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
        .contains("script-src 'self'")
        .doesNotContain("unsafe");
    assertThat(page.body()).doesNotContain("style=", "onclick=");
  }

  private HttpResponse<String> graph(String token, String path, String body) throws Exception {
    return send(
        HttpRequest.newBuilder(at("/v26.0/" + path))
            .header("Authorization", "Bearer " + token)
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private static JsonNode error(HttpResponse<String> answer) {
    return JsonMapper.shared().readTree(answer.body()).path("error");
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(HttpRequest.newBuilder(at(path)).GET());
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private URI at(String path) {
    return URI.create(sandbox.peers() + path);
  }
}

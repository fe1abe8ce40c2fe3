package popeki.workspaces;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import popeki.HttpAnswer;
import popeki.PopekiTest;
import popeki.TestClock;
import popeki.platform.WorkspaceTx;

@PopekiTest
@SuppressWarnings("NullAway.Init")
class ApiConventionsTest {
  @Autowired Workspaces workspaces;
  @Autowired JdbcClient jdbc;
  @Autowired WorkspaceTx tx;
  @Autowired TestClock clock;
  @LocalServerPort int port;
  private NewWorkspace made;

  @BeforeEach
  void a_workspace() {
    made =
        workspaces.create(
            new WorkspaceDraft(
                "Clínica Aurora",
                "Ana",
                UUID.randomUUID() + "@example.com",
                "dental clinic",
                "America/Sao_Paulo",
                null));
  }

  private HttpAnswer call(String method, String path, Object body, String... headers) {
    return HttpAnswer.api(port, made.apiKey(), method, path, body, headers);
  }

  private HttpAnswer get(String path) {
    return HttpAnswer.api(port, made.apiKey(), "GET", path, null);
  }

  @Test
  void tells_which_workspace_a_key_opens() {
    HttpAnswer answer = get("/workspace");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().at("/id").asString()).isEqualTo(made.workspaceId().toString());
    assertThat(answer.json().at("/business_name").asString()).isEqualTo("Clínica Aurora");
    assertThat(answer.json().at("/timezone").asString()).isEqualTo("America/Sao_Paulo");
    assertThat(answer.json().at("/currency").asString()).isEqualTo("BRL");
    assertThat(answer.json().at("/billing/status").asString()).isEqualTo("off");
    assertThat(answer.json().at("/slug").asString()).startsWith("clinica-aurora");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.header("Set-Cookie")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/nothing-here,,404,not_found",
    "PATCH,/workspace,{},405,method_not_allowed",
    "POST,/numbers,{\"phone_number_id\":,400,malformed_json",
    "POST,/numbers,,400,malformed_json",
    "POST,/numbers,{\"colour\":1},400,validation_failed",
    "POST,/numbers,{\"phone_number_id\":{}},400,validation_failed",
    "POST,/numbers,{},400,validation_failed",
    "GET,/numbers/not-an-id,,404,not_found",
    "GET,/audit?limit=0,,400,validation_failed",
    "GET,/audit?limit=201,,400,validation_failed",
    "GET,/audit?cursor=abc,,400,validation_failed",
    "GET,/audit?from=yesterday,,400,validation_failed",
    "GET,/audit?from=2026-11-24&to=2026-11-01,,400,validation_failed",
  })
  void answers_every_error_as_a_problem(
      String method, String path, String body, int status, String code) {
    HttpAnswer answer = call(method, path, body);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.json().at("/status").asInt()).isEqualTo(status);
    assertThat(answer.json().at("/code").asString()).isEqualTo(code);
    assertThat(answer.json().at("/title").asString()).isNotBlank();
    assertThat(answer.body()).doesNotContain("Exception", "popeki.");
  }

  @Test
  void names_the_field_that_is_wrong_and_those_that_are_known() {
    HttpAnswer answer = call("POST", "/numbers", Map.of("colour", 1));
    assertThat(answer.json().at("/errors/0/field").asString()).isEqualTo("colour");
    assertThat(answer.json().at("/detail").asString()).contains("phone_number_id");
  }

  @Test
  void says_where_json_breaks() {
    assertThat(call("POST", "/numbers", "{\n  \"waba_id\": }").json().at("/detail").asString())
        .contains("line 2");
  }

  @Test
  void refuses_another_kind_of_body_and_one_that_is_too_large() {
    assertThat(call("POST", "/numbers", "a=b", "Content-Type", "text/plain").status())
        .isEqualTo(415);
    HttpAnswer large = call("POST", "/numbers", "{\"waba_id\":\"" + "x".repeat(1 << 20) + "\"}");
    assertThat(large.status()).isEqualTo(413);
    assertThat(large.header("Content-Type")).isEqualTo("application/problem+json");
  }

  @Test
  void lets_nobody_in_without_a_key_or_with_one_in_the_address() {
    HttpAnswer none = HttpAnswer.api(port, null, "GET", "/workspace", null);
    assertThat(none.status()).isEqualTo(401);
    assertThat(none.header("WWW-Authenticate")).isEqualTo("Bearer");
    assertThat(none.json().at("/code").asString()).isEqualTo("unauthorized");
    assertThat(HttpAnswer.api(port, "pk_live_wrong", "GET", "/workspace", null).status())
        .isEqualTo(401);
    assertThat(
            HttpAnswer.api(port, null, "GET", "/workspace?api_key=" + made.apiKey(), null).status())
        .isEqualTo(401);
  }

  @Test
  void gives_the_same_answer_to_the_same_key_and_request() {
    String key = UUID.randomUUID().toString();
    Map<String, Object> body = Map.of("name", "Backups", "scopes", List.of("read"));
    HttpAnswer first = call("POST", "/api-keys", body, "Idempotency-Key", key);
    HttpAnswer again = call("POST", "/api-keys", body, "Idempotency-Key", key);
    assertThat(first.status()).isEqualTo(201);
    assertThat(again.status()).isEqualTo(201);
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
    assertThat(get("/api-keys").json().at("/data").size()).isEqualTo(2);
    assertThat(storedAnswers()).doesNotContain(first.json().at("/key").asString());
  }

  @Test
  void refuses_a_key_that_was_used_for_another_request() {
    String key = UUID.randomUUID().toString();
    call(
        "POST",
        "/api-keys",
        Map.of("name", "One", "scopes", List.of("read")),
        "Idempotency-Key",
        key);
    HttpAnswer other =
        call(
            "POST",
            "/api-keys",
            Map.of("name", "Two", "scopes", List.of("read")),
            "Idempotency-Key",
            key);
    assertThat(other.status()).isEqualTo(422);
    assertThat(other.json().at("/code").asString()).isEqualTo("idempotency_key_reused");
  }

  @Test
  void does_the_work_once_however_many_ask_at_the_same_time() throws Exception {
    String key = UUID.randomUUID().toString();
    Map<String, Object> body = Map.of("name", "Rush", "scopes", List.of("read"));
    Callable<Integer> ask = () -> call("POST", "/api-keys", body, "Idempotency-Key", key).status();
    try (var threads = Executors.newFixedThreadPool(8)) {
      for (var answer : threads.invokeAll(List.of(ask, ask, ask, ask, ask, ask, ask, ask))) {
        assertThat(answer.get()).isIn(201, 409);
      }
    }
    assertThat(get("/api-keys").json().at("/data").size()).isEqualTo(2);
  }

  @Test
  void forgets_a_key_after_a_day() {
    String key = UUID.randomUUID().toString();
    Map<String, Object> body = Map.of("name", "Daily", "scopes", List.of("read"));
    call("POST", "/api-keys", body, "Idempotency-Key", key);
    clock.advance(Duration.ofHours(25));
    call("POST", "/api-keys", body, "Idempotency-Key", key);
    assertThat(get("/api-keys").json().at("/data").size()).isEqualTo(3);
  }

  @Test
  void pages_through_a_list_without_a_gap() {
    for (int i = 0; i < 5; i++) {
      call("POST", "/api-keys", Map.of("name", "Key " + i, "scopes", List.of("read")));
    }
    var seen = new java.util.ArrayList<String>();
    String cursor = "";
    do {
      var page = get("/audit?limit=2" + (cursor.isEmpty() ? "" : "&cursor=" + cursor)).json();
      page.at("/data").forEach(entry -> seen.add(entry.at("/id").asString()));
      cursor = page.at("/next_cursor").isNull() ? "" : page.at("/next_cursor").asString();
    } while (!cursor.isEmpty());
    // The workspace, its two instructions, its first key, and these five.
    assertThat(seen).hasSize(9).doesNotHaveDuplicates();
    assertThat(get("/audit").json().at("/data/0/actor/type").asString()).isEqualTo("api_key");
    assertThat(Instant.parse(get("/audit").json().at("/data/0/at").asString())).isNotNull();
  }

  @Test
  void protects_every_answer_with_headers() {
    for (String path : List.of("/", "/login", "/nothing/at/all", "/api/v1/workspace")) {
      HttpAnswer answer = HttpAnswer.send(port, "GET", path, null);
      assertThat(answer.header("Content-Security-Policy"))
          .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
          .doesNotContain("unsafe");
      assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(answer.header("Referrer-Policy"))
          .isEqualTo(path.equals("/login") ? "no-referrer" : "same-origin");
    }
  }

  private String storedAnswers() {
    return tx.in(
        made.workspaceId(),
        () ->
            String.join(
                "\n",
                jdbc.sql(
                        """
                select encode(body, 'escape') from platform.idempotency_key
                where workspace_id = :ws and body is not null""")
                    .param("ws", made.workspaceId().value())
                    .query(String.class)
                    .list()));
  }
}

package popeki.workspaces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
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
import popeki.kernel.NumberId;
import popeki.platform.ApiProblem;
import popeki.platform.WorkspaceTx;

@PopekiTest
@SuppressWarnings("NullAway.Init")
class KeysNumbersSettingsTest {
  @Autowired Workspaces workspaces;
  @Autowired Numbers numbers;
  @Autowired JdbcClient jdbc;
  @Autowired WorkspaceTx tx;
  @Autowired TestClock clock;
  @LocalServerPort int port;
  private NewWorkspace made;

  @BeforeEach
  void a_workspace() {
    made = create("Imobiliária Horizonte");
  }

  private NewWorkspace create(String business) {
    return workspaces.create(
        new WorkspaceDraft(
            business, "Bruno", UUID.randomUUID() + "@example.com", "real_estate", null, "EUR"));
  }

  private HttpAnswer get(String path) {
    return HttpAnswer.api(port, made.apiKey(), "GET", path, null);
  }

  private HttpAnswer call(String method, String path, @Nullable Object body) {
    return HttpAnswer.api(port, made.apiKey(), method, path, body);
  }

  private static Map<String, Object> number(String phoneNumberId) {
    return Map.of(
        "phone_number_id",
        phoneNumberId,
        "waba_id",
        "900100200300",
        "display_phone_number",
        "+55 11 98765-4321");
  }

  private static String anyId() {
    return String.valueOf(
        100_000_000_000L + UUID.randomUUID().getMostSignificantBits() % 1_000_000_000L);
  }

  @Test
  void shows_a_key_once_and_keeps_its_hash_only() {
    HttpAnswer created =
        call("POST", "/api-keys", Map.of("name", "Site", "scopes", List.of("read", "write")));
    assertThat(created.status()).isEqualTo(201);
    String key = created.json().at("/key").asString();
    assertThat(key).matches("pk_live_[a-z0-9]{8}_[A-Za-z0-9_-]{43}_[0-9a-f]{6}");
    assertThat(get("/api-keys").body()).doesNotContain(key).contains("\"Site\"");
    assertThat(HttpAnswer.api(port, key, "GET", "/workspace", null).status()).isEqualTo(200);
    assertThat(HttpAnswer.api(port, key, "GET", "/api-keys", null).json().at("/code").asString())
        .isEqualTo("scope_missing");
  }

  @Test
  void stops_a_revoked_key_at_once() {
    HttpAnswer created =
        call("POST", "/api-keys", Map.of("name", "Old", "scopes", List.of("read")));
    String key = created.json().at("/key").asString();
    assertThat(HttpAnswer.api(port, key, "GET", "/workspace", null).status()).isEqualTo(200);
    String id = created.json().at("/id").asString();
    assertThat(call("DELETE", "/api-keys/" + id, null).status()).isEqualTo(204);
    assertThat(HttpAnswer.api(port, key, "GET", "/workspace", null).status()).isEqualTo(401);
    assertThat(call("DELETE", "/api-keys/" + id, null).status()).isEqualTo(404);
  }

  @Test
  void stops_a_key_when_it_expires() {
    var body = new HashMap<String, Object>(Map.of("name", "Trial", "scopes", List.of("read")));
    body.put("expires_at", clock.instant().plus(Duration.ofHours(2)).toString());
    String key = call("POST", "/api-keys", body).json().at("/key").asString();
    assertThat(HttpAnswer.api(port, key, "GET", "/workspace", null).status()).isEqualTo(200);
    clock.advance(Duration.ofHours(3));
    assertThat(HttpAnswer.api(port, key, "GET", "/workspace", null).status()).isEqualTo(401);
  }

  @Test
  void does_not_let_a_key_make_a_mightier_one() {
    String key =
        call("POST", "/api-keys", Map.of("name", "Admin", "scopes", List.of("admin")))
            .json()
            .at("/key")
            .asString();
    HttpAnswer more =
        HttpAnswer.api(
            port, key, "POST", "/api-keys", Map.of("name", "More", "scopes", List.of("write")));
    assertThat(more.status()).isEqualTo(403);
  }

  @Test
  void connects_a_number_again_as_an_update_and_never_shows_its_token() {
    String meta = anyId();
    var body = new HashMap<>(number(meta));
    body.put("access_token", "EAAtoken-of-invention");
    HttpAnswer first = call("POST", "/numbers", body);
    assertThat(first.status()).isEqualTo(201);
    assertThat(first.body()).doesNotContain("EAAtoken");
    HttpAnswer again = call("POST", "/numbers", number(meta));
    assertThat(again.json().at("/id").asString()).isEqualTo(first.json().at("/id").asString());
    assertThat(again.json().at("/has_access_token").asBoolean()).isTrue();
    var id = NumberId.of(first.json().at("/id").asString());
    assertThat(numbers.accessToken(made.workspaceId(), id)).contains("EAAtoken-of-invention");
    assertThat(numbers.byPhoneNumberId(meta))
        .hasValueSatisfying(found -> assertThat(found.digits()).isEqualTo("5511987654321"));
    assertThat(storedToken(id)).doesNotContain("EAAtoken");
  }

  @Test
  void refuses_a_number_of_another_workspace_and_hides_it() {
    String meta = anyId();
    String id = call("POST", "/numbers", number(meta)).json().at("/id").asString();
    NewWorkspace other = create("Outra Loja");
    HttpAnswer taken = HttpAnswer.api(port, other.apiKey(), "POST", "/numbers", number(meta));
    assertThat(taken.status()).isEqualTo(409);
    assertThat(taken.json().at("/code").asString()).isEqualTo("number_connected_elsewhere");
    assertThat(taken.body()).doesNotContain(made.workspaceId().toString());
    assertThat(HttpAnswer.api(port, other.apiKey(), "GET", "/numbers/" + id, null).status())
        .isEqualTo(404);
    assertThat(numbers.byPhoneNumberId(meta).orElseThrow().workspace())
        .isEqualTo(made.workspaceId());
  }

  @Test
  void a_number_that_was_anothers_is_not_to_be_had_by_typing_it() {
    String meta = anyId();
    var id = NumberId.of(call("POST", "/numbers", number(meta)).json().at("/id").asString());
    numbers.disconnect(made.workspaceId(), id, popeki.platform.Actor.system("test"));
    NewWorkspace other = create("Outra Loja");
    HttpAnswer typed = HttpAnswer.api(port, other.apiKey(), "POST", "/numbers", number(meta));
    assertThat(typed.status()).isEqualTo(409);
    assertThat(typed.json().at("/code").asString()).isEqualTo("number_needs_proof");
    assertThat(numbers.byPhoneNumberId(meta)).isEmpty();
  }

  @Test
  void finds_a_number_as_soon_as_it_is_connected() {
    String meta = anyId();
    assertThat(numbers.byPhoneNumberId(meta)).isEmpty();
    call("POST", "/numbers", number(meta));
    assertThat(numbers.byPhoneNumberId(meta)).isPresent();
  }

  @Test
  void starts_with_the_settings_of_the_contract() {
    var settings = get("/settings").json();
    assertThat(settings.at("/currency").asString()).isEqualTo("EUR");
    assertThat(settings.at("/timezone").asString()).isEqualTo("Europe/Berlin");
    assertThat(settings.at("/business/type").asString()).isEqualTo("real_estate");
    assertThat(settings.at("/business/country").asString()).isEqualTo("DE");
    assertThat(settings.at("/conversation_gap_days").asInt()).isEqualTo(30);
    assertThat(settings.at("/leads/debounce_seconds").asInt()).isEqualTo(8);
    assertThat(settings.at("/leads/max_wait_seconds").asInt()).isEqualTo(25);
    assertThat(settings.at("/key_phrases/0/phrase").asString()).isEqualTo("venda fechada");
    assertThat(settings.at("/key_phrases/0/stage").asString()).isEqualTo("won");
  }

  @Test
  void changes_what_put_names_and_takes_back_what_get_gave() {
    HttpAnswer changed =
        call(
            "PUT",
            "/settings",
            Map.of(
                "timezone",
                "America/Bogota",
                "leads",
                Map.of("debounce_seconds", 2),
                "key_phrases",
                List.of(Map.of("phrase", "negocio cerrado", "stage", "won"))));
    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.json().at("/leads/debounce_seconds").asInt()).isEqualTo(2);
    assertThat(changed.json().at("/leads/max_wait_seconds").asInt()).isEqualTo(25);
    assertThat(changed.json().at("/currency").asString()).isEqualTo("EUR");
    assertThat(workspaces.get(made.workspaceId()).timezone().getId()).isEqualTo("America/Bogota");
    assertThat(call("PUT", "/settings", get("/settings").body()).json())
        .isEqualTo(get("/settings").json());
    assertThat(get("/audit").json().at("/data/0/action").asString()).isEqualTo("settings.changed");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"timezone\":\"Mars/Base\"}|timezone",
        "{\"currency\":\"XXL\"}|currency",
        "{\"conversation_gap_days\":0}|conversation_gap_days",
        "{\"conversation_gap_days\":\"soon\"}|conversation_gap_days",
        "{\"leads\":{\"debounce_seconds\":30}}|leads.max_wait_seconds",
        "{\"key_phrases\":[{\"phrase\":\"x\",\"stage\":\"maybe\"}]}|key_phrases.stage",
        "{\"key_phrases\":[{\"phrase\":\" \",\"stage\":\"won\"}]}|key_phrases.phrase",
        "{\"business\":{\"country\":\"ZZ\"}}|business.country",
        "{\"attribution\":{\"send_threshold\":2}}|attribution.send_threshold",
        "{\"region\":\"eu\"}|region",
      })
  void refuses_settings_that_cannot_be_by_name(String body, String field) {
    HttpAnswer refused = call("PUT", "/settings", body);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.json().at("/errors/0/field").asString()).isEqualTo(field);
  }

  @Test
  void gives_two_businesses_of_one_name_two_slugs() {
    assertThat(create("Imobiliária Horizonte").slug())
        .isNotEqualTo(made.slug())
        .startsWith("imobiliaria-horizonte-");
    assertThat(workspaces.bySlug(made.slug()).orElseThrow().id()).isEqualTo(made.workspaceId());
    assertThat(workspaces.bySlug("no-such-workspace")).isEmpty();
  }

  @Test
  void refuses_a_draft_that_cannot_be() {
    assertThatThrownBy(
            () ->
                workspaces.create(new WorkspaceDraft("B", "N", "not an address", null, null, null)))
        .isInstanceOf(ApiProblem.class)
        .hasMessageContaining("email");
  }

  private String storedToken(NumberId id) {
    return tx.in(
        made.workspaceId(),
        () ->
            jdbc.sql(
                    """
            select encode(token_sealed, 'escape') from workspaces.number
            where workspace_id = :ws and id = :id""")
                .param("ws", made.workspaceId().value())
                .param("id", id.value())
                .query((row, index) -> String.valueOf(row.getString(1)))
                .single());
  }
}

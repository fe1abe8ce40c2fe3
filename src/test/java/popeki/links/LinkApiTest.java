package popeki.links;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import popeki.HttpAnswer;
import popeki.PopekiTest;
import popeki.QrScanner;
import popeki.workspaces.NewWorkspace;
import popeki.workspaces.WorkspaceDraft;
import popeki.workspaces.Workspaces;

@PopekiTest
@SuppressWarnings("NullAway.Init")
class LinkApiTest {
  private static final String PHONE = "Mozilla/5.0 (Linux; Android 16) Instagram 390.0.0.21.83";

  @Autowired Workspaces workspaces;
  @LocalServerPort int port;
  private NewWorkspace made;
  private String number;

  @BeforeEach
  void a_workspace_with_a_number() {
    made = workspace();
    number = number(made);
  }

  private NewWorkspace workspace() {
    return workspaces.create(
        new WorkspaceDraft(
            "Ponte Nova Imóveis",
            "Ana",
            UUID.randomUUID() + "@example.com",
            "real_estate",
            "America/Sao_Paulo",
            null));
  }

  private String number(NewWorkspace workspace) {
    return HttpAnswer.api(
            port,
            workspace.apiKey(),
            "POST",
            "/numbers",
            Map.of(
                "phone_number_id",
                "n" + UUID.randomUUID(),
                "waba_id",
                "1",
                "display_phone_number",
                "+55 11 98765-4321"))
        .json()
        .at("/id")
        .asString();
  }

  private HttpAnswer call(String method, String path, @Nullable Object body) {
    return HttpAnswer.api(port, made.apiKey(), method, path, body);
  }

  private HttpAnswer get(String path) {
    return HttpAnswer.api(port, made.apiKey(), "GET", path, null);
  }

  private Map<String, Object> draft() {
    var draft = new HashMap<String, Object>();
    draft.put("name", "Instagram bio");
    draft.put("number_id", number);
    draft.put("message", "Olá! Vi o anúncio e quero saber mais.");
    return draft;
  }

  private static String slug() {
    return "s-" + UUID.randomUUID().toString().substring(0, 13);
  }

  private HttpResponse<byte[]> open(String path) throws Exception {
    try (var http = HttpClient.newHttpClient()) {
      return http.send(
          HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
              .header("User-Agent", PHONE)
              .build(),
          HttpResponse.BodyHandlers.ofByteArray());
    }
  }

  @Test
  void makes_a_link_that_works_at_once_and_counts_its_clicks() throws Exception {
    var draft = draft();
    draft.put("slug", "Spring-" + slug());
    draft.put("source", "instagram");
    HttpAnswer link = call("POST", "/links", draft);
    assertThat(link.status()).isEqualTo(201);
    assertThat(link.json().at("/url").asString()).endsWith("/" + draft.get("slug"));
    assertThat(link.json().at("/code").asString()).isEqualTo("both");
    assertThat(link.json().at("/counts/clicks").asInt(-1)).isZero();
    assertThat(link.json().at("/warnings")).isEmpty();
    String id = link.json().at("/id").asString();

    assertThat(open("/" + draft.get("slug") + "?utm_medium=bio&fbclid=Ab1").statusCode())
        .isEqualTo(302);

    assertThat(get("/links/" + id).json().at("/counts/clicks").asInt()).isEqualTo(1);
    assertThat(get("/links").json().at("/data/0/counts/clicks").asInt()).isEqualTo(1);
    var click = get("/clicks?link_id=" + id).json().at("/data/0");
    assertThat(click.at("/link_id").asString()).isEqualTo(id);
    assertThat(click.at("/kind").asString()).isEqualTo("human");
    assertThat(click.at("/counted").asBoolean()).isTrue();
    assertThat(click.at("/not_counted_reason").isNull()).isTrue();
    assertThat(click.at("/utm/medium").asString()).isEqualTo("bio");
    assertThat(click.at("/click_ids/fbclid").asString()).isEqualTo("Ab1");
    assertThat(click.at("/ip").asString()).isEqualTo("127.0.0.1");
    assertThat(click.at("/user_agent").asString()).isEqualTo(PHONE);
    assertThat(click.at("/code").asString()).hasSize(10);
    assertThat(click.at("/conversation_id").isNull()).isTrue();
    assertThat(get("/clicks?link_id=" + id + "&to=2020-01-01").json().at("/data")).isEmpty();
  }

  @Test
  void chooses_a_slug_when_none_is_given() {
    assertThat(call("POST", "/links", draft()).json().at("/slug").asString())
        .matches("[2-9a-hjkmnp-z]{7}");
  }

  @Test
  void refuses_a_slug_that_is_taken_in_whatever_case_and_by_whomever() {
    var draft = draft();
    draft.put("slug", slug());
    assertThat(call("POST", "/links", draft).status()).isEqualTo(201);

    NewWorkspace other = workspace();
    draft.put("number_id", number(other));
    draft.put("slug", String.valueOf(draft.get("slug")).toUpperCase(java.util.Locale.ROOT));
    HttpAnswer taken = HttpAnswer.api(port, other.apiKey(), "POST", "/links", draft);

    assertThat(taken.status()).isEqualTo(409);
    assertThat(taken.json().at("/code").asString()).isEqualTo("slug_taken");
  }

  @ParameterizedTest
  @CsvSource({
    "slug,API",
    "slug,ab",
    "slug,a/b",
    "slug,olá-você",
    "message,'Hi {nobody}'",
    "message,'Hi { you'",
    "name,''",
    "message,''",
  })
  void names_the_field_that_keeps_a_link_from_being_saved(String field, String value) {
    var draft = draft();
    draft.put(field, value);

    HttpAnswer answer = call("POST", "/links", draft);

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().at("/errors/0/field").asString()).isEqualTo(field);
  }

  @Test
  void refuses_a_number_of_another_workspace() {
    var draft = draft();
    draft.put("number_id", number(workspace()));

    HttpAnswer answer = call("POST", "/links", draft);

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().at("/errors/0/field").asString()).isEqualTo("number_id");
  }

  @Test
  void takes_an_invisible_code_with_a_warning() {
    var draft = draft();
    draft.put("code", "invisible");

    HttpAnswer answer = call("POST", "/links", draft);

    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.json().at("/warnings/0").asString()).contains("both");
  }

  @Test
  void changes_what_is_named_and_leaves_the_rest() throws Exception {
    var draft = draft();
    draft.put("source", "instagram");
    draft.put("campaign", "spring");
    var link = call("POST", "/links", draft).json();
    String path = "/links/" + link.at("/id").asString();
    var patch = new HashMap<String, Object>();
    patch.put("message", "Bom dia");
    patch.put("source", null);
    patch.put("code", "none");

    var changed = call("PATCH", path, patch).json();

    assertThat(changed.at("/message").asString()).isEqualTo("Bom dia");
    assertThat(changed.at("/name").asString()).isEqualTo("Instagram bio");
    assertThat(changed.at("/source").isNull()).isTrue();
    assertThat(changed.at("/campaign").asString()).isEqualTo("spring");
    assertThat(open("/" + link.at("/slug").asString()).headers().firstValue("Location"))
        .hasValue("https://wa.me/5511987654321?text=Bom%20dia");
    assertThat(call("PATCH", path, Map.of("slug", "other-name")).status()).isEqualTo(400);
  }

  @Test
  void archives_a_link_and_keeps_its_slug_and_its_clicks() throws Exception {
    var draft = draft();
    draft.put("slug", slug());
    String id = call("POST", "/links", draft).json().at("/id").asString();
    open("/" + draft.get("slug"));

    assertThat(call("DELETE", "/links/" + id, null).status()).isEqualTo(204);
    assertThat(call("DELETE", "/links/" + id, null).status()).isEqualTo(204);

    assertThat(open("/" + draft.get("slug")).statusCode()).isEqualTo(404);
    assertThat(call("POST", "/links", draft).status()).isEqualTo(409);
    assertThat(get("/links/" + id).json().at("/counts/clicks").asInt()).isEqualTo(1);
    assertThat(get("/links/" + id).json().at("/archived_at").isNull()).isFalse();
    assertThat(get("/links").json().at("/data")).isEmpty();
    assertThat(get("/links?archived=true").json().at("/data")).hasSize(1);
    assertThat(get("/clicks?link_id=" + id).json().at("/data")).hasSize(1);
  }

  @Test
  void shows_no_link_of_another_workspace() {
    String id = call("POST", "/links", draft()).json().at("/id").asString();
    String theirs = workspace().apiKey();

    assertThat(HttpAnswer.api(port, theirs, "GET", "/links/" + id, null).status()).isEqualTo(404);
    assertThat(HttpAnswer.api(port, theirs, "PATCH", "/links/" + id, Map.of("name", "x")).status())
        .isEqualTo(404);
    assertThat(HttpAnswer.api(port, theirs, "DELETE", "/links/" + id, null).status())
        .isEqualTo(404);
    assertThat(
            HttpAnswer.api(port, theirs, "GET", "/clicks?link_id=" + id, null).json().at("/data"))
        .isEmpty();
  }

  @Test
  void pages_through_links() {
    for (int i = 0; i < 3; i++) {
      call("POST", "/links", draft());
    }
    var first = get("/links?limit=2").json();
    var second = get("/links?limit=2&cursor=" + first.at("/next_cursor").asString()).json();

    assertThat(first.at("/data")).hasSize(2);
    assertThat(second.at("/data")).hasSize(1);
    assertThat(second.at("/next_cursor").isNull()).isTrue();
  }

  @Test
  void answers_a_file_when_a_file_is_asked_for() throws Exception {
    var draft = draft();
    draft.put("name", "=cmd()");
    var link = call("POST", "/links", draft).json();
    open("/" + link.at("/slug").asString());

    String links =
        HttpAnswer.api(port, made.apiKey(), "GET", "/links", null, "Accept", "text/csv").body();
    String clicks =
        HttpAnswer.api(port, made.apiKey(), "GET", "/clicks", null, "Accept", "text/csv").body();

    assertThat(links.lines()).hasSize(2).last().asString().contains("'=cmd()").contains(",1,");
    assertThat(clicks.lines()).hasSize(2).last().asString().contains("human");
  }

  @Test
  void draws_a_code_that_leads_to_the_link() throws Exception {
    var link = call("POST", "/links", draft()).json();
    String path = URI.create(link.at("/qr_url").asString()).getPath();

    var svg = open(path);
    var png = open(path + "?format=png");

    assertThat(svg.headers().firstValue("Content-Type")).hasValue("image/svg+xml");
    assertThat(new String(svg.body(), java.nio.charset.StandardCharsets.UTF_8)).startsWith("<svg");
    assertThat(png.headers().firstValue("Content-Type")).hasValue("image/png");
    assertThat(QrScanner.scan(png.body())).isEqualTo(link.at("/url").asString() + "?via=qr");
    assertThat(open("/q/no-such-link").statusCode()).isEqualTo(404);
  }
}

package popeki.links;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import popeki.HttpAnswer;
import popeki.PopekiTest;
import popeki.TestClock;
import popeki.kernel.DateRange;
import popeki.kernel.NumberId;
import popeki.workspaces.NewWorkspace;
import popeki.workspaces.WorkspaceDraft;
import popeki.workspaces.Workspaces;
import tools.jackson.databind.JsonNode;

/** Where a link leads, from the API to the visitor's answer. */
@PopekiTest
@SuppressWarnings("NullAway.Init")
class LinkRoutingTest {
  private static final String PHONE = "Mozilla/5.0 (Linux; Android 16) Instagram 390.0.0.21.83";

  private static final String COMPUTER =
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36";

  @Autowired Workspaces workspaces;
  @Autowired Links facade;
  @Autowired TestClock clock;
  @LocalServerPort int port;
  private NewWorkspace made;
  private String sales;
  private String desk;

  @BeforeEach
  void a_workspace_with_two_numbers() {
    made = workspace();
    sales = number(made, "+55 11 98765-4321");
    desk = number(made, "+55 11 91234-5678");
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

  private String number(NewWorkspace workspace, String shown) {
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
                shown))
        .json()
        .at("/id")
        .asString();
  }

  private HttpAnswer call(String method, String path, @Nullable Object body) {
    return HttpAnswer.api(port, made.apiKey(), method, path, body);
  }

  private Map<String, Object> draft() {
    var draft = new HashMap<String, Object>();
    draft.put("name", "Instagram bio");
    draft.put("message", "Olá!");
    draft.put("code", "none");
    return draft;
  }

  private JsonNode link(Map<String, Object> draft) {
    HttpAnswer answer = call("POST", "/links", draft);
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    return answer.json();
  }

  private JsonNode both(String routing, int salesWeight, int deskWeight) {
    var draft = draft();
    draft.put(
        "numbers",
        List.of(
            Map.of("number_id", sales, "weight", salesWeight),
            Map.of("number_id", desk, "weight", deskWeight)));
    draft.put("routing", routing);
    return link(draft);
  }

  private JsonNode patch(JsonNode link, Map<String, ?> changes) {
    HttpAnswer answer = call("PATCH", path(link), changes);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.json();
  }

  private static String path(JsonNode link) {
    return "/links/" + link.at("/id").asString();
  }

  private HttpAnswer visit(JsonNode link, int visitor) {
    return HttpAnswer.send(
        port,
        "GET",
        "/" + link.at("/slug").asString(),
        null,
        "User-Agent",
        PHONE,
        "X-Forwarded-For",
        "198.51.100." + visitor);
  }

  private String digits(JsonNode link, int visitor) {
    HttpAnswer answer = visit(link, visitor);
    assertThat(answer.status()).isEqualTo(302);
    String location = java.util.Objects.requireNonNull(answer.headers().get("location")).getFirst();
    assertThat(location).startsWith("https://wa.me/").endsWith("?text=Ol%C3%A1%21");
    return location.substring("https://wa.me/".length(), location.indexOf('?'));
  }

  private JsonNode clicks(JsonNode link) {
    return call("GET", "/clicks?link_id=" + link.at("/id").asString(), null).json().at("/data");
  }

  @Test
  void deals_visitors_out_in_turn_and_writes_the_number_on_the_click() {
    JsonNode link = both("round_robin", 100, 100);
    assertThat(link.at("/number_id").asString()).isEqualTo(sales);

    List<String> went = IntStream.range(1, 5).mapToObj(who -> digits(link, who)).toList();

    assertThat(went)
        .containsExactly("5511987654321", "5511912345678", "5511987654321", "5511912345678");
    assertThat(digits(link, 2)).isEqualTo("5511912345678");
    assertThat(clicks(link).valueStream().map(click -> click.at("/number_id").asString()))
        .containsExactly(desk, desk, sales, desk, sales);
  }

  @Test
  void a_message_to_a_number_may_come_only_from_clicks_that_were_sent_to_it() {
    JsonNode link = both("round_robin", 100, 100);
    IntStream.range(1, 4).forEach(who -> digits(link, who));
    var range = new DateRange(clock.instant().minusSeconds(60), clock.instant().plusSeconds(60));

    assertThat(facade.visitsTo(made.workspaceId(), NumberId.of(sales), range, 10)).hasSize(2);
    assertThat(facade.visitsTo(made.workspaceId(), NumberId.of(desk), range, 10)).hasSize(1);
    assertThat(facade.linksTo(made.workspaceId(), NumberId.of(desk)))
        .extracting(LinkSummary::slug)
        .containsExactly(link.at("/slug").asString());
  }

  @Test
  void a_number_that_is_switched_off_gets_nobody_from_the_next_visit_on() {
    JsonNode link = both("weights", 100, 0);
    assertThat(digits(link, 1)).isEqualTo("5511987654321");

    JsonNode changed =
        patch(
            link,
            Map.of(
                "numbers",
                List.of(
                    Map.of("number_id", sales, "on", false),
                    Map.of("number_id", desk, "weight", 1))));

    assertThat(changed.at("/numbers/0/on").asBoolean(true)).isFalse();
    assertThat(changed.at("/routing").asString()).isEqualTo("weights");
    assertThat(digits(link, 1)).isEqualTo("5511912345678");
  }

  @Test
  void with_every_number_off_it_is_paused_and_shows_no_number() {
    JsonNode link = both("single", 100, 100);
    JsonNode changed =
        patch(
            link,
            Map.of(
                "numbers",
                List.of(
                    Map.of("number_id", sales, "on", false),
                    Map.of("number_id", desk, "on", false))));

    assertThat(changed.at("/warnings").toString()).contains("switched off");
    HttpAnswer answer = visit(link, 1);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).contains("takes a break").doesNotContain("wa.me", "5511");
    assertThat(clicks(link).at("/0/not_counted_reason").asString()).isEqualTo("paused");
  }

  @Test
  void the_patch_of_one_number_makes_it_the_only_one() {
    JsonNode link = both("single", 100, 100);

    assertThat(patch(link, Map.of("number_id", sales)).at("/numbers")).hasSize(2);
    JsonNode changed = patch(link, Map.of("number_id", desk));

    assertThat(changed.at("/number_id").asString()).isEqualTo(desk);
    assertThat(changed.at("/numbers")).hasSize(1);
    assertThat(digits(link, 1)).isEqualTo("5511912345678");
  }

  @Test
  void a_paused_link_says_so_gives_the_number_and_counts_nobody() {
    var draft = draft();
    draft.put("number_id", sales);
    JsonNode link = link(draft);
    patch(link, Map.of("paused", true));

    HttpAnswer answer = visit(link, 1);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers().get("cache-control")).containsExactly("no-store");
    assertThat(answer.headers().get("x-robots-tag")).containsExactly("noindex");
    assertThat(answer.body())
        .contains("This link takes a break", "+5511987654321", "https://wa.me/5511987654321\"");
    JsonNode click = clicks(link).at("/0");
    assertThat(click.at("/kind").asString()).isEqualTo("human");
    assertThat(click.at("/counted").asBoolean(true)).isFalse();
    assertThat(click.at("/not_counted_reason").asString()).isEqualTo("paused");
    assertThat(click.at("/code").isNull()).isTrue();
    assertThat(click.at("/number_id").isNull()).isTrue();

    patch(link, Map.of("paused", false));
    assertThat(digits(link, 1)).isEqualTo("5511987654321");
  }

  @Test
  void a_link_that_has_ended_says_so_from_that_instant_on() {
    Instant end = clock.instant().plus(Duration.ofMinutes(5));
    var draft = draft();
    draft.put("number_id", sales);
    draft.put("expires_at", end.toString());
    JsonNode link = link(draft);
    assertThat(digits(link, 1)).isEqualTo("5511987654321");

    clock.advance(Duration.ofMinutes(5));
    HttpAnswer answer = visit(link, 1);

    assertThat(answer.status()).isEqualTo(410);
    assertThat(answer.body()).contains("This link has ended", "https://wa.me/5511987654321\"");
    assertThat(clicks(link).at("/0/not_counted_reason").asString()).isEqualTo("expired");
    var lifted = new HashMap<String, @Nullable Object>();
    lifted.put("expires_at", null);
    assertThat(patch(link, lifted).at("/expires_at").isNull()).isTrue();
    assertThat(digits(link, 2)).isEqualTo("5511987654321");
  }

  @Test
  void after_its_end_another_link_takes_over_and_counts_the_visit() {
    var next = draft();
    next.put("number_id", desk);
    JsonNode fallback = link(next);
    var draft = draft();
    draft.put("number_id", sales);
    draft.put("expires_at", clock.instant().minusSeconds(1).toString());
    draft.put("fallback_link_id", fallback.at("/id").asString());
    JsonNode link = link(draft);

    assertThat(digits(link, 1)).isEqualTo("5511912345678");

    assertThat(clicks(link).at("/0/not_counted_reason").asString()).isEqualTo("expired");
    assertThat(clicks(fallback).at("/0/counted").asBoolean()).isTrue();
    call("DELETE", path(fallback), null);
    assertThat(visit(link, 2).status()).isEqualTo(410);
  }

  @Test
  void two_ended_links_that_name_each_other_end_in_a_page() {
    var draft = draft();
    draft.put("number_id", sales);
    draft.put("expires_at", clock.instant().minusSeconds(1).toString());
    JsonNode one = link(draft);
    draft.put("fallback_link_id", one.at("/id").asString());
    JsonNode two = link(draft);
    patch(one, Map.of("fallback_link_id", two.at("/id").asString()));

    assertThat(visit(one, 1).status()).isEqualTo(410);
  }

  @Test
  void another_workspaces_link_or_number_is_refused() {
    NewWorkspace other = workspace();
    String theirs = number(other, "+55 21 99999-0000");
    var draft = draft();
    draft.put("numbers", List.of(Map.of("number_id", sales), Map.of("number_id", theirs)));
    assertThat(call("POST", "/links", draft).json().at("/errors/0/field").asString())
        .isEqualTo("numbers");

    var own = draft();
    own.put("number_id", theirs);
    String link =
        HttpAnswer.api(port, other.apiKey(), "POST", "/links", own).json().at("/id").asString();
    var mine = draft();
    mine.put("number_id", sales);
    mine.put("fallback_link_id", link);
    assertThat(call("POST", "/links", mine).json().at("/errors/0/field").asString())
        .isEqualTo("fallback_link_id");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          numbers          | []
          numbers          | [{"weight": 1}]
          numbers          | [{"number_id": "SALES"}, {"number_id": "SALES"}]
          numbers          | [{"number_id": "SALES", "weight": 101}]
          numbers          | [{"number_id": "SALES", "weight": -1}]
          expires_at       | "1999-01-01T00:00:00Z"
          fallback_link_id | "0197e4b2-0000-7000-8000-000000000000"
          """)
  void names_the_field_that_cannot_be(String field, String json) {
    String body =
        """
        {"name": "Bio", "message": "Hi", "number_id": %s, "%s": %s}"""
            .formatted(
                field.equals("numbers") ? "null" : "\"" + sales + "\"",
                field,
                json.replace("SALES", sales));

    HttpAnswer answer = call("POST", "/links", body);

    assertThat(answer.status()).as(answer.body()).isEqualTo(422);
    assertThat(answer.json().at("/errors/0/field").asString()).isEqualTo(field);
  }

  @Test
  void weights_of_nothing_are_refused() {
    var draft = draft();
    draft.put("numbers", List.of(Map.of("number_id", sales, "weight", 0)));
    draft.put("routing", "weights");

    assertThat(call("POST", "/links", draft).status()).isEqualTo(422);
  }

  private HttpAnswer desk(JsonNode link, String method, String userAgent, String... more) {
    var headers = new java.util.ArrayList<>(List.of("User-Agent", userAgent));
    headers.addAll(List.of(more));
    return HttpAnswer.send(
        port,
        method,
        "/" + link.at("/slug").asString() + "?utm_source=ig",
        null,
        headers.toArray(String[]::new));
  }

  private JsonNode choosing() {
    var draft = draft();
    draft.put("number_id", sales);
    draft.put("code", "both");
    draft.put("desktop", "choose");
    return link(draft);
  }

  @Test
  void a_visitor_at_a_desk_may_go_on_there_or_by_phone_with_the_same_code() throws Exception {
    JsonNode link = choosing();

    HttpAnswer answer = desk(link, "GET", COMPUTER);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers().get("cache-control")).containsExactly("no-store");
    assertThat(answer.header("Content-Security-Policy")).startsWith("default-src 'none'");
    var page = org.jsoup.Jsoup.parse(answer.body());
    String chat = page.select("main a.button").attr("href");
    assertThat(chat).startsWith("https://wa.me/5511987654321?text=Ol%C3%A1%21");
    assertThat(page.text()).contains("Continue in WhatsApp Web", "+5511987654321");
    JsonNode click = clicks(link).at("/0");
    assertThat(click.at("/counted").asBoolean()).isTrue();
    assertThat(chat).contains(click.at("/code").asString());
    assertThat(page.select(".qr svg").outerHtml())
        .isEqualTo(
            org.jsoup.Jsoup.parse(popeki.platform.QrCode.of(chat).svg()).select("svg").outerHtml());
  }

  @Test
  void phones_apps_robots_and_whoever_loads_ahead_are_sent_straight_on() {
    JsonNode link = choosing();

    assertThat(desk(link, "GET", PHONE).status()).isEqualTo(302);
    assertThat(desk(link, "HEAD", COMPUTER).status()).isEqualTo(302);
    assertThat(desk(link, "GET", COMPUTER, "Sec-Purpose", "prefetch").status()).isEqualTo(302);
    assertThat(desk(link, "GET", "Googlebot/2.1 (+http://www.google.com/bot.html)").status())
        .isEqualTo(302);
    assertThat(desk(link, "GET", COMPUTER + " musical_ly_2022").status()).isEqualTo(302);
  }
}

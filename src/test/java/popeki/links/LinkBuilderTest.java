package popeki.links;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import popeki.HttpAnswer;
import popeki.PopekiTest;
import popeki.Story;
import popeki.TestClock;
import popeki.platform.Lanes;
import popeki.workspaces.Role;
import popeki.workspaces.TestPeople;
import popeki.workspaces.TestPeople.Person;
import popeki.workspaces.Workspaces;

/** The form of a link, its preview, and what a link's page offers, over real pages. */
@PopekiTest
@SuppressWarnings("NullAway.Init")
class LinkBuilderTest {
  @Autowired Workspaces workspaces;
  @Autowired Lanes lanes;
  @Autowired TestClock clock;
  @Autowired BeanFactory beans;
  @LocalServerPort int port;

  private Story story;
  private Person ana;
  private String path;
  private String number;

  @BeforeEach
  void a_business_with_a_number() {
    story = Story.quiet(port, workspaces, lanes, clock, "Casa Nova " + UUID.randomUUID());
    ana = new TestPeople(port, beans).join(story.workspace().workspaceId(), Role.AGENT, "Ana Reis");
    path = "/w/" + story.workspace().slug() + "/links";
    number = story.get("/numbers").at("/data/0/id").asString();
  }

  private Map<String, String> fields() {
    var fields = new HashMap<String, String>();
    fields.put("name", "Bio");
    fields.put("number_id", number);
    fields.put("message", "Oi! Vi {utm_campaign} e quero saber mais");
    fields.put("code", "both");
    return fields;
  }

  private HttpAnswer post(String to, Map<String, String> fields, String... headers) {
    var all = new HashMap<>(fields);
    all.put("_csrf", ana.token());
    String body =
        all.entrySet().stream()
            .map(
                field ->
                    field.getKey()
                        + "="
                        + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    var sent = new ArrayList<>(List.of(headers));
    sent.addAll(
        List.of("Cookie", ana.cookie(), "Content-Type", "application/x-www-form-urlencoded"));
    return HttpAnswer.send(port, "POST", to, body, sent.toArray(String[]::new));
  }

  private Document page(String at) {
    HttpAnswer answer = HttpAnswer.send(port, "GET", at, null, "Cookie", ana.cookie());
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return Jsoup.parse(answer.body());
  }

  private Document preview(Map<String, String> fields) {
    HttpAnswer answer = post(path + "/preview", fields, "HX-Request", "true");
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).doesNotContain("<html", "links.");
    return Jsoup.parse(answer.body());
  }

  /** Saves the form; answers the page of the link. */
  private String saved(String to, Map<String, String> fields) {
    HttpAnswer answer = post(to, fields);
    assertThat(answer.status()).as(answer.body()).isEqualTo(302);
    return answer.header("Location").replaceFirst("^https?://[^/]+", "");
  }

  private static Stream<String> options(Document page, String list) {
    return page.select(list + " option").stream().map(option -> option.attr("value"));
  }

  @Test
  void the_preview_fills_placeholders_and_carries_an_example_of_a_code() {
    String text = preview(fields()).select("#preview-text").text();

    assertThat(text).startsWith("Oi! Vi spring sale e quero saber mais").contains("(ref ");
    var fields = fields();
    fields.put("code", "none");
    assertThat(preview(fields).select("#preview-text").text()).doesNotContain("(ref ");
  }

  @Test
  void the_preview_names_an_unknown_placeholder_and_the_known_ones() {
    var fields = fields();
    fields.put("message", "Oi {nome}");

    assertThat(preview(fields).select("#hints").text())
        .contains("Unknown placeholder {nome}", "{utm_campaign}");
    HttpAnswer refused = post(path, fields);
    assertThat(refused.status()).isEqualTo(422);
    assertThat(Jsoup.parse(refused.body()).select("#f-message-error").text())
        .contains("{nome}", "{utm_campaign}");
  }

  @Test
  void the_preview_says_whether_the_address_is_free() {
    var fields = fields();
    fields.put("slug", story.link("Taken", "instagram", "Spring"));
    assertThat(preview(fields).select("#hints").text()).contains("is taken");
    fields.put("slug", "s-" + UUID.randomUUID());
    assertThat(preview(fields).select("#hints").text()).contains("is free");
    fields.put("slug", "login");
    assertThat(preview(fields).select("#hints").text()).contains("keeps for itself");
  }

  @Test
  void without_script_the_preview_is_a_page_that_keeps_what_was_typed() {
    var fields = fields();
    fields.put("source", "instagram");

    Document page = Jsoup.parse(post(path + "/preview", fields).body());

    assertThat(page.select("#f-source").attr("value")).isEqualTo("instagram");
    assertThat(page.select("#preview-text").text()).startsWith("Oi! Vi spring sale");
    assertThat(story.get("/links").at("/data")).isEmpty();
  }

  @Test
  void names_in_use_are_suggested_and_a_variant_of_one_is_hinted_at() {
    story.link("Old", "Parceiro", "Verão");
    assertThat(options(page(path + "/new"), "#sources")).contains("Parceiro", "instagram");
    assertThat(options(page(path + "/new"), "#campaigns")).containsExactly("Verão");

    var fields = fields();
    fields.put("source", "Instagram");
    fields.put("campaign", "verao");

    assertThat(preview(fields).select("#hints").text())
        .contains("\"Instagram\" is written \"instagram\"", "\"verao\" is written \"Verão\"");
    String link = saved(path, fields);
    assertThat(page(link).text()).contains("is written \"instagram\" elsewhere");
  }

  @Test
  void a_second_link_that_does_the_same_is_hinted_at() {
    saved(path, fields());

    assertThat(preview(fields()).select("#hints").text()).contains("The link \"Bio\" has the same");
  }

  @Test
  void an_end_is_meant_in_the_zone_of_the_workspace() {
    var fields = fields();
    fields.put("expires_at", "2031-01-31T20:00");

    String link = saved(path, fields);

    assertThat(story.get("/links").at("/data/0/expires_at").asString())
        .isEqualTo("2031-01-31T23:00:00Z");
    assertThat(page(link + "/edit").select("#f-expires_at").attr("value"))
        .isEqualTo("2031-01-31T20:00");
    fields.put("expires_at", "soon");
    assertThat(post(link, fields).status()).isEqualTo(422);
  }

  @Test
  void numbers_are_shared_switched_off_and_kept_by_the_form() {
    String second = second();
    var fields = fields();
    fields.put("routing", "weights");
    fields.put("on_" + number, "");
    fields.put("weight_" + number, "70");
    fields.put("on_" + second, "off");
    fields.put("weight_" + second, "30");

    String link = saved(path, fields);

    var saved = story.get("/links").at("/data/0");
    assertThat(saved.at("/routing").asString()).isEqualTo("weights");
    assertThat(saved.at("/numbers/0/number_id").asString()).isEqualTo(number);
    assertThat(saved.at("/numbers/0/weight").asInt()).isEqualTo(70);
    assertThat(saved.at("/numbers/1/on").asBoolean(true)).isFalse();
    Document edit = page(link + "/edit");
    assertThat(edit.select("[name=on_" + second + "] option[selected]").attr("value"))
        .isEqualTo("off");
    assertThat(edit.select("[name=weight_" + second + "]").attr("value")).isEqualTo("30");
    fields.put("weight_" + second, "many");
    assertThat(post(link, fields).status()).isEqualTo(422);
  }

  @Test
  void another_number_takes_the_place_of_the_only_one() {
    String link = saved(path, fields());
    String second = second();
    var fields = fields();
    fields.put("number_id", second);
    fields.put("routing", "single");
    page(link + "/edit")
        .select("select[name^=on_]")
        .forEach(
            select ->
                fields.put(select.attr("name"), select.select("option[selected]").attr("value")));

    saved(link, fields);

    var numbers = story.get("/links").at("/data/0/numbers");
    assertThat(numbers).hasSize(1);
    assertThat(numbers.at("/0/number_id").asString()).isEqualTo(second);
  }

  private String second() {
    return story
        .api(
            "POST",
            "/numbers",
            Map.of(
                "phone_number_id",
                "n" + UUID.randomUUID(),
                "waba_id",
                "1",
                "display_phone_number",
                "+55 11 91234-5678"))
        .json()
        .at("/id")
        .asString();
  }

  @Test
  void pausing_warns_of_ads_stops_the_visitors_and_stands_in_the_history() {
    String link = saved(path, fields());
    String slug = story.get("/links").at("/data/0/slug").asString();
    story.click(slug, "?ad_id=120210&utm_source=ig");
    assertThat(page(link).text()).contains("An ad still points here: 1 visit ");
    assertThat(page(link + "/edit").text()).contains("An ad still points here: 1 visit ");

    assertThat(saved(link + "/pause", Map.of("paused", "true"))).isEqualTo(link);

    assertThat(HttpAnswer.send(port, "GET", "/" + slug, null).body()).contains("takes a break");
    assertThat(page(path).select("tbody tr").text()).contains("Paused");
    String id = link.substring(link.lastIndexOf('/') + 1);
    assertThat(story.get("/links/" + id).at("/warnings").toString()).contains("An ad still points");
    assertThat(story.get("/audit?subject=" + id).at("/data/0/action").asString())
        .isEqualTo("link.paused");
    var changes = page(link).select("[aria-labelledby=history-h] li");
    assertThat(changes.eachText()).first().asString().contains("Paused", "no → yes", "Ana Reis");
    assertThat(changes.eachText()).last().asString().contains("Made", "Ana Reis");

    saved(link + "/pause", Map.of("paused", "false"));
    assertThat(story.get("/audit?subject=" + id).at("/data/0/action").asString())
        .isEqualTo("link.resumed");
    assertThat(HttpAnswer.send(port, "GET", "/" + slug, null, "User-Agent", "x").status())
        .isEqualTo(302);
  }

  @Test
  void the_history_tells_what_a_message_was_and_the_audit_log_does_not() {
    String link = saved(path, fields());
    var fields = fields();
    fields.put("message", "Bom dia");

    saved(link, fields);

    assertThat(page(link).select("[aria-labelledby=history-h]").text())
        .contains("Message: Oi! Vi {utm_campaign} e quero saber mais → Bom dia");
    assertThat(story.get("/audit").toString()).doesNotContain("Bom dia");
  }

  @Test
  void a_links_page_has_what_to_paste_into_an_ad() {
    Document page = page(saved(path, fields()));

    assertThat(page.select("[aria-labelledby=ads-h] [data-copy]").eachAttr("data-copy"))
        .containsExactlyElementsOf(
            AdTemplates.ALL.stream().map(AdTemplates.Template::parameters).toList());
  }

  @Test
  void slugs_are_looked_up_so_often_and_then_no_more() {
    var fields = fields();
    fields.put("slug", "s-" + UUID.randomUUID());
    String last = "";
    for (int i = 0; i <= 120; i++) {
      last = Objects.requireNonNull(preview(fields).selectFirst("#hints")).text();
    }
    assertThat(last).doesNotContain("is free");
  }
}

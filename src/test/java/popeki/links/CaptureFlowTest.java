package popeki.links;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import popeki.HttpAnswer;
import popeki.PopekiTest;
import popeki.Story;
import popeki.TestClock;
import popeki.accounts.Accounts;
import popeki.accounts.Visitor;
import popeki.kernel.WorkspaceId;
import popeki.platform.Lanes;
import popeki.platform.Paging;
import popeki.workspaces.Workspaces;
import tools.jackson.databind.JsonNode;

/** What is kept of a visit, for how long, and what a link's page makes of it. */
@PopekiTest
@SuppressWarnings("NullAway.Init")
class CaptureFlowTest {
  private static final String INSTAGRAM =
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/22F76 Instagram 390.0.0.21.83";
  private static final String ANDROID =
      "Mozilla/5.0 (Linux; Android 15; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36";
  private static final String WINDOWS =
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
  private static final String BRAZIL = "200.160.2.3";

  @Autowired Accounts accounts;
  @Autowired ClickStore store;
  @Autowired Links links;
  @Autowired Workspaces workspaces;
  @Autowired Lanes lanes;
  @Autowired TestClock clock;
  @LocalServerPort int port;
  private Story story;
  private String slug;

  @BeforeEach
  void a_business_with_a_link() {
    story = Story.quiet(port, workspaces, lanes, clock, "Clínica Aurora");
    slug = story.link("Bio", "instagram", "Spring");
  }

  private void visit(String ip, String agent, String... headers) {
    var all = new ArrayList<>(List.of("X-Forwarded-For", ip, "User-Agent", agent));
    all.addAll(List.of(headers));
    assertThat(HttpAnswer.send(port, "GET", "/" + slug, null, all.toArray(String[]::new)).status())
        .isEqualTo(302);
  }

  private JsonNode click() {
    return story.get("/clicks").at("/data/0");
  }

  @Test
  void knows_the_country_of_an_address_and_what_was_held_without_asking_anyone() {
    visit(BRAZIL, INSTAGRAM);
    assertThat(click().at("/country").asString()).isEqualTo("BR");
    assertThat(click().at("/device").asString()).isEqualTo("iphone");
    visit("2001:12ff:0:2::3", ANDROID);
    assertThat(click().at("/country").asString()).isEqualTo("BR");
    assertThat(click().at("/device").asString()).isEqualTo("android");
    visit("8.8.8.8", WINDOWS);
    assertThat(click().at("/country").asString()).isEqualTo("US");
  }

  @Test
  void says_nothing_where_it_knows_nothing() {
    for (String ip : List.of("203.0.113.9", "10.1.2.3", "::1", "2001:db8::7")) {
      visit(ip, "A phone of tomorrow");
      assertThat(click().at("/country").isNull()).as(ip).isTrue();
      assertThat(click().at("/device").asString()).isEqualTo("other");
    }
  }

  @Test
  void keeps_neither_of_a_visitor_who_wishes_not_to_be_followed() {
    visit(BRAZIL, INSTAGRAM, "Sec-GPC", "1");
    assertThat(click().at("/gpc").asBoolean()).isTrue();
    for (String field : List.of("/country", "/device", "/ip", "/user_agent")) {
      assertThat(click().at(field).isNull()).as(field).isTrue();
    }
  }

  @Test
  void cuts_an_address_to_its_network_after_a_week_and_no_sooner() {
    visit(BRAZIL, INSTAGRAM);
    lanes.drainAll();
    clock.advance(Duration.ofDays(6));
    visit("2001:12ff:0:2::3", ANDROID);
    lanes.drainAll();
    assertThat(story.get("/clicks").at("/data").findValuesAsString("ip"))
        .containsExactly("2001:12ff:0:2::3", BRAZIL);

    clock.advance(Duration.ofDays(1).plusHours(2));
    lanes.drainAll();
    assertThat(story.get("/clicks").at("/data").findValuesAsString("ip"))
        .containsExactly("2001:12ff:0:2::3", "200.160.2.0/24");

    clock.advance(Duration.ofDays(7));
    lanes.drainAll();
    assertThat(story.get("/clicks").at("/data").findValuesAsString("ip"))
        .containsExactly("2001:12ff::/48", "200.160.2.0/24");
    assertThat(story.get("/clicks").at("/data").findValuesAsString("country"))
        .as("the country outlives the address")
        .containsExactly("BR", "BR");
  }

  @Test
  void cuts_one_that_arrives_after_its_week() {
    lanes.drainAll();
    clock.advance(Duration.ofDays(30));
    lanes.drainAll();
    store.writeLate(
        story.workspace().workspaceId(),
        List.of(of(clock.instant().minus(Duration.ofDays(20)))),
        (workspace, clicks) -> {});
    clock.advance(Duration.ofHours(2));
    lanes.drainAll();
    assertThat(click().at("/ip").asString()).isEqualTo("198.51.100.0/24");
  }

  private Click of(Instant at) {
    WorkspaceId workspace = story.workspace().workspaceId();
    LinkSummary link = links.list(workspace, false, new Paging(1, null)).data().getFirst().link();
    return TestLinks.click(new TestLinks.Made(workspace, link), at, "198.51.100.7");
  }

  @Test
  void tells_apart_who_clicked_from_where_with_what() {
    visit(BRAZIL, INSTAGRAM, "Referer", "https://www.instagram.com/someone/");
    visit("200.160.2.4", INSTAGRAM, "Referer", "https://l.instagram.com/?u=1");
    visit("8.8.8.8", WINDOWS);
    visit("8.8.4.4", "facebookexternalhit/1.1");
    Document page = page("");
    assertThat(row(page, "Devices", "iPhone")).startsWith("iPhone 2 0 0");
    assertThat(row(page, "Devices", "Windows")).startsWith("Windows 1");
    assertThat(row(page, "Countries", "Brazil")).startsWith("Brazil 2");
    assertThat(row(page, "Countries", "United States")).startsWith("United States 1");
    assertThat(row(page, "Referrers", "instagram.com")).startsWith("instagram.com 1");
    assertThat(row(page, "Apps and browsers", "Instagram")).startsWith("Instagram 2");
    assertThat(page.select("figure.chart figcaption").text()).contains("3 clicks, 0 conversations");
    assertThat(page("?range=today").select("figure.chart figcaption").text()).contains("3 clicks");
    clock.advance(Duration.ofDays(40));
    assertThat(page("").select("figure.chart figcaption").text()).contains("0 clicks");
    assertThat(page("").text()).contains("No counted click in this period");
  }

  @Test
  void every_reason_not_to_count_leads_to_its_visits() {
    visit(BRAZIL, ANDROID);
    visit("8.8.4.4", "facebookexternalhit/1.1");
    visit("8.8.4.5", "WhatsApp/2.25.31.77 A");
    Document page = page("");
    assertThat(page.select("#visits-h").text()).isEqualTo("Latest visits");
    String door = page.select("dl.facts a[href*=reason=whatsapp]").attr("href");
    Document behind = page(door.substring(door.indexOf('?'), door.indexOf('#')));
    assertThat(behind.select("section[aria-labelledby=visits-h] tbody tr"))
        .singleElement()
        .satisfies(row -> assertThat(row.text()).contains("Link preview · whatsapp"));
    assertThat(behind.select("a:contains(All visits)")).isNotEmpty();
    assertThat(story.get("/clicks?not_counted_reason=whatsapp").at("/data")).hasSize(1);
    assertThat(story.get("/clicks?not_counted_reason=none_such").at("/data")).isEmpty();
  }

  @Test
  void splits_those_who_did_not_write_by_what_likely_kept_them() {
    visit(BRAZIL, WINDOWS);
    visit("200.160.2.4", INSTAGRAM);
    visit("200.160.2.5", ANDROID);
    String text = story.click(slug, "", "User-Agent", ANDROID);
    story.arrives(story.message().from("5511987651001", "Bruno").says(text));
    assertThat(row(page(""), "Likely cause", "May still write")).endsWith(" 3");

    clock.advance(Duration.ofHours(25));
    visit("200.160.2.6", ANDROID);
    Document page = page("");
    assertThat(row(page, "Likely cause", "May still write")).endsWith(" 1");
    assertThat(row(page, "Likely cause", "On a computer")).endsWith(" 1");
    assertThat(row(page, "Likely cause", "Inside another app")).endsWith(" 1");
    assertThat(row(page, "Likely cause", "Left without writing")).endsWith(" 1");
    assertThat(page.select("section[aria-labelledby=ghosts-h]").text())
        .contains("4 of 5 clicks so far without a message");
  }

  @Test
  void sees_a_number_that_brings_nothing_all_day() {
    for (int i = 0; i < 10; i++) {
      visit("200.160.3." + i, ANDROID);
    }
    clock.advance(Duration.ofHours(25));
    assertThat(row(page(""), "Likely cause", "Nothing arrived from the number")).endsWith(" 10");
  }

  private Document page(String query) {
    String id = story.get("/links").at("/data/0/id").asString();
    var owner = new Visitor(port);
    owner.open(accounts.signInLink(story.workspace().userId()));
    HttpAnswer answer = owner.get("/w/" + story.workspace().slug() + "/links/" + id + query);
    assertThat(answer.status()).isEqualTo(200);
    return Jsoup.parse(answer.body());
  }

  /** The row of a table, named by its heading or by its first column. */
  private static String row(Document page, String table, String label) {
    return page.select("section.panel").stream()
        .filter(
            panel ->
                panel.select("h2").text().equals(table)
                    || panel.select("th").eachText().contains(table))
        .flatMap(panel -> panel.select("tbody tr").stream())
        .map(row -> row.text().replace('\u00a0', ' '))
        .filter(text -> text.startsWith(label))
        .findFirst()
        .orElse("no row " + label + " in " + table);
  }
}

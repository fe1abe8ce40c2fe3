package popeki.reports;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.time.Duration;
import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import popeki.HttpAnswer;
import popeki.PopekiTest;
import popeki.Story;
import popeki.TestClock;
import popeki.conversations.WhatsAppBody;
import popeki.platform.Lanes;
import popeki.workspaces.Workspaces;

/** A campaign's own page: its numbers are those of the report and of its list. */
@PopekiTest
@SuppressWarnings("NullAway.Init")
class CampaignPageTest {
  /** What people name campaigns, and what an address cannot hold as it is. */
  private static final String ODD = "Verão / 50% & “já” +1 <b>";

  @Autowired Workspaces workspaces;
  @Autowired Lanes lanes;
  @Autowired TestClock clock;
  @LocalServerPort int port;

  private Story story;
  private String first;

  @BeforeEach
  void two_campaigns() {
    story = Story.quiet(port, workspaces, lanes, clock, "Casa das Campanhas");
    String odd = story.link("Bio", "instagram", ODD);
    String other = story.link("Search", "google", "Brand");
    writes("5511977770001", story.click(odd, ""));
    writes("5511977770002", story.click(odd, ""));
    writes("5511977770003", story.click(other, ""));
    first = story.conversations().at("/2/id").asString();
    story.outcome(first, "won", "250.00");
    story.settle();
  }

  private void writes(String person, String text) {
    WhatsAppBody body = story.message().from(person, "Duda Lima").says(text);
    clock.advance(Duration.ofSeconds(40));
    story.arrives(body.at(TestClock.now()));
  }

  private String at(String rest) {
    return "/w/" + story.workspace().slug() + rest;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  private Document see(String path) {
    HttpAnswer answer = story.see(path.substring(at("").length()));
    assertThat(answer.status()).as(path).isEqualTo(200);
    return Jsoup.parse(answer.body());
  }

  private Document page() {
    return see(at("/campaign?campaign=" + encoded(ODD)));
  }

  @Test
  void a_row_of_the_report_leads_to_the_page_of_its_campaign() {
    Element row =
        see(at("/campaigns")).select("tbody a.row-link").stream()
            .filter(link -> link.text().equals(ODD))
            .findFirst()
            .orElseThrow();

    Document page = see(row.attr("href"));

    assertThat(page.select("h1").text()).isEqualTo(ODD);
    assertThat(page.text()).doesNotContain("reports.").doesNotContain("conversations.");
  }

  @Test
  void its_figures_are_those_of_the_report_and_of_its_list() {
    Document page = page();

    List<String> figures = page.select(".figure-value").eachText();
    assertThat(figures.get(0)).as("clicks").isEqualTo("2");
    assertThat(figures.get(1)).as("conversations").isEqualTo("2");
    assertThat(figures.get(4)).as("sales").isEqualTo("1");
    String list = page.select(".figure-more").get(1).attr("href");
    assertThat(see(list).select("tbody tr")).hasSize(2);
    assertThat(page.select("section:has(#credit) tbody tr")).hasSize(5);
    assertThat(page.select("section:has(#credit) tbody tr").eachText())
        .allMatch(line -> line.contains("2 1 1 R$ 250.00"));
    assertThat(page.select("section:contains(Links) tbody a.row-link").eachText())
        .contains("Bio")
        .doesNotContain("Search");
  }

  @Test
  void its_chart_and_periods_stay_on_the_page() {
    Document page = page();

    assertThat(page.select(".figure a[href*=chart=]").eachAttr("href"))
        .isNotEmpty()
        .allMatch(href -> href.startsWith(at("/campaign?")) && href.contains("campaign="));
    Document clicks = see(at("/campaign?chart=clicks&campaign=" + encoded(ODD)));
    assertThat(clicks.select("figcaption").text()).contains("Clicks: 2");
    assertThat(page.select(".chip-x").attr("href")).startsWith(at("/campaigns?"));
  }

  @Test
  void who_came_is_told_by_scores_and_first_words() {
    clock.advance(Duration.ofMinutes(5));
    lanes.drainAll();
    String part = page().select("[hx-get*=/conversations/people]").attr("hx-get");

    Document people = see(part);

    assertThat(people.select("tbody tr")).hasSize(5);
    assertThat(people.select("caption").text()).startsWith("2 scored conversations");
    assertThat(people.select("li").eachText())
        .hasSize(1)
        .allMatch(line -> line.endsWith("2 times"));
    assertThat(
            see(page().select("[hx-get*=/conversations/latest]").attr("hx-get")).select("tbody tr"))
        .hasSize(2);
  }

  @Test
  void a_source_has_a_page_too_and_nothing_asked_for_is_all_campaigns() {
    assertThat(see(at("/campaign?source=google")).select("h1").text()).isEqualTo("Google");
    HttpAnswer none = story.see("/campaign");
    assertThat(none.status()).isEqualTo(302);
    assertThat(none.header("Location")).contains("/campaigns?");
  }

  @Test
  void a_campaign_of_another_business_or_of_nobody_shows_nothing() {
    Story other = story.sibling(workspaces, "Outra Casa");
    HttpAnswer answer = other.see("/campaign?campaign=" + encoded(ODD));

    assertThat(answer.status()).isEqualTo(200);
    Document page = Jsoup.parse(answer.body());
    assertThat(page.select(".figure-value").get(1).text()).isEqualTo("0");
    assertThat(page.select("a.row-link")).isEmpty();
  }
}

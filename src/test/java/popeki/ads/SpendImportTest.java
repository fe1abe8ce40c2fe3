package popeki.ads;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.UUID;
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
import popeki.platform.Lanes;
import popeki.workspaces.PageVisitor;
import popeki.workspaces.Workspaces;

/** Costs from a file over real HTTP: looked at first, taken in whole or not at all. */
@PopekiTest
@SuppressWarnings("NullAway.Init")
class SpendImportTest {
  @Autowired Workspaces workspaces;
  @Autowired Accounts accounts;
  @Autowired Lanes lanes;
  @Autowired TestClock clock;
  @LocalServerPort int port;

  private Story story;
  private PageVisitor owner;
  private String path;

  @BeforeEach
  void a_business() {
    story = Story.quiet(port, workspaces, lanes, clock, "Clínica " + UUID.randomUUID());
    owner = PageVisitor.of(port, accounts, story.workspace().userId());
    path = "/w/" + story.workspace().slug() + "/settings/spend";
  }

  @Test
  void a_file_is_looked_at_and_taken_in_and_reports_show_it() {
    String file =
        uploaded(
            """
            Day;Campaign;Campaign ID;Cost;Clicks
            20/11/2026;Busca;9000000001;1.234,56;10
            21/11/2026;Busca;9000000001;10,00;1
            """);
    Document preview = owner.page(file);
    assertThat(preview.text())
        .contains("What will be stored: 2 rows")
        .contains("R$ 1,244.56")
        .contains("Nothing is stored yet");
    assertThat(story.get("/reports/campaigns?from=2026-11-20&to=2026-11-21").at("/totals/spend"))
        .isEmpty();

    HttpAnswer taken = owner.post(file, PageVisitor.fields(preview, file));

    assertThat(taken.status()).as(taken.body()).isEqualTo(302);
    var row =
        story
            .get("/reports/campaigns?group_by=campaign&from=2026-11-20&to=2026-11-21")
            .at("/rows")
            .valueStream()
            .filter(each -> each.at("/key").asString("").equals("9000000001"))
            .findFirst()
            .orElseThrow();
    assertThat(row.at("/name").asString()).as("the name came with the file").isEqualTo("Busca");
    assertThat(row.at("/spend/0/amount").asString()).isEqualTo("1244.56");
    assertThat(story.get("/audit").at("/data/0/action").asString()).isEqualTo("spend.imported");
    assertThat(owner.page(path).select("tbody").text()).contains("google").contains("A file");
    assertThat(owner.get(file).status()).as("the file is forgotten").isEqualTo(404);
  }

  @Test
  void one_wrong_line_keeps_all_out_and_is_named() {
    String file = uploaded("Date,Campaign,Cost\n2026-11-20,A,10.00\n2026-11-21,A,many\n");
    Document preview = owner.page(file);
    assertThat(preview.select("[role=alert]").text())
        .contains("1 thing is wrong in the file")
        .contains("Line 3: the cost says many; it must be a number such as 1,234.56");
    assertThat(preview.text()).doesNotContain("Store 1 row");

    assertThat(owner.post(file, Map.of()).status()).isEqualTo(422);
    assertThat(story.get("/reports/campaigns?from=2026-11-20&to=2026-11-21").at("/totals/spend"))
        .isEmpty();
  }

  @Test
  void what_can_be_read_two_ways_is_asked_and_the_answer_stands_in_the_address() {
    String file = uploaded("Date,Campaign,Cost\n03/04/2026,A,10.50\n");
    assertThat(owner.page(file).text()).contains("03/04 as 3 April or March 4");
    assertThat(owner.page(file + "?dates=dmy").text()).contains("3 Apr");
    assertThat(owner.page(file + "?dates=mdy").text()).contains("4 Mar");
  }

  @Test
  void columns_may_be_said() {
    String file = uploaded("Quando;Quem;Quanto\n2026-11-20;A;1,50\n");
    assertThat(owner.page(file).text()).contains("Say which columns hold");
    assertThat(owner.page(file + "?c_day=0&c_campaign=1&c_amount=2&source=tiktok").text())
        .contains("R$ 1.50")
        .contains("tiktok");
  }

  @Test
  void a_file_replaces_what_was_reported_for_the_same_key_and_says_so() {
    story.api(
        "POST",
        "/spend",
        Map.of(
            "rows",
            java.util.List.of(
                Map.of(
                    "date", "2026-11-20",
                    "source", "google",
                    "campaign_id", "A",
                    "amount", "99.00",
                    "currency", "BRL"))));
    String file = uploaded("Date,Campaign,Cost\n2026-11-20,A,10.00\n");
    owner.post(file, PageVisitor.fields(owner.page(file), file));

    assertThat(
            story
                .get("/reports/campaigns?from=2026-11-20&to=2026-11-20")
                .at("/totals/spend/0/amount")
                .asString())
        .isEqualTo("10.00");
    assertThat(owner.page(path).select("tbody").text()).contains("A file").doesNotContain("API");
  }

  @Test
  void what_is_no_file_of_costs_is_refused_in_words() {
    assertThat(refused("PK\u0003\u0004rest")).contains("Excel workbook");
    assertThat(refused("no columns here")).contains("No line with several columns");
    HttpAnswer nothing = owner.post(path + "/files", Map.of());
    assertThat(nothing.status()).isEqualTo(422);
    assertThat(nothing.body()).contains("Choose a file first");
  }

  @Test
  void a_dropped_file_is_gone_and_another_workspaces_is_unknown() {
    String file = uploaded("Date,Campaign,Cost\n2026-11-20,A,10.00\n");
    Story other = Story.quiet(port, workspaces, lanes, clock, "Outra " + UUID.randomUUID());
    PageVisitor stranger = PageVisitor.of(port, accounts, other.workspace().userId());
    assertThat(
            stranger.get(file.replace(story.workspace().slug(), other.workspace().slug())).status())
        .isEqualTo(404);

    assertThat(owner.post(file + "/drop", Map.of()).status()).isEqualTo(302);
    assertThat(owner.get(file).status()).isEqualTo(404);
  }

  private String refused(String content) {
    HttpAnswer answer = upload(content);
    assertThat(answer.status()).isEqualTo(422);
    return Jsoup.parse(answer.body()).select(".field .error").text();
  }

  private String uploaded(String content) {
    HttpAnswer answer = upload(content);
    assertThat(answer.status()).as(answer.body()).isEqualTo(302);
    return answer.header("Location").replaceFirst("^https?://[^/]+", "");
  }

  private HttpAnswer upload(String content) {
    return owner.upload(path + "/files", "file", "custos.csv", content);
  }
}

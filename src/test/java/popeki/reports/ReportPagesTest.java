package popeki.reports;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.ui.ExtendedModelMap;
import popeki.PopekiTest;
import popeki.TestClock;
import popeki.ads.Ad;
import popeki.ads.AdCatalog;
import popeki.platform.Delta;
import popeki.platform.Deltas;
import popeki.platform.Frame;
import popeki.platform.Shell;
import popeki.platform.Theme;
import popeki.platform.Words;
import popeki.platform.WorkspaceTx;
import popeki.workspaces.Member;
import popeki.workspaces.Role;
import popeki.workspaces.Workspace;
import popeki.workspaces.WorkspaceDraft;
import popeki.workspaces.Workspaces;

@PopekiTest
@SuppressWarnings("NullAway.Init")
class ReportPagesTest {
  @Autowired Workspaces workspaces;
  @Autowired ReportController controller;
  @Autowired ReportReader reports;
  @Autowired TemplateEngine templates;
  @Autowired Words words;
  @Autowired WorkspaceTx tx;
  @Autowired Deltas deltas;
  @Autowired AdCatalog ads;
  @Autowired JdbcClient jdbc;
  @Autowired TestClock clock;
  private Member member;

  @BeforeEach
  void a_workspace() {
    var made =
        workspaces.create(
            new WorkspaceDraft(
                "Ponte Nova Imóveis",
                "Ana Moura",
                UUID.randomUUID() + "@example.com",
                "real_estate",
                "America/Sao_Paulo",
                null));
    Workspace workspace = workspaces.get(made.workspaceId());
    member = new Member(made.userId(), "Ana Moura", "ana@example.com", Role.OWNER, workspace);
  }

  @Test
  void a_new_workspace_is_told_what_to_do_first() {
    Document page = page(Theme.LIGHT, "overview", Map.of());
    assertThat(page.select("h2").text()).contains("Your first click will show up here");
    assertThat(page.select(".example [href]")).isEmpty();
  }

  @Test
  void every_figure_and_row_is_a_door() {
    believable();
    Document page = page(Theme.LIGHT, "overview", Map.of());
    assertThat(page.select(".figure")).hasSize(6);
    assertThat(page.select(".figure-more").eachAttr("href"))
        .hasSize(6)
        .allMatch(href -> href.matches("/w/[^/]+/(conversations|links)\\?from=.*&to=.*"));
    assertThat(page.select("tbody a.quiet").eachAttr("href"))
        .isNotEmpty()
        .allMatch(href -> href.contains("/conversations?from="));
    assertThat(page.select(".funnel-step").eachAttr("href")).hasSize(4);
    assertThat(page.text()).doesNotContain("reports.").doesNotContain("shared.");
    assertThat(page.select("[style], [onclick]")).isEmpty();
  }

  @Test
  void the_unattributed_row_is_always_there() {
    append(
        Delta.clicks(clock.instant(), new Delta.Credit("google", "Brand", null, null, null), 4, 0));
    Document page = page(Theme.LIGHT, "overview", Map.of());
    assertThat(page.select("tbody th").eachText()).contains("Unattributed", "No campaign");
    assertThat(page.select("a[href*=attribution=unattributed]")).isNotEmpty();
  }

  @Test
  void the_page_says_what_the_api_says() {
    believable();
    Document page = page(Theme.LIGHT, "overview", Map.of("range", "91d"));
    var period =
        popeki.platform.PagePeriod.parse(
            "91d", null, null, member.workspace().timezone(), clock.instant());
    Measures sum =
        reports
            .days(member.workspaceId(), Span.of(period.bounds(), period.zone()), Filter.NONE)
            .values()
            .stream()
            .reduce(Measures.NONE, Measures::plus);
    assertThat(page.select(".figure-value").get(1).text())
        .isEqualTo(words.number(sum.conversations()));
    assertThat(page.select(".funnel-step .label").eachText())
        .contains(words.number(sum.clicks()), words.number(sum.won()));
    assertThat(page.select("tfoot .num").get(0).text())
        .isEqualTo(words.number(sum.conversations()));
  }

  @Test
  void a_filter_narrows_every_panel_and_can_be_taken_away() {
    believable();
    Document all = page(Theme.LIGHT, "overview", Map.of());
    Document page = page(Theme.LIGHT, "overview", Map.of("source", "google"));
    assertThat(page.select(".chip b").text()).isEqualTo("Google");
    assertThat(page.select(".chip-x").attr("href")).doesNotContain("source=");
    assertThat(page.select(".figure-value").get(1).text())
        .isNotEqualTo(all.select(".figure-value").get(1).text());
    assertThat(page.select("[hx-get*=/overview/]").eachAttr("hx-get"))
        .hasSize(4)
        .allMatch(href -> href.contains("source=google"));
  }

  @Test
  void strangers_names_are_text_not_markup() {
    append(
        Delta.clicks(
            clock.instant(),
            new Delta.Credit("<img src=x>", "\"><script>alert(1)</script>", null, null, null),
            4,
            0));
    Document page = page(Theme.LIGHT, "overview", Map.of("source", "<img src=x>"));
    assertThat(page.select("img, script:not([src]):not([type*=json])")).isEmpty();
    assertThat(page.text()).contains("<img src=x>");
  }

  @Test
  void a_panel_that_cannot_be_read_fails_alone() {
    believable();
    Document page =
        render(
            "reports/_figures",
            new ExtendedModelMap()
                .addAttribute("w", shell(Theme.LIGHT).words())
                .addAttribute("panel", new Panel<FiguresView>("/x", null, "ab12cd34", "/retry")));
    assertThat(page.select(".failed").text()).contains("Your data is safe", "ab12cd34");
    assertThat(page.select(".failed a").attr("href")).isEqualTo("/retry");
  }

  @Test
  void the_campaigns_report_counts_by_each_dimension() {
    believable();
    for (GroupBy group : GroupBy.values()) {
      Document page = page(Theme.LIGHT, "campaigns", Map.of("group", group.wire()));
      assertThat(page.select(".tabs [aria-current]").text())
          .isEqualTo(words.of("reports.group." + group.wire()));
      assertThat(page.select("tbody tr").size()).isGreaterThan(1);
      assertThat(page.text()).doesNotContain("reports.");
    }
  }

  @Test
  void the_file_holds_the_rows_of_the_page() {
    believable();
    var file =
        controller.file(member, shell(Theme.LIGHT), Map.of("group", "source", "range", "7d"));
    assertThat(file.getBody())
        .startsWith("source,name,clicks,conversations,")
        .contains("\r\n,Unattributed,");
    assertThat(file.getHeaders().getFirst("Content-Disposition"))
        .contains(member.workspace().slug() + "_by-source_", "America_Sao_Paulo.csv");
  }

  /** Served as files to be looked at: {@code target/showcase/reports-overview-light.html}. */
  @Test
  void writes_the_pages_for_looking_at() throws IOException {
    write("overview-empty-light", page(Theme.LIGHT, "overview", Map.of()));
    believable();
    for (Theme theme : List.of(Theme.LIGHT, Theme.DARK)) {
      write("overview-" + theme.attribute(), page(theme, "overview", Map.of()));
      write("campaigns-" + theme.attribute(), page(theme, "campaigns", Map.of()));
    }
    write(
        "overview-revenue-light",
        page(
            Theme.LIGHT,
            "overview",
            Map.of("chart", "revenue", "range", "91d", "compare", "off", "source", "google")));
    write("campaigns-ad-light", page(Theme.LIGHT, "campaigns", Map.of("group", "ad")));
    write("overview-today-light", page(Theme.LIGHT, "overview", Map.of("range", "today")));
  }

  private static void write(String name, Document page) throws IOException {
    Path file = Path.of("target/showcase", "reports-" + name + ".html");
    Files.createDirectories(file.getParent());
    Files.write(file, page.outerHtml().getBytes(UTF_8));
  }

  private void believable() {
    ads.remember(member.workspaceId(), BelievableMonth.ADS.toArray(Ad[]::new));
    append(
        BelievableMonth.until(clock.instant(), member.workspace().timezone())
            .toArray(Delta[]::new));
    tx.run(
        member.workspaceId(),
        () -> {
          for (int back = 0; back < 28; back++) {
            jdbc.sql(
                    """
                insert into ads.spend
                  (workspace_id, day, source, campaign_id, ad_id, amount_minor, currency, updated_at)
                values (:ws, :day, 'meta', '120220000000000001', '120210000000000001', :amount, 'BRL', now())""")
                .param("ws", member.workspaceId().value())
                .param(
                    "day",
                    clock
                        .instant()
                        .atZone(member.workspace().timezone())
                        .toLocalDate()
                        .minusDays(back))
                .param("amount", 18_000 + back * 137)
                .update();
          }
        });
  }

  private void append(Delta... some) {
    tx.run(member.workspaceId(), () -> deltas.append(member.workspaceId(), List.of(some)));
  }

  private Document page(Theme theme, String which, Map<String, String> given) {
    var model = new ExtendedModelMap();
    Shell shell = shell(theme);
    String template =
        which.equals("overview")
            ? controller.overview(member, shell, model, given)
            : controller.report(member, shell, model, given);
    return render(template, model);
  }

  private Document render(String template, org.springframework.ui.Model model) {
    var out = new StringOutput();
    templates.render(template + ".jte", model.asMap(), out);
    return Jsoup.parse(out.toString());
  }

  private Shell shell(Theme theme) {
    return Shell.of(
        Frame.of(words, theme, null).in(member.workspace().timezone()),
        member.workspace().slug(),
        member.workspace().businessName(),
        member.name(),
        member.email(),
        Shell.Needs.NOTHING);
  }
}

package popeki.reports;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import popeki.HttpAnswer;
import popeki.PopekiTest;
import popeki.ads.Ad;
import popeki.ads.AdCatalog;
import popeki.platform.Delta;
import popeki.platform.Delta.Credit;
import popeki.platform.Deltas;
import popeki.platform.Lanes;
import popeki.platform.WorkspaceTx;
import popeki.workspaces.NewWorkspace;
import popeki.workspaces.WorkspaceDraft;
import popeki.workspaces.Workspaces;
import tools.jackson.databind.JsonNode;

@PopekiTest
@SuppressWarnings("NullAway.Init")
class ReportsApiTest {
  private static final Credit BIO =
      new Credit("instagram", "Spring sale", null, null, new UUID(7, 7));
  private static final Credit AD =
      new Credit("meta", "120220000000000001", "120230000000000001", "120210000000000001", null);

  @Autowired Workspaces workspaces;
  @Autowired WorkspaceTx tx;
  @Autowired Deltas deltas;
  @Autowired Lanes lanes;
  @Autowired AdCatalog ads;
  @LocalServerPort int port;
  private NewWorkspace made;

  @BeforeEach
  void a_workspace_with_a_history() {
    made =
        workspaces.create(
            new WorkspaceDraft(
                "Ponte Nova",
                "Ana",
                UUID.randomUUID() + "@example.com",
                "real_estate",
                "America/Sao_Paulo",
                null));
    append(
        Delta.clicks(Instant.parse("2026-11-20T02:59:00Z"), BIO, 5, 1),
        Delta.clicks(Instant.parse("2026-11-20T03:00:00Z"), BIO, 7, 0),
        started("2026-11-20T12:00:00Z", BIO, true),
        started("2026-11-20T13:00:00Z", AD, true),
        started("2026-11-21T13:00:00Z", Credit.NONE, false),
        won("2026-11-21T14:00:00Z", BIO, 35_000, "BRL"),
        won("2026-11-21T15:00:00Z", AD, 9_900, "USD"));
  }

  @Test
  void the_overview_counts_days_where_the_business_is() {
    for (int pass = 0; pass < 2; pass++) {
      JsonNode report = get("/reports/overview?from=2026-11-20&to=2026-11-21").json();
      assertThat(report.at("/series")).hasSize(2);
      assertThat(report.at("/series/0/date").asString()).isEqualTo("2026-11-20");
      assertThat(report.at("/series/0/clicks").asInt()).isEqualTo(7);
      assertThat(report.at("/totals/conversations").asInt()).isEqualTo(3);
      assertThat(report.at("/totals/attributed").asInt()).isEqualTo(2);
      assertThat(report.at("/totals/won").asInt()).isEqualTo(2);
      assertThat(report.at("/totals/revenue").toString())
          .isEqualTo(
              "[{\"amount\":\"350.00\",\"currency\":\"BRL\"},{\"amount\":\"99.00\",\"currency\":\"USD\"}]");
      assertThat(report.at("/totals/spend")).isEmpty();
      lanes.wake(Deltas.FOLD, made.workspaceId(), Instant.EPOCH);
      lanes.drainAll();
    }
  }

  @Test
  void without_a_period_a_report_is_the_last_28_days() {
    JsonNode report = get("/reports/overview").json();
    assertThat(report.at("/series")).hasSize(28);
  }

  @Test
  void an_instant_counts_from_its_quarter_of_an_hour_and_says_so() {
    JsonNode report =
        get("/reports/overview?from=2026-11-20T03:07:00Z&to=2026-11-20T12:00:00Z").json();
    assertThat(report.at("/period/from").asString()).isEqualTo("2026-11-20T03:00:00Z");
    assertThat(report.at("/period/to").asString()).isEqualTo("2026-11-20T12:00:00Z");
    assertThat(report.at("/totals/clicks").asInt()).isEqualTo(7);
    assertThat(report.at("/totals/conversations").asInt()).isZero();
  }

  @Test
  void breakdowns_name_rows_and_always_have_the_unattributed_one() {
    ads.remember(
        made.workspaceId(),
        new Ad(
            "120210000000000001",
            "meta",
            "Video",
            "120230000000000001",
            "Set",
            "120220000000000001",
            "Towers"),
        new Ad("120210000000000001", "meta", null, null, null, null, null));
    String days = "from=2026-11-20&to=2026-11-21";
    assertThat(rows("source", days))
        .containsEntry("meta", "Meta ads")
        .containsEntry("null", "Unattributed");
    assertThat(rows("campaign", days))
        .containsEntry("120220000000000001", "Towers")
        .containsEntry("Spring sale", "Spring sale")
        .containsKey("null");
    assertThat(rows("adset", days)).containsEntry("120230000000000001", "Set").containsKey("null");
    assertThat(rows("ad", days)).containsEntry("120210000000000001", "Video").containsKey("null");
    assertThat(rows("link", days))
        .containsEntry(new UUID(7, 7).toString(), "null")
        .containsKey("null");
    for (String group : List.of("source", "campaign", "adset", "ad", "link")) {
      JsonNode report = get("/reports/campaigns?group_by=" + group + "&" + days).json();
      assertThat(report.at("/totals/conversations").asInt()).isEqualTo(3);
    }
  }

  @Test
  void spend_is_stored_replaced_and_counted() {
    var row =
        Map.of(
            "date",
            "2026-11-20",
            "source",
            "meta",
            "campaign_id",
            "120220000000000001",
            "amount",
            "120.50",
            "currency",
            "BRL");
    assertThat(post(Map.of("rows", List.of(row))).json().at("/stored").asInt()).isEqualTo(1);
    assertThat(post(Map.of("rows", List.of(row))).status()).isEqualTo(200);
    JsonNode report = get("/reports/campaigns?from=2026-11-20&to=2026-11-20").json();
    assertThat(report.at("/totals/spend/0/amount").asString()).isEqualTo("120.50");
    assertThat(
            get("/reports/overview?from=2026-11-20&to=2026-11-20")
                .json()
                .at("/series/0/spend/0/amount")
                .asString())
        .isEqualTo("120.50");
  }

  @Test
  void everything_wrong_with_spend_is_named_by_row_and_nothing_is_stored() {
    var good = Map.of("date", "2026-11-20", "source", "meta", "campaign_id", "1", "amount", 10);
    var bad =
        Map.of(
            "date", "20/11/2026", "source", "", "campaign_id", "1", "amount", "-3", "clicks", -1);
    HttpAnswer answer = post(Map.of("rows", List.of(good, bad, good)));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().at("/errors").findValuesAsString("field"))
        .containsExactly(
            "rows[1].date", "rows[1].source", "rows[1].amount", "rows[1].clicks", "rows[2]");
    assertThat(get("/reports/overview?from=2026-11-20&to=2026-11-20").json().at("/totals/spend"))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"first", "last", "linear", "time_decay", "position"})
  void every_model_answers_and_says_its_name(String model) {
    HttpAnswer answer = get("/reports/campaigns?model=" + model);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().at("/model").asString()).isEqualTo(model);
    assertThat(get("/reports/overview?model=" + model).status()).isEqualTo(200);
  }

  @Test
  void a_model_that_is_not_computed_yet_is_refused() {
    HttpAnswer answer = get("/reports/campaigns?model=data_driven");
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().at("/detail").asString()).contains("not available yet");
    assertThat(get("/reports/overview?model=data_driven").status()).isEqualTo(422);
  }

  @Test
  void nonsense_is_named() {
    assertThat(get("/reports/campaigns?group_by=moon").status()).isEqualTo(400);
    assertThat(get("/reports/campaigns?model=moon").status()).isEqualTo(400);
    assertThat(get("/reports/overview?from=1980-01-01&to=2026-01-01").status()).isEqualTo(400);
    assertThat(get("/reports/overview?from=2026-11-21&to=2026-11-19").status()).isEqualTo(400);
  }

  @Test
  void a_file_is_the_same_report_and_runs_no_formula() {
    append(
        Delta.clicks(
            Instant.parse("2026-11-20T12:00:00Z"),
            new Credit("=HYPERLINK(\"x\")", null, null, null, null),
            1,
            0));
    HttpAnswer file =
        HttpAnswer.api(
            port,
            made.apiKey(),
            "GET",
            "/reports/campaigns?group_by=source&from=2026-11-20&to=2026-11-21",
            null,
            "Accept",
            "text/csv");
    assertThat(file.header("content-type")).startsWith("text/csv");
    assertThat(file.body().lines().toList())
        .contains(
            "source,name,clicks,conversations,attributed,ad_unknown,qualified,won,revenue_BRL,revenue_USD",
            "instagram,Instagram,7,1,1,0,1,1,350.00,0.00",
            "\"'=HYPERLINK(\"\"x\"\")\",\"'=HYPERLINK(\"\"x\"\")\",1,0,0,0,0,0,0.00,0.00");
    assertThat(get("/reports/overview").header("content-type")).startsWith("application/json");
  }

  @Test
  void the_catalogue_is_listed_in_pages() {
    ads.remember(made.workspaceId(), ad("1"), ad("2"), ad("3"));
    JsonNode page = get("/ads?limit=2").json();
    assertThat(page.at("/data")).hasSize(2);
    JsonNode next = get("/ads?limit=2&cursor=" + page.at("/next_cursor").asString()).json();
    assertThat(next.at("/data/0/id").asString()).isEqualTo("3");
    assertThat(next.at("/next_cursor").isNull()).isTrue();
    assertThat(ads.find(made.workspaceId(), "9")).isEmpty();
    assertThat(ads.find(made.workspaceId(), "2")).contains(ad("2"));
  }

  private static Ad ad(String id) {
    return new Ad(id, "meta", "Ad " + id, null, null, null, null);
  }

  private Map<String, String> rows(String group, String days) {
    Map<String, String> names = new java.util.HashMap<>();
    get("/reports/campaigns?group_by=" + group + "&" + days)
        .json()
        .at("/rows")
        .forEach(row -> names.put(text(row.get("key")), text(row.get("name"))));
    return names;
  }

  private static String text(JsonNode node) {
    return node.isNull() ? "null" : node.asString();
  }

  private HttpAnswer get(String path) {
    return HttpAnswer.api(port, made.apiKey(), "GET", path, null);
  }

  private HttpAnswer post(Object body) {
    return HttpAnswer.api(port, made.apiKey(), "POST", "/spend", body);
  }

  private void append(Delta... some) {
    tx.run(made.workspaceId(), () -> deltas.append(made.workspaceId(), List.of(some)));
  }

  private static Delta started(String at, Credit credit, boolean attributed) {
    return new Delta(Instant.parse(at), credit, 0, 0, 1, attributed ? 1 : 0, 0, 0, 0, 0, null);
  }

  private static Delta won(String at, Credit credit, long minor, String currency) {
    return new Delta(Instant.parse(at), credit, 0, 0, 0, 0, 0, 1, 1, minor, currency);
  }
}

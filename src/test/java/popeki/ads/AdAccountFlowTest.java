package popeki.ads;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import popeki.HttpAnswer;
import popeki.PopekiTest;
import popeki.Story;
import popeki.TestClock;
import popeki.accounts.Accounts;
import popeki.kernel.WorkspaceId;
import popeki.platform.Lanes;
import popeki.platform.WorkspaceTx;
import popeki.sandbox.PlayedWorld;
import popeki.workspaces.PageVisitor;
import popeki.workspaces.Workspaces;

/** Ad accounts against the pretend Marketing API: connecting, reading, and all that goes wrong. */
@PopekiTest
@SuppressWarnings("NullAway.Init")
class AdAccountFlowTest {
  private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

  @Autowired Workspaces workspaces;
  @Autowired Accounts accounts;
  @Autowired Lanes lanes;
  @Autowired TestClock clock;
  @Autowired WorkspaceTx tx;
  @Autowired JdbcClient jdbc;
  @Autowired AdCatalog catalog;
  @Autowired AdAccountCheckup checkup;
  @LocalServerPort int port;

  private Story story;
  private PageVisitor owner;
  private PlayedWorld world;
  private WorkspaceId workspace;
  private String home;
  private String path;

  @BeforeEach
  void a_business_and_the_pretend_meta() {
    story = Story.quiet(port, workspaces, lanes, clock, "Clínica " + UUID.randomUUID());
    owner = PageVisitor.of(port, accounts, story.workspace().userId());
    world = new PlayedWorld(port, story.workspace().apiKey(), clock);
    workspace = story.workspace().workspaceId();
    home = "/w/" + story.workspace().slug();
    path = home + "/settings/ads";
  }

  /** Nobody else's lanes may ask the next test's Meta. */
  @AfterEach
  void close() {
    tx.run(
        workspace,
        () ->
            jdbc.sql(
                    """
                update ads.account
                set token_id = null, disconnected_at = now(), pull_id = null, pull_since = null, pull_until = null
                where workspace_id = :ws""")
                .param("ws", workspace.value())
                .update());
    world.close();
  }

  /** A session does not live that long. */
  private void nextDay() {
    // A second more than a day: an hour more may be two days later.
    clock.advance(Duration.ofDays(1).plusSeconds(1));
    owner = PageVisitor.of(port, accounts, story.workspace().userId());
  }

  @Test
  void a_token_shows_accounts_and_the_chosen_one_is_read_with_names_pictures_and_ninety_days() {
    String choice = pasted("GOOD");
    Document page = owner.page(choice);
    assertThat(page.select("input[name=account]").eachAttr("value"))
        .as("the third is on Meta's second page")
        .hasSize(3)
        .contains(PlayedWorld.adAccount());
    assertThat(page.text()).contains("BRL").contains("America/New_York");

    connect(choice, PlayedWorld.adAccount());
    read();

    assertThat(story.get("/audit").at("/data/0/action").asString())
        .isEqualTo("ad_account.connected");
    var ad = story.get("/ads").at("/data/0");
    assertThat(ad.at("/name").asString()).isEqualTo("Implant");
    assertThat(ad.at("/campaign/name").asString()).isEqualTo("Spring");
    assertThat(ad.at("/headline").asString()).isEqualTo("Implants");
    assertThat(ad.at("/status").asString()).isEqualTo("ACTIVE");
    assertThat(ad.at("/account/id").asString()).isEqualTo(PlayedWorld.adAccount());
    assertThat(story.get("/ads").at("/data")).as("three ads, two a page at Meta").hasSize(3);
    assertThat(days(PlayedWorld.ads().getFirst())).isEqualTo(90);
    assertThat(days(PlayedWorld.ads().get(2))).as("began three days ago").isEqualTo(3);
    assertThat(one("select max(day)::text from ads.spend where workspace_id = :ws"))
        .as("today, as the account counts")
        .isEqualTo(today().toString());
    assertThat(one("select min(origin) || max(origin) from ads.spend where workspace_id = :ws"))
        .isEqualTo("metameta");
    assertThat(number("select sum(started) from ads.spend where workspace_id = :ws")).isPositive();

    HttpAnswer picture = owner.get(home + "/ads/" + PlayedWorld.ads().getFirst() + "/picture");
    assertThat(picture.status()).isEqualTo(200);
    assertThat(picture.header("Content-Type")).isEqualTo("image/jpeg");
    Document list = owner.page(home + "/ads");
    assertThat(list.select("img").eachAttr("src")).hasSize(3).allMatch(src -> src.startsWith(home));
    assertThat(owner.page(path).text())
        .contains("Read daily")
        .contains("the account's zone; this workspace counts its days in America/Sao_Paulo");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "EXPIRED          | has expired",
        "REVOKED          | was revoked",
        "PASSWORD_CHANGED | change of password",
        "APP_REMOVED      | app of this token was removed",
        "NO_ADS           | lacks the permission ads_read",
        "SEES_NO_ADS      | no ad account is shared",
      })
  void a_token_that_cannot_read_ads_is_told_why(String kind, String words) {
    HttpAnswer answer =
        owner.post(path + "/token", Map.of("access_token", PlayedWorld.token(kind)));

    assertThat(answer.status()).isEqualTo(422);
    assertThat(Jsoup.parse(answer.body()).select(".field .error").text()).contains(words);
    assertThat(answer.body()).doesNotContain(PlayedWorld.token(kind));
    assertThat(number("select count(*) from ads.token where workspace_id = :ws")).isZero();
  }

  @Test
  void the_token_is_sealed_and_shown_nowhere() {
    String choice = pasted("GOOD");
    connect(choice, PlayedWorld.adAccount());

    assertThat(one("select encode(token_sealed, 'escape') from ads.token where workspace_id = :ws"))
        .doesNotContain(PlayedWorld.token("GOOD"));
    assertThat(owner.get(path).body()).doesNotContain(PlayedWorld.token("GOOD"));
    assertThat(owner.get(choice).body()).doesNotContain(PlayedWorld.token("GOOD"));
  }

  @Test
  void a_renamed_campaign_is_one_by_id_shows_its_present_name_and_keeps_the_former() {
    connect(pasted("GOOD"), PlayedWorld.adAccount());
    read();
    world.rename(PlayedWorld.campaign(), "Autumn");
    nextDay();
    read();

    String page = home + "/ads/" + PlayedWorld.ads().getFirst();
    assertThat(owner.page(page).text()).contains("Autumn").contains("called Spring until");
    var report = story.get("/reports/campaigns?group_by=campaign");
    assertThat(
            report
                .at("/rows")
                .valueStream()
                .filter(row -> row.at("/key").asString("").equals(PlayedWorld.campaign()))
                .map(row -> row.at("/name").asString()))
        .containsExactly("Autumn");
    assertThat(catalog.campaignNamed(workspace, "facebook", "SPRING"))
        .as("a link that still says the former name")
        .contains(PlayedWorld.campaign());
  }

  @Test
  void the_last_four_weeks_are_read_again_daily_and_what_meta_takes_back_goes() {
    connect(pasted("GOOD"), PlayedWorld.adAccount());
    read();
    String ad = PlayedWorld.ads().get(1);
    world.restate(ad);
    nextDay();
    read();

    assertThat(days(ad)).as("only the days that were not read again").isEqualTo(90 - 27);
    assertThat(days(PlayedWorld.ads().getFirst())).isEqualTo(91);
    assertThat(
            number(
                "select count(*) from ads.spend where workspace_id = :ws and ad_id = '"
                    + ad
                    + "' and day > '"
                    + today().minusDays(28)
                    + "'"))
        .isZero();
  }

  @Test
  void a_row_reported_by_hand_gives_way_to_meta_and_the_other_way_round() {
    connect(pasted("GOOD"), PlayedWorld.adAccount());
    read();
    String ad = PlayedWorld.ads().getFirst();
    String day = today().minusDays(2).toString();
    assertThat(spend(day, PlayedWorld.campaign(), ad, "1.00").status()).isEqualTo(200);

    String table = owner.page(home + "/ads/" + ad).select("tbody").text();
    assertThat(table).contains("R$ 1.00").contains("The API");

    nextDay();
    read();
    assertThat(owner.page(home + "/ads/" + ad).select("tbody").text())
        .doesNotContain("R$ 1.00")
        .doesNotContain("The API");
  }

  @Test
  void a_sum_for_a_whole_campaign_is_not_counted_beside_metas_own_by_ad() {
    String day = today().minusDays(2).toString();
    spend(day, PlayedWorld.campaign(), null, "999.00");
    assertThat(reported(day)).isEqualTo("999.00");
    connect(pasted("GOOD"), PlayedWorld.adAccount());
    read();

    assertThat(reported(day)).isNotEqualTo("999.00");
    assertThat(Double.parseDouble(reported(day))).isBetween(190.0, 270.0);
  }

  @Test
  void
      an_ad_that_a_conversation_names_is_learnt_and_an_unknown_one_is_not_asked_for_all_the_time() {
    String ad = PlayedWorld.ads().getFirst();
    catalog.wanted(workspace, ad);
    catalog.wanted(workspace, "120299999999999999");
    catalog.wanted(workspace, "no id at all");
    lanes.drainAll();
    assertThat(world.adCalls()).as("nobody to ask").isZero();

    connect(pasted("GOOD"), PlayedWorld.yenAccount());
    read();
    assertThat(catalog.find(workspace, ad).orElseThrow().campaignName()).isEqualTo("Spring");
    assertThat(catalog.find(workspace, "120299999999999999").orElseThrow().name()).isNull();
    assertThat(owner.page(home + "/ads/120299999999999999").text())
        .contains("No connected ad account shows this ad");
    assertThat(catalog.find(workspace, "no id at all")).isEmpty();

    int calls = world.adCalls();
    catalog.wanted(workspace, "120299999999999999");
    clock.advance(Duration.ofHours(5));
    lanes.drainAll();
    assertThat(world.adCalls()).as("asked hours ago").isEqualTo(calls);
    clock.advance(Duration.ofHours(2));
    lanes.drainAll();
    assertThat(world.adCalls()).as("asked again").isGreaterThan(calls);
  }

  @Test
  void a_token_that_dies_is_called_no_more_until_a_new_one_is_given() {
    connect(pasted("GOOD"), PlayedWorld.adAccount());
    read();
    world.press("end", Map.of("token", PlayedWorld.token("GOOD"), "subcode", "463"));
    nextDay();
    read();
    assertThat(owner.page(path).text()).contains("Needs a new token").contains("has expired");
    assertThat(checkup.findings().toString()).contains("token_expired");
    int calls = world.adCalls();
    nextDay();
    read();
    assertThat(world.adCalls()).isEqualTo(calls);

    connect(pasted("ENDS_SOON"), PlayedWorld.adAccount());
    read();

    assertThat(owner.page(path).text()).contains("Read daily").doesNotContain("has expired");
    assertThat(number("select count(*) from ads.token where workspace_id = :ws"))
        .as("the old token is forgotten")
        .isEqualTo(1);
    assertThat(days(PlayedWorld.ads().getFirst())).as("no gap").isEqualTo(92);
  }

  @Test
  void an_account_that_is_shared_no_more_keeps_its_past_and_says_what_to_do() {
    connect(pasted("GOOD"), PlayedWorld.adAccount());
    read();
    world.shareAdAccount(PlayedWorld.adAccount(), false);
    nextDay();
    read();

    assertThat(owner.page(path).text()).contains("Not read").contains("not shared with the token");
    assertThat(days(PlayedWorld.ads().getFirst())).isEqualTo(90);

    world.shareAdAccount(PlayedWorld.adAccount(), true);
    clock.advance(Duration.ofHours(7));
    read();
    assertThat(owner.page(path).text()).contains("Read daily");
  }

  @Test
  void a_disconnected_account_is_read_no_more_and_its_past_stays() {
    connect(pasted("GOOD"), PlayedWorld.adAccount());
    read();
    String page = path + "/" + PlayedWorld.adAccount() + "/disconnect";

    assertThat(owner.post(page, Map.of()).status()).isEqualTo(302);

    assertThat(story.get("/audit").at("/data/0/action").asString())
        .isEqualTo("ad_account.disconnected");
    assertThat(number("select count(*) from ads.token where workspace_id = :ws")).isZero();
    int calls = world.adCalls();
    nextDay();
    nextDay();
    read();
    assertThat(world.adCalls()).isEqualTo(calls);
    assertThat(days(PlayedWorld.ads().getFirst())).isEqualTo(90);
    assertThat(owner.page(path).text()).contains("Disconnected");
    assertThat(owner.post(page, Map.of()).status()).isEqualTo(404);
  }

  @Test
  void reading_slows_down_and_stops_near_the_limit_and_goes_on_when_meta_says() {
    world.adLimits(
        Map.of(
            "X-Business-Use-Case-Usage",
            """
            {"9":[{"type":"ads_insights","call_count":97,"total_cputime":20,"total_time":20,"estimated_time_to_regain_access":0}]}""",
            "x-fb-ads-insights-throttle",
            "{broken"));
    connect(pasted("GOOD"), PlayedWorld.adAccount());
    int calls = world.adCalls();
    lanes.drainAll();
    assertThat(world.adCalls()).as("one call each for ads and costs at most").isLessThan(calls + 3);
    assertThat(owner.page(path).text()).contains("97 % of Meta's limit");

    world.adLimits(Map.of());
    clock.advance(Duration.ofMinutes(10));
    int stopped = world.adCalls();
    lanes.drainAll();
    assertThat(world.adCalls()).isEqualTo(stopped);
    clock.advance(Duration.ofMinutes(6));
    read();
    assertThat(days(PlayedWorld.ads().getFirst())).isEqualTo(90);
  }

  @Test
  void a_refusal_for_too_many_calls_waits_as_long_as_meta_says() {
    connect(pasted("GOOD"), PlayedWorld.adAccount());
    world.refuseAds(80000);
    world.adLimits(
        Map.of(
            "X-Business-Use-Case-Usage",
            """
            {"9":[{"type":"ads_insights","call_count":101,"estimated_time_to_regain_access":42}]}"""));
    lanes.drainAll();
    world.refuseAds(0);
    world.adLimits(Map.of());
    int calls = world.adCalls();
    clock.advance(Duration.ofMinutes(41));
    lanes.drainAll();
    assertThat(world.adCalls()).isEqualTo(calls);
    clock.advance(Duration.ofMinutes(2));
    read();
    assertThat(days(PlayedWorld.ads().getFirst())).isEqualTo(90);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"10 | lacks the permission ads_read", "294 | lacks the permission ads_read"})
  void a_permission_that_is_taken_away_is_named(int code, String words) {
    connect(pasted("GOOD"), PlayedWorld.adAccount());
    world.refuseAds(code);
    read();
    assertThat(owner.page(path).text()).contains(words);
    world.refuseAds(0);
    clock.advance(Duration.ofHours(7));
    read();
    assertThat(owner.page(path).text()).contains("Read daily");
  }

  @Test
  void another_workspace_sees_none_of_it() {
    String choice = pasted("GOOD");
    connect(choice, PlayedWorld.adAccount());
    read();
    Story other = Story.quiet(port, workspaces, lanes, clock, "Outra " + UUID.randomUUID());
    PageVisitor stranger = PageVisitor.of(port, accounts, other.workspace().userId());
    String theirs = "/w/" + other.workspace().slug();

    assertThat(stranger.get(theirs + "/ads/" + PlayedWorld.ads().getFirst()).status())
        .isEqualTo(404);
    assertThat(stranger.get(theirs + "/ads/" + PlayedWorld.ads().getFirst() + "/picture").status())
        .isEqualTo(404);
    assertThat(stranger.get(choice.replace(home, theirs)).status()).isEqualTo(404);
    assertThat(catalog.campaignNamed(other.workspace().workspaceId(), null, "Spring")).isEmpty();
  }

  private String pasted(String kind) {
    HttpAnswer answer =
        owner.post(path + "/token", Map.of("access_token", PlayedWorld.token(kind)));
    assertThat(answer.status()).as(answer.body()).isEqualTo(302);
    return answer.header("Location").replaceFirst("^https?://[^/]+", "");
  }

  private void connect(String choice, String account) {
    HttpAnswer answer = owner.post(choice, Map.of("account", account));
    assertThat(answer.status()).as(answer.body()).isEqualTo(302);
  }

  /** Long enough for a report that Meta makes in the background. */
  private void read() {
    lanes.drainAll();
    for (int look = 0; look < 3; look++) {
      clock.advance(Duration.ofSeconds(31));
      lanes.drainAll();
    }
  }

  private HttpAnswer spend(String day, String campaign, @Nullable String ad, String amount) {
    var row =
        new java.util.HashMap<String, Object>(
            Map.of(
                "date", day,
                "source", "meta",
                "campaign_id", campaign,
                "amount", amount,
                "currency", "BRL"));
    if (ad != null) {
      row.put("ad_id", ad);
    }
    return story.api("POST", "/spend", Map.of("rows", List.of(row)));
  }

  private String reported(String day) {
    return story
        .get("/reports/campaigns?group_by=campaign&from=" + day + "&to=" + day)
        .at("/totals/spend/0/amount")
        .asString();
  }

  private LocalDate today() {
    return LocalDate.ofInstant(TestClock.now(), NEW_YORK);
  }

  private long days(String ad) {
    return number(
        "select count(*) from ads.spend where workspace_id = :ws and ad_id = '" + ad + "'");
  }

  private long number(String sql) {
    return tx.in(
        workspace, () -> jdbc.sql(sql).param("ws", workspace.value()).query(Long.class).single());
  }

  private String one(String sql) {
    return tx.in(
        workspace, () -> jdbc.sql(sql).param("ws", workspace.value()).query(String.class).single());
  }
}

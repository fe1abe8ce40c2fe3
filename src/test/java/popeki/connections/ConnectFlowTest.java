package popeki.connections;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import popeki.HttpAnswer;
import popeki.PopekiTest;
import popeki.Story;
import popeki.TestClock;
import popeki.accounts.Accounts;
import popeki.kernel.NumberId;
import popeki.kernel.WorkspaceId;
import popeki.platform.Actor;
import popeki.platform.Finding;
import popeki.platform.Lanes;
import popeki.sandbox.PlayedWorld;
import popeki.workspaces.ConnectedNumber;
import popeki.workspaces.NumberDraft;
import popeki.workspaces.Numbers;
import popeki.workspaces.PageVisitor;
import popeki.workspaces.Workspaces;

/** Connecting by a pasted token against the pretend Meta, with each cause of silence provoked. */
@PopekiTest
@SuppressWarnings("NullAway.Init")
class ConnectFlowTest {
  @Autowired Workspaces workspaces;
  @Autowired Numbers numbers;
  @Autowired Connections connections;
  @Autowired ConnectionCheckup checkup;
  @Autowired Accounts accounts;
  @Autowired Lanes lanes;
  @Autowired TestClock clock;
  @LocalServerPort int port;

  private Story story;
  private PageVisitor owner;
  private PlayedWorld world;
  private WorkspaceId workspace;
  private String path;

  @BeforeEach
  void a_business_and_the_pretend_meta() {
    story = Story.quiet(port, workspaces, lanes, clock, "Clínica " + UUID.randomUUID());
    owner = PageVisitor.of(port, accounts, story.workspace().userId());
    world = new PlayedWorld(port, story.workspace().apiKey(), clock);
    workspace = story.workspace().workspaceId();
    path = "/w/" + story.workspace().slug() + "/settings/numbers";
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void a_pasted_token_shows_all_numbers_and_the_chosen_one_is_heard() {
    String offer = pasted("GOOD");
    Document choice = owner.page(offer);
    assertThat(choice.select("input[name=number]").eachAttr("value"))
        .as("the last two are on Meta's second page")
        .containsExactly(world.first(), world.spare(), world.neighbour(), world.testNumber());

    String page = chosen(offer);
    assertThat(owner.page(page).select("#listening").text()).startsWith("Listening…");
    assertThat(owner.get(offer).status()).as("an offer is taken once").isEqualTo(404);
    assertThat(story.get("/audit").at("/data/0/action").asString()).isEqualTo("number.connected");

    assertThat(world.press("message")).contains("200");
    lanes.drainAll();

    assertThat(owner.page(page).select("#listening").text())
        .startsWith("Event received. First came a message,");
    Document table = owner.page(path);
    assertThat(table.select("tr:has(a[href=" + page + "])").text()).contains("Heard from");
  }

  @Test
  void what_meta_says_of_an_old_token_is_nothing_about_the_new_one() {
    var old = connectedWith("GOOD");
    clock.advance(Duration.ofSeconds(1));
    var fresh = connectedWith("ENDS_SOON");
    NumberId number = numbers.byPhoneNumberId(world.spare()).orElseThrow().id();

    connections.broken(workspace, number, Trouble.TOKEN_EXPIRED, old.tokenAt());
    assertThat(connections.usableToken(workspace, number)).contains(fresh.token());
    connections.broken(workspace, number, Trouble.TOKEN_EXPIRED, fresh.tokenAt());
    assertThat(connections.usableToken(workspace, number)).isEmpty();
  }

  private Connections.Access.Open connectedWith(String kind) {
    numbers.connect(
        workspace,
        new NumberDraft(world.spare(), world.waba(), "+55 11 90000-0002", PlayedWorld.token(kind)),
        Actor.system("test"));
    return (Connections.Access.Open)
        connections.access(workspace, numbers.byPhoneNumberId(world.spare()).orElseThrow().id());
  }

  @Test
  void what_people_wrote_before_the_number_was_connected_is_read_once_it_is() {
    assertThat(world.press("message")).contains("200");
    lanes.drainAll();
    assertThat(story.conversations()).isEmpty();

    chosen(pasted("GOOD"));
    lanes.drainAll();
    assertThat(story.conversations()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "EXPIRED          | has expired",
        "REVOKED          | was revoked",
        "PASSWORD_CHANGED | change of password",
        "APP_REMOVED      | app of this token was removed",
        "NO_MANAGEMENT    | whatsapp_business_management",
        "NAMES_NO_ACCOUNT | Enter the WhatsApp Business account ID",
      })
  void a_token_that_cannot_connect_is_told_why(String kind, String words) {
    HttpAnswer answer =
        owner.post(path + "/token", Map.of("access_token", PlayedWorld.token(kind)));

    assertThat(answer.status()).isEqualTo(422);
    assertThat(org.jsoup.Jsoup.parse(answer.body()).select(".field .error").text()).contains(words);
    assertThat(answer.body()).doesNotContain(PlayedWorld.token(kind));
    assertThat(numbers.list(workspace)).as("the one of before").hasSize(1);
  }

  @Test
  void an_account_is_typed_where_the_token_names_none() {
    HttpAnswer answer =
        owner.post(
            path + "/token",
            Map.of("access_token", PlayedWorld.token("NAMES_NO_ACCOUNT"), "account", world.waba()));
    assertThat(answer.status()).isEqualTo(302);
    HttpAnswer strange =
        owner.post(
            path + "/token",
            Map.of("access_token", PlayedWorld.token("GOOD"), "account", "1234567890"));
    assertThat(strange.status()).isEqualTo(422);
    assertThat(strange.body()).contains("may not see that account");
  }

  @Test
  void who_only_typed_a_number_loses_it_to_whom_meta_shows_it() {
    Story squatter = Story.quiet(port, workspaces, lanes, clock, "Alheia " + UUID.randomUUID());
    squatter.api(
        "POST",
        "/numbers",
        Map.of(
            "phone_number_id", world.spare(),
            "waba_id", world.waba(),
            "display_phone_number", "+55 11 90000-0002"));
    assertThat(numbers.byPhoneNumberId(world.spare()).orElseThrow().workspace())
        .isEqualTo(squatter.workspace().workspaceId());

    chosen(pasted("GOOD"));
    assertThat(world.press("message")).contains("200");
    lanes.drainAll();

    assertThat(numbers.byPhoneNumberId(world.spare()).orElseThrow().workspace())
        .isEqualTo(workspace);
    assertThat(squatter.conversations()).isEmpty();
    assertThat(squatter.get("/audit").at("/data/0/action").asString())
        .isEqualTo("number.disconnected");
  }

  @Test
  void a_number_of_another_workspace_stays_there() {
    chosen(pasted("GOOD"));
    Story other = Story.quiet(port, workspaces, lanes, clock, "Outra " + UUID.randomUUID());
    PageVisitor stranger = PageVisitor.of(port, accounts, other.workspace().userId());
    String home = "/w/" + other.workspace().slug() + "/settings/numbers";
    HttpAnswer pasted =
        stranger.post(home + "/token", Map.of("access_token", PlayedWorld.token("GOOD")));
    String offer = local(pasted);

    HttpAnswer refused = stranger.post(offer, Map.of("number", world.spare()));

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.body()).contains("already connected in another workspace");
    assertThat(
            owner.get(offer.replace(other.workspace().slug(), story.workspace().slug())).status())
        .as("an offer is its workspace's own")
        .isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GOOD         | signature   | signature          | signature that does not match",
        "GOOD         | verify      | verify_token       | another verify token",
        "GOOD         | neighbour   | neighbour          | another number of this account",
        "GOOD         | dashboard   | dashboard_test     | test of Meta",
        "GOOD         | unsubscribe | app_not_subscribed | does not get the events",
        "NO_MESSAGING | nothing     | no_messaging       | whatsapp_business_messaging",
      })
  void silence_is_explained_by_what_was_seen(
      String token, String provoked, String cause, String words) {
    String page = chosen(pasted(token));
    world.press(provoked);
    clock.advance(Duration.ofSeconds(61));
    lanes.drainAll();

    Document seen = owner.page(page);

    assertThat(seen.select("#listening [data-cause=" + cause + "]").text()).contains(words);
    if (cause.equals("neighbour")) {
      assertThat(seen.select("#listening").text()).contains(world.neighbour());
    }
  }

  @Test
  void a_lost_subscription_is_mended_by_a_button() {
    String page = chosen(pasted("GOOD"));
    world.press("unsubscribe");
    assertThat(world.press("message")).contains("told nobody");
    clock.advance(Duration.ofSeconds(61));
    lanes.drainAll();
    assertThat(owner.page(page).select("form[action=" + page + "/subscribe]")).hasSize(1);

    assertThat(owner.post(page + "/subscribe", Map.of()).status()).isEqualTo(302);

    assertThat(story.get("/audit").at("/data/0/action").asString()).isEqualTo("number.subscribed");
    assertThat(owner.page(page).select("[data-cause=app_not_subscribed]")).isEmpty();
    assertThat(world.press("message")).contains("200");
    lanes.drainAll();
    assertThat(owner.page(page).select("#listening").text()).startsWith("Event received.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "463 | TOKEN_EXPIRED     | has expired",
        "467 | TOKEN_INVALIDATED | was revoked",
        "460 | PASSWORD_CHANGED  | changed their password",
        "458 | APP_REMOVED       | app was removed",
      })
  void a_token_that_ends_is_called_no_more_until_a_new_one_repairs_it(
      String subcode, Trouble trouble, String words) {
    String page = chosen(pasted("GOOD"));
    NumberId id = NumberId.of(page.substring(page.lastIndexOf('/') + 1));
    world.press("end", Map.of("token", PlayedWorld.token("GOOD"), "subcode", subcode));
    tomorrow();

    assertThat(connections.find(workspace, id).orElseThrow().trouble()).isEqualTo(trouble);
    assertThat(owner.page(page).text()).contains("Needs a new token").contains(words);
    assertThat(owner.page(path).select("tr:has(a[href=" + page + "])").text())
        .contains("Needs a new token");
    assertThat(checkup.findings())
        .anyMatch(
            finding ->
                finding.grade() == Finding.Grade.WARNING
                    && finding.text().contains(id.toString())
                    && finding.text().contains(trouble.wire()));

    // the token would work again, but nobody asks
    world.press("end", Map.of("token", PlayedWorld.token("GOOD"), "subcode", "0"));
    tomorrow();
    assertThat(connections.find(workspace, id).orElseThrow().trouble()).isEqualTo(trouble);

    HttpAnswer wrong =
        owner.post(page + "/token", Map.of("access_token", PlayedWorld.token("OTHER_ACCOUNT")));
    assertThat(wrong.status()).isEqualTo(422);
    assertThat(wrong.body()).contains("made for another account");

    HttpAnswer repaired =
        owner.post(page + "/token", Map.of("access_token", PlayedWorld.token("ENDS_SOON")));
    assertThat(repaired.status()).isEqualTo(302);
    Connection after = connections.find(workspace, id).orElseThrow();
    assertThat(after.trouble()).isNull();
    assertThat(after.subscribed()).isTrue();
    ConnectedNumber same = numbers.get(workspace, id);
    assertThat(same.phoneNumberId()).isEqualTo(world.spare());
    assertThat(owner.page(page).text()).contains("The token ends");
    assertThat(owner.page(page).html()).doesNotContain("EAASandbox");
  }

  @Test
  void a_notice_of_metas_cuts_a_number_off_and_another_gives_it_back() {
    String page = chosen(pasted("GOOD"));
    NumberId id = NumberId.of(page.substring(page.lastIndexOf('/') + 1));

    connections.broken(workspace, id, Trouble.OFFBOARDED);
    assertThat(owner.page(page).text()).contains("Suspended by Meta");
    assertThat(connections.access(workspace, id)).isInstanceOf(Connections.Access.Open.class);
    connections.reconnected(workspace, id);
    assertThat(owner.page(page).text()).doesNotContain("Suspended by Meta");

    connections.broken(workspace, id, Trouble.REMOVED_AT_META);
    connections.reconnected(workspace, id);
    assertThat(connections.access(workspace, id))
        .as("what was taken away needs a person")
        .isEqualTo(new Connections.Access.Broken(Trouble.REMOVED_AT_META));
  }

  /** A day on, all work done; the session of yesterday has ended. */
  private void tomorrow() {
    clock.advance(Duration.ofHours(25));
    lanes.drainAll();
    owner = PageVisitor.of(port, accounts, story.workspace().userId());
  }

  private String pasted(String kind) {
    HttpAnswer answer =
        owner.post(path + "/token", Map.of("access_token", PlayedWorld.token(kind)));
    assertThat(answer.status()).as(answer.body()).isEqualTo(302);
    return local(answer);
  }

  private String chosen(String offer) {
    HttpAnswer answer = owner.post(offer, Map.of("number", world.spare()));
    assertThat(answer.status()).as(answer.body()).isEqualTo(302);
    return local(answer);
  }

  private static String local(HttpAnswer answer) {
    return answer.header("Location").replaceFirst("^https?://[^/]+", "");
  }
}

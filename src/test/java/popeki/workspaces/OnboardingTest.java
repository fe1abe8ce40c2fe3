package popeki.workspaces;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import popeki.HttpAnswer;
import popeki.PopekiTest;
import popeki.Story;
import popeki.TestClock;
import popeki.accounts.Accounts;
import popeki.platform.Lanes;
import popeki.platform.WorkspaceTx;

/** The first steps turn done by the real thing, through the real doors, and store nothing of it. */
@PopekiTest
@SuppressWarnings("NullAway.Init")
class OnboardingTest {
  @Autowired Workspaces workspaces;
  @Autowired Accounts accounts;
  @Autowired MembershipRepository memberships;
  @Autowired WorkspaceTx tx;
  @Autowired Lanes lanes;
  @Autowired TestClock clock;
  @LocalServerPort int port;

  private static String current(Document page) {
    return page.select(".checklist [aria-current=step] a").text();
  }

  private static List<String> done(Document page) {
    return page.select(".checklist .done a").eachText().stream()
        .map(text -> text.replace(" Done", ""))
        .toList();
  }

  private static String bar(PageVisitor owner, String w) {
    return owner.page(w + "/overview").select(".start-bar").text();
  }

  @Test
  void each_step_is_done_when_it_really_happened() {
    NewWorkspace home =
        workspaces.create(
            new WorkspaceDraft(
                "Clínica Aurora", "Ana", UUID.randomUUID() + "@example.com", null, null, null));
    PageVisitor owner = PageVisitor.of(port, accounts, home.userId());
    String w = "/w/" + home.slug();
    Document page = owner.page(w + "/start");
    assertThat(current(page)).isEqualTo("Connect WhatsApp");
    assertThat(done(page)).isEmpty();
    assertThat(bar(owner, w)).startsWith("0 of 7 done").contains("Connect WhatsApp");

    Map<String, String> number =
        Map.of(
            "display_phone_number", "+55 11 4000-0000",
            "phone_number_id", "n" + UUID.randomUUID(),
            "waba_id", "102030405060708");
    assertThat(owner.post(w + "/settings/numbers", number).status()).isEqualTo(302);
    assertThat(current(owner.page(w + "/start"))).isEqualTo("Create a tracked link");
  }

  @Test
  void a_business_walks_to_its_first_credited_conversation() {
    Story story = Story.quiet(port, workspaces, lanes, clock, "Casa Nova " + UUID.randomUUID());
    PageVisitor owner = PageVisitor.of(port, accounts, story.workspace().userId());
    String w = "/w/" + story.workspace().slug();
    assertThat(done(owner.page(w + "/start"))).containsExactly("Connect WhatsApp");

    String slug = story.link("Bio", "instagram", "Spring");
    Document toClick = owner.page(w + "/start");
    assertThat(current(toClick)).isEqualTo("Click it yourself");
    assertThat(toClick.select("[data-copy]").attr("data-copy")).endsWith("/" + slug);
    assertThat(toClick.select(".waiting").text()).isEqualTo("Waiting for your first click…");

    story.click(slug, "", "User-Agent", "facebookexternalhit/1.1");
    assertThat(current(owner.page(w + "/start")))
        .as("a robot is no click")
        .isEqualTo("Click it yourself");
    String text = story.click(slug, "");
    assertThat(current(owner.page(w + "/start"))).isEqualTo("Send the message");

    story.arrives(story.message().from("5511987650001", "Ana").says(text).at(TestClock.now()));
    Document seen = owner.page(w + "/start");
    assertThat(done(seen))
        .containsExactly(
            "Connect WhatsApp",
            "Create a tracked link",
            "Click it yourself",
            "Send the message",
            "See the conversation with its source");
    assertThat(current(seen)).isEqualTo("Connect Meta");
    Document source = owner.page(w + "/start/source");
    String conversation =
        source.select(".step-large .button-row a[href*=/conversations/]").attr("href");
    assertThat(owner.get(conversation).status()).isEqualTo(200);

    HttpAnswer meta =
        story.api(
            "PUT",
            "/destinations/meta",
            Map.of("dataset_id", "1020304050", "access_token", "EAAB-token", "enabled", true));
    assertThat(meta.status()).isEqualTo(200);
    assertThat(current(owner.page(w + "/start"))).isEqualTo("Invite a colleague");
    assertThat(bar(owner, w)).startsWith("6 of 7 done");

    PageVisitor.joining(port, accounts, memberships, tx, story.workspace(), Role.AGENT);
    assertThat(owner.page(w + "/start").select(".step-large h2").text())
        .isEqualTo("Everything is set up");
    assertThat(bar(owner, w)).as("the bar leaves by itself").isEmpty();
  }

  @Test
  void a_conversation_from_nowhere_is_a_message_without_a_source() {
    Story story = Story.quiet(port, workspaces, lanes, clock, "Casa Nova " + UUID.randomUUID());
    PageVisitor owner = PageVisitor.of(port, accounts, story.workspace().userId());

    story.arrives(
        story.message().from("5511987650002", "Bruno").says("Bom dia").at(TestClock.now()));

    assertThat(done(owner.page("/w/" + story.workspace().slug() + "/start")))
        .containsExactly("Connect WhatsApp", "Send the message");
  }

  @Test
  void what_is_put_off_is_not_asked_for_again_and_all_can_be_sent_away() {
    Story story = Story.quiet(port, workspaces, lanes, clock, "Casa Nova " + UUID.randomUUID());
    PageVisitor owner = PageVisitor.of(port, accounts, story.workspace().userId());
    String w = "/w/" + story.workspace().slug();

    assertThat(owner.post(w + "/start/link/later", Map.of()).header("Location"))
        .endsWith(w + "/start");
    Document page = owner.page(w + "/start");
    assertThat(current(page)).isEqualTo("Click it yourself");
    assertThat(page.select(".checklist li").get(1).text()).contains("Later");
    assertThat(story.get("/audit").at("/data/0/action").asString()).isEqualTo("start.step_put_off");

    assertThat(owner.post(w + "/start/dismiss", Map.of()).status()).isEqualTo(302);
    assertThat(bar(owner, w)).isEmpty();
    assertThat(owner.get(w + "/start").status()).as("the page stays").isEqualTo(200);
    assertThat(owner.get(w + "/start/nothing").status()).isEqualTo(404);
  }

  @Test
  void those_who_could_not_do_it_see_no_bar_and_decide_nothing() {
    Story story = Story.quiet(port, workspaces, lanes, clock, "Casa Nova " + UUID.randomUUID());
    String w = "/w/" + story.workspace().slug();
    PageVisitor agent =
        PageVisitor.joining(port, accounts, memberships, tx, story.workspace(), Role.AGENT);

    assertThat(bar(agent, w)).isEmpty();
    assertThat(agent.page(w + "/start").select("form[action*=/start/]")).isEmpty();
    assertThat(agent.post(w + "/start/dismiss", Map.of()).status()).isEqualTo(403);
    assertThat(agent.post(w + "/start/link/later", Map.of()).status()).isEqualTo(403);
  }
}

package popeki.workspaces;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import popeki.HttpAnswer;
import popeki.PopekiTest;
import popeki.Story;
import popeki.TestClock;
import popeki.accounts.Accounts;
import popeki.platform.Lanes;
import popeki.platform.WorkspaceTx;
import tools.jackson.databind.JsonNode;

/** What each role sees of a person, on every page that shows people. */
@PopekiTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class MaskingTest {
  private static final String DIGITS = "5511987650042";
  private static final String WORDS = "Quero visitar o apartamento da rua Aurora";

  @Autowired Workspaces workspaces;
  @Autowired Accounts accounts;
  @Autowired MembershipRepository memberships;
  @Autowired Lanes lanes;
  @Autowired TestClock clock;
  @Autowired WorkspaceTx tx;
  @LocalServerPort int port;
  private Story story;
  private People people;
  private String conversation;
  private String contact;
  private String base;

  @BeforeAll
  void somebody_has_written() {
    story = Story.quiet(port, workspaces, lanes, clock, "Aurora Imóveis");
    people = new People(port, accounts, memberships, tx);
    story.arrives(
        story.message().from(DIGITS, "Marina +55 (11) 98765-0042").says(WORDS).at(TestClock.now()));
    story.settle();
    JsonNode row = story.conversations().get(0);
    conversation = row.at("/id").asString();
    contact = row.at("/contact/id").asString();
    story.outcome(conversation, "won", "350.00");
    base = "/w/" + story.workspace().slug();
  }

  /** Every page, panel and file of a workspace that says something of people. */
  private List<String> paths() {
    var paths =
        new ArrayList<>(
            List.of(
                base + "/overview",
                base + "/conversations",
                base + "/conversations/latest",
                base + "/conversations/" + conversation,
                base + "/conversations/" + conversation + "/story",
                base + "/links",
                base + "/campaigns",
                base + "/campaigns.csv",
                base + "/deliveries"));
    story
        .get("/conversions")
        .at("/data")
        .forEach(row -> paths.add(base + "/deliveries/" + row.at("/id").asString()));
    assertThat(paths).hasSizeGreaterThan(9);
    return paths;
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void shows_nobody_a_whole_number_that_was_not_asked_for(Role role) {
    People.Person person = people.member(story.workspace(), "Bruno", role);
    for (String path : paths()) {
      HttpAnswer page = person.get(path);
      assertThat(page.status()).as(path).isEqualTo(200);
      assertThat(page.body().replaceAll("[\\s().-]", ""))
          .as(path)
          .doesNotContain(DIGITS, "11987650042", "119876500", "wa.me/55");
    }
    assertThat(person.get(base + "/conversations").body()).contains("Marina •••• 0042");
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void shows_messages_to_those_who_answer_them(Role role) {
    People.Person person = people.member(story.workspace(), "Bruno", role);
    boolean reads = role.may(Permission.READ_MESSAGES);
    assertThat(reads).isEqualTo(role != Role.ANALYST && role != Role.VIEWER);
    int seen = 0;
    for (String path : paths()) {
      String body = person.get(path).body();
      if (!reads) {
        assertThat(body).as(path).doesNotContain("visitar o", "rua Aurora");
      }
      seen += body.contains(WORDS) ? 1 : 0;
    }
    assertThat(seen > 0).isEqualTo(reads);
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void shows_hashes_of_a_number_only_to_those_who_may_see_the_number(Role role) {
    People.Person person = people.member(story.workspace(), "Bruno", role);
    String id = story.get("/conversions").at("/data/0/id").asString();
    String body = person.get(base + "/deliveries/" + id).body();
    assertThat(body.contains("&#34;ph&#34;") || body.contains("\"ph\""))
        .isEqualTo(role.may(Permission.REVEAL_PHONES));
  }

  @Test
  void reveals_one_number_on_request_and_logs_who_asked() {
    People.Person agent = people.member(story.workspace(), "Bruno Agent", Role.AGENT);
    HttpAnswer page = agent.post(base + "/conversations/" + conversation + "/reveal");
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.header("Cache-Control")).isEqualTo("no-store");
    assertThat(Jsoup.parse(page.body()).text()).contains("+" + DIGITS);
    assertThat(Jsoup.parse(page.body()).select("a[href^=https://wa.me/]").attr("href"))
        .isEqualTo("https://wa.me/" + DIGITS);
    assertThat(agent.get(base + "/conversations/" + conversation).body()).doesNotContain(DIGITS);
    JsonNode entry = story.get("/audit?limit=1").at("/data/0");
    assertThat(entry.at("/action").asString()).isEqualTo("contact.revealed");
    assertThat(entry.at("/subject").asString()).isEqualTo(contact);
    assertThat(entry.at("/detail/conversation_id").asString()).isEqualTo(conversation);
    assertThat(entry.at("/actor/id").asString()).isEqualTo(agent.id.toString());
    assertThat(entry.toString()).doesNotContain("987650042");
  }

  @ParameterizedTest
  @EnumSource(
      value = Role.class,
      names = {"ANALYST", "VIEWER"})
  void refuses_a_reveal_that_is_asked_for_directly(Role role) {
    People.Person person = people.member(story.workspace(), "Bruno", role);
    String before = story.get("/audit?limit=1").at("/data/0/id").asString();
    HttpAnswer answer = person.post(base + "/conversations/" + conversation + "/reveal");
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.body()).doesNotContain("98765");
    assertThat(story.get("/audit?limit=1").at("/data/0/id").asString()).isEqualTo(before);
  }

  @Test
  void logs_nothing_for_a_conversation_of_somebody_else() {
    Story other = story.sibling(workspaces, "Outra Loja");
    People.Person owner = people.again(other.workspace().userId());
    String theirs = "/w/" + other.workspace().slug() + "/conversations/" + conversation + "/reveal";
    assertThat(owner.post(theirs).status()).isEqualTo(404);
    assertThat(other.get("/audit").at("/data").toString()).doesNotContain("contact.revealed");
  }

  /** The last four digits stand on every list already; anything longer would tell who is one. */
  @Test
  void finds_by_the_digits_that_are_shown_and_by_no_more_of_a_number() {
    People.Person viewer = people.member(story.workspace(), "Bruno", Role.VIEWER);
    String ending = DIGITS.substring(DIGITS.length() - 4);
    assertThat(found(viewer, ending)).isPositive();
    assertThat(found(viewer, "9998")).isZero();
    String another = "5521" + DIGITS.substring(4);
    assertThat(found(viewer, DIGITS)).isEqualTo(found(viewer, another));
  }

  private int found(People.Person reader, String words) {
    return rows(reader.get(base + "/conversations?q=" + words).body());
  }

  private static int rows(String body) {
    return Jsoup.parse(body).select("#conversation-rows tr").size();
  }
}

package popeki.conversations;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import popeki.HttpAnswer;
import popeki.PopekiTest;
import popeki.Story;
import popeki.TestClock;
import popeki.kernel.WorkspaceId;
import popeki.platform.Lanes;
import popeki.platform.WorkspaceTx;
import popeki.workspaces.Role;
import popeki.workspaces.TestPeople;
import popeki.workspaces.TestPeople.Person;
import popeki.workspaces.Workspaces;

/** The list and the page of conversations as people of every role meet them. */
@PopekiTest
@SuppressWarnings("NullAway.Init")
class ConversationListTest {
  private static final String ANA = "5511976541234";
  private static final String BRUNO = "5511976545678";

  @Autowired Workspaces workspaces;
  @Autowired Lanes lanes;
  @Autowired TestClock clock;
  @Autowired BeanFactory beans;
  @Autowired WorkspaceTx tx;
  @Autowired JdbcClient jdbc;
  @LocalServerPort int port;
  private Story story;
  private String ana;
  private String bruno;

  @BeforeEach
  void two_people_have_written() {
    story = Story.quiet(port, workspaces, lanes, clock, "Clínica " + UUID.randomUUID());
    Instant now = clock.instant();
    story.arrives(
        story
            .message()
            .from(ANA, "Ana Quintela")
            .says("Oi, quero agendar")
            .ad("120200000000000077", "ARAkInvented")
            .at(now.minusSeconds(7200)));
    story.arrives(story.message().echoes(ANA, "Claro! Quando?").at(now.minusSeconds(7200 - 720)));
    story.arrives(
        story.message().from(BRUNO, "Bruno Tavares").says("Bom dia").at(now.minusSeconds(3600)));
    story.settle();
    var all = story.conversations();
    ana = idOf(all, "Ana Quintela");
    bruno = idOf(all, "Bruno Tavares");
  }

  private static String idOf(tools.jackson.databind.JsonNode all, String name) {
    return all.valueStream()
        .filter(one -> one.at("/contact/name").asString().equals(name))
        .findFirst()
        .orElseThrow()
        .at("/id")
        .asString();
  }

  @Test
  void finds_a_person_by_name_by_the_end_of_the_number_and_by_user_id() {
    story.arrives(
        story.message().from("5511976549999", "Clara").userId("BR.7766554433").says("Oi"));

    assertThat(names("?q=quintela")).containsExactly("Ana Quintela");
    assertThat(names("?q=QUINTELA+ana")).containsExactly("Ana Quintela");
    assertThat(names("?q=5678")).containsExactly("Bruno Tavares");
    assertThat(names("?q=" + encode("+" + ANA))).containsExactly("Ana Quintela");
    assertThat(names("?q=BR.7766554433")).containsExactly("Clara");
    assertThat(names("?q=9876")).isEmpty();
  }

  @Test
  void a_role_that_sees_masked_numbers_finds_by_the_last_four_digits_and_not_by_the_whole_number() {
    Person analyst = person(Role.ANALYST);

    assertThat(rows(see("/conversations?q=1234", analyst))).containsExactly("Ana Quintela");
    Document whole = see("/conversations?q=" + ANA, analyst);
    assertThat(rows(whole)).isEmpty();
    assertThat(whole.text()).contains("by the last four digits of the number");
  }

  @Test
  void says_which_filter_to_drop_when_nothing_fits() {
    story.post("/conversations/" + ana + "/tags", Map.of("tag", "VIP"));

    Document page = page("/conversations?tag=vip&stage=won");

    assertThat(rows(page)).isEmpty();
    var drops = page.select(".empty .button-row a");
    assertThat(drops.get(0).text()).isEqualTo("Without Stage Won: 1 conversation");
    assertThat(rows(page(drops.get(0).attr("href").replace(path(""), ""))))
        .containsExactly("Ana Quintela");
    assertThat(drops).as("dropping the tag would not help, so it is not offered").hasSize(2);
    assertThat(drops.get(1).text()).isEqualTo("Show all");
  }

  @Test
  void a_tag_is_put_on_once_found_by_and_taken_off() {
    story.post("/conversations/" + ana + "/tags", Map.of("tag", "  Second   VISIT "));
    story.post("/conversations/" + ana + "/tags", Map.of("tag", "second visit"));

    assertThat(page("/conversations/" + ana).select(".tags-line .chip b").eachText())
        .containsExactly("second visit");
    assertThat(names("?tag=second+visit")).containsExactly("Ana Quintela");
    assertThat(page("/conversations?tag=second+visit").select(".filters .chip").text())
        .contains("Tag is second visit");
    assertThat(page("/conversations").select("#add-filter").text()).contains("second visit1");

    story.post("/conversations/" + ana + "/tags/remove", Map.of("tag", "second visit"));

    assertThat(names("?tag=second+visit")).isEmpty();
  }

  @Test
  void a_number_is_no_tag_and_the_field_says_so() {
    HttpAnswer first =
        send("POST", "/conversations/" + ana + "/tags", "tag=" + ANA, person(Role.AGENT));

    assertThat(first.status()).isEqualTo(302);
    assertThat(page("/conversations/" + ana).select(".tags-line .chip")).isEmpty();
  }

  @Test
  void a_note_is_sealed_seen_by_who_reads_messages_and_edited_by_its_author_alone() {
    Person author = person(Role.AGENT);
    Person other = person(Role.AGENT);
    String notes = "/conversations/" + ana + "/notes";
    send("POST", notes, "text=" + encode("Prefers\nmornings"), author);

    Document mine = see("/conversations/" + ana, author);
    assertThat(mine.select(".note-text").text()).isEqualTo("Prefers mornings");
    String edit = mine.select("#notes details form").attr("action").replace(path(""), "");
    assertThat(see("/conversations/" + ana, other).select("#notes details form")).isEmpty();
    assertThat(send("POST", edit, "text=mine+now", other).status()).isEqualTo(403);
    assertThat(send("POST", edit + "/remove", "", other).status()).isEqualTo(403);
    assertThat(send("POST", edit, "text=", author).status()).isEqualTo(400);
    assertThat(send("POST", edit, "text=" + encode("Prefers evenings"), author).status())
        .isEqualTo(302);

    assertThat(see("/conversations/" + ana, other).select(".note").text())
        .contains("Prefers evenings")
        .contains("edited")
        .doesNotContain("mornings");
    Document analyst = see("/conversations/" + ana, person(Role.ANALYST));
    assertThat(analyst.text()).doesNotContain("evenings").doesNotContain("New note");
    assertThat(storedNotes()).hasSize(1).noneMatch(bytes -> bytes.contains("evenings"));

    assertThat(send("POST", edit + "/remove", "", person(Role.ADMIN)).status()).isEqualTo(302);
    assertThat(storedNotes()).isEmpty();
  }

  @Test
  void a_note_of_one_conversation_is_not_reached_over_another() {
    Person author = person(Role.AGENT);
    send("POST", "/conversations/" + ana + "/notes", "text=Only+hers", author);
    String edit = see("/conversations/" + ana, author).select("#notes details form").attr("action");
    String wrong = edit.replace(path(""), "").replace(ana, bruno);

    assertThat(send("POST", wrong, "text=moved", author).status()).isEqualTo(404);
    assertThat(send("POST", wrong + "/remove", "", author).status()).isEqualTo(404);
    assertThat(storedNotes()).hasSize(1);
  }

  @Test
  void a_view_of_ones_own_is_seen_by_oneself_and_a_shared_one_by_all() {
    Person maker = person(Role.AGENT);
    Person other = person(Role.AGENT);
    send(
        "POST", "/conversations/views", "name=My+hot&query=" + encode("category=hot&q=Ana"), maker);
    send(
        "POST",
        "/conversations/views",
        "name=Our+VIPs&shared=true&query=" + encode("tag=vip"),
        maker);

    Document mine = see("/conversations", maker);
    Document theirs = see("/conversations", other);

    assertThat(mine.select(".tabs a").eachText()).endsWith("Our VIPs", "My hot");
    assertThat(theirs.select(".tabs a").eachText()).endsWith("Our VIPs").doesNotContain("My hot");
    assertThat(mine.select(".tabs a:last-child").attr("href"))
        .as("whom was searched for is not kept")
        .endsWith("/conversations?category=hot");
    Document opened = see("/conversations?tag=vip", maker);
    assertThat(opened.select(".tabs [aria-current]").text()).isEqualTo("Our VIPs");
    String remove = opened.select("form[action*=/views/]").attr("action").replace(path(""), "");
    assertThat(send("POST", remove, "", other).status()).isEqualTo(403);
    assertThat(send("POST", remove, "", maker).status()).isEqualTo(302);
    assertThat(see("/conversations", other).select(".tabs a").eachText())
        .doesNotContain("Our VIPs");
  }

  @Test
  void tells_how_long_the_first_answer_took_and_until_when_to_write() {
    Document list = page("/conversations");
    Document page = page("/conversations/" + ana);

    assertThat(list.select("tr:has(#c-" + ana + ")").text())
        .contains("12 min")
        .contains("Open until");
    assertThat(page.select(".facts-line").text())
        .contains("First answer after 12 min")
        .contains("Open until")
        .contains("Free of charge until");
    assertThat(page("/conversations/" + bruno).select(".facts-line").text())
        .contains("no answer of yours was seen")
        .doesNotContain("Free of charge");

    assertThat(names("?window=open")).containsExactly("Bruno Tavares", "Ana Quintela");
  }

  @Test
  void the_window_of_a_person_from_an_ad_closes_before_the_free_time_does() {
    Instant wrote = clock.instant().minus(Duration.ofHours(40));
    story.arrives(
        story
            .message()
            .from("5511976540077", "Clara")
            .says("Oi")
            .ad("120200000000000077", "ARAkOther")
            .at(wrote));
    story.arrives(story.message().echoes("5511976540077", "Oi, Clara").at(wrote.plusSeconds(300)));
    String clara = idOf(story.conversations(), "Clara");

    assertThat(page("/conversations/" + clara).select(".facts-line").text())
        .contains("after 5 min")
        .contains("Closed since")
        .contains("Free of charge until");
    assertThat(names("?window=open")).doesNotContain("Clara");
  }

  @Test
  void needs_a_look_is_a_good_lead_that_wrote_last_until_it_is_answered() {
    story.api(
        "PATCH",
        "/conversations/" + bruno,
        Map.of("lead", Map.of("category", "hot", "score", 90), "reason", "asked for the price"));

    assertThat(names("?needs=look")).contains("Bruno Tavares");

    story.arrives(story.message().echoes(BRUNO, "Bom dia!").at(clock.instant()));

    assertThat(names("?needs=look")).doesNotContain("Bruno Tavares");
  }

  @Test
  void stages_are_a_bar_of_doors() {
    story.outcome(bruno, "won", "120.00");

    Document page = page("/conversations");

    assertThat(page.select(".mix-legend a").eachText()).containsExactly("New 1", "Won 1");
    assertThat(page.select(".mix-legend a:last-child").attr("href")).endsWith("?stage=won");
    assertThat(names("?stage=won")).containsExactly("Bruno Tavares");
  }

  @Test
  void the_lines_come_alone_for_a_page_that_refreshes() {
    HttpAnswer rows = story.see("/conversations/rows?stage=new");

    assertThat(rows.status()).isEqualTo(200);
    assertThat(rows.body()).contains("Ana Quintela").doesNotContain("<html");
    assertThat(page("/conversations?stage=new").select("#conversation-list").attr("hx-get"))
        .isEqualTo(path("/conversations/rows?stage=new"));
  }

  private List<String> names(String query) {
    return rows(page("/conversations" + query));
  }

  private Document page(String path) {
    HttpAnswer answer = story.see(path);
    assertThat(answer.status()).as(path).isEqualTo(200);
    return Jsoup.parse(answer.body());
  }

  private static List<String> rows(Document page) {
    return page.select("#conversation-rows .row-link").eachText();
  }

  private Person person(Role role) {
    return new TestPeople(port, beans).join(workspace(), role, "Colleague");
  }

  private Document see(String path, Person person) {
    return Jsoup.parse(send("GET", path, null, person).body());
  }

  private HttpAnswer send(String method, String path, @Nullable String form, Person person) {
    return form == null
        ? HttpAnswer.send(port, method, path(path), null, "Cookie", person.cookie())
        : HttpAnswer.send(
            port,
            method,
            path(path),
            form + "&_csrf=" + encode(person.token()),
            "Cookie",
            person.cookie(),
            "Content-Type",
            "application/x-www-form-urlencoded");
  }

  private List<String> storedNotes() {
    return tx.in(
        workspace(),
        () ->
            jdbc.sql("select text_sealed from conversations.note where workspace_id = :ws")
                .param("ws", workspace().value())
                .query((row, index) -> new String(row.getBytes(1), StandardCharsets.ISO_8859_1))
                .list());
  }

  private WorkspaceId workspace() {
    return story.workspace().workspaceId();
  }

  private String path(String rest) {
    return "/w/" + story.workspace().slug() + rest;
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}

package popeki.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import popeki.HttpAnswer;
import popeki.PopekiTest;
import popeki.Story;
import popeki.TestClock;
import popeki.accounts.Accounts;
import popeki.kernel.WorkspaceId;
import popeki.platform.Lanes;
import popeki.platform.WorkspaceTx;
import popeki.workspaces.PageVisitor;
import popeki.workspaces.Role;
import popeki.workspaces.TestPeople;
import popeki.workspaces.Workspaces;
import tools.jackson.databind.JsonNode;

/** The page of the sources over real HTTP. */
@PopekiTest
@SuppressWarnings("NullAway.Init")
class SourcesPageTest {
  @Autowired Workspaces workspaces;
  @Autowired Accounts accounts;
  @Autowired Lanes lanes;
  @Autowired TestClock clock;
  @Autowired WorkspaceTx tx;
  @Autowired MatchModelRepository models;
  @Autowired BeanFactory beans;
  @LocalServerPort int port;

  private Story story;
  private PageVisitor owner;
  private WorkspaceId workspace;
  private String path;

  @BeforeEach
  void a_business() {
    story = Story.quiet(port, workspaces, lanes, clock, "Luz Dental " + UUID.randomUUID());
    workspace = story.workspace().workspaceId();
    owner = PageVisitor.of(port, accounts, story.workspace().userId());
    path = "/w/" + story.workspace().slug() + "/settings/sources";
  }

  private HttpAnswer add(String kind, String pattern, String source, String... more) {
    var fields = new HashMap<>(Map.of("kind", kind, "pattern", pattern));
    fields.put("source", source);
    for (int i = 0; i < more.length; i += 2) {
      fields.put(more[i], more[i + 1]);
    }
    return owner.post(path + "/rules", fields);
  }

  private List<String> rules() {
    return owner.page(path).select("#rules tbody th").eachText();
  }

  private String action(String pattern, String what) {
    return owner.page(path).select("#rules tbody tr").stream()
        .filter(row -> row.select("th bdi").text().equals(pattern))
        .map(row -> row.select("form[action$=" + what + "]").attr("action"))
        .findFirst()
        .orElseThrow();
  }

  private JsonNode latest() {
    return story.get("/audit").at("/data/0");
  }

  private String number() {
    return story.get("/numbers").at("/data/0/id").asString();
  }

  @Test
  void a_rule_is_added_and_decides_messages_and_its_pattern_stays_out_of_the_log() {
    HttpAnswer added =
        add("contains", "  folheto  azul ", "flyer", "campaign", "spring", "number", number());

    assertThat(added.status()).as(added.body()).isEqualTo(302);
    Document page = owner.page(path);
    assertThat(page.select("#rules tbody tr").text())
        .contains(
            "contains folheto azul",
            "flyer",
            "spring",
            story.get("/numbers").at("/data/0/display_phone_number").asString());
    assertThat(latest().at("/action").asString()).isEqualTo("text_rule.added");
    assertThat(latest().at("/detail/source").asString()).isEqualTo("flyer");
    assertThat(latest().toString()).doesNotContain("folheto");

    story.arrives(story.message().from("5511970000001", "Duda").says("Oi, vi o FOLHETO azul"));
    lanes.drainAll();
    String id = story.conversations().at("/0/id").asString();
    JsonNode told = story.get("/conversations/" + id).at("/attribution");
    assertThat(told.at("/method").asString()).isEqualTo("rule");
    assertThat(told.at("/campaign_id").asString(told.toString())).contains("spring");
  }

  @Test
  void the_first_of_the_rules_decides_and_the_order_can_be_changed() {
    add("contains", "radio", "radio");
    add("contains", "sabado", "fair");
    assertThat(rules()).containsExactly("contains radio", "contains sabado");
    assertThat(tried("ouvi no rádio sábado").select("#try-answer").text())
        .contains("Comes from radio", "“contains sabado” (fair) fits too");

    assertThat(owner.post(action("sabado", "/up"), Map.of()).status()).isEqualTo(302);

    assertThat(latest().at("/action").asString()).isEqualTo("text_rule.moved");
    assertThat(rules()).containsExactly("contains sabado", "contains radio");
    assertThat(tried("ouvi no rádio sábado").select("#try-answer .badge").text())
        .isEqualTo("Comes from fair");

    assertThat(owner.post(action("sabado", "/remove"), Map.of()).status()).isEqualTo(302);
    assertThat(latest().at("/action").asString()).isEqualTo("text_rule.removed");
    assertThat(rules()).containsExactly("contains radio");
    assertThat(owner.post(path + "/rules/" + UUID.randomUUID() + "/remove", Map.of()).status())
        .isEqualTo(404);
  }

  @Test
  void what_cannot_be_a_rule_is_refused_in_words_beside_the_field() {
    HttpAnswer refused = add("regex", "(open", "", "number", UUID.randomUUID().toString());

    assertThat(refused.status()).isEqualTo(422);
    Document page = Jsoup.parse(refused.body());
    assertThat(page.select("#f-pattern-error").text()).contains("no regular expression");
    assertThat(page.select("#f-source-error").text()).contains("1 to 100");
    assertThat(page.select("#f-number-error").text()).contains("connected here");
    assertThat(page.select("#f-pattern").attr("value")).isEqualTo("(open");
    assertThat(page.select("#f-kind option[selected]").attr("value")).isEqualTo("regex");
    assertThat(Jsoup.parse(add("contains", "!!!", "x").body()).select("#f-pattern-error").text())
        .contains("letter or a number");
    assertThat(add("like", "a", "x").status()).isEqualTo(422);
    assertThat(rules()).isEmpty();
  }

  private Document tried(String text) {
    HttpAnswer answer = owner.post(path + "/try", Map.of("text", text));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return Jsoup.parse(answer.body());
  }

  @Test
  void a_message_can_be_tried_and_is_not_kept() {
    link("Spring sale", "Olá! Vi a promoção de clareamento");
    link("Common", "Oi, quero saber o preço");
    add("ends", "clareamento", "radio");
    String entry = latest().toString();

    assertThat(tried("ola vi a promocao de CLAREAMENTO").select("#try-answer").text())
        .contains("Comes from instagram", "the text of the link “Spring sale”, word for word")
        .contains("comes later");
    assertThat(tried("Oi, vi a promoção do clareamento dental").select("#try-answer").text())
        .contains("close to the text of the link “Spring sale”", "The words decide nothing");
    assertThat(tried("Oi, quero saber o preço").select("#try-answer").text())
        .contains("many people write that");
    Document none = tried("Bom dia");
    assertThat(none.select("#try-answer").text()).contains("No rule and no link");
    assertThat(none.select("#try-text").text()).isEqualTo("Bom dia");
    assertThat(latest()).hasToString(entry);
    assertThat(owner.get(path).body()).doesNotContain("Bom dia");
  }

  private void link(String name, String message) {
    HttpAnswer made =
        story.api(
            "POST",
            "/links",
            Map.of(
                "name",
                name,
                "number_id",
                number(),
                "message",
                message,
                "source",
                "instagram",
                "code",
                "none"));
    assertThat(made.status()).as(made.body()).isEqualTo(201);
  }

  @Test
  void a_source_has_its_own_window_until_it_is_removed() {
    assertThat(owner.page(path).select("#windows").text()).contains("A visit counts for 30 days");
    HttpAnswer set =
        owner.post(path + "/windows", Map.of("window_source", "flyer", "window_days", "7"));

    assertThat(set.status()).as(set.body()).isEqualTo(302);
    assertThat(latest().at("/action").asString()).isEqualTo("source_window.set");
    assertThat(owner.page(path).select("#windows tbody tr").eachText())
        .containsExactly("flyer 7 Remove", "All other sources 30");
    HttpAnswer refused =
        owner.post(path + "/windows", Map.of("window_source", "", "window_days", "91"));
    assertThat(refused.status()).isEqualTo(422);
    Document page = Jsoup.parse(refused.body());
    assertThat(page.select("#f-window_days-error").text()).contains("from 1 to 90");
    assertThat(page.select("#f-window_source-error").text()).contains("1 to 100");

    assertThat(owner.post(path + "/windows/remove", Map.of("source", "flyer")).status())
        .isEqualTo(302);
    assertThat(latest().at("/action").asString()).isEqualTo("source_window.removed");
    assertThat(owner.page(path).select("#windows tbody tr")).isEmpty();
  }

  @Test
  void what_was_learnt_is_shown_with_its_numbers_and_a_table() {
    assertThat(owner.page(path).select("#learnt").text())
        .contains("Until 20 conversations began", "within 35 s");
    tx.run(
        workspace,
        () ->
            models.add(
                workspace,
                new MatchModelRepository.Learnt(
                    TestClock.now().minusSeconds(600), MatchModel.PRIOR, 41, 1_284, 3_020)));

    Document page = owner.page(path);

    assertThat(page.select("#learnt").text())
        .contains("10 min ago", "1,284 conversations", "3,020 visits", "41 of them certain")
        .contains("35\u202f%", "2\u202f%", "30\u202f%", "half within 35 s");
    assertThat(page.select("#learnt svg.delay-plot")).hasSize(MatchModel.PARTS);
    assertThat(page.select("#learnt svg.delay-plot").getFirst().select("rect"))
        .hasSize(DelayCurve.steps());
    assertThat(page.select("#learnt tbody tr")).hasSize(DelayCurve.steps());
  }

  @Test
  void everybody_of_the_workspace_reads_and_others_than_owners_and_admins_change_nothing() {
    add("contains", "radio", "radio");
    TestPeople.Person viewer = new TestPeople(port, beans).join(workspace, Role.VIEWER);
    HttpAnswer page = HttpAnswer.send(port, "GET", path, null, "Cookie", viewer.cookie());

    assertThat(page.status()).isEqualTo(200);
    assertThat(Jsoup.parse(page.body()).select("#rules").text()).contains("contains radio");
    assertThat(Jsoup.parse(page.body()).select("main form[method=post]")).isEmpty();
    for (String post : List.of("/rules", "/windows", "/windows/remove", "/try", "/again")) {
      HttpAnswer refused =
          HttpAnswer.send(
              port,
              "POST",
              path + post,
              "_csrf=" + viewer.token() + "&kind=contains&pattern=x&source=radio&text=x",
              "Cookie",
              viewer.cookie(),
              "Content-Type",
              "application/x-www-form-urlencoded");
      assertThat(refused.status()).as(post).isEqualTo(403);
    }
    assertThat(rules()).containsExactly("contains radio");
  }

  @Test
  void another_workspace_has_no_such_page_and_no_such_rule() {
    add("contains", "radio", "radio");
    Story other = Story.quiet(port, workspaces, lanes, clock, "Outra " + UUID.randomUUID());
    PageVisitor stranger = PageVisitor.of(port, accounts, other.workspace().userId());
    String mine = action("radio", "/remove");

    assertThat(stranger.get(path).status()).isEqualTo(404);
    assertThat(stranger.post(mine, Map.of()).status()).isEqualTo(404);
    String there = mine.replace(story.workspace().slug(), other.workspace().slug());
    assertThat(there).isNotEqualTo(mine);
    assertThat(stranger.post(there, Map.of()).status()).isEqualTo(404);
    assertThat(rules()).containsExactly("contains radio");
  }

  @Test
  void everything_is_decided_again_by_what_holds_now_and_the_page_tells_how_far_it_is() {
    assertThat(owner.page(path).select("#again").text()).contains("no conversations yet");
    add("contains", "radio", "radio");
    story.arrives(story.message().from("5511970000002", "Duda").says("ouvi na radio"));
    lanes.drainAll();
    assertThat(method()).isEqualTo("rule");
    owner.post(action("radio", "/remove"), Map.of());
    assertThat(owner.page(path).select("#again form button").text()).isEqualTo("Decide all again");

    assertThat(owner.post(path + "/again", Map.of()).status()).isEqualTo(302);

    assertThat(latest().at("/action").asString()).isEqualTo("attribution.decided_again");
    Document running = owner.page(path);
    assertThat(running.select("#again-words").text())
        .isEqualTo("0 of 1 conversation decided again");
    assertThat(running.select("#again progress").attr("max")).isEqualTo("1");
    assertThat(running.select("#again-state").attr("hx-get")).isEqualTo(path + "/again");
    assertThat(running.select("#again form")).isEmpty();
    assertThat(method()).isEqualTo("rule");

    lanes.drainAll();

    Document after = owner.page(path + "/again");
    assertThat(after.select("#again-state").text()).startsWith("All 1 conversation is decided");
    assertThat(after.select("#again-state").hasAttr("hx-get")).isFalse();
    assertThat(method()).isEqualTo("none");
  }

  private String method() {
    String id = story.conversations().at("/0/id").asString();
    return story.get("/conversations/" + id).at("/attribution/method").asString();
  }
}

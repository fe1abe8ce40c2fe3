package popeki.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import popeki.PopekiTest;
import popeki.Story;
import popeki.TestClock;
import popeki.accounts.Accounts;
import popeki.conversations.WhatsAppBody;
import popeki.kernel.WorkspaceId;
import popeki.platform.Lanes;
import popeki.platform.WorkspaceTx;
import popeki.workspaces.PageVisitor;
import popeki.workspaces.Workspaces;
import tools.jackson.databind.JsonNode;

/** A rule reads what was written before it was made, once all is decided again; over real HTTP. */
@PopekiTest
@SuppressWarnings("NullAway.Init")
class EarlierMessagesTest {
  @Autowired Workspaces workspaces;
  @Autowired Accounts accounts;
  @Autowired Lanes lanes;
  @Autowired TestClock clock;
  @Autowired WorkspaceTx tx;
  @Autowired JdbcClient jdbc;
  @LocalServerPort int port;

  private Story story;
  private WorkspaceId workspace;
  private PageVisitor owner;
  private String path;

  @BeforeEach
  void a_business() {
    story = Story.quiet(port, workspaces, lanes, clock, "Luz Dental " + UUID.randomUUID());
    workspace = story.workspace().workspaceId();
    owner = PageVisitor.of(port, accounts, story.workspace().userId());
    path = "/w/" + story.workspace().slug() + "/settings/sources";
  }

  @Test
  void a_rule_made_later_reads_what_was_written_before_and_is_taken_back_with_it() {
    says(story, "5511970000001", "Oi, vi o FOLHETO azul na padaria");
    says(story, "5511970000002", "Bom dia, quanto custa?");
    Story other = story.sibling(workspaces, "Casa Grande");
    says(other, "5511970000003", "Oi, vi o folheto azul na padaria");
    add("folheto azul", "flyer");
    lanes.drainAll();

    assertThat(method(story, "5511970000001")).isEqualTo("none");
    assertThat(owner.page(path).select("#rules tbody tr").text()).contains("New messages only");
    assertThat(owner.page(path).select("#again-fresh").text())
        .isEqualTo("1 rule has not read the messages before it yet.");

    again();

    JsonNode told = attribution(story, "5511970000001");
    assertThat(told.at("/method").asString()).isEqualTo("rule");
    assertThat(told.at("/source").asString()).isEqualTo("flyer");
    assertThat(told.at("/confidence").asDouble()).isEqualTo(1);
    assertThat(told.at("/evidence/0/signal").asString()).isEqualTo("text_rule");
    assertThat(told.at("/evidence/0/detail").asString()).contains("folheto azul");
    assertThat(method(story, "5511970000002")).isEqualTo("none");
    assertThat(method(other, "5511970000003")).isEqualTo("none");
    Document page = owner.page(path);
    assertThat(page.select("#again-fresh")).isEmpty();
    assertThat(page.select("#rules tbody tr").text()).doesNotContain("New messages only");
    JsonNode report = story.get("/reports/overview?from=2020-01-01").at("/totals");
    assertThat(report.at("/attributed").asInt(-1)).as(report.toString()).isEqualTo(1);

    String remove = page.select("#rules form[action$=/remove]").attr("action");
    assertThat(owner.post(remove, Map.of()).status()).isEqualTo(302);
    again();

    JsonNode after = attribution(story, "5511970000001");
    assertThat(after.at("/status").asString()).isEqualTo("unattributed");
    assertThat(after.at("/evidence").findValuesAsString("signal")).doesNotContain("text_rule");
    assertThat(touches()).isZero();
    assertThat(story.get("/reports/overview?from=2020-01-01").at("/totals/attributed").asInt(-1))
        .isZero();
  }

  @Test
  void words_of_those_who_left_and_of_later_days_are_not_read() {
    says(story, "5511970000011", "vi o folheto azul");
    says(story, "5511970000012", "vi o folheto azul");
    says(story, "5511970000013", "vi o folheto azul");
    Instant began = TestClock.now().minus(Duration.ofHours(30));
    story.arrives(
        from("5511970000014").says("Oi!").at(began),
        from("5511970000014").says("vi o folheto azul").at(began.plus(Duration.ofHours(25))));
    silent("5511970000012", "erased");
    silent("5511970000011", "opted_out");
    add("folheto", "flyer");

    again();

    assertThat(method(story, "5511970000011")).isEqualTo("none");
    assertThat(method(story, "5511970000012")).isEqualTo("none");
    assertThat(method(story, "5511970000013")).isEqualTo("rule");
    assertThat(method(story, "5511970000014")).isEqualTo("none");
    assertThat(touches()).isEqualTo(1);
  }

  @Test
  void what_is_read_again_says_the_same_as_what_arrived() {
    add("folheto azul", "flyer");
    add("padaria", "bakery");
    says(story, "5511970000021", "vi o folheto azul na padaria");
    says(story, "5511970000022", "me falaram na padaria");
    List<String> arrived = List.of(told("5511970000021"), told("5511970000022"));
    assertThat(arrived.getFirst()).contains("flyer").contains("other_touch");
    long decisions = decisions();

    again();

    assertThat(List.of(told("5511970000021"), told("5511970000022"))).isEqualTo(arrived);
    assertThat(decisions()).isEqualTo(decisions);
    assertThat(touches()).isEqualTo(3);
  }

  /** They left by their phone number; how is what the database says. */
  private void silent(String phone, String kind) {
    story.api(
        "PATCH",
        "/contacts/" + of(story, phone).at("/contact/id").asString(),
        Map.of("opted_out", true));
    if (!kind.equals("opted_out")) {
      tx.run(
          workspace,
          () ->
              assertThat(
                      jdbc.sql(
                              """
                      update privacy.suppression set kind = :kind where kind = 'opted_out'""")
                          .param("kind", kind)
                          .update())
                  .isPositive());
    }
    lanes.drainAll();
  }

  private void add(String pattern, String source) {
    assertThat(
            owner
                .post(
                    path + "/rules",
                    Map.of("kind", "contains", "pattern", pattern, "source", source))
                .status())
        .isEqualTo(302);
  }

  private void again() {
    assertThat(owner.post(path + "/again", Map.of()).status()).isEqualTo(302);
    lanes.drainAll();
  }

  private WhatsAppBody from(String phone) {
    return story.message().from(phone, "Duda Lima");
  }

  private static void says(Story where, String phone, String text) {
    where.arrives(where.message().from(phone, "Duda Lima").says(text));
  }

  private static JsonNode of(Story where, String phone) {
    for (JsonNode one : where.get("/conversations?limit=200").at("/data")) {
      if (one.at("/contact/wa_id").asString().equals(phone)) {
        return one;
      }
    }
    throw new AssertionError("Nobody wrote from " + phone);
  }

  private static JsonNode attribution(Story where, String phone) {
    return where.get("/conversations/" + of(where, phone).at("/id").asString()).at("/attribution");
  }

  private static String method(Story where, String phone) {
    return attribution(where, phone).at("/method").asString();
  }

  private String told(String phone) {
    JsonNode told = attribution(story, phone);
    return told.at("/method") + " " + told.at("/source") + " " + told.at("/evidence");
  }

  private long touches() {
    return count("select count(*) from attribution.touch where kind = 'rule'");
  }

  private long decisions() {
    return count("select count(*) from attribution.decision");
  }

  private long count(String sql) {
    return tx.in(workspace, () -> jdbc.sql(sql).query(Long.class).single());
  }
}

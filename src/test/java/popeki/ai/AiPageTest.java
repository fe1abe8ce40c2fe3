package popeki.ai;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.UUID;
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
import popeki.platform.AiKind;
import popeki.platform.Lanes;
import popeki.workspaces.PageVisitor;
import popeki.workspaces.Workspaces;
import tools.jackson.databind.JsonNode;

/** Settings, AI: who is asked, what left, and the switch; as a page, a file and over the API. */
@PopekiTest
@SuppressWarnings("NullAway.Init")
class AiPageTest {
  @Autowired Workspaces workspaces;
  @Autowired Accounts accounts;
  @Autowired Lanes lanes;
  @Autowired TestClock clock;
  @Autowired BeanFactory beans;
  @LocalServerPort int port;

  private Story story;
  private PageVisitor owner;
  private WorkspaceId workspace;
  private String path;

  @BeforeEach
  void a_business() {
    story = Story.quiet(port, workspaces, lanes, clock, "Clínica " + UUID.randomUUID());
    owner = PageVisitor.of(port, accounts, story.workspace().userId());
    workspace = story.workspace().workspaceId();
    path = "/w/" + story.workspace().slug() + "/settings/ai";
  }

  @Test
  void the_page_says_why_a_named_provider_is_not_asked() {
    Document page = owner.page(path);
    assertThat(page.select("h1").text()).isEqualTo("AI");
    String providers = page.select("section[aria-labelledby=providers-h]").text();
    assertThat(providers)
        .contains(
            "Groqopenai/gpt-oss-20b Not asked Its attestation has expired. United States Nothing",
            "Mistralmistral-small-latest Not asked Its key is missing.It keeps content for abuse monitoring, which this installation does not admit. European Union Up to 30 days");
    assertThat(page.select("section[aria-labelledby=switch-h]").text()).contains("Nothing leaves");
    assertThat(page.select("#log").text()).contains("Nothing has left");
  }

  @Test
  void the_switch_holds_from_the_next_question_on_and_stands_in_the_audit_log() {
    try (var bench = new AskingBench(beans, AiKind.OPENAI)) {
      Ai ai = bench.asks();
      assertThat(ai.isOpenTo(workspace)).isTrue();
      assertThat(owner.post(path + "/outside", Map.of("on", "false")).status()).isEqualTo(302);
      assertThat(ai.isOpenTo(workspace)).isFalse();
      assertThat(ai.ask(AskingBench.question(workspace), AskingBench::category))
          .isInstanceOf(Asked.Unanswered.class);
      assertThat(bench.provider(0).received()).isEmpty();
      JsonNode entry = story.get("/audit").at("/data/0");
      assertThat(entry.at("/action").asString()).isEqualTo("ai.outside_switched");
      assertThat(entry.at("/detail/outside/to").asString()).isEqualTo("off");
      assertThat(owner.page(path).text())
          .contains("nothing of this workspace is sent", "Allow sending outside");

      owner.post(path + "/outside", Map.of("on", "true"));
      assertThat(ai.isOpenTo(workspace)).isTrue();
    }
  }

  @Test
  void what_left_is_listed_on_the_page_in_the_file_and_over_the_api() {
    TestCalls.others(beans, workspace);
    TestCalls.answered(beans, workspace);

    Document page = owner.page(path);
    assertThat(page.select("#log tbody tr")).hasSize(4);
    assertThat(page.select("#log tbody tr").get(0).text())
        .contains(
            "Mistralmistral-small-latestEuropean Union",
            "Answered 0.9 s",
            "5,120 bytes out840 bytes in1,280 + 118 tokens",
            "e-mail, phone",
            "Lead score");
    assertThat(page.select("#log").text()).contains("Too slow", "Asked to wait", "No answer noted");
    assertThat(page.select("section[aria-labelledby=usage-h]").text())
        .contains("Questions 4", "of the budget", "under $0.01");

    HttpAnswer file = owner.get(path + ".csv");
    assertThat(file.header("Content-Type")).startsWith("text/csv");
    List<String> lines = file.body().lines().toList();
    assertThat(lines).hasSize(5);
    assertThat(lines.getFirst())
        .isEqualTo(
            "id,at,provider,model,region,purpose,bytes_out,bytes_in,masked,latency_ms,tokens_in,tokens_out,cost_usd,outcome");
    assertThat(lines.get(1))
        .endsWith(
            ",mistral,mistral-small-latest,eu,lead,5120,840,email phone,912,1280,118,0.000187,answered");
    assertThat(story.api("GET", "/ai-calls", null).json().at("/data")).hasSize(4);
    JsonNode first = story.get("/ai-calls?limit=3");
    assertThat(first.at("/data")).hasSize(3);
    JsonNode rest = story.get("/ai-calls?limit=3&cursor=" + first.at("/next_cursor").asString());
    assertThat(rest.at("/data")).hasSize(1);
    assertThat(first.at("/data/0/cost/amount").asString()).isEqualTo("0.000187");
    assertThat(first.at("/data/0/masked/0").asString()).isEqualTo("email");
    assertThat(story.get("/ai-calls?from=2030-01-01").at("/data")).isEmpty();
  }

  @Test
  void another_business_sees_none_of_it() {
    TestCalls.answered(beans, workspace);
    Story other = Story.quiet(port, workspaces, lanes, clock, "Casa " + UUID.randomUUID());
    assertThat(other.get("/ai-calls").at("/data")).isEmpty();
  }
}

package popeki.leads;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.TestPropertySource;
import popeki.PopekiApplication;
import popeki.TestEnvironment;
import popeki.kernel.ConversationId;
import popeki.kernel.WorkspaceId;
import popeki.platform.RunMode;
import popeki.platform.Settings;
import popeki.platform.WorkspaceTx;
import popeki.workspaces.WorkspaceDraft;
import popeki.workspaces.Workspaces;

/**
 * The figures of {@code ./popeki bench leads} for the provider that AI_PROVIDERS names, with the
 * operator's own key and attestation; through the rotation, as the product asks.
 */
@EnabledIfEnvironmentVariable(named = "POPEKI_BENCH_PROVIDER", matches = ".+")
@SpringBootTest(
    classes = PopekiApplication.class,
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ContextConfiguration(initializers = LeadProvidersBenchTest.Environment.class)
@TestPropertySource(properties = {"management.server.port=0", "spring.main.banner-mode=off"})
@SuppressWarnings("NullAway.Init")
class LeadProvidersBenchTest {
  @Autowired Workspaces workspaces;
  @Autowired AiReader reader;
  @Autowired BuiltInReader builtIn;
  @Autowired WorkspaceTx tx;
  @Autowired JdbcClient jdbc;

  /** A test installation with the providers of the environment. */
  static final class Environment
      implements ApplicationContextInitializer<ConfigurableApplicationContext> {
    @Override
    public void initialize(ConfigurableApplicationContext context) {
      Map<String, String> variables = new HashMap<>(TestEnvironment.variables());
      System.getenv()
          .forEach(
              (name, value) -> {
                boolean provider = name.matches("[A-Z_]+_(API_KEY|BASE_URL|MODEL|TERMS)");
                if ((provider && !name.startsWith("STRIPE")) || name.startsWith("AI_")) {
                  variables.put(name, value);
                }
              });
      variables.put("AI_PROVIDERS", System.getenv("POPEKI_BENCH_PROVIDER") + ",builtin");
      var beans = (GenericApplicationContext) context;
      Settings settings = Settings.from(variables);
      beans.registerBean(Settings.class, () -> settings);
      beans.registerBean(RunMode.class, () -> RunMode.TEST);
    }
  }

  @Test
  void a_provider_by_language_and_by_business() {
    WorkspaceId workspace =
        workspaces
            .create(
                new WorkspaceDraft(
                    "Bench", "Ana", UUID.randomUUID() + "@example.com", "", "UTC", "USD"))
            .workspaceId();
    assertThat(reader.isOpenTo(workspace)).as("the provider may be asked").isTrue();
    LeadFigures all = new LeadFigures();
    Map<String, LeadFigures> byLanguage = new TreeMap<>();
    Map<String, LeadFigures> byBusiness = new TreeMap<>();
    String who = "";
    int unanswered = 0;
    for (EvalItems.Item item : EvalItems.load("leads-dev.jsonl")) {
      LeadQuestion question =
          LeadQuestion.of(item.business(), item.messages(), builtIn.classifier());
      Reading reading = builtIn.read(item.business(), item.messages());
      long start = System.nanoTime();
      if (!question.asksNothing()) {
        var outcome =
            reader.read(workspace, new ConversationId(UUID.randomUUID()), question, reading);
        if (outcome instanceof AiReader.Outcome.Read read) {
          reading = read.reading();
          who = read.provider() + " " + read.model();
        } else {
          unanswered++;
        }
      }
      long took = System.nanoTime() - start;
      int score = LeadScorer.score(reading, item.messages()).score();
      for (LeadFigures figures :
          new LeadFigures[] {
            all,
            LeadBenchTest.of(byLanguage, item.language()),
            LeadBenchTest.of(byBusiness, item.business().type())
          }) {
        figures.add(item, reading, score);
        figures.took(took);
      }
    }
    LeadBenchTest.print(who, "", all, byLanguage, byBusiness);
    System.out.println("| without a fit answer: " + unanswered + " of " + all.items());
    System.out.println("| cost per 1,000: " + cost(workspace, all.items()));
  }

  private String cost(WorkspaceId workspace, int items) {
    return tx.in(
        workspace,
        () ->
            jdbc.sql(
                    """
                select case when count(cost_micros) = 0 then 'unknown, the prices are not set'
                  else 'USD ' || round(sum(cost_micros) / 1000.0 / :items, 3) end
                from ai.call where workspace_id = :ws""")
                .param("ws", workspace.value())
                .param("items", items)
                .query(String.class)
                .single());
  }
}

package popeki.attribution;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import popeki.PopekiApplication;
import popeki.TestEnvironment;
import popeki.kernel.WorkspaceId;
import popeki.platform.Lane;
import popeki.platform.Settings;
import popeki.platform.Statistics;
import popeki.platform.WorkspaceTx;
import popeki.workspaces.WorkspaceDraft;
import popeki.workspaces.Workspaces;

/**
 * How long it takes to decide many conversations again, in a heap of 512 MB: all of them for the
 * first time, after a window was changed, and when nothing has changed. Matching what is probable
 * is work of its own and is not waited for.
 */
final class AgainBench {
  private final ConfigurableApplicationContext context;
  private final WorkspaceId workspace;

  private AgainBench(ConfigurableApplicationContext context) {
    this.context = context;
    this.workspace =
        context
            .getBean(Workspaces.class)
            .create(
                new WorkspaceDraft(
                    "Casa Grande",
                    "Carla Mendes",
                    "carla@example.com",
                    "real_estate",
                    "America/Sao_Paulo",
                    "BRL"))
            .workspaceId();
  }

  /** Runs it; the argument is how many conversations. */
  public static void main(String[] words) throws SQLException {
    int count = Integer.parseInt(words[0]);
    try (ConfigurableApplicationContext context =
        new SpringApplicationBuilder(PopekiApplication.class)
            .initializers(new TestEnvironment())
            .properties("management.server.port=0", "server.port=0", "spring.main.banner-mode=off")
            .run()) {
      new AgainBench(context).run(count);
    }
    System.exit(0);
  }

  private void run(int count) throws SQLException {
    var tx = context.getBean(WorkspaceTx.class);
    ManyConversations.fill(tx, context.getBean(JdbcClient.class), workspace, count);
    // The database counts what was written by itself, within a minute; here at once.
    Statistics.refresh(context.getBean(Settings.class));
    for (String table :
        List.of(
            "attribution.touch",
            "attribution.arrival",
            "attribution.fact",
            "links.click",
            "conversations.conversation",
            "conversations.contact")) {
      System.out.println(table + " " + rows(table));
    }
    System.out.println(
        "what                      conversations  seconds  per second  peak heap MB  rows changed");
    measure("never decided before", count);
    tx.run(workspace, () -> context.getBean(SourceWindows.class).set(workspace, "instagram", 5));
    measure("after a window changed", count);
    measure("after nothing changed", count);
  }

  private void measure(String what, int count) {
    var lane = context.getBean(AgainLane.class);
    var clock = context.getBean(Clock.class);
    lane.all(workspace);
    pools().forEach(MemoryPoolMXBean::resetPeakUsage);
    long before = written();
    long started = System.nanoTime();
    Lane.Next next;
    do {
      next =
          lane.drain(new Lane.Slice(workspace.value(), workspace, clock.instant().plusSeconds(5)));
    } while (next.at() != null);
    double seconds = (System.nanoTime() - started) / 1e9;
    long peak = pools().stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum() >> 20;
    System.out.printf(
        Locale.ROOT,
        "%-25s %13d  %7.1f  %10.0f  %12d  %12d%n",
        what,
        count,
        seconds,
        count / seconds,
        peak,
        written() - before);
  }

  private static List<MemoryPoolMXBean> pools() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .toList();
  }

  /** Decisions, shares and changes of figures; none of these rows is ever written twice. */
  private long written() {
    return rows("attribution.decision") + rows("attribution.model_share") + rows("platform.delta");
  }

  private long rows(String table) {
    return context
        .getBean(WorkspaceTx.class)
        .in(
            workspace,
            () ->
                context
                    .getBean(JdbcClient.class)
                    .sql("select count(*) from " + table)
                    .query(Long.class)
                    .single());
  }
}

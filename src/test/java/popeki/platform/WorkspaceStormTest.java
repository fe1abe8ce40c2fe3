package popeki.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import popeki.PopekiTest;
import popeki.kernel.WorkspaceId;

/**
 * Two hundred threads, eight workspaces, four connections: each connection is handed on hundreds of
 * times, after commits, rollbacks and failures, and carries nothing from one to the next.
 */
@PopekiTest
class WorkspaceStormTest {
  private static final int THREADS = 200;
  private static final int TRANSACTIONS = 40;

  @Autowired Database database;

  @Test
  void a_connection_handed_on_carries_no_workspace_along() throws Exception {
    try (HikariDataSource pool = pool()) {
      var jdbc = JdbcClient.create(pool);
      var tx = new WorkspaceTx(jdbc, new JdbcTransactionManager(pool));
      List<WorkspaceId> workspaces = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        workspaces.add(new WorkspaceId(UUID.randomUUID()));
      }
      var leaks = new ConcurrentLinkedQueue<String>();
      var done = new AtomicInteger();
      var start = new CountDownLatch(1);
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        var running = new ArrayList<Future<?>>();
        for (int n = 0; n < THREADS; n++) {
          var dice = new Random(n);
          running.add(
              threads.submit(
                  () -> {
                    start.await();
                    for (int i = 0; i < TRANSACTIONS; i++) {
                      step(jdbc, tx, workspaces.get(dice.nextInt(8)), dice, leaks);
                      done.incrementAndGet();
                    }
                    return true;
                  }));
        }
        start.countDown();
        for (Future<?> each : running) {
          each.get();
        }
      }
      assertThat(leaks).isEmpty();
      assertThat(done).hasValue(THREADS * TRANSACTIONS);
      for (WorkspaceId workspace : workspaces) {
        assertThat(tx.in(workspace, () -> rows(jdbc))).as("rows that stand").isPositive();
      }
    }
  }

  private static void step(
      JdbcClient jdbc,
      WorkspaceTx tx,
      WorkspaceId workspace,
      Random dice,
      ConcurrentLinkedQueue<String> leaks) {
    boolean fails = dice.nextInt(3) == 0;
    try {
      tx.run(
          workspace,
          () -> {
            jdbc.sql(
                    """
                    insert into platform.delta (workspace_id, id, occurred_at, clicks)
                    values (:ws, gen_random_uuid(), now(), 1)""")
                .param("ws", workspace.value())
                .update();
            if (foreign(jdbc, workspace) > 0) {
              leaks.add("a row of another workspace inside a transaction");
            }
            if (fails) {
              throw new IllegalStateException("on purpose");
            }
          });
    } catch (IllegalStateException onPurpose) {
      if (!fails) {
        leaks.add("failed by itself: " + onPurpose);
      }
    }
    if (rows(jdbc) > 0) {
      leaks.add("rows without a workspace");
    }
    String left =
        jdbc.sql("select coalesce(current_setting('app.workspace', true), '')")
            .query(String.class)
            .single();
    if (!left.isEmpty()) {
      leaks.add("the setting outlived its transaction: " + left);
    }
  }

  private static long rows(JdbcClient jdbc) {
    return jdbc.sql("select count(*) from platform.delta").query(Long.class).single();
  }

  private static long foreign(JdbcClient jdbc, WorkspaceId workspace) {
    return jdbc.sql("select count(*) from platform.delta where workspace_id <> :ws")
        .param("ws", workspace.value())
        .query(Long.class)
        .single();
  }

  private HikariDataSource pool() {
    var config = new HikariConfig();
    config.setJdbcUrl(database.login().url());
    config.setUsername(database.login().user());
    config.setPassword(database.login().password());
    config.setMaximumPoolSize(4);
    config.setConnectionTimeout(120_000);
    config.setConnectionInitSql("set role popeki_app");
    return new HikariDataSource(config);
  }
}

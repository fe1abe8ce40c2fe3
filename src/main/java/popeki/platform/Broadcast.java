package popeki.platform;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Tells every node, by PostgreSQL's notices: {@code link:<workspace>} when the slug map changed,
 * {@code live:<workspace>} when a page may refresh. Ids only, never content. Told inside a
 * transaction, it goes out at the commit. A node that lost its ear assumes that everything changed.
 */
@Component
public class Broadcast implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(Broadcast.class);
  private static final String CHANNEL = "popeki";

  /** What listeners hear after a gap in listening. */
  public static final String EVERYTHING = "*";

  private final JdbcClient jdbc;
  private final Database database;
  private final RunMode mode;
  private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
  private volatile boolean running;
  private @Nullable Thread ear;

  Broadcast(JdbcClient jdbc, Database database, RunMode mode) {
    this.jdbc = jdbc;
    this.database = database;
    this.mode = mode;
  }

  /** Hears every notice, its own included, on the listening thread: be quick. */
  public void listen(Consumer<String> listener) {
    listeners.add(listener);
  }

  /** Sends a notice to all nodes, at the commit of the surrounding transaction. */
  public void tell(String notice) {
    jdbc.sql("select pg_notify(:channel, :notice)")
        .param("channel", CHANNEL)
        .param("notice", notice)
        .query((row, index) -> "")
        .single();
  }

  @Override
  public void start() {
    if (mode == RunMode.COMMAND) {
      return;
    }
    running = true;
    ear = Thread.ofPlatform().name("broadcast").daemon().start(this::hear);
  }

  @Override
  public void stop() {
    running = false;
    try {
      if (ear != null) {
        ear.join(TimeUnit.SECONDS.toMillis(3));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  private void hear() {
    while (running) {
      try (Connection connection = database.login().connect();
          Statement statement = connection.createStatement()) {
        statement.execute("listen " + CHANNEL);
        pass(EVERYTHING);
        var notices = connection.unwrap(PGConnection.class);
        while (running) {
          for (var notice : notices.getNotifications(500)) {
            pass(notice.getParameter());
          }
        }
      } catch (SQLException e) {
        if (running) {
          log.warn("Notices of other nodes are not heard right now; listening again in a second");
          pause();
        }
      }
    }
  }

  private void pass(String notice) {
    for (Consumer<String> listener : listeners) {
      try {
        listener.accept(notice);
      } catch (RuntimeException e) {
        log.warn("A listener failed on a notice", e);
      }
    }
  }

  private static void pause() {
    try {
      TimeUnit.SECONDS.sleep(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

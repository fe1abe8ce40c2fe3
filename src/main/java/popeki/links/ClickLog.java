package popeki.links;

import jakarta.annotation.PreDestroy;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import popeki.platform.GroupCommit;
import popeki.platform.GroupCommit.NotWritten;
import popeki.platform.Settings;
import popeki.platform.Vault;

/**
 * Where a click is made durable before its visitor is sent on. Clicks that arrive together share a
 * commit. With the database away they go to the local spool, and keep going there until the
 * database is known to answer again, so that no visitor waits for a time-out twice. With the spool
 * full too the visitor is still sent on, and the loss is counted aloud.
 */
@Component
class ClickLog {
  private static final Logger log = LoggerFactory.getLogger(ClickLog.class);
  private static final int BATCH = 500;
  private static final int QUEUE = 20_000;
  private static final long SPOOL_BYTES = 512L << 20;

  private final ClickStore store;
  private final ClickSpool spool;
  private final ClickSpool refused;
  private final ClickMetrics metrics;
  private final GroupCommit<Click> commits;
  private volatile boolean away;

  @Autowired
  ClickLog(ClickStore store, ClickMetrics metrics, Settings settings, Vault vault) {
    this(
        store,
        metrics,
        new ClickSpool(settings.data().resolve("spool"), vault.spoolKey(), SPOOL_BYTES),
        new ClickSpool(settings.data().resolve("spool/refused"), vault.spoolKey(), SPOOL_BYTES));
  }

  ClickLog(ClickStore store, ClickMetrics metrics, ClickSpool spool, ClickSpool refused) {
    this.store = store;
    this.metrics = metrics;
    this.spool = spool;
    this.refused = refused;
    metrics.watch(spool);
    this.commits = new GroupCommit<>("clicks", this::write, BATCH, QUEUE);
  }

  /** Returns after the click is on disk, here or there, or counted as lost. */
  void append(Click click) {
    metrics.clicked(click);
    try {
      commits.submit(click);
    } catch (NotWritten e) {
      // More visitors than the writer keeps up with, or the service is closing.
      toSpool(List.of(click));
    }
  }

  /** The database does not answer: straight to the spool until told otherwise. */
  void away(RuntimeException cause) {
    if (!away) {
      away = true;
      log.error(
          "The database takes no clicks ({}); they go to the local spool and are loaded when it answers",
          reason(cause));
    }
  }

  /** The database answers. */
  void back() {
    if (away) {
      away = false;
      log.info("The database takes clicks again; {} bytes of the spool are loaded", spool.bytes());
    }
  }

  ClickSpool spool() {
    return spool;
  }

  @PreDestroy
  void close() {
    commits.close();
    spool.close();
    refused.close();
  }

  private void write(List<Click> batch) {
    if (away) {
      toSpool(batch);
      return;
    }
    try {
      store.writeAll(batch);
      metrics.committed(batch.size());
    } catch (RuntimeException e) {
      if (isOfTheRow(e)) { // a bad one, or one that is there already
        oneByOne(batch);
      } else {
        away(e);
        toSpool(batch);
      }
    }
  }

  /** A bad row keeps only itself out. */
  private void oneByOne(List<Click> batch) {
    for (int i = 0; i < batch.size(); i++) {
      try {
        store.writeIfNew(batch.get(i));
      } catch (RuntimeException e) {
        if (!isOfTheRow(e)) {
          away(e);
          toSpool(batch.subList(i, batch.size()));
          return;
        }
        refuse(batch.get(i), e);
      }
    }
  }

  private void refuse(Click click, RuntimeException cause) {
    log.error(
        "The database refuses click {} ({}); it is kept in the folder of refused clicks",
        click.id(),
        reason(cause));
    toDisk(refused, List.of(click));
  }

  private void toSpool(List<Click> clicks) {
    if (toDisk(spool, clicks)) {
      metrics.spooled(clicks.size());
    }
  }

  private boolean toDisk(ClickSpool target, List<Click> clicks) {
    try {
      if (target.append(clicks)) {
        return true;
      }
      lost(clicks, "the click spool is full");
    } catch (RuntimeException e) {
      lost(clicks, "the click spool cannot be written (" + e.getMessage() + ")");
    }
    return false;
  }

  private void lost(List<Click> clicks, String why) {
    metrics.lost(clicks.size());
    log.error(
        "{} clicks are lost: {}. Their visitors were sent on; lost since the start: {}",
        clicks.size(),
        why,
        (long) metrics.lostSoFar());
  }

  /** Data exceptions and broken constraints: the same row fails again, its neighbours do not. */
  private static boolean isOfTheRow(RuntimeException e) {
    String state = sqlState(e);
    return state != null && (state.startsWith("22") || state.startsWith("23"));
  }

  private static @Nullable String sqlState(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        return sql.getSQLState();
      }
    }
    return null;
  }

  private static String reason(RuntimeException e) {
    String state = sqlState(e);
    return e.getClass().getSimpleName() + (state == null ? "" : ", state " + state);
  }
}

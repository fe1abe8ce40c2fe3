package popeki.links;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import popeki.kernel.WorkspaceId;
import popeki.platform.Lanes;
import popeki.platform.RunMode;

/**
 * Watches whether the database takes clicks, and brings those of the spool into it when it does.
 * Loading a file twice changes nothing. A click that comes in this way may come after the message
 * it led to, so it wakes the lane that attributes again.
 */
@Component
class SpoolLoader implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(SpoolLoader.class);
  private static final int CHUNK = 500;

  private final ClickLog clicks;
  private final ClickStore store;
  private final ClickMetrics metrics;
  private final LinkDirectory directory;
  private final Lanes lanes;
  private final Clock clock;
  private final RunMode mode;
  private final ScheduledExecutorService ticks =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("click-spool").daemon().factory());
  private volatile boolean running;

  SpoolLoader(
      ClickLog clicks,
      ClickStore store,
      ClickMetrics metrics,
      LinkDirectory directory,
      Lanes lanes,
      Clock clock,
      RunMode mode) {
    this.clicks = clicks;
    this.store = store;
    this.metrics = metrics;
    this.directory = directory;
    this.lanes = lanes;
    this.clock = clock;
    this.mode = mode;
  }

  @Override
  public void start() {
    running = true;
    if (mode.worksInBackground()) {
      var _ = ticks.scheduleWithFixedDelay(this::tick, 0, 1, TimeUnit.SECONDS);
    }
  }

  @Override
  public void stop() {
    running = false;
    ticks.shutdown();
    try {
      if (!ticks.awaitTermination(10, TimeUnit.SECONDS)) {
        log.warn("The click spool is still being loaded; the rest is loaded at the next start");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** One look at the database and, when it answers, at the spool. */
  void tick() {
    try {
      store.probe();
    } catch (RuntimeException e) {
      clicks.away(e);
      return;
    }
    clicks.back();
    try {
      directory.refreshIfStale();
      if (clicks.spool().bytes() > 0) {
        load();
      }
    } catch (RuntimeException e) {
      log.error("The click spool could not be loaded; nothing is lost, it is tried again", e);
    }
  }

  private void load() {
    for (Path file : clicks.spool().waiting()) {
      clicks.spool().read(file).ifPresent(content -> load(file, content));
    }
  }

  private void load(Path file, ClickSpool.Content content) {
    List<Click> all = content.clicks();
    for (int from = 0; from < all.size(); from += CHUNK) {
      List<Click> chunk = all.subList(from, Math.min(from + CHUNK, all.size()));
      ClickStore.byWorkspace(chunk).forEach((ws, part) -> store.writeLate(ws, part, this::arrived));
    }
    metrics.loaded(all.size());
    log.info("{} clicks of the spool are in the database", all.size());
    if (content.torn()) {
      metrics.torn();
      log.warn("The end of a spool file was cut off by a crash, before its visitor was answered");
    }
    if (content.unreadable() == 0) {
      clicks.spool().delete(file);
    } else {
      metrics.unreadable(content.unreadable());
      log.error(
          "{} clicks of the spool do not open with this master key; they are kept in {}",
          content.unreadable(),
          clicks.spool().keep(file).getFileName());
    }
  }

  private void arrived(WorkspaceId workspace, List<Click> late) {
    if (!late.isEmpty()) {
      lanes.wake(Links.LATE_CLICKS, workspace, clock.instant());
    }
  }
}

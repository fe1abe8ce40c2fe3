package popeki.platform;

import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import popeki.kernel.WorkspaceId;

/**
 * Wakes the lane that folds a workspace's deltas, once per node and tick however many were
 * appended: an append costs a look into a set instead of a turn at one hot row, and the click
 * path's role, which may only insert, needs no right on lanes. A wake-up lost with its node costs
 * no figure, since reads add unfolded deltas; the next change brings the next wake-up.
 */
@Component
class FoldTicks implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(FoldTicks.class);
  private static final long TICK_MILLIS = 2_000;

  private final Lanes lanes;
  private final Clock clock;
  private final RunMode mode;
  private final Set<WorkspaceId> changed = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService ticks =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("fold-ticks").daemon().factory());
  private volatile boolean running;

  FoldTicks(Lanes lanes, Clock clock, RunMode mode) {
    this.lanes = lanes;
    this.clock = clock;
    this.mode = mode;
  }

  /** Deltas of this workspace can be folded after the surrounding commit. */
  void changed(WorkspaceId workspace) {
    WorkspaceTx.afterCommit(() -> changed.add(workspace));
  }

  @Override
  public void start() {
    running = true;
    if (mode.worksInBackground()) {
      var _ =
          ticks.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /** Leaves a wake-up for what is not folded yet; another node or the next start takes it. */
  @Override
  public void stop() {
    running = false;
    ticks.shutdown();
    tick();
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  void tick() {
    for (WorkspaceId workspace : List.copyOf(changed)) {
      changed.remove(workspace);
      try {
        lanes.wake(Deltas.FOLD, workspace, clock.instant());
      } catch (DataAccessException | TransactionException e) {
        changed.add(workspace);
        log.debug("Folding waits while the database is away", e);
        return;
      }
    }
  }
}

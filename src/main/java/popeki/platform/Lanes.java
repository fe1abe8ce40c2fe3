package popeki.platform;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;
import popeki.kernel.WorkspaceId;

/**
 * Runs the lanes. A wake-up is a row written in the transaction that caused the work, so both
 * commit or neither. A claim takes a lease by the database's clock and a new fence; a node that
 * lost its lease cannot end the turn of the node that has it. Waking counts up, and ending a turn
 * looks whether it did, so a wake-up during a turn is never lost.
 */
@Component
public class Lanes implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(Lanes.class);
  private static final int TURNS_AT_ONCE = 6;
  private static final Duration SLICE = Duration.ofSeconds(5);
  private static final Duration LEASE = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(400);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  private final JdbcClient jdbc;
  private final Clock clock;
  private final SingletonSupplier<Map<String, Lane>> lanes;
  private final boolean background;
  private final Semaphore free = new Semaphore(TURNS_AT_ONCE);
  private final Semaphore nudges = new Semaphore(0);
  private final Map<String, Boolean> nudged = new ConcurrentHashMap<>();
  private volatile boolean running;
  private @Nullable Thread dispatcher;

  private record Turn(
      String kind, UUID key, @Nullable UUID workspaceId, long wake, long fence, int failures) {}

  /** The lanes are asked for late: what they drain may itself wake lanes. */
  Lanes(JdbcClient jdbc, Clock clock, ObjectProvider<Lane> lanes, RunMode mode) {
    this.jdbc = jdbc;
    this.clock = clock;
    this.lanes =
        SingletonSupplier.of(
            () -> lanes.stream().collect(Collectors.toMap(Lane::kind, Function.identity())));
    this.background = mode.worksInBackground();
  }

  /** Wakes a lane of a workspace; call it in the transaction that wrote the row of work. */
  public void wake(String kind, WorkspaceId workspace, Instant due) {
    wake(kind, workspace.value(), workspace, due);
  }

  /** Wakes a lane by key; the wake-up commits with the surrounding transaction. */
  public void wake(String kind, UUID key, @Nullable WorkspaceId workspace, Instant due) {
    jdbc.sql(
            """
        insert into platform.lane (kind, key, workspace_id, due_at) values (:kind, :key, :ws, :due)
        on conflict (kind, key) do update
        set due_at = least(lane.due_at, excluded.due_at), wake = lane.wake + 1""")
        .param("kind", kind)
        .param("key", key)
        .param("ws", workspace == null ? null : workspace.value())
        .param("due", utc(due))
        .update();
    if (!due.isAfter(clock.instant())) {
      WorkspaceTx.afterCommit(nudges::release);
    }
  }

  /**
   * Tells this node that a lane of this kind has work now, without a row; for writers that may only
   * insert.
   */
  public void nudge(String kind) {
    nudged.put(kind, true);
    nudges.release();
  }

  /**
   * Drains every due lane in the calling thread until none is due; for tests and operator commands.
   */
  public void drainAll() {
    for (List<Turn> turns = claim(32); !turns.isEmpty(); turns = claim(32)) {
      turns.forEach(this::turn);
    }
  }

  @Override
  public void start() {
    if (background) {
      running = true;
      dispatcher = Thread.ofPlatform().name("lanes").start(this::dispatch);
    }
  }

  /** Takes no new turn and waits for those under way. */
  @Override
  public void stop() {
    running = false;
    nudges.release();
    try {
      if (dispatcher != null) {
        dispatcher.join(TimeUnit.SECONDS.toMillis(10));
      }
      if (!free.tryAcquire(TURNS_AT_ONCE, 15, TimeUnit.SECONDS)) {
        log.warn(
            "Some lanes did not finish their turn in time; their leases run out and another node goes on");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  private void dispatch() {
    while (running) {
      try {
        boolean told = nudges.tryAcquire(POLL.toMillis(), TimeUnit.MILLISECONDS);
        if (told) {
          nudges.drainPermits();
        }
        startTurns();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException e) {
        log.warn(
            "Lanes cannot be claimed right now ({}); tried again in a moment",
            e.getClass().getSimpleName());
        pause();
      }
    }
  }

  private void startTurns() {
    while (running) {
      int room = free.availablePermits();
      List<Turn> turns = room == 0 ? List.of() : claim(room);
      if (turns.isEmpty()) {
        return;
      }
      for (Turn turn : turns) {
        free.acquireUninterruptibly();
        Thread.ofVirtual()
            .name("lane-" + turn.kind())
            .start(
                () -> {
                  try {
                    turn(turn);
                  } catch (RuntimeException e) {
                    log.warn(
                        "A turn of lane {} could not be ended; its lease runs out", turn.kind(), e);
                  } finally {
                    free.release();
                    nudges.release();
                  }
                });
      }
    }
  }

  private List<Turn> claim(int room) {
    var early = new ArrayList<>(nudged.keySet());
    early.forEach(nudged::remove);
    Instant now = clock.instant();
    return DatabaseConfiguration.as(
        DatabaseRole.WORKER,
        () ->
            jdbc.sql(
                    """
        update platform.lane l
        set lease_until = now() + make_interval(secs => :lease), fence = l.fence + 1
        where (l.kind, l.key) in (
          select kind, key from platform.lane
          where (due_at <= :now or (kind = any(:early) and due_at < 'infinity'))
            and (lease_until is null or lease_until < now())
            and kind = any(:kinds)
          order by due_at
          for update skip locked
          limit :room)
        returning kind, key, workspace_id, wake, fence, failures""")
                .param("lease", LEASE.toSeconds())
                .param("now", utc(now))
                .param("early", early.toArray(String[]::new))
                .param("kinds", lanes.obtain().keySet().toArray(String[]::new))
                .param("room", room)
                .query(Turn.class)
                .list());
  }

  private void turn(Turn turn) {
    Lane lane = java.util.Objects.requireNonNull(lanes.obtain().get(turn.kind()));
    DatabaseConfiguration.as(
        DatabaseRole.WORKER,
        () -> {
          try {
            var workspace = turn.workspaceId() == null ? null : new WorkspaceId(turn.workspaceId());
            Lane.Next next = drain(lane, turn, workspace);
            end(turn, next.at(), 0, null);
          } catch (RuntimeException e) {
            int failures = turn.failures() + 1;
            log.warn(
                "Lane {} of {} failed for the {}. time in a row; it comes back after a pause",
                turn.kind(),
                turn.key(),
                failures,
                e);
            Duration pause = Duration.ofSeconds(1L << Math.min(failures, 8));
            end(
                turn,
                clock.instant().plus(pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause),
                failures,
                e.getClass().getSimpleName());
          }
          return Boolean.TRUE;
        });
  }

  /** What is logged on the way names the workspace, where the lane belongs to one. */
  private Lane.Next drain(Lane lane, Turn turn, @Nullable WorkspaceId workspace) {
    var slice = new Lane.Slice(turn.key(), workspace, clock.instant().plus(SLICE));
    return workspace == null ? lane.drain(slice) : Trace.in(workspace, () -> lane.drain(slice));
  }

  /**
   * Ends a turn unless another node has taken over; a wake-up since the claim keeps the lane due.
   */
  private void end(Turn turn, @Nullable Instant next, int failures, @Nullable String error) {
    jdbc.sql(
            """
        update platform.lane
        set lease_until = null, failures = :failures, last_error = :error,
            due_at = case when wake = :wake then coalesce(:next, 'infinity'::timestamptz)
                          when :failures > 0 then :next
                          else least(due_at, coalesce(:next, 'infinity'::timestamptz)) end
        where kind = :kind and key = :key and fence = :fence""")
        .param("failures", failures)
        .param("error", error)
        .param("wake", turn.wake())
        .param("next", next == null ? null : utc(next))
        .param("kind", turn.kind())
        .param("key", turn.key())
        .param("fence", turn.fence())
        .update();
  }

  private static OffsetDateTime utc(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }

  private static void pause() {
    try {
      TimeUnit.SECONDS.sleep(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

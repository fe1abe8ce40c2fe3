package popeki.ai;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;
import popeki.kernel.WorkspaceId;

/**
 * How many questions are on their way at once: of one workspace so many that it gets its answers in
 * time, and never so many that the others wait for it.
 */
@Component
class Turns {
  static final int OF_A_WORKSPACE = 32;
  static final int OF_ALL = 128;

  private final Semaphore all = new Semaphore(OF_ALL, /* fair= */ true);
  private final Cache<WorkspaceId, Semaphore> each = Caffeine.newBuilder().weakValues().build();

  /** A place among those who ask; give it back with {@link #close}. */
  record Turn(Semaphore own, Semaphore all) implements AutoCloseable {
    @Override
    public void close() {
      all.release();
      own.release();
    }
  }

  /** Waits for a place; empty when none came free in time. */
  Optional<Turn> take(WorkspaceId workspace, Duration atMost) {
    Semaphore own = each.get(workspace, key -> new Semaphore(OF_A_WORKSPACE, /* fair= */ true));
    long until = System.nanoTime() + atMost.toNanos();
    try {
      if (!own.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
        return Optional.empty();
      }
      if (!all.tryAcquire(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS)) {
        own.release();
        return Optional.empty();
      }
      return Optional.of(new Turn(own, all));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}

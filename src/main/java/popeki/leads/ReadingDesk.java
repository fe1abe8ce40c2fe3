package popeki.leads;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import popeki.kernel.WorkspaceId;
import popeki.platform.DatabaseConfiguration;
import popeki.platform.DatabaseRole;

/**
 * Where conversations wait for an AI, each on a thread of its own, so that a slow provider holds up
 * neither the lane nor another business. Whoever is not served here in time comes back: the row of
 * work stays until its answer is stored.
 */
@Component
class ReadingDesk implements DisposableBean {
  /** Twenty conversations a second with a provider that takes a second need twenty. */
  static final int OF_ONE_BUSINESS = 32;

  private static final int IN_ALL = 96;
  private static final int LONGEST_WAIT_SECONDS = 15;

  private final Semaphore all = new Semaphore(IN_ALL);
  private final Map<WorkspaceId, Semaphore> ofBusiness = new ConcurrentHashMap<>();

  /** Takes a seat; false when none is free now. */
  boolean takeSeat(WorkspaceId workspace) {
    if (!all.tryAcquire()) {
      return false;
    }
    if (!of(workspace).tryAcquire()) {
      all.release();
      return false;
    }
    return true;
  }

  void leaveSeat(WorkspaceId workspace) {
    of(workspace).release();
    all.release();
  }

  /** Does the work on the seat taken before, and leaves it. */
  void work(WorkspaceId workspace, Runnable work) {
    Thread.ofVirtual()
        .name("lead-reading")
        .start(
            () -> {
              try {
                DatabaseConfiguration.as(
                    DatabaseRole.WORKER,
                    () -> {
                      work.run();
                      return Boolean.TRUE;
                    });
              } finally {
                leaveSeat(workspace);
              }
            });
  }

  /** Until nobody of this business waits here any more. */
  void awaitEmpty(WorkspaceId workspace) {
    Semaphore seats = of(workspace);
    seats.acquireUninterruptibly(OF_ONE_BUSINESS);
    seats.release(OF_ONE_BUSINESS);
  }

  @Override
  public void destroy() throws InterruptedException {
    if (all.tryAcquire(IN_ALL, LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
      all.release(IN_ALL);
    }
  }

  private Semaphore of(WorkspaceId workspace) {
    return ofBusiness.computeIfAbsent(workspace, _ -> new Semaphore(OF_ONE_BUSINESS));
  }
}

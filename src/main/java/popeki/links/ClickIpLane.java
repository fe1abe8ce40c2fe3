package popeki.links;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.stereotype.Component;
import popeki.kernel.WorkspaceId;
import popeki.platform.Lane;
import popeki.platform.WorkspaceTx;

/**
 * After a week only the network of a visitor's address is kept (clause C5 of the privacy policy).
 * Each hour, in small bites, so that no visitor waits for it.
 */
@Component
class ClickIpLane implements Lane {
  static final String KIND = "click-ip";
  static final Duration KEPT_WHOLE = Duration.ofDays(7);

  private static final Duration RHYTHM = Duration.ofHours(1);
  private static final int BITE = 2_000;

  private final ClickIps ips;
  private final WorkspaceTx tx;
  private final Clock clock;

  ClickIpLane(ClickIps ips, WorkspaceTx tx, Clock clock) {
    this.ips = ips;
    this.tx = tx;
    this.clock = clock;
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public Next drain(Slice slice) {
    WorkspaceId workspace = slice.owner();
    Instant before = clock.instant().minus(KEPT_WHOLE);
    while (clock.instant().isBefore(slice.until())) {
      if (tx.in(workspace, () -> bite(workspace, before))) {
        return Next.at(clock.instant().plus(RHYTHM));
      }
    }
    return Next.at(clock.instant());
  }

  /** Says whether nothing is left. */
  private boolean bite(WorkspaceId workspace, Instant before) {
    boolean finished = ips.cut(workspace, before, BITE) < BITE;
    if (finished) {
      ips.done(workspace, before);
    }
    return finished;
  }
}

package popeki.reports;

import java.time.Clock;
import java.time.ZoneId;
import org.springframework.stereotype.Component;
import popeki.kernel.WorkspaceId;
import popeki.platform.Deltas;
import popeki.platform.Lane;
import popeki.platform.SqlZone;
import popeki.platform.WorkspaceTx;

/**
 * Folds a workspace's deltas into its roll-ups. A figure never depends on when this runs, since a
 * read adds what is not folded yet; it only keeps reads fast.
 */
@Component
class FoldLane implements Lane {
  private static final int MOST_AT_ONCE = 5_000;

  private final WorkspaceTx tx;
  private final FoldRepository folds;
  private final Clock clock;

  FoldLane(WorkspaceTx tx, FoldRepository folds, Clock clock) {
    this.tx = tx;
    this.folds = folds;
    this.clock = clock;
  }

  @Override
  public String kind() {
    return Deltas.FOLD;
  }

  @Override
  public Next drain(Slice slice) {
    while (clock.instant().isBefore(slice.until())) {
      if (!fold(slice.owner(), MOST_AT_ONCE)) {
        return Next.idle();
      }
    }
    return Next.at(clock.instant());
  }

  /**
   * One transaction; a workspace that moved to another zone gets its days counted again first. Says
   * whether there may be more to fold.
   */
  boolean fold(WorkspaceId workspace, int most) {
    return tx.in(
        workspace,
        () -> {
          String zone = folds.zone(workspace).map(ZoneId::of).map(SqlZone::of).orElse(null);
          if (zone == null) {
            return false;
          }
          if (!folds.lock(workspace, zone).equals(zone)) {
            folds.rebuildDays(workspace, zone);
          }
          return folds.fold(workspace, zone, most);
        });
  }
}

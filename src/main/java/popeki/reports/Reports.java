package popeki.reports;

import org.springframework.stereotype.Component;
import popeki.kernel.WorkspaceId;

/** The figures of a workspace. */
@Component
public class Reports {
  private final FoldLane folds;

  Reports(FoldLane folds) {
    this.folds = folds;
  }

  /**
   * Counts the days again after the workspace moved to another zone; nothing happens when its days
   * are in its zone already. Until then reports are exact but slower, so it may as well be left to
   * the next fold.
   */
  public void rebuild(WorkspaceId workspace) {
    folds.fold(workspace, 0);
  }
}

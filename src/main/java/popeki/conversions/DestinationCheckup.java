package popeki.conversions;

import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;
import popeki.kernel.WorkspaceId;
import popeki.platform.Checkup;
import popeki.platform.Finding;
import popeki.platform.WorkspaceTx;
import popeki.workspaces.Workspaces;

/** Destinations whose token Meta refused; their conversions wait. */
@Component
class DestinationCheckup implements Checkup {
  private final Workspaces workspaces;
  private final DestinationRepository rows;
  private final WorkspaceTx tx;

  DestinationCheckup(Workspaces workspaces, DestinationRepository rows, WorkspaceTx tx) {
    this.workspaces = workspaces;
    this.rows = rows;
    this.tx = tx;
  }

  @Override
  public List<Finding> findings() {
    var findings = new ArrayList<Finding>();
    for (WorkspaceId workspace : workspaces.all()) {
      tx.in(workspace, () -> rows.find(workspace))
          .filter(destination -> destination.enabled() && !destination.parked().isEmpty())
          .ifPresent(destination -> findings.add(parked(workspace, destination)));
    }
    return findings.isEmpty()
        ? List.of(Finding.ok("destinations", "none is parked"))
        : List.copyOf(findings);
  }

  private static Finding parked(WorkspaceId workspace, Destination destination) {
    return Finding.warning(
        "destinations",
        "Meta refuses the token of "
            + destination.parked().size()
            + " dataset(s) of workspace "
            + workspace
            + "; conversions wait up to 7 days: give a new token with PUT /api/v1/destinations/meta");
  }
}

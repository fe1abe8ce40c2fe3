package popeki.connections;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;
import popeki.kernel.WorkspaceId;
import popeki.platform.Checkup;
import popeki.platform.Finding;
import popeki.workspaces.Workspaces;

/** Numbers that Meta has cut off, and tokens that end soon. */
@Component
class ConnectionCheckup implements Checkup {
  static final Duration SOON = Duration.ofDays(7);

  private final Workspaces workspaces;
  private final Connections connections;
  private final Clock clock;

  ConnectionCheckup(Workspaces workspaces, Connections connections, Clock clock) {
    this.workspaces = workspaces;
    this.connections = connections;
    this.clock = clock;
  }

  @Override
  public List<Finding> findings() {
    var findings = new ArrayList<Finding>();
    for (WorkspaceId workspace : workspaces.all()) {
      for (Connection connection : connections.list(workspace)) {
        Instant ends = connection.endsAt();
        if (connection.trouble() != null) {
          findings.add(cutOff(workspace, connection, connection.trouble()));
        } else if (ends != null && ends.isBefore(clock.instant().plus(SOON))) {
          findings.add(ending(workspace, connection, ends));
        }
      }
    }
    return findings.isEmpty()
        ? List.of(Finding.ok("numbers", "none needs a new token"))
        : List.copyOf(findings);
  }

  private static Finding cutOff(WorkspaceId workspace, Connection connection, Trouble trouble) {
    return Finding.warning(
        "numbers",
        "number "
            + connection.number()
            + " of workspace "
            + workspace
            + " is cut off ("
            + trouble.wire()
            + "): "
            + (trouble.needsToken()
                ? "an owner gives it a new token under Settings, WhatsApp numbers"
                : "Meta says when it is back"));
  }

  private static Finding ending(WorkspaceId workspace, Connection connection, Instant ends) {
    return Finding.warning(
        "numbers",
        "the token of number "
            + connection.number()
            + " of workspace "
            + workspace
            + " ends at "
            + ends
            + ": an owner gives it a new one under Settings, WhatsApp numbers");
  }
}

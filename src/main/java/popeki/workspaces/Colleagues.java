package popeki.workspaces;

import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import popeki.kernel.UserId;
import popeki.kernel.WorkspaceId;

/** Names of the people of a workspace, for what carries their id. Who left is not among them. */
@Component
public class Colleagues {
  private final Team team;

  Colleagues(Team team) {
    this.team = team;
  }

  public Map<UserId, String> names(WorkspaceId workspace) {
    return team.of(workspace).stream()
        .collect(Collectors.toMap(Colleague::user, Colleague::name, (first, second) -> first));
  }
}

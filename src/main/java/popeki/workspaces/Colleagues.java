package popeki.workspaces;

import java.util.List;
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

  /** Whom mail reaches. */
  public record Addressee(UserId user, String email) {
    /** Logs get no address. */
    @Override
    public String toString() {
      return "Addressee[" + user + "]";
    }
  }

  /** Those whose role may do this, outside a transaction of the workspace. */
  public List<Addressee> whoMay(WorkspaceId workspace, Permission permission) {
    return team.of(workspace).stream()
        .filter(one -> one.role().may(permission))
        .map(one -> new Addressee(one.user(), one.email()))
        .toList();
  }

  public Map<UserId, String> names(WorkspaceId workspace) {
    return team.of(workspace).stream()
        .collect(Collectors.toMap(Colleague::user, Colleague::name, (first, second) -> first));
  }
}

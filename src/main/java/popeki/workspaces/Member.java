package popeki.workspaces;

import popeki.kernel.UserId;
import popeki.kernel.WorkspaceId;
import popeki.platform.Actor;

/**
 * A person in a workspace, as the argument of a page's controller under {@code /w/{workspace}/…}.
 * Whoever does not belong there never reaches the controller.
 */
public record Member(UserId user, String name, String email, Role role, Workspace workspace) {
  public WorkspaceId workspaceId() {
    return workspace.id();
  }

  public Sight sight() {
    return role.sight();
  }

  /** As the audit log names the person. */
  public Actor actor() {
    return Actor.user(user, name);
  }

  /** Logs get no address. */
  @Override
  public String toString() {
    return "Member[" + user + ", " + role + ", " + workspace.slug() + "]";
  }
}

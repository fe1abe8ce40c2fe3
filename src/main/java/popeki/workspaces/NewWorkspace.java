package popeki.workspaces;

import popeki.kernel.UserId;
import popeki.kernel.WorkspaceId;

/**
 * A workspace just made, with the two secrets that are shown once.
 *
 * @param apiKey all scopes
 * @param signInUrl opened with GET, works once, for an hour
 */
public record NewWorkspace(
    WorkspaceId workspaceId, String slug, UserId userId, String apiKey, String signInUrl) {
  /** Logs get no secret. */
  @Override
  public String toString() {
    return "NewWorkspace[" + slug + "]";
  }
}

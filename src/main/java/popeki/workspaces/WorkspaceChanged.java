package popeki.workspaces;

/**
 * A workspace's settings changed, in this transaction; whoever built on the old ones may rebuild.
 */
public record WorkspaceChanged(Workspace before, Workspace after) {
  public boolean zoneChanged() {
    return !before.timezone().equals(after.timezone());
  }
}

package popeki.workspaces;

import popeki.kernel.NumberId;
import popeki.kernel.WorkspaceId;

/**
 * A number was connected, or given anew what it is connected with.
 *
 * @param newToken whether an access token came with it
 */
public record NumberConnected(WorkspaceId workspace, NumberId number, boolean newToken) {}

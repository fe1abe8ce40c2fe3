package popeki.workspaces;

import popeki.kernel.NumberId;
import popeki.kernel.WorkspaceId;

/** A number was taken off. */
public record NumberDisconnected(WorkspaceId workspace, NumberId number) {}

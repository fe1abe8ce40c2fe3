package popeki.workspaces;

import popeki.kernel.WorkspaceId;

/** A business switched a purpose on or off, in this transaction. */
public record ProcessingSwitched(WorkspaceId workspace, Purpose purpose, boolean on) {}

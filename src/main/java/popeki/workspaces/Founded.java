package popeki.workspaces;

import popeki.kernel.UserId;

/** A workspace just made by its owner's sign-up. */
record Founded(Workspace workspace, UserId user) {}

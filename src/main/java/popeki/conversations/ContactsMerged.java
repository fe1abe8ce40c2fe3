package popeki.conversations;

import popeki.kernel.ContactId;
import popeki.kernel.WorkspaceId;

/** Two contacts are one person. Published in the transaction that merged them. */
public record ContactsMerged(WorkspaceId workspace, ContactId from, ContactId into) {}

package popeki.conversations;

import java.time.Instant;
import popeki.kernel.ContactId;
import popeki.kernel.WorkspaceId;

/**
 * A contact no longer wants marketing processing: nothing is sent or scored from this commit on.
 */
public record ContactOptedOut(
    WorkspaceId workspace, ContactId contact, Instant at, String source) {}

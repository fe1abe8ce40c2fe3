package popeki.workspaces;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import popeki.kernel.NumberId;
import popeki.kernel.WorkspaceId;

/**
 * A WhatsApp number of a business.
 *
 * @param phoneNumberId Meta's id of the number; webhooks name it
 * @param wabaId the WhatsApp Business Account that holds it
 * @param digits what {@code wa.me} takes
 * @param hasToken whether an access token is stored; the token itself is never given out
 * @param lastEventAt when Meta last told about it; null before the first webhook
 * @param firstEventAt when Meta first told about it since it was connected
 * @param firstEventKind what that was: {@code message}, {@code echo}, {@code status} …
 * @param connectedAt when it was connected, the last time if it was taken off between
 * @param connected false when it was taken off; what was received over it stays
 */
public record ConnectedNumber(
    WorkspaceId workspace,
    NumberId id,
    String phoneNumberId,
    String wabaId,
    String displayPhoneNumber,
    String digits,
    boolean hasToken,
    @Nullable Instant lastEventAt,
    @Nullable Instant firstEventAt,
    @Nullable String firstEventKind,
    Instant createdAt,
    Instant connectedAt,
    boolean connected) {}

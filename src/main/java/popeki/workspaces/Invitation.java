package popeki.workspaces;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import popeki.accounts.EmailAddress;
import popeki.kernel.UserId;
import popeki.kernel.WorkspaceId;

/**
 * Somebody is asked to join, as something.
 *
 * @param sends how many mails went to the address today
 */
record Invitation(
    WorkspaceId workspace,
    UUID id,
    EmailAddress email,
    Role role,
    UserId invitedBy,
    Instant createdAt,
    Instant sentAt,
    Instant expiresAt,
    @Nullable Instant revokedAt,
    int sends) {

  boolean isOpen(Instant now) {
    return revokedAt == null && now.isBefore(expiresAt);
  }

  /** Logs get no address. */
  @Override
  public String toString() {
    return "Invitation[" + id + ", " + role + "]";
  }
}

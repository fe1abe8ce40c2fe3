package popeki.workspaces;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import popeki.kernel.WorkspaceId;
import popeki.platform.Scope;

/** An API key as stored: everything but the key. */
record ApiKey(
    WorkspaceId workspace,
    UUID id,
    String name,
    Set<Scope> scopes,
    Instant createdAt,
    @Nullable Instant expiresAt,
    @Nullable Instant lastUsedAt,
    boolean revoked) {

  boolean opensAt(Instant now) {
    return !revoked && (expiresAt == null || now.isBefore(expiresAt));
  }
}

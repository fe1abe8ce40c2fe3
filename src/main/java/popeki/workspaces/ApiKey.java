package popeki.workspaces;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import popeki.kernel.WorkspaceId;
import popeki.platform.Scope;

/**
 * An API key as stored: everything but the key.
 *
 * @param prefix how the key begins, for telling keys apart: {@code pk_live_x7k2m9qa_…}
 * @param lastUsedFrom the network of the last caller; the address itself is not kept
 * @param replacedBy the key that a rotation made in its place
 */
record ApiKey(
    WorkspaceId workspace,
    UUID id,
    String name,
    String prefix,
    Set<Scope> scopes,
    Instant createdAt,
    @Nullable Instant expiresAt,
    @Nullable Instant lastUsedAt,
    @Nullable String lastUsedFrom,
    boolean revoked,
    @Nullable UUID replacedBy) {

  boolean opensAt(Instant now) {
    return !revoked && (expiresAt == null || now.isBefore(expiresAt));
  }
}

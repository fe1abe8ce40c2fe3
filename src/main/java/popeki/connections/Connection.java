package popeki.connections;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import popeki.kernel.NumberId;

/**
 * How it stands between a number and Meta, as far as its token shows.
 *
 * @param trouble why the number needs a new token or is suspended; null when it is well
 * @param troubleAt since when
 * @param appId the app that the token belongs to; null before Meta was asked
 * @param subscribed whether the account's events go to that app; null when Meta did not say
 * @param listed whether the account shows this number; null when Meta did not say
 * @param neighbours phone number ids of the same account
 * @param hindrance what the last check could not see, and why; the token itself works
 * @param tokenAt when the token was given; a check of an older one is not written down
 */
record Connection(
    NumberId number,
    @Nullable Trouble trouble,
    @Nullable Instant troubleAt,
    @Nullable String appId,
    Set<String> scopes,
    @Nullable Instant expiresAt,
    @Nullable Instant dataAccessExpiresAt,
    @Nullable Boolean subscribed,
    @Nullable Boolean listed,
    Set<String> neighbours,
    @Nullable String quality,
    @Nullable String status,
    @Nullable String verifiedName,
    @Nullable Trouble hindrance,
    Instant tokenAt,
    @Nullable Instant checkedAt,
    @Nullable Instant checkAt) {
  Connection {
    scopes = Set.copyOf(scopes);
    neighbours = Set.copyOf(neighbours);
  }

  /** The first moment at which Meta stops taking the token. */
  @Nullable Instant endsAt() {
    if (expiresAt == null || dataAccessExpiresAt == null) {
      return expiresAt == null ? dataAccessExpiresAt : expiresAt;
    }
    return expiresAt.isBefore(dataAccessExpiresAt) ? expiresAt : dataAccessExpiresAt;
  }

  boolean lacks(String scope) {
    return checkedAt != null && !scopes.isEmpty() && !scopes.contains(scope);
  }
}

package popeki.ads;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import popeki.connections.Trouble;
import popeki.kernel.NumberId;

/**
 * A token that reads ads, without its secret.
 *
 * @param number the WhatsApp number whose token it is; null for one that was pasted for ads
 * @param found the ad accounts that it showed
 * @param scopes the permissions that Meta names; none when Meta did not say
 * @param percent how much of Meta's limits was used up at the last call
 */
record AdToken(
    UUID id,
    @Nullable NumberId number,
    List<FoundAccount> found,
    Set<String> scopes,
    @Nullable Integer percent,
    @Nullable Instant pausedUntil,
    @Nullable Trouble trouble,
    @Nullable Instant troubleAt) {
  private static final Set<String> READS = Set.of("ads_read", "ads_management");

  AdToken {
    found = List.copyOf(found);
    scopes = Set.copyOf(scopes);
  }

  /** Whether permissions that Meta names are enough; what it does not name is tried. */
  static boolean readsAds(Set<String> scopes) {
    return scopes.isEmpty() || READS.stream().anyMatch(scopes::contains);
  }
}

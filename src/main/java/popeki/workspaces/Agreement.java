package popeki.workspaces;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What somebody accepted for a business, and when. No address is kept with it: that the person read
 * the mail which opened the workspace is the better evidence.
 */
record Agreement(String termsVersion, @Nullable String processingVersion, Instant acceptedAt) {
  /** Of a person who joins a business: the terms alone. */
  static Agreement ofMember(Instant at) {
    return new Agreement(Agreements.TERMS, null, at);
  }

  static Agreement now(Instant at) {
    return new Agreement(Agreements.TERMS, Agreements.PROCESSING, at);
  }
}

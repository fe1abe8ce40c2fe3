package popeki.workspaces;

import java.time.Instant;

/**
 * What somebody accepted for a business, and when. No address is kept with it: that the person read
 * the mail which opened the workspace is the better evidence.
 */
record Agreement(String termsVersion, String processingVersion, Instant acceptedAt) {
  static Agreement now(Instant at) {
    return new Agreement(Agreements.TERMS, Agreements.PROCESSING, at);
  }
}

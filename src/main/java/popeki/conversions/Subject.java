package popeki.conversions;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import popeki.kernel.ContactId;
import popeki.kernel.PhoneNumber;
import popeki.privacy.Alias;

/**
 * Whom a conversion is about and what led them here.
 *
 * @param country two letters, from the phone or the user id
 * @param touch null when nothing is known about where they came from
 */
record Subject(
    ContactId contact,
    String wabaId,
    @Nullable PhoneNumber phone,
    @Nullable String country,
    List<Alias> aliases,
    @Nullable Touch touch) {

  /**
   * The credited source.
   *
   * @param ctwaClid Meta's click id of the latest ad click before the outcome
   * @param click the visit of a tracked link
   * @param gpc the visitor's browser asked not to be tracked
   */
  record Touch(double confidence, @Nullable String ctwaClid, @Nullable Click click, boolean gpc) {}

  /** A visit of a tracked link, as much of it as may be known. */
  record Click(
      Instant at, @Nullable String fbclid, @Nullable String ip, @Nullable String userAgent) {}
}

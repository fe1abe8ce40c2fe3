package popeki.links;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import popeki.kernel.PhoneNumber;
import popeki.kernel.Pure;

/**
 * What the script of a landing page must know of a link to tell its numbers from anybody else's.
 *
 * @param slug in lower case
 * @param numbers in every form that pages write them, those that are switched off too: the link
 *     decides who answers, not the page
 */
@Pure
record TrackedLink(String slug, String url, List<String> numbers) {

  /** Empty while the link sends nobody on: the page's own links then stay as they are. */
  static Optional<TrackedLink> of(String slug, String url, LinkTarget target, Instant now) {
    Instant end = target.expiresAt();
    boolean leads =
        !target.paused()
            && (end == null || now.isBefore(end))
            && target.numbers().stream().anyMatch(LinkNumber::on);
    return leads
        ? Optional.of(
            new TrackedLink(
                slug,
                url,
                target.numbers().stream()
                    .flatMap(number -> new PhoneNumber(number.digits()).writtenForms().stream())
                    .distinct()
                    .toList()))
        : Optional.empty();
  }
}

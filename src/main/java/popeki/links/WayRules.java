package popeki.links;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Pure;

/**
 * Whether a link sends its visitors on, and to which of its numbers it may. An end outranks a
 * pause: what has ended is not coming back. A link whose numbers are all switched off is paused.
 */
@Pure
final class WayRules {
  private WayRules() {}

  static Way of(LinkTarget target, Instant at) {
    if (hasEnded(target.expiresAt(), at)) {
      return target.fallback() == null ? ended(target) : new Way.Elsewhere(target.fallback());
    }
    List<LinkNumber> open = open(target);
    if (target.paused() || open.isEmpty()) {
      return new Way.Closed(Way.Why.PAUSED, contact(target));
    }
    return new Way.Open(open);
  }

  /** What a visitor sees whose link has ended and whose next link leads nowhere either. */
  static Way.Closed ended(LinkTarget target) {
    return new Way.Closed(Way.Why.ENDED, contact(target));
  }

  static boolean hasEnded(@Nullable Instant expiresAt, Instant at) {
    return expiresAt != null && !at.isBefore(expiresAt);
  }

  /** The numbers that visitors may be sent to now. */
  private static List<LinkNumber> open(LinkTarget target) {
    return open(target.numbers(), target.routing());
  }

  static List<LinkNumber> open(List<LinkNumber> numbers, Routing routing) {
    boolean weighed = routing == Routing.WEIGHTS;
    return numbers.stream()
        .filter(LinkNumber::on)
        .filter(one -> !weighed || one.weight() > 0)
        .toList();
  }

  /** A number that is off is shown to nobody. */
  private static @Nullable LinkNumber contact(LinkTarget target) {
    return target.numbers().stream().filter(LinkNumber::on).findFirst().orElse(null);
  }
}

package popeki.links;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import popeki.kernel.LinkId;
import popeki.kernel.NumberId;

/**
 * Where a link leads.
 *
 * @param numbers one at least; the first is the link's {@code number_id}
 * @param paused nobody is sent on, for as long as it is set
 * @param expiresAt from then on nobody is sent to these numbers
 * @param fallback where visitors go after that; without one they see that the link has ended
 */
public record LinkRoute(
    List<LinkNumber> numbers,
    Routing routing,
    boolean paused,
    @Nullable Instant expiresAt,
    @Nullable LinkId fallback,
    DesktopWay desktop) {
  public LinkRoute {
    numbers = List.copyOf(numbers);
    if (numbers.isEmpty()) {
      throw new IllegalArgumentException("A link leads to one number at least");
    }
  }

  static LinkRoute to(NumberId number, String digits) {
    return new LinkRoute(
        List.of(LinkNumber.only(number, digits)),
        Routing.SINGLE,
        false,
        null,
        null,
        DesktopWay.WHATSAPP);
  }

  LinkRoute paused(boolean on) {
    return new LinkRoute(numbers, routing, on, expiresAt, fallback, desktop);
  }
}

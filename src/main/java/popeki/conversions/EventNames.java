package popeki.conversions;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import popeki.kernel.Pure;

/**
 * Which event names Meta takes, by channel, as of Graph v26.0. Messaging has a closed list, and a
 * name outside it loses the event ({@code 2804066}); a pixel dataset takes any name.
 *
 * <p>{@code QualifiedLead} stands in Meta's list and is refused in places, so it goes out as {@code
 * LeadSubmitted}, which is taken everywhere and means the same to the ad's optimisation.
 */
@Pure
final class EventNames {
  /** Taken by every account that was observed. */
  private static final Set<String> SAFE =
      new LinkedHashSet<>(
          List.of("LeadSubmitted", "Purchase", "AddToCart", "InitiateCheckout", "ViewContent"));

  /** In Meta's list; some accounts refuse them, and then the delivery says so. */
  private static final Set<String> LISTED =
      Set.of(
          "OrderCreated",
          "OrderShipped",
          "OrderDelivered",
          "OrderCanceled",
          "OrderReturned",
          "CartAbandoned",
          "RatingProvided",
          "ReviewProvided");

  private static final Map<String, String> FALLBACK =
      Map.of("QualifiedLead", "LeadSubmitted", "Lead", "LeadSubmitted");

  private EventNames() {}

  /** The name that goes over the wire for the wanted one; nothing when the channel refuses it. */
  static Optional<String> resolve(Route route, String wanted) {
    return switch (route) {
      case WEB -> isName(wanted) ? Optional.of(wanted) : Optional.empty();
      case MESSAGING -> {
        String name = FALLBACK.getOrDefault(wanted, wanted);
        yield SAFE.contains(name) || LISTED.contains(name) ? Optional.of(name) : Optional.empty();
      }
    };
  }

  /** Names to offer first. */
  static List<String> suggested() {
    return List.copyOf(SAFE);
  }

  static boolean isName(String text) {
    return text.matches("[A-Za-z][A-Za-z0-9_]{0,49}");
  }

  /** A sale cannot be told without its amount. */
  static boolean needsValue(String name) {
    return name.equals("Purchase");
  }
}

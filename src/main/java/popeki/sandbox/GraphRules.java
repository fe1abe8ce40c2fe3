package popeki.sandbox;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What Meta's Conversions API takes and what it refuses, as its documentation and its answers tell.
 * The rules stand in the order in which they are asked; the first that is broken is the answer, and
 * one broken event loses the whole batch.
 */
final class GraphRules {
  static final int MOST_EVENTS = 1_000;
  static final Duration OLDEST = Duration.ofDays(7);
  static final Duration SKEW = Duration.ofMinutes(10);

  private static final Set<String> MESSAGING_EVENTS =
      Set.of(
          "Purchase",
          "LeadSubmitted",
          "QualifiedLead",
          "InitiateCheckout",
          "AddToCart",
          "ViewContent",
          "OrderCreated",
          "OrderShipped",
          "OrderDelivered",
          "OrderCanceled",
          "OrderReturned",
          "CartAbandoned",
          "RatingProvided",
          "ReviewProvided");
  private static final Set<String> ACTION_SOURCES =
      Set.of(
          "email",
          "website",
          "app",
          "phone_call",
          "chat",
          "physical_store",
          "system_generated",
          "business_messaging",
          "other");
  private static final Set<String> CHANNELS = Set.of("whatsapp", "messenger", "instagram");

  /** Each of these alone says enough about the person. */
  private static final Set<String> STRONG_KEYS =
      Set.of("em", "ph", "fbc", "fbp", "external_id", "lead_id", "ctwa_clid");

  private static final Pattern CLICK_ID = Pattern.compile("AR[A-Za-z0-9_-]{60,1020}");
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

  private GraphRules() {}

  /** A refusal in Meta's own terms. */
  record Refusal(int code, int subcode, String title, String message) {
    static Refusal parameter(String message) {
      return new Refusal(100, 0, "Invalid parameter", message);
    }
  }

  /**
   * Looks at a request body.
   *
   * @param waba the WhatsApp account that the dataset belongs to; null for a pixel
   */
  static Optional<Refusal> judge(JsonNode body, @Nullable String waba, Instant now) {
    JsonNode data = body.path("data");
    if (!data.isArray() || data.isEmpty() || data.size() > MOST_EVENTS) {
      return Optional.of(Refusal.parameter("data must hold 1 to " + MOST_EVENTS + " events"));
    }
    for (JsonNode event : data) {
      Optional<Refusal> refusal = event(event, waba, now);
      if (refusal.isPresent()) {
        return refusal;
      }
    }
    return Optional.empty();
  }

  private static Optional<Refusal> event(JsonNode event, @Nullable String waba, Instant now) {
    String name = event.path("event_name").asString("");
    if (name.isEmpty() || name.length() > 50) {
      return Optional.of(Refusal.parameter("event_name must have 1 to 50 characters"));
    }
    return time(event, now)
        .or(() -> source(event, name, waba))
        .or(() -> value(event, name))
        .or(() -> hashes(event.path("user_data")))
        .or(() -> enough(event.path("user_data")));
  }

  private static Optional<Refusal> time(JsonNode event, Instant now) {
    JsonNode time = event.path("event_time");
    if (!time.isIntegralNumber()) {
      return Optional.of(Refusal.parameter("event_time must be unix seconds"));
    }
    Instant at = Instant.ofEpochSecond(time.asLong());
    boolean store = event.path("action_source").asString("").equals("physical_store");
    Duration oldest = store ? Duration.ofDays(62) : OLDEST;
    return at.isBefore(now.minus(oldest)) || at.isAfter(now.plus(SKEW))
        ? Optional.of(
            new Refusal(
                100,
                2804003,
                "Event Timestamp Too Old",
                "The timestamp for this event is too far in the past or lies in the future."))
        : Optional.empty();
  }

  private static Optional<Refusal> source(JsonNode event, String name, @Nullable String waba) {
    String source = event.path("action_source").asString("");
    if (!ACTION_SOURCES.contains(source)) {
      return Optional.of(Refusal.parameter("action_source is missing or unknown"));
    }
    if (source.equals("website") && event.path("event_source_url").asString("").isEmpty()) {
      return Optional.of(Refusal.parameter("event_source_url is required for website events"));
    }
    return source.equals("business_messaging") ? messaging(event, name, waba) : Optional.empty();
  }

  private static Optional<Refusal> messaging(JsonNode event, String name, @Nullable String waba) {
    if (!CHANNELS.contains(event.path("messaging_channel").asString(""))) {
      return Optional.of(Refusal.parameter("messaging_channel is required for business_messaging"));
    }
    if (!MESSAGING_EVENTS.contains(name)) {
      return Optional.of(
          new Refusal(
              100,
              2804066,
              "Messaging Event Invalid Event Type",
              "The event " + name + " is not supported for messaging."));
    }
    JsonNode user = event.path("user_data");
    String account = user.path("whatsapp_business_account_id").asString("");
    boolean foreign = waba == null || (!account.isEmpty() && !account.equals(waba));
    return foreign || !CLICK_ID.matcher(user.path("ctwa_clid").asString("")).matches()
        ? Optional.of(
            new Refusal(
                100,
                2804087,
                "Messaging Event Invalid Ctwa Clid",
                "The ctwa_clid is not valid for this dataset."))
        : Optional.empty();
  }

  private static Optional<Refusal> value(JsonNode event, String name) {
    JsonNode custom = event.path("custom_data");
    boolean priced =
        custom.path("value").isNumber()
            && custom.path("value").asDouble() >= 0
            && custom.path("currency").asString("").matches("[A-Za-z]{3}");
    return name.equals("Purchase") && !priced
        ? Optional.of(Refusal.parameter("Purchase requires value and currency"))
        : Optional.empty();
  }

  private static Optional<Refusal> hashes(JsonNode user) {
    for (String key : new String[] {"em", "ph", "fn", "ln", "country"}) {
      JsonNode given = user.path(key);
      boolean good =
          given.isArray()
              ? given.valueStream().allMatch(GraphRules::isHash)
              : given.isMissingNode() || isHash(given);
      if (!good) {
        return Optional.of(Refusal.parameter("user_data." + key + " must be SHA-256 in hex"));
      }
    }
    return Optional.empty();
  }

  private static boolean isHash(JsonNode text) {
    return HASH.matcher(text.asString("")).matches();
  }

  private static boolean isSaid(JsonNode given) {
    return given.isArray() ? !given.isEmpty() : given.isNumber() || !given.asString("").isEmpty();
  }

  private static Optional<Refusal> enough(JsonNode user) {
    boolean strong = STRONG_KEYS.stream().map(user::path).anyMatch(GraphRules::isSaid);
    return strong
        ? Optional.empty()
        : Optional.of(
            new Refusal(
                100,
                2804050,
                "Insufficient Customer Information",
                "This event has too little customer information to be matched."));
  }
}

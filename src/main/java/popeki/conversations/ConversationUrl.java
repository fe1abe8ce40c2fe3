package popeki.conversations;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import popeki.kernel.ContactId;
import popeki.kernel.DateRange;
import popeki.platform.PagePeriod;
import popeki.platform.Period;

/**
 * What the list shows, as its address says it: every link on the page is this with one thing
 * changed, and can be sent to a colleague.
 *
 * @param base the list's path
 * @param asked parameter and value, of those that mean something here, in one order
 */
record ConversationUrl(String base, Map<String, String> asked) {
  static final String SEARCH = "q";
  static final String TAG = "tag";
  static final String WINDOW = "window";
  static final String NEEDS = "needs";

  /** Not a filter: which conversation stands open beside the list. */
  static final String OPEN = "open";

  /** In this order they stand in the address and in the bar. */
  private static final List<String> FILTERS =
      List.of(
          SEARCH,
          "stage",
          "category",
          "source",
          "campaign",
          "attribution",
          "link",
          TAG,
          "min_score",
          WINDOW,
          NEEDS);

  private static final List<String> PERIOD = List.of("range", "from", "to");
  private static final int LONGEST = 300;

  static ConversationUrl parse(String base, Map<String, String> given) {
    var asked = new LinkedHashMap<String, String>();
    for (var keys : List.of(FILTERS, PERIOD)) {
      for (String key : keys) {
        String value = given.getOrDefault(key, "").strip();
        if (!value.isEmpty() && value.length() <= LONGEST) {
          asked.put(key, value);
        }
      }
    }
    return new ConversationUrl(base, asked);
  }

  /** From a saved view's text. */
  static ConversationUrl ofQuery(String base, String query) {
    var given = new LinkedHashMap<String, String>();
    for (String part : query.split("&", 40)) {
      int at = part.indexOf('=');
      if (at > 0) {
        given.put(decode(part.substring(0, at)), decode(part.substring(at + 1)));
      }
    }
    return parse(base, given);
  }

  @Nullable String value(String key) {
    return asked.get(key);
  }

  boolean isAnything() {
    return !asked.isEmpty();
  }

  boolean hasPeriod() {
    return PERIOD.stream().anyMatch(asked::containsKey);
  }

  /** The filters in force, the period apart. */
  List<String> filters() {
    return FILTERS.stream().filter(asked::containsKey).toList();
  }

  ConversationUrl with(String key, String value) {
    var other = new LinkedHashMap<>(asked);
    other.put(key, value);
    return parse(base, other);
  }

  ConversationUrl without(String key) {
    var other = new LinkedHashMap<>(asked);
    other.remove(key);
    return new ConversationUrl(base, other);
  }

  ConversationUrl withoutPeriod() {
    var other = new LinkedHashMap<>(asked);
    PERIOD.forEach(other::remove);
    return new ConversationUrl(base, other);
  }

  ConversationUrl withRange(String range) {
    return withoutPeriod().with("range", range);
  }

  /** All parameters but those of the period, or but the search: what a form keeps. */
  Map<String, String> but(Set<String> dropped) {
    var other = new LinkedHashMap<>(asked);
    dropped.forEach(other::remove);
    return other;
  }

  String query() {
    return asked.entrySet().stream()
        .map(one -> one.getKey() + "=" + encode(one.getValue()))
        .collect(Collectors.joining("&"));
  }

  String href() {
    return at(base);
  }

  /** The same view of another path, the list's rows alone. */
  String at(String path) {
    return asked.isEmpty() ? path : path + "?" + query();
  }

  /** The page that begins after a cursor; the first one without. */
  String page(String path, @Nullable String cursor) {
    return cursor == null
        ? at(path)
        : path + "?" + (asked.isEmpty() ? "" : query() + "&") + "cursor=" + encode(cursor);
  }

  /** The same list with a conversation open beside it. */
  String opening(@Nullable String cursor, UUID conversation) {
    String list = page(base, cursor);
    return list + (list.contains("?") ? "&" : "?") + OPEN + "=" + conversation;
  }

  String next(String cursor) {
    return page(base, cursor);
  }

  /**
   * The days asked for; without any, all time.
   *
   * @throws popeki.platform.ApiProblem 400 for a date that is none
   */
  Period period(ZoneId zone, Instant now) {
    String range = asked.get("range");
    if (range != null && PagePeriod.CHOICES.contains(range)) {
      DateRange days = PagePeriod.parse(range, null, null, zone, now).bounds();
      return new Period(days.from(), days.to(), zone);
    }
    return Period.parse(asked.get("from"), asked.get("to"), zone);
  }

  ConversationRepository.Filter filter(ZoneId zone, Instant now, @Nullable List<ContactId> people) {
    return new ConversationRepository.Filter(
        period(zone, now),
        asked.get("source"),
        ConversationPages.lower(asked.get("stage")),
        score(asked.get("min_score")),
        ConversationPages.lower(asked.get("category")),
        ConversationPages.lower(asked.get("attribution")),
        link(asked.get("link")),
        asked.get("campaign"),
        asked.get(TAG) == null ? null : TagRules.tidy(asked.getOrDefault(TAG, "")),
        people,
        "open".equals(asked.get(WINDOW)),
        "look".equals(asked.get(NEEDS)),
        now.minus(ReplyWindow.CUSTOMER));
  }

  /** A link that is none matches nothing, which is what the page then says. */
  private static @Nullable UUID link(@Nullable String text) {
    try {
      return text == null ? null : UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      return new UUID(0, 0);
    }
  }

  private static @Nullable Integer score(@Nullable String text) {
    return text != null && text.matches("[0-9]{1,3}") ? Integer.valueOf(text) : null;
  }

  /** The ranges that the bar offers, the whole time aside. */
  static List<String> ranges() {
    return new ArrayList<>(PagePeriod.CHOICES);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, UTF_8);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}

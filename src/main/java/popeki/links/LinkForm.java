package popeki.links;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import popeki.platform.ApiProblem;

/**
 * The fields of a link's form, and the draft they make. A number beyond the first has a field
 * {@code on_<id>} (empty: not used) and a {@code weight_<id>}.
 */
final class LinkForm {
  static final String ON = "on_";
  static final String WEIGHT = "weight_";

  /** Fields whose errors are shown beside them. */
  static final List<String> FIELDS =
      List.of(
          "name",
          "number_id",
          "numbers",
          "message",
          "slug",
          "source",
          "campaign",
          "code",
          "expires_at",
          "fallback_link_id");

  private LinkForm() {}

  /**
   * @throws ApiProblem 422 when the end is no time
   */
  static LinkDraft draft(Map<String, String> form, ZoneId zone) {
    return new LinkDraft(
        form.get("name"),
        id(form.get("number_id")),
        numbers(form),
        choice(Routing.class, form.get("routing"), Routing.SINGLE),
        text(form.get("message")),
        word(form.get("slug")),
        word(form.get("source")),
        word(form.get("campaign")),
        choice(CodeMode.class, form.get("code"), CodeMode.BOTH),
        form.containsKey("paused"),
        end(word(form.get("expires_at")), zone),
        id(form.get("fallback_link_id")),
        choice(DesktopWay.class, form.get("desktop"), DesktopWay.WHATSAPP));
  }

  /** What the form of a link that exists shows. */
  static Map<String, String> values(LinkSummary link, ZoneId zone) {
    LinkRoute route = link.route();
    var values = new HashMap<String, String>();
    values.put("name", link.name());
    values.put("number_id", link.number().toString());
    values.put("message", link.message());
    values.put("source", link.source() == null ? "" : link.source());
    values.put("campaign", link.campaign() == null ? "" : link.campaign());
    values.put("code", wire(link.code()));
    values.put("routing", wire(route.routing()));
    values.put("desktop", wire(route.desktop()));
    if (route.paused()) {
      values.put("paused", "true");
    }
    if (route.expiresAt() != null) {
      values.put("expires_at", local(route.expiresAt(), zone));
    }
    if (route.fallback() != null) {
      values.put("fallback_link_id", route.fallback().toString());
    }
    for (LinkNumber number : route.numbers()) {
      if (!isAlone(route)) {
        values.put(ON + number.number(), number.on() ? "on" : "off");
      }
      values.put(WEIGHT + number.number(), String.valueOf(number.weight()));
    }
    return values;
  }

  /** Another number chosen above then takes its place, and it does not stay as a further one. */
  private static boolean isAlone(LinkRoute route) {
    return route.numbers().size() == 1 && route.numbers().getFirst().on();
  }

  /** Null in a form that asks for one number only. */
  private static @Nullable List<LinkDraft.NumberShare> numbers(Map<String, String> form) {
    if (!form.containsKey("routing")) {
      return null;
    }
    UUID first = id(form.get("number_id"));
    var shares = new ArrayList<LinkDraft.NumberShare>();
    for (String field :
        form.keySet().stream().filter(key -> key.startsWith(ON)).sorted().toList()) {
      UUID number = id(field.substring(ON.length()));
      String state = form.getOrDefault(field, "");
      if (number != null && (number.equals(first) || !state.isEmpty())) {
        Integer weight = weight(form.get(WEIGHT + number));
        shares.add(new LinkDraft.NumberShare(number, weight, !state.equals("off")));
      }
    }
    if (first != null && shares.stream().noneMatch(share -> first.equals(share.numberId()))) {
      shares.add(new LinkDraft.NumberShare(first, null, null));
    }
    return shares;
  }

  /** What is no number is refused as one out of bounds is. */
  private static @Nullable Integer weight(@Nullable String text) {
    try {
      return text == null || text.isBlank() ? null : Integer.valueOf(text.strip());
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  /** In the workspace's zone, as its people think of it. */
  private static @Nullable Instant end(@Nullable String text, ZoneId zone) {
    if (text == null) {
      return null;
    }
    try {
      return LocalDateTime.parse(text).atZone(zone).toInstant();
    } catch (DateTimeException e) {
      throw LinkEditor.refused("expires_at", "must be a date and a time");
    }
  }

  private static String local(Instant at, ZoneId zone) {
    return LocalDateTime.ofInstant(at, zone).truncatedTo(ChronoUnit.MINUTES).toString();
  }

  /** Browsers send line ends their own way. */
  private static @Nullable String text(@Nullable String text) {
    return text == null ? null : text.replace("\r\n", "\n");
  }

  private static @Nullable String word(@Nullable String text) {
    return text == null || text.isBlank() ? null : text.strip();
  }

  static @Nullable UUID id(@Nullable String text) {
    try {
      return text == null ? null : UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static <E extends Enum<E>> E choice(Class<E> type, @Nullable String text, E otherwise) {
    return Arrays.stream(type.getEnumConstants())
        .filter(one -> one.name().equalsIgnoreCase(text))
        .findFirst()
        .orElse(otherwise);
  }

  static String wire(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT);
  }
}

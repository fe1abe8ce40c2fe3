package popeki.conversations;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Careful looks into a webhook's JSON: whatever has the wrong shape counts as absent. */
final class JsonFields {
  /** Seconds this large would lie past the year 5000, so it was milliseconds. */
  private static final long MILLISECONDS_FROM = 100_000_000_000L;

  private JsonFields() {}

  /** A string, or a number as it was written; empty means absent. */
  static @Nullable String text(JsonNode parent, String... path) {
    var node = parent;
    for (var key : path) {
      node = node.path(key);
    }
    return textOf(node);
  }

  static @Nullable String textOf(JsonNode node) {
    if (node.isString() || node.isNumber()) {
      var text = node.asString();
      return text.isBlank() ? null : text;
    }
    return null;
  }

  /** The first of several spellings that is there. */
  static @Nullable String firstText(JsonNode parent, String... keys) {
    for (var key : keys) {
      var text = text(parent, key);
      if (text != null) {
        return text;
      }
    }
    return null;
  }

  /** The elements of a list; nothing for anything else. */
  static List<JsonNode> listOf(JsonNode node) {
    return node.isArray() ? List.copyOf(node.values()) : List.of();
  }

  /** {@code true}, also as a word. */
  static boolean flag(JsonNode parent, String key) {
    var node = parent.path(key);
    return node.isBoolean() ? node.booleanValue() : "true".equalsIgnoreCase(textOf(node));
  }

  static @Nullable Integer wholeNumber(JsonNode parent, String key) {
    var number = number(parent, key);
    if (number == null || number.stripTrailingZeros().scale() > 0) {
      return null;
    }
    return number.abs().compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) <= 0
        ? number.intValue()
        : null;
  }

  /** A number, also inside a string. */
  static @Nullable BigDecimal number(JsonNode parent, String key) {
    var text = text(parent, key);
    if (text == null || text.length() > 40) {
      return null;
    }
    try {
      var number = new BigDecimal(text);
      return Math.abs((long) number.scale()) > 40 ? null : number;
    } catch (NumberFormatException _) {
      return null;
    }
  }

  /** Unix seconds, as string or number. */
  static @Nullable Instant instant(JsonNode parent, String key) {
    var number = number(parent, key);
    if (number == null || number.signum() <= 0 || number.precision() - number.scale() > 15) {
      return null;
    }
    long value = number.longValue();
    return value >= MILLISECONDS_FROM ? Instant.ofEpochMilli(value) : Instant.ofEpochSecond(value);
  }

  /** Cuts untrusted text to a bound without splitting a character. */
  static @Nullable String clipped(@Nullable String text, int characters) {
    if (text == null || text.codePointCount(0, text.length()) <= characters) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, characters));
  }
}

package popeki.conversations;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads JSON so that one monstrous value costs that value and not its neighbours: what is nested
 * too deeply or too long becomes null, and characters that a database cannot hold become U+FFFD.
 * The limits of Jackson itself would refuse the whole body, with a thousand good messages in it.
 */
final class LenientJson {
  private static final int DEEPEST = 50;
  private static final int LONGEST_STRING = 1 << 20;
  private static final int LONGEST_NUMBER = 40;

  /** Past this nobody sent it in good faith, and the parser's own bookkeeping would grow. */
  private static final int ABSURDLY_DEEP = 100_000;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(ABSURDLY_DEEP)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
          .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
          .build();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private LenientJson() {}

  static JsonNode read(byte[] body) {
    // decoding by hand turns broken UTF-8 into U+FFFD where the parser would refuse the body
    var text = new String(body, StandardCharsets.UTF_8);
    var json = text.startsWith("\uFEFF") ? text.substring(1) : text;
    try (var parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
      return document(parser);
    }
  }

  private static JsonNode document(JsonParser parser) {
    try {
      if (parser.nextToken() == null) {
        throw unreadable(parser);
      }
      var root = value(parser, 1);
      if (parser.nextToken() != null) {
        throw unreadable(parser);
      }
      return root;
    } catch (JacksonException _) {
      // its message quotes the content, so it goes no further
      throw unreadable(parser);
    }
  }

  private static UnreadablePayload unreadable(JsonParser parser) {
    return new UnreadablePayload(parser.currentLocation().getCharOffset());
  }

  private static JsonNode value(JsonParser parser, int depth) {
    return switch (parser.currentToken()) {
      case START_OBJECT -> depth > DEEPEST ? skipped(parser) : object(parser, depth);
      case START_ARRAY -> depth > DEEPEST ? skipped(parser) : array(parser, depth);
      case VALUE_STRING -> string(parser);
      case VALUE_NUMBER_INT -> integer(parser.getString());
      case VALUE_NUMBER_FLOAT -> decimal(parser.getString());
      case VALUE_TRUE -> NODES.booleanNode(true);
      case VALUE_FALSE -> NODES.booleanNode(false);
      case VALUE_NULL -> NODES.nullNode();
      case END_OBJECT, END_ARRAY, PROPERTY_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
          throw new IllegalStateException("not the start of a value");
    };
  }

  private static JsonNode skipped(JsonParser parser) {
    parser.skipChildren();
    return NODES.nullNode();
  }

  private static ObjectNode object(JsonParser parser, int depth) {
    var object = NODES.objectNode();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      var name = storable(parser.currentName());
      parser.nextToken();
      object.set(name, merged(object.path(name), value(parser, depth + 1)));
    }
    return object;
  }

  /**
   * A key that comes twice: lists are joined and never lost to another value; else the last wins.
   */
  private static JsonNode merged(JsonNode earlier, JsonNode later) {
    if (!(earlier instanceof ArrayNode list)) {
      return later;
    }
    return later instanceof ArrayNode more ? list.addAll(more) : list;
  }

  private static ArrayNode array(JsonParser parser, int depth) {
    var array = NODES.arrayNode();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      array.add(value(parser, depth + 1));
    }
    return array;
  }

  private static JsonNode string(JsonParser parser) {
    var text = parser.getString();
    return text.length() > LONGEST_STRING ? NODES.nullNode() : NODES.stringNode(storable(text));
  }

  private static JsonNode integer(String digits) {
    if (digits.length() <= 18) {
      return NODES.numberNode(Long.parseLong(digits));
    }
    return digits.length() <= LONGEST_NUMBER
        ? NODES.numberNode(new BigInteger(digits))
        : NODES.nullNode();
  }

  /** 1e999999999 is short to write and fills the memory when written out. */
  private static JsonNode decimal(String digits) {
    if (digits.length() > LONGEST_NUMBER) {
      return NODES.nullNode();
    }
    try {
      var number = new BigDecimal(digits);
      return Math.abs((long) number.scale()) > LONGEST_NUMBER
          ? NODES.nullNode()
          : NODES.numberNode(number);
    } catch (NumberFormatException _) {
      return NODES.nullNode();
    }
  }

  /** PostgreSQL holds no U+0000, and UTF-8 no half of a surrogate pair. */
  private static String storable(String text) {
    if (text.chars().noneMatch(c -> c == 0 || Character.isSurrogate((char) c))) {
      return text;
    }
    var kept = new StringBuilder(text.length());
    text.codePoints().forEach(c -> kept.appendCodePoint(isStorable(c) ? c : 0xFFFD));
    return kept.toString();
  }

  private static boolean isStorable(int codePoint) {
    return codePoint != 0 && (codePoint < 0xD800 || codePoint > 0xDFFF);
  }
}

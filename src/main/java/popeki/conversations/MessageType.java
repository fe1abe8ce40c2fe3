package popeki.conversations;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a message is made of. Types that Meta adds later are {@link #OTHER} and kept all the same.
 */
enum MessageType {
  TEXT,
  IMAGE,
  VIDEO,
  AUDIO,
  DOCUMENT,
  STICKER,
  LOCATION,
  CONTACTS,
  BUTTON,
  INTERACTIVE,
  REACTION,
  ORDER,
  SYSTEM,
  UNSUPPORTED,
  EDIT,
  REVOKE,
  REQUEST_WELCOME,
  TEMPLATE,
  /** In a history: the file follows later in a message of its own with the same id. */
  MEDIA_PLACEHOLDER,
  OTHER;

  private static final Map<String, MessageType> BY_WIRE_NAME =
      Arrays.stream(values())
          .filter(type -> type != OTHER)
          .collect(Collectors.toUnmodifiableMap(MessageType::wireName, Function.identity()));

  /** As Meta spells it. */
  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  static MessageType of(String wireName) {
    return switch (wireName) {
      case "voice" -> AUDIO;
      case "unknown" -> UNSUPPORTED;
      default -> BY_WIRE_NAME.getOrDefault(wireName, OTHER);
    };
  }

  /** Wire names of what happens to other messages or to the person: nobody wrote. */
  static final List<String> SILENT =
      names(SYSTEM, EDIT, REVOKE, MEDIA_PLACEHOLDER, REQUEST_WELCOME);

  /** Wire names of what does not answer a customer; a thumb up is no answer. */
  static final List<String> NO_ANSWER = names(SYSTEM, EDIT, REVOKE, MEDIA_PLACEHOLDER, REACTION);

  private static List<String> names(MessageType... types) {
    return Arrays.stream(types).map(MessageType::wireName).toList();
  }

  /** Did the customer write, so that the business may write back for a day? */
  boolean isHeard() {
    return !SILENT.contains(wireName());
  }

  /** Is it an answer, when the business sends it? */
  boolean isAnswer() {
    return !NO_ANSWER.contains(wireName());
  }

  /**
   * May a customer's message of this type be the first of a conversation? Notices about other
   * messages, and what WhatsApp could not pass on, never are.
   */
  boolean opensConversation() {
    return switch (this) {
      case REACTION, SYSTEM, UNSUPPORTED, EDIT, REVOKE, MEDIA_PLACEHOLDER, REQUEST_WELCOME -> false;
      case TEXT,
          IMAGE,
          VIDEO,
          AUDIO,
          DOCUMENT,
          STICKER,
          LOCATION,
          CONTACTS,
          BUTTON,
          INTERACTIVE,
          ORDER,
          TEMPLATE,
          OTHER ->
          true;
    };
  }
}

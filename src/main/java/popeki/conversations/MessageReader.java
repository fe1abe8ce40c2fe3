package popeki.conversations;

import static popeki.conversations.JsonFields.clipped;
import static popeki.conversations.JsonFields.firstText;
import static popeki.conversations.JsonFields.flag;
import static popeki.conversations.JsonFields.listOf;
import static popeki.conversations.JsonFields.text;
import static popeki.conversations.JsonFields.textOf;
import static popeki.conversations.JsonFields.wholeNumber;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import popeki.conversations.MessageContent.Media;
import popeki.conversations.MessageContent.Problem;
import tools.jackson.databind.JsonNode;

/** Reads what a message says from the object that every kind of message shares. */
final class MessageReader {
  private static final int LONGEST_TEXT = 65_536;

  private static final Referral NOTHING_SAID =
      new Referral(null, null, null, null, null, null, null, null, null, null, null);

  private MessageReader() {}

  static MessageContent content(String wamid, JsonNode message) {
    var typeName = typeName(message);
    var type = MessageType.of(typeName);
    // an edit holds the whole new message
    var said = type == MessageType.EDIT ? message.path("edit").path("message") : message;
    var saidType = type == MessageType.EDIT ? MessageType.of(typeName(said)) : type;
    var saidBody = body(said, type == MessageType.EDIT ? typeName(said) : typeName);
    var context = message.path("context");
    return new MessageContent(
        wamid,
        type,
        typeName,
        clipped(words(saidType, saidBody), LONGEST_TEXT),
        media(typeName(said), saidBody),
        referral(message.path("referral")),
        text(context, "id"),
        flag(context, "forwarded") || flag(context, "frequently_forwarded"),
        target(type, body(message, typeName)),
        text(message, "group_id"),
        problems(message.path("errors")));
  }

  /** The type as told; where it is missing, the first key that names one. */
  private static String typeName(JsonNode message) {
    var told = text(message, "type");
    if (told != null) {
      return told.length() <= 64 ? told : told.substring(0, 64);
    }
    return message.propertyNames().stream()
        .filter(key -> MessageType.of(key) != MessageType.OTHER && !key.equals("errors"))
        .findFirst()
        .orElse("unknown");
  }

  private static JsonNode body(JsonNode message, String typeName) {
    return message.path(typeName);
  }

  private static @Nullable String words(MessageType type, JsonNode body) {
    return switch (type) {
      case TEXT, SYSTEM -> body.isString() ? textOf(body) : text(body, "body");
      case IMAGE, VIDEO, AUDIO, DOCUMENT, STICKER -> text(body, "caption");
      case LOCATION -> place(body);
      case CONTACTS -> names(body);
      case BUTTON -> firstText(body, "text", "payload");
      case INTERACTIVE -> choice(body);
      case REACTION -> text(body, "emoji");
      case ORDER -> text(body, "text");
      case TEMPLATE, OTHER -> firstText(body, "body", "text", "caption", "title", "name");
      case UNSUPPORTED, EDIT, REVOKE, REQUEST_WELCOME, MEDIA_PLACEHOLDER -> null;
    };
  }

  private static @Nullable String place(JsonNode location) {
    var name = text(location, "name");
    var address = text(location, "address");
    return name == null || address == null
        ? SenderReader.first(name, address)
        : name + ", " + address;
  }

  private static @Nullable String names(JsonNode cards) {
    var names =
        listOf(cards).stream()
            .map(card -> text(card, "name", "formatted_name"))
            .filter(Objects::nonNull)
            .collect(Collectors.joining(", "));
    return names.isEmpty() ? null : names;
  }

  /** What was picked: the title of the button or list row, or a form's own summary. */
  private static @Nullable String choice(JsonNode interactive) {
    var kind = text(interactive, "type");
    if (kind != null && interactive.path(kind).isObject()) {
      return firstText(interactive.path(kind), "title", "body", "name");
    }
    for (var kinds : List.of("button_reply", "list_reply", "nfm_reply")) {
      var title = firstText(interactive.path(kinds), "title", "body", "name");
      if (title != null) {
        return title;
      }
    }
    // interactive messages of the business have their words here
    return text(interactive, "body", "text");
  }

  private static @Nullable Media media(String typeName, JsonNode body) {
    var id = text(body, "id");
    return switch (MessageType.of(typeName)) {
      case IMAGE, VIDEO, AUDIO, DOCUMENT, STICKER ->
          id == null
              ? null
              : new Media(
                  id,
                  text(body, "mime_type"),
                  text(body, "sha256"),
                  clipped(text(body, "filename"), 255),
                  flag(body, "voice") || typeName.equals("voice"));
      case TEXT,
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
          MEDIA_PLACEHOLDER,
          OTHER ->
          null;
    };
  }

  private static @Nullable String target(MessageType type, JsonNode body) {
    if (type == MessageType.REACTION) {
      return text(body, "message_id");
    }
    return type == MessageType.EDIT || type == MessageType.REVOKE
        ? text(body, "original_message_id")
        : null;
  }

  static @Nullable Referral referral(JsonNode node) {
    var referral =
        new Referral(
            sourceType(text(node, "source_type")),
            text(node, "source_id"),
            text(node, "source_url"),
            clipped(text(node, "headline"), LONGEST_TEXT),
            clipped(text(node, "body"), LONGEST_TEXT),
            text(node, "media_type"),
            text(node, "image_url"),
            text(node, "video_url"),
            text(node, "thumbnail_url"),
            text(node, "ctwa_clid"),
            clipped(text(node, "welcome_message", "text"), LONGEST_TEXT));
    return referral.equals(NOTHING_SAID) ? null : referral;
  }

  /** {@code ad} and {@code post} in one spelling; words of Meta's to come are kept. */
  private static @Nullable String sourceType(@Nullable String told) {
    return told == null ? null : told.strip().toLowerCase(Locale.ROOT);
  }

  static List<Problem> problems(JsonNode errors) {
    return listOf(errors).stream().filter(JsonNode::isObject).map(MessageReader::problem).toList();
  }

  static Problem problem(JsonNode error) {
    var code = wholeNumber(error, "code");
    return new Problem(
        code == null ? 0 : code,
        text(error, "title"),
        text(error, "message"),
        text(error, "error_data", "details"),
        text(error, "href"));
  }
}

package popeki.sandbox;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Notifications as WhatsApp sends them, down to the spelling: what is not ASCII arrives as {@code
 * \\uXXXX} in lower case, and a slash as {@code \/}.
 */
final class WhatsAppBodies {
  private static final JsonMapper JSON = JsonMapper.shared();

  private WhatsAppBodies() {}

  /**
   * The tap on an ad that a first message tells of.
   *
   * @param clickId null for an ad among the status updates, which has none
   */
  record AdTap(World.Advert ad, @Nullable String clickId) {}

  /** Something that was written in a chat, by whichever side. */
  record Written(String wamid, Instant at, String text) {}

  /** A person writes. */
  static String message(
      World.ChatNumber number, Person person, Written written, @Nullable AdTap tap) {
    ObjectNode message = JSON.createObjectNode();
    if (person.waId() != null) {
      message.put("from", person.waId());
    }
    message.put("from_user_id", person.userId());
    words(message, written);
    if (tap != null) {
      message.set("referral", referral(tap));
    }
    return envelope(number, person, "messages", "messages", message);
  }

  /** A person sends a file. */
  static String media(
      World.ChatNumber number, Person person, Written written, String type, String mediaId) {
    ObjectNode message = JSON.createObjectNode();
    message.put("from", person.waId()).put("from_user_id", person.userId());
    message.put("id", written.wamid());
    message.put("timestamp", Long.toString(written.at().getEpochSecond()));
    message.put("type", type);
    ObjectNode file = message.putObject(type).put("id", mediaId);
    switch (type) {
      case "audio" -> file.put("mime_type", "audio/ogg; codecs=opus").put("voice", true);
      case "image" -> file.put("mime_type", "image/png");
      default -> file.put("mime_type", "text/html").put("filename", "page.html");
    }
    return envelope(number, person, "messages", "messages", message);
  }

  /** The business answers from the phone app. */
  static String echo(World.ChatNumber number, Person person, Written written) {
    ObjectNode echo = JSON.createObjectNode();
    echo.put("from", number.display().replaceAll("[^0-9]", ""));
    if (person.waId() != null) {
      echo.put("to", person.waId());
    }
    echo.put("to_user_id", person.userId());
    words(echo, written);
    return envelope(number, person, "smb_message_echoes", "message_echoes", echo);
  }

  private static void words(ObjectNode message, Written written) {
    message.put("id", written.wamid());
    message.put("timestamp", Long.toString(written.at().getEpochSecond()));
    message.put("type", "text");
    message.putObject("text").put("body", written.text());
  }

  private static ObjectNode referral(AdTap tap) {
    World.Advert ad = tap.ad();
    ObjectNode referral = JSON.createObjectNode();
    referral.put("source_url", "https://fb.me/" + ad.id().substring(ad.id().length() - 8));
    referral.put("source_id", ad.id());
    referral.put("source_type", "ad");
    referral.put("headline", ad.headline());
    referral.put("body", ad.body());
    referral.put("media_type", "image");
    referral.put("image_url", "https://scontent.example/" + ad.id() + ".jpg");
    if (tap.clickId() != null) {
      referral.put("ctwa_clid", tap.clickId());
    }
    return referral;
  }

  private static String envelope(
      World.ChatNumber number, Person person, String field, String list, ObjectNode item) {
    ObjectNode value = JSON.createObjectNode();
    value.put("messaging_product", "whatsapp");
    value
        .putObject("metadata")
        .put("display_phone_number", number.display().replaceAll("[^0-9]", ""))
        .put("phone_number_id", number.phoneNumberId());
    ObjectNode contact = value.putArray("contacts").addObject();
    contact.putObject("profile").put("name", person.name());
    if (person.waId() != null) {
      contact.put("wa_id", person.waId());
    }
    contact.put("user_id", person.userId());
    value.putArray(list).add(item);

    ObjectNode body = JSON.createObjectNode();
    body.put("object", "whatsapp_business_account");
    ObjectNode entry = body.putArray("entry").addObject();
    entry.put("id", number.wabaId());
    entry.putArray("changes").addObject().put("field", field).set("value", value);
    return spelled(JSON.writeValueAsString(body));
  }

  /** Several notifications in one, as WhatsApp batches them. */
  static String together(List<String> bodies) {
    ObjectNode all = JSON.createObjectNode();
    all.put("object", "whatsapp_business_account");
    var entries = all.putArray("entry");
    for (String body : bodies) {
      JSON.readTree(body).path("entry").forEach(entries::add);
    }
    return spelled(JSON.writeValueAsString(all));
  }

  static String spelled(String json) {
    var spelled = new StringBuilder(json.length() + 64);
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (c == '/') {
        spelled.append("\\/");
      } else if (c < 0x80) {
        spelled.append(c);
      } else {
        spelled.append("\\u%04x".formatted((int) c));
      }
    }
    return spelled.toString();
  }
}

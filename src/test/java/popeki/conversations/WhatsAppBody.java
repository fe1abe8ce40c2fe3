package popeki.conversations;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import popeki.TestClock;
import tools.jackson.databind.json.JsonMapper;

/** Writes webhook bodies as a story reads: {@code to(number).from("5511…").says("Oi").json()}. */
public final class WhatsAppBody {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final String phoneNumberId;
  private final Map<String, Object> contact = new TreeMap<>();
  private final Map<String, Object> message = new TreeMap<>();
  private String field = "messages";
  private Instant at = TestClock.now();

  private WhatsAppBody(String phoneNumberId) {
    this.phoneNumberId = phoneNumberId;
    message.put("id", "wamid." + UUID.randomUUID());
  }

  public static WhatsAppBody to(String phoneNumberId) {
    return new WhatsAppBody(phoneNumberId);
  }

  /** A person with a phone number. */
  public WhatsAppBody from(String waId, String name) {
    contact.put("wa_id", waId);
    contact.put("profile", Map.of("name", name));
    message.put("from", waId);
    return this;
  }

  /** The business-scoped id, alone or beside a number. */
  public WhatsAppBody userId(String userId) {
    contact.put("user_id", userId);
    message.put("from_user_id", userId);
    return this;
  }

  public WhatsAppBody says(String text) {
    message.put("type", "text");
    message.put("text", Map.of("body", text));
    return this;
  }

  /** The seller writes, on the phone app. */
  public WhatsAppBody echoes(String to, String text) {
    field = "smb_message_echoes";
    message.put("to", to);
    message.put("from", "551140000000");
    message.put("type", "text");
    message.put("text", Map.of("body", text));
    return this;
  }

  public WhatsAppBody id(String wamid) {
    message.put("id", wamid);
    return this;
  }

  public WhatsAppBody at(Instant time) {
    at = time;
    return this;
  }

  public WhatsAppBody referral(Map<String, Object> referral) {
    message.put("referral", referral);
    return this;
  }

  /** A tapped ad that opens WhatsApp. */
  public WhatsAppBody ad(String adId, String ctwaClid) {
    return referral(
        Map.of(
            "source_type",
            "ad",
            "source_id",
            adId,
            "source_url",
            "https://fb.me/x",
            "headline",
            "Chat with us",
            "ctwa_clid",
            ctwaClid));
  }

  public String json() {
    return all(List.of(this));
  }

  /** Several items in one body, each in an entry of its own. */
  public static String all(List<WhatsAppBody> bodies) {
    var entries = new ArrayList<Object>();
    for (WhatsAppBody body : bodies) {
      body.message.put("timestamp", String.valueOf(body.at.getEpochSecond()));
      var value = new TreeMap<String, Object>();
      value.put("messaging_product", "whatsapp");
      value.put(
          "metadata",
          Map.of("display_phone_number", "551140000000", "phone_number_id", body.phoneNumberId));
      if (!body.contact.isEmpty()) {
        value.put("contacts", List.of(body.contact));
      }
      value.put(
          body.field.equals("messages") ? "messages" : "message_echoes", List.of(body.message));
      entries.add(
          Map.of("id", "waba", "changes", List.of(Map.of("field", body.field, "value", value))));
    }
    return JSON.writeValueAsString(Map.of("object", "whatsapp_business_account", "entry", entries));
  }
}

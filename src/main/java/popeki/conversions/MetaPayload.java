package popeki.conversions;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Money;
import popeki.kernel.Pure;

/**
 * The event that Meta gets: what happened, and nothing that Meta does not need. A phone number and
 * the country go as hashes; names, e-mails, message text, scores and summaries never go. Click ids
 * and the visitor's address go as they are, because Meta compares them as they are.
 */
@Pure
final class MetaPayload {
  /**
   * A whole address; one that was cut for privacy ({@code 203.0.113.0/24}) is of no use to Meta.
   */
  private static final Pattern ADDRESS = Pattern.compile("[0-9A-Fa-f:.]{3,45}");

  private MetaPayload() {}

  /** What goes where: the event, about whom, which way. */
  record Letter(
      Outgoing event, Subject subject, Route route, String eventName, @Nullable String pageId) {}

  /** The event, as a tree that any JSON writer can write. */
  static Map<String, Object> event(Letter letter) {
    var event = new LinkedHashMap<String, Object>();
    event.put("event_name", letter.eventName());
    event.put("event_time", letter.event().occurredAt().getEpochSecond());
    event.put("event_id", letter.event().eventId());
    switch (letter.route()) {
      case MESSAGING -> {
        event.put("action_source", "business_messaging");
        event.put("messaging_channel", "whatsapp");
      }
      case WEB -> event.put("action_source", "chat");
    }
    event.put("user_data", userData(letter));
    var value = letter.event().value();
    if (value != null) {
      event.put("custom_data", customData(value));
    }
    return event;
  }

  private static Map<String, Object> userData(Letter letter) {
    var user = new LinkedHashMap<String, Object>();
    switch (letter.route()) {
      case MESSAGING -> messaging(letter, user);
      case WEB -> web(letter.subject().touch(), user);
    }
    person(letter.subject(), user);
    return user;
  }

  private static void messaging(Letter letter, Map<String, Object> user) {
    user.put("whatsapp_business_account_id", letter.subject().wabaId());
    var touch = letter.subject().touch();
    put(user, "ctwa_clid", touch == null ? null : touch.ctwaClid());
    put(user, "page_id", letter.pageId());
  }

  private static void web(Subject.@Nullable Touch touch, Map<String, Object> user) {
    var click = touch == null ? null : touch.click();
    if (click == null) {
      return;
    }
    if (click.fbclid() != null) {
      user.put("fbc", "fb.1." + click.at().toEpochMilli() + "." + click.fbclid());
    }
    if (click.ip() != null && ADDRESS.matcher(click.ip()).matches()) {
      user.put("client_ip_address", click.ip());
    }
    put(user, "client_user_agent", click.userAgent());
  }

  private static void person(Subject subject, Map<String, Object> user) {
    if (subject.phone() != null) {
      hashed(user, "ph", MetaHashing.Key.PH, subject.phone().hashForms());
    }
    if (subject.country() != null) {
      hashed(user, "country", MetaHashing.Key.COUNTRY, List.of(subject.country()));
    }
    hashed(user, "external_id", MetaHashing.Key.EXTERNAL_ID, List.of(subject.contact().toString()));
  }

  private static Map<String, Object> customData(Money value) {
    var custom = new LinkedHashMap<String, Object>();
    custom.put("value", value.amount());
    custom.put("currency", value.currency());
    return custom;
  }

  private static void hashed(
      Map<String, Object> user, String name, MetaHashing.Key key, List<String> values) {
    List<String> hashes = MetaHashing.hashes(key, values);
    if (!hashes.isEmpty()) {
      user.put(name, hashes);
    }
  }

  private static void put(Map<String, Object> user, String name, @Nullable String value) {
    if (value != null) {
      user.put(name, value);
    }
  }
}

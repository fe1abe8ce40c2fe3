package popeki.conversations;

import static popeki.conversations.JsonFields.firstText;
import static popeki.conversations.JsonFields.instant;
import static popeki.conversations.JsonFields.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import popeki.conversations.InboundEvent.AccountNotice;
import popeki.conversations.InboundEvent.AutomaticEvent;
import popeki.conversations.InboundEvent.ContactSynced;
import popeki.conversations.InboundEvent.EchoedMessage;
import popeki.conversations.InboundEvent.ErrorNotice;
import popeki.conversations.InboundEvent.IdentityChanged;
import popeki.conversations.InboundEvent.IdentityChanged.Change;
import popeki.conversations.InboundEvent.InboundMessage;
import popeki.conversations.InboundEvent.Malformed;
import popeki.conversations.InboundEvent.MessageStatus;
import popeki.conversations.InboundEvent.MessageStatus.Delivery;
import popeki.conversations.InboundEvent.PreferenceChanged;
import popeki.conversations.InboundEvent.PreferenceChanged.Preference;
import popeki.conversations.InboundEvent.Unknown;
import popeki.kernel.Pure;
import tools.jackson.databind.JsonNode;

/**
 * Everything that one WhatsApp webhook says, in order: every item of every list of every change of
 * every entry. One POST may mix fields, numbers and accounts, hence workspaces. Nothing is dropped:
 * what we do not know is {@link Unknown}, what cannot be right is {@link Malformed}, and neither
 * disturbs its neighbours.
 */
@Pure
final class WhatsAppPayload {
  /** Account-level news: shown, and acted on by field and event. */
  private static final Set<String> ACCOUNT_FIELDS =
      Set.of(
          "account_update",
          "account_review_update",
          "account_alerts",
          "account_settings_update",
          "business_capability_update",
          "business_username_update",
          "phone_number_quality_update",
          "phone_number_name_update",
          "message_template_status_update",
          "message_template_quality_update",
          "message_template_components_update",
          "template_category_update",
          "payment_configuration_update",
          "partner_solutions",
          "security",
          "flows");

  /** Fields whose lists are read item by item. */
  private static final Set<String> KNOWN_FIELDS =
      Set.of(
          "messages",
          "smb_message_echoes",
          "message_echoes",
          "history",
          "smb_app_state_sync",
          "user_id_update",
          "user_preferences",
          "automatic_events");

  private static final int LONGEST_WAMID = 255;

  private final PayloadChange change;

  private WhatsAppPayload(PayloadChange change) {
    this.change = change;
  }

  /**
   * @throws UnreadablePayload when the body is not JSON; nothing else is ever thrown
   */
  static List<InboundEvent> parse(byte[] rawBody) {
    var root = LenientJson.read(rawBody);
    var entries = root.path("entry");
    if (!isWhatsApp(root) || !entries.isArray()) {
      return List.of(new PayloadChange(0, 0, null, null, "", root).unknown("", root));
    }
    var events = new ArrayList<InboundEvent>();
    for (int i = 0; i < entries.size(); i++) {
      events.addAll(entry(i, entries.path(i)));
    }
    return events;
  }

  private static boolean isWhatsApp(JsonNode root) {
    var object = text(root, "object");
    return object == null || object.equals("whatsapp_business_account");
  }

  private static List<InboundEvent> entry(int index, JsonNode entry) {
    var whole = change(index, 0, entry, entry);
    if (!entry.isObject()) {
      return List.of(whole.malformed("", entry, "entry is not an object"));
    }
    var changes = entry.path("changes");
    if (!changes.isArray()) {
      // one shape of Meta's has field and value on the entry itself
      return entry.path("value").isObject()
          ? new WhatsAppPayload(whole).events()
          : List.of(whole.unknown("", entry));
    }
    var events = new ArrayList<InboundEvent>();
    for (int i = 0; i < changes.size(); i++) {
      var node = changes.path(i);
      var change = change(index, i, entry, node);
      events.addAll(
          node.isObject()
              ? new WhatsAppPayload(change).events()
              : List.of(change.malformed("", node, "change is not an object")));
    }
    return events;
  }

  private static PayloadChange change(int entryIndex, int index, JsonNode entry, JsonNode node) {
    var field = SenderReader.first(text(node, "field"), text(entry, "field"));
    return new PayloadChange(
        entryIndex,
        index,
        text(entry, "id"),
        instant(entry, "time"),
        field == null ? "" : field,
        node);
  }

  private List<InboundEvent> events() {
    if (ACCOUNT_FIELDS.contains(change.field())) {
      return List.of(accountNotice());
    }
    if (!KNOWN_FIELDS.contains(change.field())) {
      return List.of(change.unknown("", change.node()));
    }
    var events = new ArrayList<InboundEvent>(known());
    events.addAll(leftOver());
    return events.isEmpty() && !isEmptyList() ? List.of(change.unknown("", change.node())) : events;
  }

  /** A change of a known field whose lists are there with nothing in them says nothing. */
  private boolean isEmptyList() {
    return listsRead().stream()
        .anyMatch(list -> !list.equals("contacts") && change.value().path(list).isArray());
  }

  private List<InboundEvent> known() {
    return switch (change.field()) {
      case "messages" -> {
        var events = new ArrayList<>(change.each("messages", this::message));
        events.addAll(change.each("statuses", this::status));
        events.addAll(change.each("message_echoes", this::echo));
        yield events;
      }
      case "smb_message_echoes", "message_echoes" -> change.each("message_echoes", this::echo);
      case "history" -> HistoryReader.read(change);
      case "smb_app_state_sync" -> change.each("state_sync", this::contact);
      case "user_id_update" -> change.each("user_id_update", this::userIdUpdate);
      case "user_preferences" -> change.each("user_preferences", this::preference);
      case "automatic_events" -> change.each("automatic_events", this::automaticEvent);
      default -> List.of();
    };
  }

  /**
   * Lists of the value that the field's readers don't know: errors anywhere, and Meta's novelties.
   */
  private List<InboundEvent> leftOver() {
    var events = new ArrayList<InboundEvent>();
    var read = listsRead();
    for (var list : change.value().propertyNames()) {
      var content = change.value().path(list);
      if (list.equals("errors") && content.isArray()) {
        events.addAll(change.each("errors", this::error));
      } else if (content.isArray() && !content.isEmpty() && !read.contains(list)) {
        events.addAll(
            change.each(
                list,
                (place, node) ->
                    new Unknown(change.item(place, node), change.field() + "." + list)));
      }
    }
    return events;
  }

  private Set<String> listsRead() {
    return switch (change.field()) {
      case "messages" -> Set.of("contacts", "messages", "statuses", "message_echoes");
      case "smb_message_echoes", "message_echoes" -> Set.of("contacts", "message_echoes");
      case "history" -> Set.of("contacts", "history", "messages", "message_echoes");
      case "smb_app_state_sync" -> Set.of("contacts", "state_sync");
      case "user_id_update", "user_preferences", "automatic_events" ->
          Set.of("contacts", change.field());
      default -> Set.of();
    };
  }

  private InboundEvent message(String place, JsonNode node) {
    var wamid = usableId(node);
    if (wamid == null) {
      return change.malformed(place, node, "no usable id");
    }
    var moved = moved(place, node, wamid);
    if (moved != null) {
      return moved;
    }
    var sender =
        SenderReader.read(
            change,
            "messages",
            text(node, "from"),
            text(node, "from_user_id"),
            text(node, "from_parent_user_id"));
    return sender == null
        ? change.malformed(place, node, "no sender")
        : new InboundMessage(change.item(place, node), sender, MessageReader.content(wamid, node));
  }

  /** The item's id; null when there is none, or one no database key could hold. */
  static @Nullable String usableId(JsonNode node) {
    var id = text(node, "id");
    return id == null || id.length() > LONGEST_WAMID ? null : id;
  }

  /** A system message that says who somebody is now; null when it is something else. */
  private @Nullable IdentityChanged moved(String place, JsonNode node, String wamid) {
    var system = node.path("system");
    var kind = text(system, "type");
    if (kind == null || !"system".equals(text(node, "type"))) {
      return null;
    }
    return switch (kind) {
      case "user_changed_number", "customer_changed_number" ->
          moved(place, node, wamid, Change.NUMBER);
      case "user_changed_user_id" -> moved(place, node, wamid, Change.USER_ID);
      default -> null;
    };
  }

  private @Nullable IdentityChanged moved(String place, JsonNode node, String wamid, Change kind) {
    var system = node.path("system");
    var current =
        SenderReader.alone(
            firstText(system, "wa_id", "new_wa_id"),
            text(system, "user_id"),
            text(system, "parent_user_id"),
            null,
            null);
    if (current == null) {
      return null;
    }
    var previous =
        SenderReader.alone(
            text(node, "from"),
            previous(system, "previous_user_id", text(node, "from_user_id"), current.userId()),
            previous(
                system,
                "previous_parent_user_id",
                text(node, "from_parent_user_id"),
                current.parentUserId()),
            null,
            null);
    return new IdentityChanged(
        change.item(place, node), kind, previous, current, wamid, text(system, "body"));
  }

  /** The old id as told; else the one on the envelope, unless that already is the new one. */
  private static @Nullable String previous(
      JsonNode system, String key, @Nullable String envelope, @Nullable String current) {
    var told = text(system, key);
    if (told != null) {
      return told;
    }
    return envelope == null || envelope.equals(current) ? null : envelope;
  }

  private InboundEvent echo(String place, JsonNode node) {
    var wamid = usableId(node);
    var customer =
        SenderReader.read(
            change,
            "message_echoes",
            text(node, "to"),
            text(node, "to_user_id"),
            text(node, "to_parent_user_id"));
    if (wamid == null || customer == null) {
      return change.malformed(place, node, wamid == null ? "no usable id" : "no recipient");
    }
    return new EchoedMessage(
        change.item(place, node), customer, MessageReader.content(wamid, node));
  }

  private InboundEvent status(String place, JsonNode node) {
    var wamid = usableId(node);
    var status = text(node, "status");
    if (wamid == null || status == null) {
      return change.malformed(place, node, status == null ? "no status" : "no usable id");
    }
    var toGroup = "group".equals(text(node, "recipient_type"));
    return new MessageStatus(
        change.item(place, node),
        wamid,
        delivery(status),
        status,
        recipient(node, toGroup),
        toGroup ? text(node, "recipient_id") : null,
        text(node, "biz_opaque_callback_data"),
        text(node, "conversation", "origin", "type"),
        text(node, "pricing", "type"),
        text(node, "pricing", "category"),
        MessageReader.problems(node.path("errors")));
  }

  private @Nullable Sender recipient(JsonNode node, boolean toGroup) {
    if (toGroup) {
      return SenderReader.alone(
          text(node, "recipient_participant_id"),
          text(node, "recipient_participant_user_id"),
          null,
          null,
          null);
    }
    return SenderReader.read(
        change,
        "statuses",
        text(node, "recipient_id"),
        text(node, "recipient_user_id"),
        // Meta's own pages and other people's code spell it in three ways
        firstText(node, "recipient_parent_user_id", "parent_recipient_user_id", "parent_user_id"));
  }

  private static Delivery delivery(String status) {
    return switch (status.toLowerCase(Locale.ROOT)) {
      case "sent" -> Delivery.SENT;
      case "delivered" -> Delivery.DELIVERED;
      case "read" -> Delivery.READ;
      case "played" -> Delivery.PLAYED;
      case "failed" -> Delivery.FAILED;
      case "deleted" -> Delivery.DELETED;
      case "warning" -> Delivery.WARNING;
      default -> Delivery.OTHER;
    };
  }

  private InboundEvent error(String place, JsonNode node) {
    return new ErrorNotice(change.item(place, node), change.field(), MessageReader.problem(node));
  }

  private InboundEvent contact(String place, JsonNode node) {
    var kind = text(node, "type");
    if (kind != null && !kind.equals("contact")) {
      return change.unknown(place, node);
    }
    var entry = node.path("contact");
    var contact =
        SenderReader.alone(
            phoneBookNumber(text(entry, "phone_number")),
            text(entry, "user_id"),
            text(entry, "parent_user_id"),
            firstText(entry, "full_name", "first_name"),
            text(entry, "username"));
    return contact == null
        ? change.malformed(place, node, "no contact")
        : new ContactSynced(
            change.item(place, instant(node.path("metadata"), "timestamp"), node),
            contact,
            "remove".equals(text(node, "action")));
  }

  /** People save numbers with blanks and dashes. */
  private static @Nullable String phoneBookNumber(@Nullable String saved) {
    return saved == null || saved.startsWith("+") || Sender.userIdIn(saved) != null
        ? saved
        : "+" + saved;
  }

  private InboundEvent userIdUpdate(String place, JsonNode node) {
    var waId = text(node, "wa_id");
    var current =
        SenderReader.alone(
            waId,
            text(node, "user_id", "current"),
            text(node, "parent_user_id", "current"),
            null,
            null);
    var previous =
        SenderReader.alone(
            waId,
            text(node, "user_id", "previous"),
            text(node, "parent_user_id", "previous"),
            null,
            null);
    return current == null && previous == null
        ? change.malformed(place, node, "no identity")
        : new IdentityChanged(
            change.item(place, node),
            Change.USER_ID,
            previous,
            current,
            null,
            text(node, "detail"));
  }

  private InboundEvent preference(String place, JsonNode node) {
    var customer =
        SenderReader.read(
            change,
            "user_preferences",
            text(node, "wa_id"),
            text(node, "user_id"),
            text(node, "parent_user_id"));
    return customer == null
        ? change.malformed(place, node, "no customer")
        : new PreferenceChanged(
            change.item(place, node),
            customer,
            text(node, "category"),
            preference(text(node, "value")),
            text(node, "detail"));
  }

  private static Preference preference(@Nullable String value) {
    if (value == null) {
      return Preference.OTHER;
    }
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "stop" -> Preference.STOP;
      case "resume" -> Preference.RESUME;
      case "signup" -> Preference.SIGNUP;
      default -> Preference.OTHER;
    };
  }

  private InboundEvent automaticEvent(String place, JsonNode node) {
    var wamid = usableId(node);
    var name = text(node, "event_name");
    if (wamid == null || name == null) {
      return change.malformed(place, node, name == null ? "no event_name" : "no usable id");
    }
    var detail = node.path("custom_data");
    return new AutomaticEvent(
        change.item(place, node),
        wamid,
        name,
        text(node, "ctwa_clid"),
        JsonFields.number(detail, "value"),
        text(detail, "currency"));
  }

  private InboundEvent accountNotice() {
    var value = change.value();
    var about = SenderReader.first(text(value, "waba_info", "waba_id"), change.wabaId());
    return new AccountNotice(
        change.item("", change.entryTime(), change.node()),
        change.field(),
        firstText(value, "event", "decision", "status", "new_quality_score", "new_category"),
        about);
  }
}

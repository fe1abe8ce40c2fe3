package popeki.conversations;

import static popeki.conversations.JsonFields.firstText;
import static popeki.conversations.JsonFields.listOf;
import static popeki.conversations.JsonFields.text;
import static popeki.conversations.JsonFields.wholeNumber;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import popeki.conversations.InboundEvent.Direction;
import popeki.conversations.InboundEvent.ErrorNotice;
import popeki.conversations.InboundEvent.HistoryMessage;
import popeki.conversations.InboundEvent.HistoryProgress;
import tools.jackson.databind.JsonNode;

/**
 * The past of a number that was on the phone app before: chunks of threads of messages, in any
 * order. Files of recent messages follow as {@code messages} or {@code message_echoes} beside them;
 * those are old messages too, whatever the list is called.
 */
final class HistoryReader {
  private final PayloadChange change;

  private HistoryReader(PayloadChange change) {
    this.change = change;
  }

  static List<InboundEvent> read(PayloadChange change) {
    var reader = new HistoryReader(change);
    var events = new ArrayList<InboundEvent>(reader.chunks());
    events.addAll(change.each("messages", reader::lateFromCustomer));
    events.addAll(change.each("message_echoes", reader::lateFromBusiness));
    return events;
  }

  private List<InboundEvent> chunks() {
    var list = change.value().path("history");
    if (!list.isArray()) {
      return change.each("history", this::progress);
    }
    var events = new ArrayList<InboundEvent>();
    for (int i = 0; i < list.size(); i++) {
      var place = "history[" + i + "]";
      var chunk = list.path(i);
      events.addAll(
          chunk.isObject()
              ? chunk(place, chunk)
              : List.of(change.malformed(place, chunk, "not an object")));
    }
    return events;
  }

  private InboundEvent progress(String place, JsonNode chunk) {
    var about = chunk.path("metadata");
    return new HistoryProgress(
        change.item(place, change.entryTime(), about),
        wholeNumber(about, "phase"),
        wholeNumber(about, "chunk_order"),
        wholeNumber(about, "progress"));
  }

  private List<InboundEvent> chunk(String place, JsonNode chunk) {
    var events = new ArrayList<InboundEvent>();
    if (chunk.path("metadata").isObject()) {
      events.add(progress(place, chunk));
    }
    events.addAll(
        change.each(
            place + ".errors",
            chunk.path("errors"),
            (at, error) ->
                new ErrorNotice(
                    change.item(at, error), change.field(), MessageReader.problem(error))));
    var threads = chunk.path("threads");
    if (!threads.isArray() && !threads.isMissingNode() && !threads.isNull()) {
      events.add(change.malformed(place + ".threads", threads, "not a list"));
    }
    for (int i = 0; i < listOf(threads).size(); i++) {
      var thread = threads.path(i);
      var threadPlace = place + ".threads[" + i + "]";
      events.addAll(
          thread.isObject()
              ? change.each(
                  threadPlace + ".messages",
                  thread.path("messages"),
                  (at, message) -> message(at, thread, message))
              : List.of(change.malformed(threadPlace, thread, "not an object")));
    }
    return events;
  }

  private InboundEvent message(String place, JsonNode thread, JsonNode message) {
    var direction = direction(thread, message);
    return message(
        place, message, direction, customer(thread, message, direction), /* lateMedia= */ false);
  }

  private InboundEvent lateFromCustomer(String place, JsonNode message) {
    var customer =
        SenderReader.read(
            change,
            "messages",
            text(message, "from"),
            text(message, "from_user_id"),
            text(message, "from_parent_user_id"));
    return message(place, message, Direction.INBOUND, customer, /* lateMedia= */ true);
  }

  private InboundEvent lateFromBusiness(String place, JsonNode message) {
    var customer =
        SenderReader.read(
            change,
            "message_echoes",
            text(message, "to"),
            text(message, "to_user_id"),
            text(message, "to_parent_user_id"));
    return message(place, message, Direction.OUTBOUND, customer, /* lateMedia= */ true);
  }

  private InboundEvent message(
      String place,
      JsonNode message,
      Direction direction,
      @Nullable Sender customer,
      boolean lateMedia) {
    var wamid = WhatsAppPayload.usableId(message);
    if (wamid == null || customer == null) {
      return change.malformed(place, message, wamid == null ? "no usable id" : "no customer");
    }
    return new HistoryMessage(
        change.item(place, message),
        direction,
        customer,
        MessageReader.content(wamid, message),
        text(message, "history_context", "status"),
        lateMedia);
  }

  /**
   * Who wrote it. The business's own number tells; where Meta leaves numbers out, the thread's
   * person does; a message of nobody in particular came from the customer, whose number is hidden.
   */
  private Direction direction(JsonNode thread, JsonNode message) {
    var from = digits(text(message, "from"));
    var business = digits(text(change.value(), "metadata", "display_phone_number"));
    var person = digits(firstText(thread, "id"));
    if (from != null && from.equals(business)) {
      return Direction.OUTBOUND;
    }
    if (text(message, "from_user_id") != null || (from != null && from.equals(person))) {
      return Direction.INBOUND;
    }
    var to = digits(text(message, "to"));
    var toSomebodyElse = to != null && !to.equals(business);
    var fromSomebodyElse = from != null && person != null;
    return toSomebodyElse || text(message, "to_user_id") != null || fromSomebodyElse
        ? Direction.OUTBOUND
        : Direction.INBOUND;
  }

  private static @Nullable String digits(@Nullable String number) {
    if (number == null) {
      return null;
    }
    var digits = number.replaceAll("[^0-9]", "");
    return digits.isEmpty() || Sender.userIdIn(number) != null ? null : digits;
  }

  /** The thread's person, with what the message itself adds about them. */
  private @Nullable Sender customer(JsonNode thread, JsonNode message, Direction direction) {
    var prefix = direction == Direction.INBOUND ? "from" : "to";
    var context = thread.path("context");
    // no look at the contacts of the change: a history holds many people
    var ofThread =
        SenderReader.alone(
            SenderReader.first(text(context, "wa_id"), text(thread, "id")),
            text(context, "user_id"),
            text(context, "parent_user_id"),
            null,
            text(context, "username"));
    var ofMessage =
        SenderReader.alone(
            text(message, prefix),
            text(message, prefix + "_user_id"),
            text(message, prefix + "_parent_user_id"),
            null,
            null);
    return SenderReader.together(ofThread, ofMessage);
  }
}

package popeki.conversations;

import static popeki.conversations.JsonFields.instant;
import static popeki.conversations.JsonFields.text;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import popeki.conversations.InboundEvent.Malformed;
import popeki.conversations.InboundEvent.Unknown;
import tools.jackson.databind.JsonNode;

/** One change of one entry: what its items have in common, and how they are walked. */
record PayloadChange(
    int entryIndex,
    int changeIndex,
    @Nullable String wabaId,
    @Nullable Instant entryTime,
    String field,
    JsonNode node) {

  JsonNode value() {
    return node.path("value");
  }

  PayloadItem item(String place, @Nullable Instant occurredAt, JsonNode raw) {
    var metadata = value().path("metadata");
    return new PayloadItem(
        wabaId,
        text(metadata, "phone_number_id"),
        SenderReader.first(
            text(metadata, "display_phone_number"), text(value(), "display_phone_number")),
        new PayloadItem.Position(entryIndex, changeIndex, place),
        occurredAt,
        raw.toString());
  }

  /** The common part of an item that has its own {@code timestamp}. */
  PayloadItem item(String place, JsonNode raw) {
    return item(place, instant(raw, "timestamp"), raw);
  }

  Malformed malformed(String place, JsonNode raw, String reason) {
    return new Malformed(item(place, null, raw), field, reason);
  }

  Unknown unknown(String place, JsonNode raw) {
    return new Unknown(item(place, instant(raw, "timestamp"), raw), field);
  }

  /** Reads every element of a list of the value, each on its own. */
  List<InboundEvent> each(String list, BiFunction<String, JsonNode, InboundEvent> reader) {
    return each(list, value().path(list), reader);
  }

  /** A broken element becomes {@link Malformed} where it stood and leaves its neighbours alone. */
  List<InboundEvent> each(
      String place, JsonNode list, BiFunction<String, JsonNode, InboundEvent> reader) {
    if (list.isMissingNode() || list.isNull()) {
      return List.of();
    }
    if (!list.isArray()) {
      return List.of(malformed(place, list, "not a list"));
    }
    var events = new ArrayList<InboundEvent>(list.size());
    for (int i = 0; i < list.size(); i++) {
      events.add(one(place + "[" + i + "]", list.path(i), reader));
    }
    return events;
  }

  private InboundEvent one(
      String place, JsonNode element, BiFunction<String, JsonNode, InboundEvent> reader) {
    if (!element.isObject()) {
      return malformed(place, element, "not an object");
    }
    try {
      return reader.apply(place, element);
    } catch (RuntimeException poison) {
      // the last fence: no item, however odd, may cost the others of its batch
      return malformed(place, element, "unexpected " + poison.getClass().getSimpleName());
    }
  }
}

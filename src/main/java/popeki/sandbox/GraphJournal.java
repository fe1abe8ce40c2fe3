package popeki.sandbox;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** What the pretend Graph was told, newest first; the last few hundred. */
final class GraphJournal {
  private static final int MOST = 300;

  /** Meta counts the same name and id once within two days. */
  private static final Duration SAME = Duration.ofDays(2);

  private final Deque<Entry> entries = new ArrayDeque<>();

  /**
   * One event as it came.
   *
   * @param repeated it was told before and is counted once
   */
  record Entry(Instant at, String dataset, JsonNode event, String trace, boolean repeated) {
    String name() {
      return event.path("event_name").asString("");
    }

    String eventId() {
      return event.path("event_id").asString("");
    }

    String pretty() {
      return event.toPrettyString();
    }
  }

  synchronized void add(Instant at, String dataset, JsonNode event, String trace) {
    String name = event.path("event_name").asString("");
    String id = event.path("event_id").asString("");
    boolean repeated =
        entries.stream()
            .anyMatch(
                known ->
                    known.name().equals(name)
                        && known.eventId().equals(id)
                        && known.at().isAfter(at.minus(SAME)));
    entries.addFirst(new Entry(at, dataset, event, trace, repeated));
    if (entries.size() > MOST) {
      entries.removeLast();
    }
  }

  synchronized List<Entry> all() {
    return List.copyOf(entries);
  }

  synchronized Optional<Entry> byId(String eventId) {
    return entries.stream().filter(entry -> entry.eventId().equals(eventId)).findFirst();
  }
}

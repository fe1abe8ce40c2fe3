package popeki.sandbox;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** An event in the journal of the pretend Meta, as the page shows it. */
public record JournalRow(
    String time, String name, String eventId, String trace, boolean repeated, String json) {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

  static JournalRow of(GraphJournal.Entry entry) {
    return new JournalRow(
        TIME.format(entry.at().atZone(ZoneId.systemDefault())),
        entry.name(),
        entry.eventId(),
        entry.trace(),
        entry.repeated(),
        entry.pretty());
  }
}

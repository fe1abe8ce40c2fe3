package popeki.conversations;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Pure;

/**
 * Until when WhatsApp lets the business write freely, and until when it costs nothing.
 *
 * <ul>
 *   <li>For 24 hours after the person's last message the business may write what it likes; after
 *       that only a template may open the talk again. Messages of the business never lengthen it.
 *   <li>Who came from an ad and was answered within 24 hours opens a free entry point: for 72 hours
 *       from that first answer nothing is charged.
 * </ul>
 *
 * At the last moment of a window it is closed.
 *
 * @param freeUntil the end of the free entry point; null when there is none now
 */
@Pure
record ReplyWindow(Instant writeUntil, boolean open, @Nullable Instant freeUntil) {
  static final Duration CUSTOMER = Duration.ofHours(24);
  static final Duration ENTRY_POINT = Duration.ofDays(3);

  /** How far back a message from an ad may lie and still matter. */
  static final Duration LONGEST = CUSTOMER.plus(ENTRY_POINT);

  /**
   * A message that came from an ad.
   *
   * @param answeredAt the first message of the business after it, ever
   */
  record Entry(Instant wroteAt, @Nullable Instant answeredAt) {
    private @Nullable Instant freeUntil() {
      return answeredAt == null || answeredAt.isAfter(wroteAt.plus(CUSTOMER))
          ? null
          : answeredAt.plus(ENTRY_POINT);
    }
  }

  static ReplyWindow of(Instant lastHeardAt, List<Entry> entries, Instant now) {
    Instant writeUntil = lastHeardAt.plus(CUSTOMER);
    Instant freeUntil =
        entries.stream()
            .flatMap(entry -> java.util.stream.Stream.ofNullable(entry.freeUntil()))
            .filter(now::isBefore)
            .max(Comparator.naturalOrder())
            .orElse(null);
    return new ReplyWindow(writeUntil, now.isBefore(writeUntil), freeUntil);
  }
}

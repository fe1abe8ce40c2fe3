package popeki.conversions;

import java.util.Locale;
import java.util.Optional;

/** Where a conversion stands. Every won or qualified conversation stands somewhere, for ever. */
enum Status {
  /** Waits for its turn, or for the next attempt. */
  PENDING,
  /** Meta took it. */
  SENT,
  /** Cannot go now; can when its reason is gone and someone asks for it. */
  HELD,
  /** Older than Meta takes. */
  EXPIRED,
  /** Refused for good, by our own check or by Meta. */
  REJECTED,
  /** Its attempts are used up. */
  FAILED,
  /** The person opted out or was erased. */
  CANCELLED;

  String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Status of(String wire) {
    return valueOf(wire.toUpperCase(Locale.ROOT));
  }

  static Optional<Status> parse(String text) {
    for (Status status : values()) {
      if (status.wire().equals(text)) {
        return Optional.of(status);
      }
    }
    return Optional.empty();
  }
}

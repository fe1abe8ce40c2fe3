package popeki.platform;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * What has come to the doors of other systems since this service started, so that someone who sets
 * one up is told what was really seen instead of what may be wrong in general. Kept in memory and
 * told to the other nodes at most every few seconds: anyone can knock, and a knock must not cost a
 * write.
 */
@Component
public class DoorLog {
  private static final Logger log = LoggerFactory.getLogger(DoorLog.class);
  private static final String NOTICE = "door:";
  private static final int MOST = 5_000;
  private static final Duration STEP = Duration.ofSeconds(2);

  /** What a caller got. */
  public enum Knock {
    /** The address was verified by the handshake. */
    VERIFIED,
    /** A handshake with another verify token. */
    VERIFY_REFUSED,
    /** An event with the right signature. */
    ACCEPTED,
    /** An event whose signature does not match. */
    REFUSED
  }

  /** The latest of each kind; what has not been is absent. */
  public record Seen(Instant since, Map<Knock, Instant> latest) {
    /** Whether such a knock came at or after a moment. */
    public boolean since(Knock knock, Instant moment) {
      Instant at = latest.get(knock);
      return at != null && !at.isBefore(moment);
    }
  }

  private final Broadcast broadcast;
  private final Clock clock;
  private final Instant start;

  /** Bounded: the names of some doors come from outside. */
  private final Map<String, Map<Knock, Instant>> doors =
      Caffeine.newBuilder().maximumSize(MOST).<String, Map<Knock, Instant>>build().asMap();

  private final Map<String, Instant> told =
      Caffeine.newBuilder().maximumSize(MOST).<String, Instant>build().asMap();

  DoorLog(Broadcast broadcast, Clock clock) {
    this.broadcast = broadcast;
    this.clock = clock;
    this.start = clock.instant();
    broadcast.listen(this::heard);
  }

  /** Notes a knock, here at once and on the other nodes soon. */
  public void note(String door, Knock knock) {
    Instant now = clock.instant();
    write(door, knock, now);
    String notice = NOTICE + door + ":" + knock.name().toLowerCase(Locale.ROOT);
    Instant last = told.get(notice);
    if (last == null || !now.isBefore(last.plus(STEP))) {
      told.put(notice, now);
      try {
        broadcast.tell(notice);
      } catch (RuntimeException e) {
        log.debug("The other nodes do not hear of a knock while the database is away", e);
      }
    }
  }

  public Seen seen(String door) {
    return new Seen(start, Map.copyOf(doors.getOrDefault(door, Map.of())));
  }

  private void heard(String notice) {
    if (notice.startsWith(NOTICE)) {
      int end = notice.lastIndexOf(':');
      write(
          notice.substring(NOTICE.length(), end),
          Knock.valueOf(notice.substring(end + 1).toUpperCase(Locale.ROOT)),
          clock.instant());
    }
  }

  private void write(String door, Knock knock, Instant at) {
    doors.merge(
        door,
        Map.of(knock, at),
        (before, one) -> {
          var all = new EnumMap<Knock, Instant>(Knock.class);
          all.putAll(before);
          all.put(knock, at);
          return all;
        });
  }
}

package popeki.platform;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import popeki.kernel.Pure;

/**
 * A zone as PostgreSQL names it. Region names agree; a fixed offset does not: to PostgreSQL {@code
 * +03:00} lies west of Greenwich (POSIX), so offsets are spelt out with the sign turned.
 */
@Pure
public final class SqlZone {
  private SqlZone() {}

  /** {@code SqlZone.of(ZoneId.of("+05:30"))} is {@code <FIX>-05:30}. */
  public static String of(ZoneId zone) {
    if (!(zone.normalized() instanceof ZoneOffset)) {
      return zone.getId();
    }
    int minutes = zone.getRules().getOffset(Instant.EPOCH).getTotalSeconds() / 60;
    return minutes == 0
        ? "UTC"
        : String.format(
            Locale.ROOT,
            "<FIX>%s%02d:%02d",
            minutes > 0 ? "-" : "+",
            Math.abs(minutes) / 60,
            Math.abs(minutes) % 60);
  }
}

package popeki.platform;

import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import popeki.kernel.Pure;

/**
 * Where a page of a list ended: the last row's time and id. A list ordered by {@code (at desc, id
 * desc)} goes on with {@code (at, id) < (:at, :id)}, so rows that arrive meanwhile neither repeat
 * nor skip any.
 */
@Pure
public record Cursor(Instant at, UUID id) {
  private static final int BYTES = 28;

  /** Opaque text for {@code next_cursor}. */
  public String encode() {
    var bytes =
        ByteBuffer.allocate(BYTES)
            .putLong(at.getEpochSecond())
            .putInt(at.getNano())
            .putLong(id.getMostSignificantBits())
            .putLong(id.getLeastSignificantBits());
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }

  /** Reads what {@link #encode} made; empty for anything else. */
  public static Optional<Cursor> decode(String text) {
    try {
      var bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
      if (bytes.capacity() != BYTES) {
        return Optional.empty();
      }
      Instant at = Instant.ofEpochSecond(bytes.getLong(), bytes.getInt());
      if (Math.abs(at.getEpochSecond()) > 253_402_300_799L) {
        return Optional.empty();
      }
      return Optional.of(new Cursor(at, new UUID(bytes.getLong(), bytes.getLong())));
    } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  /** The time as a JDBC parameter. */
  public OffsetDateTime atUtc() {
    return at.atOffset(ZoneOffset.UTC);
  }
}

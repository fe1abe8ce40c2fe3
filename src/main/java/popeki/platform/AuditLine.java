package popeki.platform;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An entry as it is written and hashed.
 *
 * @param at whole microseconds, as the database keeps them
 * @param detail JSON, byte by byte as stored
 */
record AuditLine(
    UUID id,
    Instant at,
    Origin origin,
    Actor actor,
    String action,
    @Nullable String subject,
    String detail) {

  /**
   * From where something was done.
   *
   * @param channel {@code page}, {@code api}, {@code command} or {@code system}; null on entries
   *     from before the chain
   * @param network the caller's, its last part cut off: {@code 203.0.113.0/24}; null where nobody
   *     called
   */
  record Origin(@Nullable String channel, @Nullable String network) {}
}

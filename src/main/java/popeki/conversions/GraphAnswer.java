package popeki.conversions;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What Meta's Graph said.
 *
 * @param httpStatus 0 when nothing came back
 * @param received {@code events_received}; null when the answer does not say
 * @param trace Meta's {@code fbtrace_id}, which its support asks for
 * @param message Meta's words, cut to a line
 * @param pause how long Meta asks us to wait
 */
record GraphAnswer(
    int httpStatus,
    @Nullable Integer received,
    @Nullable Integer code,
    @Nullable Integer subcode,
    boolean isTransient,
    @Nullable String trace,
    @Nullable String message,
    @Nullable Duration pause) {

  static GraphAnswer none(@Nullable String message) {
    return new GraphAnswer(0, null, null, null, false, null, message, null);
  }
}

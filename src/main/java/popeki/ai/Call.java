package popeki.ai;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A line of the transparency log: what left for whom, and what came of it. Neither question nor
 * answer stands in it.
 *
 * @param region where the operator attests that it is processed
 * @param masked the kinds of personal data that were taken out before
 * @param bytesIn null until the answer is there, as with all that follows
 * @param costMicros the estimate in millionths of a US dollar; null without a price
 * @param outcome {@link #ANSWERED}, the reason why not, or {@link #ASKED} while it is on its way
 */
record Call(
    UUID id,
    Instant at,
    String provider,
    String model,
    String region,
    String purpose,
    int bytesOut,
    @Nullable Integer bytesIn,
    List<String> masked,
    @Nullable Integer latencyMs,
    @Nullable Long tokensIn,
    @Nullable Long tokensOut,
    @Nullable Long costMicros,
    String outcome) {
  static final String ASKED = "asked";
  static final String ANSWERED = "answered";
}

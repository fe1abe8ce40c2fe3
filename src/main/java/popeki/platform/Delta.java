package popeki.platform;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A change to countable facts, under the credit they are counted for. What is taken back is the
 * same delta {@link #negated()}.
 *
 * @param occurredAt when the fact happened, which is the bucket it counts in
 */
public record Delta(
    Instant occurredAt,
    Credit credit,
    int clicks,
    int notCounted,
    int conversations,
    int attributed,
    int adUnknown,
    int qualified,
    int won,
    long revenueMinor,
    @Nullable String currency) {

  /** What a fact is counted for; each part may be unknown. */
  public record Credit(
      @Nullable String source,
      @Nullable String campaignId,
      @Nullable String adsetId,
      @Nullable String adId,
      @Nullable UUID linkId) {
    public static final Credit NONE = new Credit(null, null, null, null, null);
  }

  public static Delta clicks(Instant at, Credit credit, int counted, int notCounted) {
    return new Delta(at, credit, counted, notCounted, 0, 0, 0, 0, 0, 0, null);
  }

  public Delta negated() {
    return new Delta(
        occurredAt,
        credit,
        -clicks,
        -notCounted,
        -conversations,
        -attributed,
        -adUnknown,
        -qualified,
        -won,
        -revenueMinor,
        currency);
  }
}

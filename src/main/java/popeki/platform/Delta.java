package popeki.platform;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A change to countable facts, under the credit they are counted for. What is taken back is the
 * same delta {@link #negated()}.
 *
 * @param occurredAt when the fact happened, which is the bucket it counts in
 * @param scans those of the clicks that came by a QR code
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
    @Nullable String currency,
    int scans) {

  /** A change that no scan is part of. */
  public Delta(
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
    this(
        occurredAt,
        credit,
        clicks,
        notCounted,
        conversations,
        attributed,
        adUnknown,
        qualified,
        won,
        revenueMinor,
        currency,
        0);
  }

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
    return clicks(at, credit, counted, notCounted, 0);
  }

  public static Delta clicks(Instant at, Credit credit, int counted, int notCounted, int scans) {
    return new Delta(at, credit, counted, notCounted, 0, 0, 0, 0, 0, 0, null, scans);
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
        currency,
        -scans);
  }
}

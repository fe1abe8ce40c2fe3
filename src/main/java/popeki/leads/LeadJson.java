package popeki.leads;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Money;
import popeki.platform.Words;

/**
 * A conversation's {@code lead} on the wire. Every field is always there; what is not known is
 * null.
 *
 * @param summary put together from the fields below it, so no model writes free text into it
 * @param correction who overruled the machine, whose answer then stands in {@code machine}
 */
@Schema(name = "Lead", description = "The score, with its reasons.")
record LeadJson(
    @Schema(allowableValues = {"pending", "classified", "skipped"}) String status,
    @Nullable String skippedReason,
    @Schema(minimum = "0", maximum = "100") @Nullable Integer score,
    @Schema(
            allowableValues = {
              "hot",
              "warm",
              "cold",
              "existing_customer",
              "support",
              "job_seeker",
              "spam",
              "other"
            })
        @Nullable String category,
    @Schema(
            allowableValues = {
              "purchase",
              "booking",
              "quote",
              "availability",
              "information",
              "support_request",
              "order_status",
              "refund_complaint",
              "reschedule_cancel",
              "renewal_upsell",
              "job_application",
              "sales_pitch",
              "scam",
              "wrong_number",
              "none"
            })
        @Nullable String intent,
    @Nullable BudgetJson budget,
    @Nullable Boolean priceSensitive,
    @Schema(allowableValues = {"now", "this_week", "later", "unknown"}) @Nullable String urgency,
    @Nullable String language,
    @Nullable String summary,
    List<String> quotes,
    List<ReasonJson> reasons,
    @Nullable String confidence,
    @Nullable Boolean injectionSuspected,
    @Nullable String provider,
    @Nullable String model,
    @Nullable Integer ruleVersion,
    @Schema(
            description =
                "Why only the built-in reader read, where an AI was to; null when an AI did or none is in use.")
        @Nullable String basicBecause,
    @Schema(description = "From the arrival of the message that this answers.")
        @Nullable Long scoredAfterSeconds,
    @Nullable Instant classifiedAt,
    @Nullable CorrectionJson correction,
    @Nullable LeadJson machine) {

  /** It waits to be read, or nobody has written a word yet. */
  static final LeadJson PENDING = of("pending", null, null);

  /** Money with the words that named it. */
  record BudgetJson(String amount, String currency, @Nullable String text) {
    static @Nullable BudgetJson of(@Nullable Money money, @Nullable String text) {
      return money == null
          ? null
          : new BudgetJson(money.amount().toPlainString(), money.currency(), text);
    }
  }

  /** One part of the score, with the person's own words where there are any. */
  record ReasonJson(int points, String words, @Nullable String quote) {}

  /** Who overruled the machine, and why. */
  record CorrectionJson(@Nullable String by, @Nullable String reason) {}

  static LeadJson of(Classification answer, @Nullable Classification overruled, Words words) {
    return switch (answer.verdict()) {
      case Verdict.Skipped skipped -> of("skipped", skipped.why().wireName(), answer.at());
      case Verdict.Label label ->
          of(
              answer,
              label,
              overruled == null || answer.by().isMachine() ? null : of(overruled, null, words),
              words);
    };
  }

  private static LeadJson of(String status, @Nullable String reason, @Nullable Instant at) {
    return new LeadJson(
        status, reason, null, null, null, null, null, null, null, null, List.of(), List.of(), null,
        null, null, null, null, null, null, at, null, null);
  }

  private static LeadJson of(
      Classification answer, Verdict.Label label, @Nullable LeadJson machine, Words words) {
    return new LeadJson(
        "classified",
        null,
        label.score(),
        label.category().wireName(),
        label.intent().wireName(),
        BudgetJson.of(label.budget(), label.budgetText()),
        label.priceSensitive(),
        label.urgency().wireName(),
        label.language().wireName(),
        LeadSummary.of(label, words),
        label.quotes(),
        label.reasons().stream()
            .map(reason -> new ReasonJson(reason.points(), reason.words(), reason.quote()))
            .toList(),
        label.confidence().wireName(),
        label.injectionSuspected(),
        answer.by().provider(),
        answer.by().model(),
        answer.ruleVersion(),
        answer.by().isMachine() ? answer.by().reason() : null,
        answer.arrivedAt() == null
            ? null
            : Math.max(0, Duration.between(answer.arrivedAt(), answer.at()).toSeconds()),
        answer.at(),
        answer.by().isMachine()
            ? null
            : new CorrectionJson(answer.by().name(), answer.by().reason()),
        machine);
  }
}

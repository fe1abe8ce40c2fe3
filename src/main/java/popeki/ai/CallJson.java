package popeki.ai;

import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import popeki.platform.Csv;
import popeki.platform.MoneyJson;

/** A line of the log on the wire. */
record CallJson(
    UUID id,
    Instant at,
    @Schema(description = "As in AI_PROVIDERS.") String provider,
    String model,
    @Schema(description = "Where the operator attests that it is processed.") String region,
    @Schema(description = "What it was asked for, such as `lead`.") String purpose,
    @Schema(description = "Length of the question; how much left.") int bytesOut,
    @Schema(description = "Length of the answer.") @Nullable Integer bytesIn,
    @Schema(description = "Kinds of personal data that were taken out before.") List<String> masked,
    @Nullable Integer latencyMs,
    @Nullable Long tokensIn,
    @Nullable Long tokensOut,
    @Schema(description = "An estimate by the operator's price; null without one.")
        @Nullable MoneyJson cost,
    @Schema(
            description =
                "What came of it; `asked` while it is on its way, or was when the service stopped.",
            allowableValues = {
              "asked",
              "answered",
              "refused",
              "cut_off",
              "malformed",
              "unfit",
              "too_long",
              "slow",
              "unreachable",
              "unavailable",
              "rate_limited",
              "quota",
              "unpaid",
              "unauthorized",
              "misconfigured"
            })
        String outcome) {
  static final String CSV_HEAD =
      Csv.line(
          List.of(
              "id",
              "at",
              "provider",
              "model",
              "region",
              "purpose",
              "bytes_out",
              "bytes_in",
              "masked",
              "latency_ms",
              "tokens_in",
              "tokens_out",
              "cost_usd",
              "outcome"));

  static CallJson of(Call call) {
    return new CallJson(
        call.id(),
        call.at(),
        call.provider(),
        call.model(),
        call.region(),
        call.purpose(),
        call.bytesOut(),
        call.bytesIn(),
        call.masked(),
        call.latencyMs(),
        call.tokensIn(),
        call.tokensOut(),
        call.costMicros() == null ? null : new MoneyJson(dollars(call.costMicros()), "USD"),
        call.outcome());
  }

  String csv() {
    return Csv.line(
        Arrays.asList(
            id,
            at,
            provider,
            model,
            region,
            purpose,
            bytesOut,
            bytesIn,
            String.join(" ", masked),
            latencyMs,
            tokensIn,
            tokensOut,
            cost == null ? null : cost.amount(),
            outcome));
  }

  static String dollars(long micros) {
    return BigDecimal.valueOf(micros, 6).toPlainString();
  }
}

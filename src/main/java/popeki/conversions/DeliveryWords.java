package popeki.conversions;

import org.jspecify.annotations.Nullable;
import popeki.conversions.DeliveryPageViews.State;
import popeki.platform.Tone;
import popeki.platform.Words;

/** States, reasons and attempts in words. */
final class DeliveryWords {
  private DeliveryWords() {}

  static State state(Words words, Status status) {
    String word = words.of("deliveries.state." + status.wire());
    return switch (status) {
      case PENDING -> new State(word, Tone.INFO, "clock");
      case SENT -> new State(word, Tone.POSITIVE, "circle-check");
      case HELD -> new State(word, Tone.WARNING, "pause");
      case EXPIRED -> new State(word, Tone.NEUTRAL, "hourglass");
      case REJECTED -> new State(word, Tone.NEGATIVE, "circle-x");
      case FAILED -> new State(word, Tone.NEGATIVE, "triangle-alert");
      case CANCELLED -> new State(word, Tone.NEUTRAL, "ban");
    };
  }

  static @Nullable String reason(Words words, @Nullable Reason reason) {
    return reason == null ? null : words.of("deliveries.reason." + reason.wire());
  }

  static DeliveryPageViews.Try attempt(Words words, Conversion.Attempt attempt) {
    String sentence = words.of("deliveries.attempt." + attempt.result());
    return new DeliveryPageViews.Try(
        attempt.at(),
        sentence,
        attempt.result().equals("accepted"),
        answer(words, attempt),
        attempt.trace());
  }

  private static @Nullable String answer(Words words, Conversion.Attempt attempt) {
    String said = attempt.message() == null ? "" : attempt.message();
    if (attempt.code() == null) {
      return said.isEmpty() ? null : said;
    }
    String code =
        attempt.subcode() == null
            ? String.valueOf(attempt.code())
            : attempt.code() + " / " + attempt.subcode();
    return words.of("deliveries.attempt.code", code, said);
  }
}

package popeki.leads;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * An answer without a word of anybody: each quote is where it stood in the question. Only beside
 * the same question do the words come back.
 */
final class PackedAnswer {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** A piece of a shown message. */
  private record Place(int message, int from, int length) {}

  private record Noticed(SignalCode code, Place place) {}

  private record Packed(
      LeadCategory category,
      LeadIntent intent,
      List<Place> interest,
      BigDecimal budgetAmount,
      String budgetCurrency,
      boolean priceSensitive,
      Urgency urgency,
      LeadLanguage language,
      List<Noticed> signals,
      boolean injectionSuspected,
      Confidence confidence) {}

  private PackedAnswer() {}

  /** What stands nowhere in the question is left out: it would not be believed anyway. */
  static String pack(AiAnswer answer, LeadQuestion question) {
    var signals = new ArrayList<Noticed>();
    for (AiAnswer.Quoted quoted : answer.signals()) {
      place(question, quoted.message(), quoted.quote())
          .ifPresent(place -> signals.add(new Noticed(quoted.code(), place)));
    }
    List<Place> interest = new ArrayList<>();
    for (int shown = 1; shown <= question.size() && interest.isEmpty(); shown++) {
      place(question, shown, answer.interest()).ifPresent(interest::add);
    }
    return JSON.writeValueAsString(
        new Packed(
            answer.category(),
            answer.intent(),
            interest,
            answer.budgetAmount(),
            answer.budgetCurrency(),
            answer.priceSensitive(),
            answer.urgency(),
            answer.language(),
            signals,
            answer.injectionSuspected(),
            answer.confidence()));
  }

  /** Empty for what was packed by another version of the product. */
  static Optional<AiAnswer> unpack(String packed, LeadQuestion question) {
    try {
      Packed answer = JSON.readValue(packed, Packed.class);
      var signals = new ArrayList<AiAnswer.Quoted>();
      for (Noticed noticed : answer.signals()) {
        words(question, noticed.place())
            .ifPresent(
                quote ->
                    signals.add(
                        new AiAnswer.Quoted(noticed.code(), noticed.place().message(), quote)));
      }
      return Optional.of(
          new AiAnswer(
              answer.category(),
              answer.intent(),
              answer.interest().stream()
                  .findFirst()
                  .flatMap(place -> words(question, place))
                  .orElse(""),
              answer.budgetAmount(),
              answer.budgetCurrency(),
              answer.priceSensitive(),
              answer.urgency(),
              answer.language(),
              signals,
              answer.injectionSuspected(),
              answer.confidence()));
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  private static Optional<Place> place(LeadQuestion question, int shown, String quote) {
    int from = question.placeOf(shown, quote);
    return from < 0
        ? Optional.empty()
        : Optional.of(new Place(shown, from, quote.strip().length()));
  }

  private static Optional<String> words(LeadQuestion question, Place place) {
    return question.shown(place.message(), place.from(), place.length());
  }
}

package popeki.leads;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import popeki.kernel.Pure;

/** Which findings are worth telling, by category: a scam's "pay now" is no buying signal. */
@Pure
final class SignalRules {
  private record Told(SignalCode code, Concept concept) {}

  private static final List<Told> OF_LEADS =
      List.of(
          new Told(SignalCode.READY_TO_BUY, Concept.TAKE),
          new Told(SignalCode.ASKS_HOW_TO_PAY, Concept.PAY),
          new Told(SignalCode.MAKES_AN_OFFER, Concept.OFFER),
          new Told(SignalCode.MEANS_IN_HAND, Concept.READY),
          new Told(SignalCode.EMERGENCY, Concept.EMERGENCY),
          new Told(SignalCode.WANTS_TO_BOOK, Concept.BOOK),
          new Told(SignalCode.WANTS_TO_BOOK, Concept.SLOT),
          new Told(SignalCode.NAMES_A_TIME, Concept.TODAY),
          new Told(SignalCode.NAMES_A_TIME, Concept.THIS_WEEK),
          new Told(SignalCode.NAMES_A_TIME, Concept.CLOCK),
          new Told(SignalCode.ASKS_PRICE, Concept.ASK_PRICE),
          new Told(SignalCode.ASKS_AVAILABILITY, Concept.ASK_AVAILABLE),
          new Told(SignalCode.ASKS_DETAILS, Concept.ASK_DETAILS),
          new Told(SignalCode.PRICE_OBJECTION, Concept.DISCOUNT),
          new Told(SignalCode.MUST_ASK_SOMEONE, Concept.ASK_SOMEONE),
          new Told(SignalCode.NOT_NOW, Concept.NOT_NOW),
          new Told(SignalCode.NOT_NOW, Concept.HOMEWORK),
          new Told(SignalCode.GAVE_UP, Concept.GAVE_UP));

  private static final Map<LeadCategory, List<Told>> OF_OTHERS =
      Map.of(
          LeadCategory.SPAM,
              List.of(
                  new Told(SignalCode.SCAM, Concept.SCAM),
                  new Told(SignalCode.SCAM, Concept.SCAM_HOOK),
                  new Told(SignalCode.SELLS_TO_US, Concept.PITCH_SURE),
                  new Told(SignalCode.SELLS_TO_US, Concept.PITCH_OFFER),
                  new Told(SignalCode.SELLS_TO_US, Concept.PITCH_THING)),
          LeadCategory.JOB_SEEKER, List.of(new Told(SignalCode.SEEKS_WORK, Concept.JOB)),
          LeadCategory.SUPPORT,
              List.of(
                  new Told(SignalCode.REPORTS_A_PROBLEM, Concept.PROBLEM),
                  new Told(SignalCode.REPORTS_A_PROBLEM, Concept.FAULT),
                  new Told(SignalCode.ASKS_REFUND, Concept.REFUND),
                  new Told(SignalCode.ASKS_FOR_ORDER, Concept.ORDER_STATUS)),
          LeadCategory.EXISTING_CUSTOMER,
              List.of(
                  new Told(SignalCode.RENEWS, Concept.RENEW),
                  new Told(SignalCode.RESCHEDULES, Concept.RESCHEDULE),
                  new Told(SignalCode.ALREADY_A_CUSTOMER, Concept.RELATION)),
          LeadCategory.OTHER,
              List.of(
                  new Told(SignalCode.WRONG_NUMBER, Concept.WRONG_NUMBER),
                  new Told(SignalCode.COMPETITOR, Concept.COMPETITOR)));

  private SignalRules() {}

  static List<Signal> signals(LeadCategory category, Clues clues) {
    List<Signal> signals = new ArrayList<>();
    for (Told told : OF_OTHERS.getOrDefault(category, OF_LEADS)) {
      boolean known = signals.stream().anyMatch(signal -> signal.code() == told.code());
      if (!known) {
        clues.signal(told.code(), told.concept()).ifPresent(signals::add);
      }
    }
    return signals;
  }
}

package popeki.leads;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Pure;

/**
 * Turns a reading into 0–100 by fixed rules: a start for the category, points for what was noticed,
 * then kept inside the category's range. A hot lead who names a budget and a day this week: {@code
 * 80 + 5 + 3 + …}. The same reading gives the same score for ever under one {@link #RULE_VERSION}.
 *
 * <p>A conversation that tries to steer its own label loses a little: what was written to steer is
 * taken out before anything is read, so an injected text can never raise a score, nor can somebody
 * who writes into a customer's conversation ruin it.
 */
@Pure
public final class LeadScorer {
  /** Stored with each score; raise it with any change of points or ranges. */
  public static final int RULE_VERSION = 2;

  private static final int STEERING_PENALTY = -3;

  private LeadScorer() {}

  /** The score of a reading, quoting only words that stand literally in the lead's messages. */
  public static LeadScore score(Reading reading, List<LeadMessage> messages) {
    List<Reason> reasons = new ArrayList<>();
    reasons.add(unquoted(start(reading), startWords(reading)));
    addSignals(reading, messages, reasons);
    addBudget(reading, messages, reasons);
    addUrgency(reading, reasons);
    if (reading.priceSensitive()) {
      reasons.add(unquoted(-4, "Price matters a lot to them"));
    }
    if (reading.injectionSuspected()) {
      reasons.add(unquoted(STEERING_PENALTY, "Tries to steer its own label: please check"));
    }
    return keptInRange(reading, reasons);
  }

  private static int start(Reading reading) {
    return switch (reading.category()) {
      case SPAM -> 3;
      case JOB_SEEKER -> 5;
      case SUPPORT -> 15;
      case EXISTING_CUSTOMER -> reading.intent() == LeadIntent.RENEWAL_UPSELL ? 55 : 30;
      case OTHER -> 8;
      case HOT -> 80;
      case WARM -> 58;
      case COLD -> 28;
    };
  }

  private static String startWords(Reading reading) {
    return switch (reading.category()) {
      case SPAM -> "Selling to you, or a scam";
      case JOB_SEEKER -> "Looking for work";
      case SUPPORT -> "Needs help with something already bought";
      case EXISTING_CUSTOMER ->
          reading.intent() == LeadIntent.RENEWAL_UPSELL
              ? "A customer who may buy again"
              : "Already a customer";
      case OTHER -> "No request for your business";
      case HOT -> "Clear need and a step towards buying";
      case WARM -> "A real question, no commitment yet";
      case COLD -> "Vague, or not now";
    };
  }

  private static void addSignals(
      Reading reading, List<LeadMessage> messages, List<Reason> reasons) {
    Set<SignalCode> counted = EnumSet.noneOf(SignalCode.class);
    for (Signal signal : reading.signals()) {
      int points = points(signal.code());
      // Once per code: saying a thing three times is not three reasons.
      if (points != 0 && stands(signal, messages) && counted.add(signal.code())) {
        reasons.add(
            new Reason(points, words(signal.code()), signal.quote(), signal.messageNumber()));
      }
    }
  }

  private static void addBudget(Reading reading, List<LeadMessage> messages, List<Reason> reasons) {
    Budget budget = reading.budget();
    if (budget == null) {
      return;
    }
    for (LeadMessage message : messages) {
      if (fromLead(message) && holds(message, budget.text())) {
        reasons.add(new Reason(5, "Names a budget", budget.text(), message.n()));
        return;
      }
    }
  }

  private static void addUrgency(Reading reading, List<Reason> reasons) {
    switch (reading.urgency()) {
      case NOW -> reasons.add(unquoted(5, "Wants it today"));
      case THIS_WEEK -> reasons.add(unquoted(3, "Wants it within a week"));
      case LATER -> reasons.add(unquoted(-4, "No hurry"));
      case UNKNOWN -> {}
    }
  }

  private static LeadScore keptInRange(Reading reading, List<Reason> reasons) {
    int sum = reasons.stream().mapToInt(Reason::points).sum();
    int lowest = reading.category().lowest(reading.intent());
    int highest = reading.category().highest(reading.intent());
    int score = Math.clamp(sum, lowest, highest);
    if (score != sum) {
      String range = reading.category().wireName().replace('_', ' ');
      reasons.add(
          unquoted(score - sum, "Kept within %d–%d for %s".formatted(lowest, highest, range)));
    }
    return new LeadScore(score, reading.category(), reasons);
  }

  static int points(SignalCode code) {
    return switch (code) {
      case READY_TO_BUY, ASKS_HOW_TO_PAY -> 6;
      case MAKES_AN_OFFER, MEANS_IN_HAND -> 5;
      case WANTS_TO_BOOK, EMERGENCY, RENEWS -> 4;
      case NAMES_A_TIME, ASKS_AVAILABILITY -> 3;
      case ASKS_PRICE, ASKS_DETAILS -> 2;
      case MUST_ASK_SOMEONE -> -4;
      case NOT_NOW, VAGUE -> -6;
      case PRICE_OBJECTION -> -4;
      case GAVE_UP -> -10;
      case REPORTS_A_PROBLEM, ASKS_REFUND, SCAM, WRONG_NUMBER -> -3;
      case ALREADY_A_CUSTOMER,
          RESCHEDULES,
          ASKS_FOR_ORDER,
          SEEKS_WORK,
          SELLS_TO_US,
          COMPETITOR,
          TRIES_TO_STEER ->
          0;
    };
  }

  private static String words(SignalCode code) {
    return switch (code) {
      case ASKS_PRICE -> "Asks the price";
      case ASKS_AVAILABILITY -> "Asks if it is available";
      case ASKS_DETAILS -> "Asks something specific";
      case WANTS_TO_BOOK -> "Wants to book, visit or try";
      case NAMES_A_TIME -> "Names a time";
      case ASKS_HOW_TO_PAY -> "Asks how to pay or sign";
      case READY_TO_BUY -> "Says yes to buying";
      case MAKES_AN_OFFER -> "Makes an offer";
      case MEANS_IN_HAND -> "Has the money or papers ready";
      case EMERGENCY -> "An emergency";
      case NOT_NOW -> "Says it is not for now";
      case MUST_ASK_SOMEONE -> "Has to ask someone first";
      case PRICE_OBJECTION -> "Finds it dear or asks for less";
      case GAVE_UP -> "Gave up";
      case VAGUE -> "Says too little to know";
      case ALREADY_A_CUSTOMER -> "Already a customer";
      case RESCHEDULES -> "Moves or cancels an appointment";
      case RENEWS -> "Renews or orders again";
      case REPORTS_A_PROBLEM -> "Reports a problem";
      case ASKS_REFUND -> "Complains or wants money back";
      case ASKS_FOR_ORDER -> "Asks where an order is";
      case SEEKS_WORK -> "Asks for work";
      case SELLS_TO_US -> "Sells to you";
      case SCAM -> "Looks like a scam";
      case WRONG_NUMBER -> "Wrong number";
      case COMPETITOR -> "Same trade, comparing notes";
      case TRIES_TO_STEER -> "Tries to steer its own label";
    };
  }

  private static boolean stands(Signal signal, List<LeadMessage> messages) {
    return messages.stream()
        .anyMatch(
            message ->
                fromLead(message)
                    && message.n() == signal.messageNumber()
                    && holds(message, signal.quote()));
  }

  private static boolean holds(LeadMessage message, String quote) {
    return !quote.isBlank() && message.text().contains(quote);
  }

  private static boolean fromLead(LeadMessage message) {
    return message.from() == LeadMessage.From.LEAD;
  }

  private static Reason unquoted(int points, String words) {
    @Nullable String none = null;
    return new Reason(points, words, none, 0);
  }
}

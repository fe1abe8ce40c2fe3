package popeki.leads;

import java.util.Locale;

/**
 * What the built-in classifier looks for. The words of each, by language, are in {@code
 * leads/<concept>.txt}; that file's head says what belongs there.
 */
enum Concept {
  // other people's business
  PITCH_SURE,
  PITCH_OFFER,
  PITCH_THING,
  PITCH_HOOK,
  SCAM,
  SCAM_HOOK,
  JOB,
  WRONG_NUMBER,
  SMALL_TALK,
  COMPETITOR,
  // after the sale
  OWNED,
  PROBLEM,
  FAULT,
  REFUND,
  ORDER_STATUS,
  RELATION,
  RESCHEDULE,
  RENEW,
  // towards a sale
  BOOK,
  SLOT,
  PAY,
  TAKE,
  OFFER,
  READY,
  EMERGENCY,
  NEED,
  // questions
  ASK_PRICE,
  ASK_DETAILS,
  ASK_AVAILABLE,
  DISCOUNT,
  // away from a sale
  NOT_NOW,
  ASK_SOMEONE,
  GAVE_UP,
  HOMEWORK,
  // when
  TODAY,
  THIS_WEEK,
  LATER,
  CLOCK,
  HOURS,
  // money
  BUDGET,
  NOT_BUDGET,
  // filler
  SMALL_WORDS,
  YES,
  // attempts to steer the label
  STEER,
  STEER_READER,
  STEER_LABEL,
  STEER_ORDER;

  String file() {
    return name().toLowerCase(Locale.ROOT) + ".txt";
  }

  boolean steers() {
    return this == STEER || this == STEER_READER || this == STEER_LABEL || this == STEER_ORDER;
  }
}

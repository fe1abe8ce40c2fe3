package popeki.conversions;

import java.util.Locale;

/**
 * Why a conversion did not go, or not yet. The names on the wire are part of the API; the words for
 * people stand in the message catalogue under {@code deliveries.reason.<name>}.
 */
enum Reason {
  /** No destination is set up. */
  NOT_CONFIGURED,
  /** Sending is switched off. */
  DISABLED,
  /** The plan does not include it at the moment. */
  UNPAID,
  /** We are less sure of the source than the workspace asks for. */
  BELOW_THRESHOLD,
  /** The destination has no dataset of the kind this conversation needs. */
  NO_DATASET_FOR_CHANNEL,
  /** Meta refused the access token or its permissions. */
  TOKEN_PARKED,
  /** Meta takes nothing that is older than seven days. */
  TOO_OLD,
  /** It lies in the future. */
  IN_THE_FUTURE,
  /** No ad and no tracked link stand behind the conversation. */
  NO_CLICK_ID,
  /** Nothing that Meta could recognise the person by. */
  NOTHING_TO_MATCH,
  /** A sale without an amount. */
  VALUE_MISSING,
  /** The channel has no event of this name. */
  EVENT_NOT_ALLOWED,
  /** The visitor's browser asked not to be tracked. */
  GPC,
  /** The contact opted out, was erased or restricted. */
  OPTED_OUT,
  /** The conversation turned out to be part of another, which is qualified already. */
  SAME_CONVERSATION,
  /** Meta has it. */
  ALREADY_SENT,
  /** It had left when the contact opted out. */
  SENT_BEFORE_OPT_OUT,
  /** Meta: the event name. */
  REFUSED_EVENT_NAME,
  /** Meta: the click id does not belong to this dataset or account. */
  REFUSED_CLICK_ID,
  /** Meta: too little about the person. */
  REFUSED_TOO_LITTLE_DATA,
  /** Meta: something else in the event. */
  REFUSED_EVENT,
  /** Meta answered with success and counted nothing. */
  NOT_RECEIVED,
  /** The answer could not be understood. */
  BAD_ANSWER,
  /** Meta asks for a pause. */
  RATE_LIMITED,
  /** Meta does not answer, or not in time. */
  UNAVAILABLE,
  /** Whether it arrived was unknown for so long that sending again could count it twice. */
  OUTCOME_UNKNOWN;

  /** The name in the API and in the ledger. */
  String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Reason of(String wire) {
    return valueOf(wire.toUpperCase(Locale.ROOT));
  }
}

package popeki.ai;

import java.util.Locale;
import popeki.kernel.Pure;

/** Why an attempt gave nothing. Each is a word of the transparency log. */
@Pure
enum Failure {
  /** The model would not answer. */
  REFUSED(Kind.QUALITY, "would not answer"),
  /** It ran out of room in the middle. */
  CUT_OFF(Kind.QUALITY, "broke off in the middle"),
  /** Not the shape of an answer of this provider. */
  MALFORMED(Kind.QUALITY, "answered something unreadable"),
  /** The shape was right, what it said was not what was asked for. */
  UNFIT(Kind.QUALITY, "answered something else than was asked"),
  TOO_LONG(Kind.QUALITY, "answered more than is read"),
  SLOW(Kind.SERVICE, "took too long"),
  UNREACHABLE(Kind.SERVICE, "could not be reached"),
  UNAVAILABLE(Kind.SERVICE, "has trouble of its own"),
  /** Too many calls just now. */
  RATE_LIMITED(Kind.PAUSE, "asked for a pause"),
  /** What was bought is used up. */
  QUOTA(Kind.ACCOUNT, "has no quota left"),
  UNPAID(Kind.ACCOUNT, "wants to be paid"),
  UNAUTHORIZED(Kind.ACCOUNT, "refuses the key"),
  /** It does not take the question as it is: wrong model, wrong address, an unknown field. */
  MISCONFIGURED(Kind.CONFIGURATION, "refuses the question as configured");

  /** What is done about it. */
  enum Kind {
    /** Asked again later; a provider with many of them is asked less. */
    QUALITY,
    /** Counts against the provider. */
    SERVICE,
    /** The provider rests for as long as it asked. */
    PAUSE,
    /** Nobody but the operator can mend it. */
    ACCOUNT,
    CONFIGURATION
  }

  private final Kind kind;
  private final String words;

  Failure(Kind kind, String words) {
    this.kind = kind;
    this.words = words;
  }

  Kind kind() {
    return kind;
  }

  String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The end of a sentence that begins with the provider. */
  String words() {
    return words;
  }

  /** Whether the model has read the question, so that it costs. */
  boolean costs() {
    return switch (this) {
      case REFUSED, CUT_OFF, MALFORMED, UNFIT, TOO_LONG, SLOW -> true;
      case UNREACHABLE, UNAVAILABLE, RATE_LIMITED, QUOTA, UNPAID, UNAUTHORIZED, MISCONFIGURED ->
          false;
    };
  }
}

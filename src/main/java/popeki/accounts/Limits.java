package popeki.accounts;

import java.time.Duration;
import popeki.platform.Throttle.Limit;

/**
 * How often one may try, in one list. None locks an account: whoever guesses is slowed where he
 * stands, and the owner signs in from anywhere else meanwhile.
 */
final class Limits {
  /** Wrong passwords for one account from one place. */
  static final Limit PASSWORD_PAIR = new Limit("password_pair", 5, Duration.ofMinutes(15));

  /** Wrong passwords from one place, for whatever account. */
  static final Limit PASSWORD_PLACE = new Limit("password_place", 100, Duration.ofHours(1));

  /** Wrong codes for one account from one place: whoever gets this far knows its password. */
  static final Limit CODE_PAIR = new Limit("second_factor_pair", 5, Duration.ofMinutes(15));

  /**
   * Wrong codes for one account from wherever, so that many places together cannot guess either: a
   * chance of 1 in 10,000 an hour. A new password starts it anew, which is what its owner needs.
   */
  static final Limit CODE = new Limit("second_factor_code", 30, Duration.ofHours(1));

  /** Asking for a new password from one place. */
  static final Limit RESET_PLACE = new Limit("reset_place", 20, Duration.ofHours(1));

  /** Asking for one account's new password from one place. */
  static final Limit RESET_PAIR = new Limit("reset_pair", 5, Duration.ofHours(1));

  /**
   * Links for a new password to one address, whoever asks; beyond, none is sent. It counts exactly
   * as long as a link lives and an older link stays good, so whenever none is sent a good one lies
   * in the mailbox already, and nobody who asks for another keeps its owner out.
   */
  static final Limit RESET_MAILS = new Limit("reset_mails", 5, PasswordReset.VALID);

  /** Tokens of mails, right or wrong, from one place. None can be guessed: this bounds the work. */
  static final Limit TOKEN_PLACE = new Limit("mail_token_place", 3_000, Duration.ofHours(1));

  /** Changes of one's e-mail address: each sends mails. */
  static final Limit EMAIL_CHANGE = new Limit("email_change", 5, Duration.ofHours(1));

  private Limits() {}
}

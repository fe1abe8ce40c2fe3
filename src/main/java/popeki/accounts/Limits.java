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

  /** Wrong codes for one account: whoever gets this far knows its password. */
  static final Limit CODE = new Limit("second_factor_code", 5, Duration.ofMinutes(15));

  /** Asking for a new password from one place. */
  static final Limit RESET_PLACE = new Limit("reset_place", 20, Duration.ofHours(1));

  /** Asking for one account's new password from one place. */
  static final Limit RESET_PAIR = new Limit("reset_pair", 5, Duration.ofHours(1));

  /** Mails of ours to one address that nobody signed in asked for; beyond, none is sent. */
  static final Limit MAILS = new Limit("unasked_mails", 10, Duration.ofHours(1));

  /** Tokens of mails, right or wrong, from one place. None can be guessed: this bounds the work. */
  static final Limit TOKEN_PLACE = new Limit("mail_token_place", 3_000, Duration.ofHours(1));

  /** Changes of one's e-mail address: each sends mails. */
  static final Limit EMAIL_CHANGE = new Limit("email_change", 5, Duration.ofHours(1));

  private Limits() {}
}

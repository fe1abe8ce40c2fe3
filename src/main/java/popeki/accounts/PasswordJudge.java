package popeki.accounts;

import com.nulabinc.zxcvbn.Zxcvbn;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Whether a password may be kept, and how strong it is in a word. */
@Component
class PasswordJudge {
  /** Estimating takes longer the longer the text, and beyond this nothing is weak any more. */
  private static final int LOOKED_AT = 64;

  private final BreachedPasswords breached;
  private final Lazy<Zxcvbn> estimate = new Lazy<>(Zxcvbn::new);

  PasswordJudge(BreachedPasswords breached) {
    this.breached = breached;
  }

  /** What is wrong with a password, as the key of a sentence; empty when nothing is. */
  Optional<String> objection(String password, Account account) {
    return PasswordRules.objection(password, account.email())
        .or(
            () ->
                breached.met(password, "chosen")
                    ? Optional.of("accounts.password.breached")
                    : Optional.empty())
        .or(
            () ->
                strength(password, account) < 2
                    ? Optional.of("accounts.password.guessable")
                    : Optional.empty());
  }

  /** The key of the word: {@code accounts.strength.2} is fair, 3 good, 4 strong. */
  String strengthWord(String password, Account account) {
    return "accounts.strength." + strength(password, account);
  }

  private int strength(String password, Account account) {
    String start = password.length() <= LOOKED_AT ? password : password.substring(0, LOOKED_AT);
    return estimate
        .get()
        .measure(start, List.of(account.name(), account.email(), "popeki", "whatsapp"))
        .getScore();
  }
}

package popeki.accounts;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.springframework.stereotype.Component;
import popeki.platform.Throttle;
import popeki.platform.Whereabouts;

/**
 * Before a password, an address or a second factor changes, the person shows again what there is:
 * the current password, and a code where a second factor is on. An open screen is not enough.
 */
@Component
class Reauthentication {
  private final PasswordHashes hashes;
  private final SecondFactors factors;
  private final Throttle throttle;
  private final Whereabouts whereabouts;

  Reauthentication(
      PasswordHashes hashes, SecondFactors factors, Throttle throttle, Whereabouts whereabouts) {
    this.hashes = hashes;
    this.factors = factors;
    this.throttle = throttle;
    this.whereabouts = whereabouts;
  }

  /** What is wrong, as the key of a sentence; empty when nothing is. A right code is used up. */
  Optional<String> objection(
      Account account, String password, String code, HttpServletRequest request) {
    String stored = account.passwordHash();
    String place = whereabouts.place(request) + " " + account.email();
    if (stored != null) {
      if (throttle.wait(Limits.PASSWORD_PAIR, place).isPresent()) {
        throw throttle.refusal(Limits.PASSWORD_PAIR, place);
      }
      if (!hashes.matches(password, stored)) {
        throttle.note(Limits.PASSWORD_PAIR, place);
        return Optional.of("accounts.password.current_wrong");
      }
      throttle.forget(Limits.PASSWORD_PAIR, place);
    }
    return factors.isOn(account.id()) && !isCode(account, code)
        ? Optional.of("accounts.code.wrong")
        : Optional.empty();
  }

  /**
   * Whether the code is right; used up when it is, counted when it is not.
   *
   * @throws popeki.platform.ApiProblem 429 after too many wrong ones
   */
  boolean isCode(Account account, String code) {
    String key = account.id().toString();
    if (throttle.wait(Limits.CODE, key).isPresent()) {
      throw throttle.refusal(Limits.CODE, key);
    }
    if (!factors.prove(account.id(), code)) {
      throttle.note(Limits.CODE, key);
      return false;
    }
    throttle.forget(Limits.CODE, key);
    return true;
  }
}

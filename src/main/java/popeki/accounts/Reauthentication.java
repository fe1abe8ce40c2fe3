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
      throttle.require(Limits.PASSWORD_PAIR, place);
      if (!hashes.matches(password, stored)) {
        return Optional.of("accounts.password.current_wrong");
      }
      throttle.forget(Limits.PASSWORD_PAIR, place);
    }
    return factors.isOn(account.id()) && !isCode(account, code, request)
        ? Optional.of("accounts.code.wrong")
        : Optional.empty();
  }

  /**
   * Whether the code is right; used up when it is. Each try counts before it is looked at, so that
   * many at once are no way around.
   *
   * @throws popeki.platform.ApiProblem 429 after too many wrong ones
   */
  boolean isCode(Account account, String code, HttpServletRequest request) {
    String everywhere = account.id().toString();
    String here = whereabouts.place(request) + " " + everywhere;
    throttle.require(Limits.CODE_PAIR, here);
    throttle.require(Limits.CODE, everywhere);
    if (!factors.prove(account.id(), code)) {
      return false;
    }
    throttle.forget(Limits.CODE_PAIR, here);
    throttle.giveBack(Limits.CODE, everywhere);
    return true;
  }
}

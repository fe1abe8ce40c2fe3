package popeki.accounts;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.springframework.stereotype.Component;
import popeki.kernel.UserId;
import popeki.platform.Secrets;
import popeki.platform.Settings;

/** Links that sign a person in: once, within an hour. Only their hash is kept. */
@Component
class SignInLinks {
  static final Duration VALID = Duration.ofHours(1);

  private final AccountRepository accounts;
  private final Settings settings;
  private final Clock clock;

  SignInLinks(AccountRepository accounts, Settings settings, Clock clock) {
    this.accounts = accounts;
    this.settings = settings;
    this.clock = clock;
  }

  String urlFor(UserId user) {
    String token = Secrets.token();
    accounts.addSignInToken(Secrets.hash(token), user, clock.instant().plus(VALID));
    return settings.publicUrl() + "/sign-in/" + token;
  }

  /** Looks without using it up. */
  boolean isGood(String token) {
    return token.length() <= 100 && accounts.hasToken(Secrets.hash(token), clock.instant());
  }

  Optional<UserId> redeem(String token) {
    return token.length() > 100
        ? Optional.empty()
        : accounts.redeem(Secrets.hash(token), clock.instant());
  }
}

package popeki.accounts;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Component;

/**
 * E-mail and password. An unknown address costs the same time as a wrong password, so that neither
 * words nor time tell who has an account. Whoever is right is {@link Halfway} until {@link
 * Entrance} has seen whether a second factor is due.
 */
@Component
class PasswordLogin implements AuthenticationProvider {
  private static final Logger log = LoggerFactory.getLogger(PasswordLogin.class);

  private final AccountRepository accounts;
  private final PasswordHashes hashes;
  private final Clock clock;

  PasswordLogin(AccountRepository accounts, PasswordHashes hashes, Clock clock) {
    this.accounts = accounts;
    this.hashes = hashes;
    this.clock = clock;
  }

  @Override
  public Authentication authenticate(Authentication attempt) {
    String password = String.valueOf(attempt.getCredentials());
    Optional<Account> account = EmailAddress.parse(attempt.getName()).flatMap(accounts::byEmail);
    String stored = account.map(Account::passwordHash).orElse(hashes.nobodys());
    boolean matches = hashes.matches(password, stored);
    if (!matches || account.isEmpty()) {
      throw new BadCredentialsException("E-mail or password is wrong");
    }
    if (hashes.isOutdated(stored)) {
      accounts.replaceHash(account.get().id(), stored, hashes.hash(password));
      log.info("The password hash of user {} was made anew", account.get().id());
    }
    var principal =
        new Halfway(account.get().id().value(), clock.instant(), Entrance.PASSWORD, null);
    return UsernamePasswordAuthenticationToken.authenticated(principal, null, List.of());
  }

  @Override
  public boolean supports(Class<?> type) {
    return UsernamePasswordAuthenticationToken.class.isAssignableFrom(type);
  }
}

package popeki.accounts;

import java.util.List;
import java.util.Optional;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.stereotype.Component;
import popeki.platform.Secrets;

/**
 * E-mail and password. An unknown address costs the same time as a wrong password, so that neither
 * words nor time tell who has an account.
 */
@Component
class PasswordLogin implements AuthenticationProvider {
  private final AccountRepository accounts;
  private final Argon2PasswordEncoder argon2 =
      Argon2PasswordEncoder.defaultsForSpringSecurity_v5_8();
  private final String nobodysHash = argon2.encode(Secrets.token());

  PasswordLogin(AccountRepository accounts) {
    this.accounts = accounts;
  }

  @Override
  public Authentication authenticate(Authentication attempt) {
    String password = String.valueOf(attempt.getCredentials());
    Optional<Account> account = EmailAddress.parse(attempt.getName()).flatMap(accounts::byEmail);
    String stored = account.map(Account::passwordHash).orElse(nobodysHash);
    boolean matches =
        password.length() <= PasswordRules.LONGEST && argon2.matches(password, stored);
    if (!matches || account.isEmpty()) {
      throw new BadCredentialsException("E-mail or password is wrong");
    }
    var principal = new SignedIn(account.get().id().value());
    return UsernamePasswordAuthenticationToken.authenticated(principal, null, List.of());
  }

  /** The hash to keep of a new password. */
  String hash(String password) {
    return String.valueOf(argon2.encode(password));
  }

  @Override
  public boolean supports(Class<?> type) {
    return UsernamePasswordAuthenticationToken.class.isAssignableFrom(type);
  }
}

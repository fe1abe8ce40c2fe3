package popeki.accounts;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import popeki.kernel.UserId;
import popeki.platform.WorkspaceTx;

/** Makes accounts for people whose address is proved by the mail that brought them here. */
@Component
public class Admission {
  private final AccountRepository accounts;
  private final PasswordHashes hashes;
  private final PasswordJudge judge;
  private final Entrance entrance;
  private final WorkspaceTx tx;
  private final Clock clock;

  Admission(
      AccountRepository accounts,
      PasswordHashes hashes,
      PasswordJudge judge,
      Entrance entrance,
      WorkspaceTx tx,
      Clock clock) {
    this.accounts = accounts;
    this.hashes = hashes;
    this.judge = judge;
    this.entrance = entrance;
    this.tx = tx;
    this.clock = clock;
  }

  /** What is wrong with a password, as the key of a sentence; empty when nothing is. */
  public Optional<String> objection(String password, String name, EmailAddress email) {
    var drafted = new Account(new UserId(new UUID(0, 0)), name, email.value(), null);
    return judge.objection(password, drafted);
  }

  /** The hash to keep; slow on purpose, so it is made before a transaction begins. */
  public String hash(String password) {
    return hashes.hash(password);
  }

  /**
   * Makes an account; joins a surrounding transaction. Empty when the address has one: then its
   * owner signs in, with all that guards that account.
   */
  public Optional<UserId> admit(EmailAddress email, String name, String passwordHash) {
    return tx.directory(
        () -> {
          if (accounts.byEmail(email).isPresent()) {
            return Optional.empty();
          }
          UserId user = accounts.ensure(email, name, clock.instant());
          accounts.setPassword(user, passwordHash);
          return Optional.of(user);
        });
  }

  /** Opens the session of somebody just admitted. */
  public void enter(UserId user, HttpServletRequest request, HttpServletResponse response) {
    entrance.open(user, List.of(Entrance.LINK), request, response);
  }
}

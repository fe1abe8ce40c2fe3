package popeki.accounts;

import java.time.Clock;
import java.util.Optional;
import org.springframework.stereotype.Component;
import popeki.kernel.UserId;
import popeki.platform.WorkspaceTx;

/**
 * People who sign in. They belong to the installation; where they belong is the workspaces' to say.
 */
@Component
public class Accounts {
  private final AccountRepository rows;
  private final SignInLinks links;
  private final WorkspaceTx tx;
  private final Clock clock;

  Accounts(AccountRepository rows, SignInLinks links, WorkspaceTx tx, Clock clock) {
    this.rows = rows;
    this.links = links;
    this.tx = tx;
    this.clock = clock;
  }

  public Optional<Account> find(UserId user) {
    return tx.directory(() -> rows.find(user));
  }

  public Optional<Account> byEmail(EmailAddress email) {
    return tx.directory(() -> rows.byEmail(email));
  }

  /** The account of an address, made when there is none; joins a surrounding transaction. */
  public UserId ensure(EmailAddress email, String name) {
    return tx.directory(() -> rows.ensure(email, name, clock.instant()));
  }

  /** A link that signs the person in: once, within an hour; joins a surrounding transaction. */
  public String signInLink(UserId user) {
    return tx.directory(() -> links.urlFor(user));
  }
}

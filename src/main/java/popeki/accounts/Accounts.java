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
  private final SecondFactors secondFactors;
  private final WorkspaceTx tx;
  private final Clock clock;

  Accounts(
      AccountRepository rows,
      SignInLinks links,
      SecondFactors secondFactors,
      WorkspaceTx tx,
      Clock clock) {
    this.secondFactors = secondFactors;
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

  /**
   * As {@link #signInLink}, for a mail: mail scanners open links, so this one leads to a page with
   * a button.
   */
  public String mailedSignInLink(UserId user) {
    return signInLink(user).replace("/sign-in/", "/sign-in/mail/");
  }

  /** Whether the person shows a second factor at sign-in. */
  public boolean hasSecondFactor(UserId user) {
    return secondFactors.isOn(user);
  }

  /** For whoever runs the installation: takes the second factor off; false when there is none. */
  public boolean removeSecondFactor(EmailAddress email) {
    Optional<Account> account = byEmail(email).filter(found -> secondFactors.isOn(found.id()));
    account.ifPresent(secondFactors::remove);
    return account.isPresent();
  }

  /** A link that signs the person in: once, within an hour; joins a surrounding transaction. */
  public String signInLink(UserId user) {
    return tx.directory(() -> links.urlFor(user));
  }
}

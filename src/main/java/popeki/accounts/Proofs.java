package popeki.accounts;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.springframework.stereotype.Component;
import popeki.kernel.UserId;
import popeki.platform.WorkspaceTx;

/**
 * Asks a person who is signed in once more who they are, before what is hard to undo. A session
 * left open on a desk is not enough for that.
 */
@Component
public class Proofs {
  private final AccountRepository accounts;
  private final Reauthentication reauthentication;
  private final WorkspaceTx tx;

  Proofs(AccountRepository accounts, Reauthentication reauthentication, WorkspaceTx tx) {
    this.accounts = accounts;
    this.reauthentication = reauthentication;
    this.tx = tx;
  }

  /**
   * What is wrong, as the key of a sentence; empty when the password is right, and the code where a
   * second factor is on. Somebody without a password has to set one first.
   */
  public Optional<String> objection(
      UserId user, String password, String code, HttpServletRequest request) {
    Account account = tx.directory(() -> accounts.find(user)).orElseThrow();
    return account.hasPassword()
        ? reauthentication.objection(account, password, code, request)
        : Optional.of("people.proof.no_password");
  }
}

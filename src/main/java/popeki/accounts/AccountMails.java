package popeki.accounts;

import java.util.List;
import org.springframework.stereotype.Component;
import popeki.mails.Mail;
import popeki.mails.Mails;
import popeki.platform.Settings;
import popeki.platform.WorkspaceTx;

/** Tells the owner of an account what was changed about it, so that a stranger's change shows. */
@Component
class AccountMails {
  private final Mails mails;
  private final Settings settings;
  private final WorkspaceTx tx;

  AccountMails(Mails mails, Settings settings, WorkspaceTx tx) {
    this.mails = mails;
    this.settings = settings;
    this.tx = tx;
  }

  /** Joins a surrounding transaction. */
  void tell(Account account, String kind) {
    tx.directory(
        () -> {
          mails.queue(
              new Mail(null, account.email(), kind, List.of(), settings.publicUrl() + "/account"));
          return kind;
        });
  }
}

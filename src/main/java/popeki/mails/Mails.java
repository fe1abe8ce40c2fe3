package popeki.mails;

import java.time.Clock;
import java.time.Instant;
import org.springframework.stereotype.Component;
import popeki.kernel.Uuid7;
import popeki.kernel.WorkspaceId;
import popeki.platform.Lanes;
import popeki.platform.Vault;
import popeki.platform.WorkspaceTx;

/** The way out for mails: queued with what caused them, so that both commit or neither. */
@Component
public class Mails {
  private final MailRepository rows;
  private final MailServer server;
  private final WorkspaceTx tx;
  private final Lanes lanes;
  private final Clock clock;

  Mails(MailRepository rows, MailServer server, WorkspaceTx tx, Lanes lanes, Clock clock) {
    this.rows = rows;
    this.server = server;
    this.tx = tx;
    this.lanes = lanes;
    this.clock = clock;
  }

  /** Whether mails leave this installation; else they are kept in the outbox. */
  public boolean leaves() {
    return server.configured();
  }

  /** Queues a mail in the surrounding transaction, or in one of its own. */
  public void queue(Mail mail) {
    WorkspaceId workspace = mail.workspace();
    if (workspace == null) {
      tx.aside(() -> write(Vault.INSTALLATION, mail));
    } else {
      tx.run(workspace, () -> write(workspace, mail));
    }
  }

  private void write(WorkspaceId owner, Mail mail) {
    Instant now = clock.instant();
    rows.insert(owner, Uuid7.at(now), mail, leaves() ? "waiting" : "kept", now);
    lanes.wake(MailLane.KIND, owner, now);
  }
}

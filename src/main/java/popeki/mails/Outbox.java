package popeki.mails;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import popeki.kernel.WorkspaceId;
import popeki.platform.Vault;
import popeki.platform.WorkspaceTx;

/** What was written to whom, and what became of it. */
@Component
public class Outbox {
  private static final int MOST = 200;

  private final MailRepository rows;
  private final MailPage pages;
  private final WorkspaceTx tx;

  /**
   * A mail as the outbox shows it.
   *
   * @param status {@code waiting}, {@code sent}, {@code failed} or {@code kept} (no mail server)
   * @param reason why it waits or failed: {@code address_refused}, {@code sign_in_refused}, {@code
   *     server_unreachable}
   */
  public record Sent(
      UUID id,
      String to,
      String subject,
      String text,
      @Nullable String link,
      String status,
      @Nullable String reason,
      Instant at) {
    /** Logs get neither the address nor what is written. */
    @Override
    public String toString() {
      return "Sent[" + id + ", " + status + "]";
    }
  }

  Outbox(MailRepository rows, MailPage pages, WorkspaceTx tx) {
    this.rows = rows;
    this.pages = pages;
    this.tx = tx;
  }

  /** The mails of a workspace, newest first, at most 200. */
  public List<Sent> of(WorkspaceId workspace) {
    return shown(workspace, null);
  }

  public Optional<Sent> find(WorkspaceId workspace, UUID id) {
    return tx.in(workspace, () -> rows.find(workspace, id)).map(this::sent);
  }

  /** The mails that belong to no workspace, for whoever runs the installation. */
  public List<Sent> ofNoWorkspace() {
    return shown(Vault.INSTALLATION, null);
  }

  /** The mails to one address that belong to no workspace, newest first. */
  public List<Sent> latest(String to) {
    return shown(Vault.INSTALLATION, to);
  }

  /** The mails of a workspace to one address, newest first. */
  public List<Sent> latest(WorkspaceId workspace, String to) {
    return shown(workspace, to);
  }

  private List<Sent> shown(WorkspaceId owner, @Nullable String to) {
    return tx.in(owner, () -> rows.latest(owner, to, MOST)).stream().map(this::sent).toList();
  }

  private Sent sent(MailRepository.Row row) {
    Letter letter = pages.letter(row.mail());
    return new Sent(
        row.id(),
        row.mail().to(),
        letter.subject(),
        letter.text(),
        row.mail().link(),
        row.status(),
        row.reason(),
        row.createdAt());
  }
}

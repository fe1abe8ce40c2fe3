package popeki.leads;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import popeki.kernel.WorkspaceId;
import popeki.leads.AlertRepository.Alert;
import popeki.mails.Mail;
import popeki.mails.Mails;
import popeki.platform.Lane;
import popeki.platform.Settings;
import popeki.platform.Words;
import popeki.platform.WorkspaceTx;
import popeki.workspaces.Colleagues;
import popeki.workspaces.Permission;
import popeki.workspaces.Workspace;
import popeki.workspaces.Workspaces;

/**
 * Mails hot leads to those who want it: the first at once, more within ten minutes together. The
 * mail names nobody and says nothing that was written; its link leads to who may read it.
 */
@Component
class AlertLane implements Lane {
  static final String KIND = "lead_alerts";

  private static final Duration APART = Duration.ofMinutes(10);

  private final AlertRepository alerts;
  private final Colleagues colleagues;
  private final Workspaces workspaces;
  private final Mails mails;
  private final Settings settings;
  private final Words words;
  private final WorkspaceTx tx;
  private final Clock clock;

  AlertLane(
      AlertRepository alerts,
      Colleagues colleagues,
      Workspaces workspaces,
      Mails mails,
      Settings settings,
      Words words,
      WorkspaceTx tx,
      Clock clock) {
    this.alerts = alerts;
    this.colleagues = colleagues;
    this.workspaces = workspaces;
    this.mails = mails;
    this.settings = settings;
    this.words = words;
    this.tx = tx;
    this.clock = clock;
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public Next drain(Slice slice) {
    WorkspaceId workspace = slice.owner();
    Instant now = clock.instant();
    Optional<Instant> last = tx.in(workspace, () -> alerts.lastMailed(workspace));
    if (last.isPresent() && last.get().plus(APART).isAfter(now)) {
      boolean waits = tx.in(workspace, () -> !alerts.unmailed(workspace).isEmpty());
      return waits ? Next.at(last.get().plus(APART)) : Next.idle();
    }
    List<Colleagues.Addressee> readers = colleagues.whoMay(workspace, Permission.READ_MESSAGES);
    Workspace of = workspaces.get(workspace);
    tx.run(
        workspace,
        () -> {
          List<Alert> fresh = alerts.unmailed(workspace);
          if (!fresh.isEmpty()) {
            readers.stream()
                .filter(reader -> alerts.wish(workspace, reader.user()).byMail())
                .forEach(reader -> mails.queue(mail(of, reader.email(), fresh)));
            alerts.mailed(workspace, fresh, now);
          }
        });
    return Next.idle();
  }

  private Mail mail(Workspace workspace, String to, List<Alert> alerts) {
    String base = settings.publicUrl() + "/w/" + workspace.slug();
    Alert best = alerts.getFirst();
    if (alerts.size() > 1) {
      return new Mail(
          workspace.id(),
          to,
          "hot_leads",
          List.of(
              workspace.businessName(),
              String.valueOf(alerts.size()),
              String.valueOf(best.score())),
          base + "/leads");
    }
    return new Mail(
        workspace.id(),
        to,
        "hot_lead",
        List.of(
            workspace.businessName(),
            String.valueOf(best.score()),
            words.of("leads.intent." + best.intent().wireName())),
        base + "/conversations/" + best.conversation().value());
  }
}

package popeki.workspaces;

import java.time.Clock;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import popeki.mails.Mails;
import popeki.mails.Outbox;
import popeki.platform.ApiProblem;
import popeki.platform.Shell;
import popeki.platform.Words;

/**
 * The mails of a workspace and what became of them, for owners and admins. The link of a mail acts
 * for whoever it was sent to (an invitation, a transfer), so it is shown only while no mail server
 * is configured and handing it over is the only way.
 */
@Controller
@RequestMapping("/w/{workspace}/settings/outbox")
class OutboxController {
  private final Outbox outbox;
  private final Mails mails;
  private final Clock clock;

  OutboxController(Outbox outbox, Mails mails, Clock clock) {
    this.outbox = outbox;
    this.mails = mails;
    this.clock = clock;
  }

  @GetMapping
  String list(Member member, Shell shell, Model model) {
    model.addAttribute("shell", shell);
    model.addAttribute(
        "page",
        new OutboxViews.Listed(
            outbox.of(member.workspaceId()).stream().map(mail -> row(shell, mail)).toList(),
            mails.leaves(),
            clock.instant()));
    return "workspaces/settings_outbox";
  }

  @GetMapping("/{id}")
  String one(Member member, Shell shell, Model model, @PathVariable UUID id) {
    Outbox.Sent mail =
        outbox.find(member.workspaceId(), id).orElseThrow(() -> ApiProblem.notFound("mail"));
    String link = mails.leaves() ? null : mail.link();
    model.addAttribute("shell", shell);
    model.addAttribute(
        "page",
        new OutboxViews.One(
            row(shell, mail),
            text(mail, shell.words()),
            link,
            mail.link() != null,
            clock.instant()));
    return "workspaces/settings_mail";
  }

  private static OutboxViews.Row row(Shell shell, Outbox.Sent mail) {
    Words words = shell.words();
    String state = words.of("workspaces.outbox.state." + mail.status());
    String reason = mail.reason();
    return new OutboxViews.Row(
        mail.at(),
        masked(mail.to()),
        mail.subject(),
        shell.path("settings/outbox/" + mail.id()),
        mail.status(),
        reason == null ? state : state + ": " + words.of("workspaces.outbox.reason." + reason));
  }

  /** What the mail says, without the link: that stands apart, or nowhere. */
  private static String text(Outbox.Sent mail, Words words) {
    return mail.link() == null
        ? mail.text()
        : mail.text().replace(mail.link(), words.of("workspaces.outbox.link.place"));
  }

  /** {@code a•••@example.com}: enough to recognise someone by. */
  static String masked(@Nullable String address) {
    int at = address == null ? -1 : address.lastIndexOf('@');
    return address == null || at < 1
        ? "•••"
        : address.substring(0, address.offsetByCodePoints(0, 1)) + "•••" + address.substring(at);
  }
}

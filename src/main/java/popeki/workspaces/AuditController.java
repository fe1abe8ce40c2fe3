package popeki.workspaces;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import popeki.platform.ApiProblem;
import popeki.platform.Audit;
import popeki.platform.Checkpoint;
import popeki.platform.Cursor;
import popeki.platform.Page;
import popeki.platform.PagePeriod;
import popeki.platform.Paging;
import popeki.platform.Shell;
import popeki.platform.Verification;

/** The audit log for the people who answer for the workspace: read it, take it along, check it. */
@Controller
class AuditController {
  private static final String PAGE = "/w/{workspace}/audit";

  private final Audit audit;
  private final Clock clock;

  AuditController(Audit audit, Clock clock) {
    this.audit = audit;
    this.clock = clock;
  }

  /** Which entries; bound from the address line. */
  record Asked(
      @Nullable String range,
      @Nullable String from,
      @Nullable String to,
      @Nullable String actor,
      @Nullable String action,
      @Nullable String subject) {}

  @GetMapping(PAGE)
  String log(
      Member member,
      Shell shell,
      Model model,
      Asked asked,
      @RequestParam(required = false) @Nullable String cursor) {
    requireAdministrator(member);
    var after = cursor == null ? null : Cursor.decode(cursor).orElse(null);
    return page(member, shell, model, asked, after, unasked(member));
  }

  @GetMapping(PAGE + ".csv")
  void file(Member member, Shell shell, Asked asked, HttpServletResponse response)
      throws IOException {
    requireAdministrator(member);
    audit.export(
        member.workspaceId(), member.actor(), url(member, shell, asked).filter(), response);
  }

  /**
   * Checks the chain and shows what it said.
   *
   * @param checkpoint an earlier one that the log must still have
   * @param reached where an earlier check paused
   */
  @PostMapping(PAGE + "/verify")
  String verify(
      Member member,
      Shell shell,
      Model model,
      @RequestParam(defaultValue = "") String checkpoint,
      @RequestParam(defaultValue = "") String reached,
      HttpServletResponse response) {
    requireAdministrator(member);
    Optional<Checkpoint> known = Checkpoint.parse(checkpoint);
    Asked all = new Asked(null, null, null, null, null, null);
    if (known.isEmpty() && !checkpoint.isBlank()) {
      response.setStatus(422);
      return page(
          member,
          shell,
          model,
          all,
          null,
          new AuditView.Proof(
              null,
              end(member),
              checkpoint,
              shell.words().of("audit.checkpoint.unreadable"),
              null));
    }
    Verification result =
        audit.verify(
            member.workspaceId(),
            member.actor(),
            Checkpoint.parse(reached).orElse(null),
            known.orElse(null));
    var proof =
        new AuditView.Proof(
            AuditPages.result(result, shell.words()),
            end(member),
            checkpoint,
            null,
            result instanceof Verification.Paused paused ? paused.reached().toString() : null);
    return page(member, shell, model, all, null, proof);
  }

  private String page(
      Member member,
      Shell shell,
      Model model,
      Asked asked,
      @Nullable Cursor after,
      AuditView.Proof proof) {
    AuditUrl url = url(member, shell, asked);
    Page<Audit.Entry> found =
        audit.list(member.workspaceId(), url.filter(), new Paging(Paging.DEFAULT, after));
    model.addAttribute("shell", shell);
    model.addAttribute(
        "log",
        new AuditView.Log(
            AuditPages.bar(
                url, audit.facets(member.workspaceId(), url.filter().period()), shell.words()),
            found.data().stream().map(entry -> AuditPages.row(entry, url, shell.words())).toList(),
            url.file(),
            found.nextCursor() == null ? null : url.after(found.nextCursor()),
            url.isFiltered(),
            url.unfiltered().page("year"),
            proof,
            clock.instant()));
    return "workspaces/audit";
  }

  private AuditView.Proof unasked(Member member) {
    return new AuditView.Proof(null, end(member), "", null, null);
  }

  private @Nullable String end(Member member) {
    return audit.end(member.workspaceId()).map(Checkpoint::toString).orElse(null);
  }

  private AuditUrl url(Member member, Shell shell, Asked asked) {
    PagePeriod period =
        PagePeriod.parse(
            asked.range(),
            asked.from(),
            asked.to(),
            member.workspace().timezone(),
            clock.instant());
    return new AuditUrl(
        shell.path("audit"), period, asked.actor(), asked.action(), asked.subject());
  }

  private static void requireAdministrator(Member member) {
    if (!member.role().administers()) {
      throw ApiProblem.forbidden(
          "role_does_not_administer",
          "Your role here is "
              + member.role().wire()
              + ". The audit log is for owners and admins; ask one of them.");
    }
  }
}

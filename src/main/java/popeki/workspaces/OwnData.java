package popeki.workspaces;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.stereotype.Component;
import org.springframework.web.util.HtmlUtils;
import popeki.accounts.Account;
import popeki.accounts.Accounts;
import popeki.accounts.OwnAccount;
import popeki.kernel.UserId;
import popeki.kernel.WorkspaceId;
import popeki.mails.Mail;
import popeki.mails.Mails;
import popeki.platform.Actor;
import popeki.platform.Audit;
import popeki.platform.AuditFilter;
import popeki.platform.Cursor;
import popeki.platform.Page;
import popeki.platform.Paging;
import popeki.platform.Period;
import popeki.platform.WorkspaceTx;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is held of a person who signs in: theirs to take and to delete. It spans workspaces, so each
 * is visited in a transaction of its own; a deletion that is cut short is finished by asking again.
 */
@Component
@ConditionalOnWebApplication
class OwnData {
  private final Accounts accounts;
  private final OwnAccount own;
  private final MembershipRepository memberships;
  private final InvitationRepository invitations;
  private final AgreementRepository agreements;
  private final Workspaces workspaces;
  private final Team team;
  private final Audit audit;
  private final Mails mails;
  private final WorkspaceTx tx;
  private final JsonMapper json;
  private final Clock clock;

  /** Why an account cannot go yet: without this person nobody could run the workspace. */
  record Hindrance(Workspace workspace, boolean alone) {}

  OwnData(
      Accounts accounts,
      OwnAccount own,
      MembershipRepository memberships,
      InvitationRepository invitations,
      AgreementRepository agreements,
      Workspaces workspaces,
      Team team,
      Audit audit,
      Mails mails,
      WorkspaceTx tx,
      JsonMapper json,
      Clock clock) {
    this.accounts = accounts;
    this.own = own;
    this.memberships = memberships;
    this.invitations = invitations;
    this.agreements = agreements;
    this.workspaces = workspaces;
    this.team = team;
    this.audit = audit;
    this.mails = mails;
    this.tx = tx;
    this.json = json;
    this.clock = clock;
  }

  /** The workspaces that would be left without an owner. */
  List<Hindrance> hindrances(UserId user) {
    return tx.directory(() -> memberships.membershipsOf(user)).stream()
        .filter(one -> one.role() == Role.OWNER)
        .flatMap(one -> hindrance(user, one.workspace()).stream())
        .toList();
  }

  private Optional<Hindrance> hindrance(UserId user, WorkspaceId workspace) {
    var people = tx.directory(() -> memberships.membersOf(workspace));
    boolean another =
        people.stream().anyMatch(one -> one.role() == Role.OWNER && !one.user().equals(user));
    return another
        ? Optional.empty()
        : workspaces.find(workspace).map(found -> new Hindrance(found, people.size() == 1));
  }

  /**
   * Deletes an account: places in workspaces, names in their logs, then the account itself, and
   * sessions. The caller has made sure that no workspace is left without an owner; one that would
   * be by now refuses.
   */
  void delete(UserId user) {
    Account account = accounts.find(user).orElseThrow();
    var nameless = new Actor("user", user.toString(), null);
    for (var place : tx.directory(() -> memberships.membershipsOf(user))) {
      team.leave(place.workspace(), user, nameless);
    }
    for (var past : tx.directory(() -> memberships.pastOf(user))) {
      audit.forget(past.workspace(), user);
    }
    tx.directory(
        () -> {
          memberships.forgetPast(user);
          own.delete(user);
          mails.queue(new Mail(null, account.email(), "account_deleted", List.of(), null));
          return user;
        });
    own.endSessions(user);
  }

  /** Writes everything that is held, as a ZIP of {@code data.json} and {@code index.html}. */
  void export(UserId user, OutputStream out) throws IOException {
    Account account = accounts.find(user).orElseThrow();
    for (var place : tx.directory(() -> memberships.membershipsOf(user))) {
      audit.append(
          place.workspace(),
          Actor.user(user, account.name()),
          "member.data_exported",
          user.toString(),
          Map.of());
    }
    Map<String, Object> held = held(user);
    var zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
    zip.putNextEntry(new ZipEntry("data.json"));
    writeJson(user, held, zip);
    zip.closeEntry();
    zip.putNextEntry(new ZipEntry("index.html"));
    writeHtml(user, held, zip);
    zip.closeEntry();
    zip.finish();
  }

  private Map<String, Object> held(UserId user) {
    var held = new LinkedHashMap<String, Object>();
    held.put("exported_at", clock.instant());
    held.put("account", own.export(user));
    held.put("memberships", places(user));
    held.put("past_memberships", pastPlaces(user));
    held.put("agreements", agreementsOf(user));
    held.put("invitations_sent", invitationsOf(user));
    return held;
  }

  private List<Map<String, Object>> places(UserId user) {
    return tx.directory(() -> memberships.membershipsOf(user)).stream()
        .map(
            one -> {
              Map<String, Object> place = workspace(one.workspace());
              place.put("role", one.role().wire());
              place.put("joined_at", one.joinedAt());
              place.put("last_seen_at", one.lastSeenAt());
              return place;
            })
        .toList();
  }

  private List<Map<String, Object>> pastPlaces(UserId user) {
    return tx.directory(() -> memberships.pastOf(user)).stream()
        .map(
            one -> {
              Map<String, Object> place = workspace(one.workspace());
              place.put("role", one.role().wire());
              place.put("joined_at", one.joinedAt());
              place.put("left_at", one.leftAt());
              return place;
            })
        .toList();
  }

  private List<Map<String, Object>> invitationsOf(UserId user) {
    return tx.directory(() -> memberships.membershipsOf(user)).stream()
        .flatMap(
            place ->
                tx.in(place.workspace(), () -> invitations.pending(place.workspace())).stream())
        .filter(one -> one.invitedBy().equals(user))
        .map(
            one -> {
              Map<String, Object> sent = workspace(one.workspace());
              sent.put("email", one.email().value());
              sent.put("role", one.role().wire());
              sent.put("created_at", one.createdAt());
              sent.put("sent_at", one.sentAt());
              sent.put("expires_at", one.expiresAt());
              return sent;
            })
        .toList();
  }

  private List<Map<String, Object>> agreementsOf(UserId user) {
    return placesEver(user).stream()
        .flatMap(
            place ->
                tx.in(place, () -> agreements.of(place, user)).stream()
                    .map(
                        one -> {
                          Map<String, Object> accepted = workspace(place);
                          accepted.put("terms_version", one.termsVersion());
                          if (one.processingVersion() != null) {
                            accepted.put("dpa_version", one.processingVersion());
                          }
                          accepted.put("accepted_at", one.acceptedAt());
                          return accepted;
                        }))
        .toList();
  }

  /** Where somebody is and has been. */
  private Set<WorkspaceId> placesEver(UserId user) {
    var places = new LinkedHashSet<WorkspaceId>();
    tx.directory(() -> memberships.membershipsOf(user)).forEach(one -> places.add(one.workspace()));
    tx.directory(() -> memberships.pastOf(user)).forEach(one -> places.add(one.workspace()));
    return places;
  }

  private Map<String, Object> workspace(WorkspaceId id) {
    var named = new LinkedHashMap<String, Object>();
    named.put("workspace_id", id.toString());
    named.put("business_name", workspaces.find(id).map(Workspace::businessName).orElse(null));
    return named;
  }

  /** What the logs say the person did, wherever they have been; nobody else's deeds. */
  private void deeds(UserId user, Consumer<Map<String, Object>> each) {
    for (WorkspaceId place : placesEver(user)) {
      var filter =
          new AuditFilter(Period.parse(null, null, ZoneOffset.UTC), user.toString(), null, null);
      var paging = new Paging(Paging.MAX, null);
      while (true) {
        Page<Audit.Entry> page = audit.list(place, filter, paging);
        page.data().forEach(entry -> each.accept(deed(place, entry)));
        if (page.nextCursor() == null) {
          break;
        }
        paging = new Paging(Paging.MAX, Cursor.decode(page.nextCursor()).orElseThrow());
      }
    }
  }

  private static Map<String, Object> deed(WorkspaceId place, Audit.Entry entry) {
    var deed = new LinkedHashMap<String, Object>();
    deed.put("at", entry.at());
    deed.put("workspace_id", place.toString());
    deed.put("action", entry.action());
    deed.put("subject", entry.subject());
    deed.put("channel", entry.channel());
    deed.put("network", entry.network());
    return deed;
  }

  private void writeJson(UserId user, Map<String, Object> held, OutputStream out) {
    // The ZIP goes on after this file, so the generator must not close it.
    JsonGenerator file =
        json.writer()
            .without(tools.jackson.core.StreamWriteFeature.AUTO_CLOSE_TARGET)
            .createGenerator(out);
    file.writeStartObject();
    held.forEach((name, value) -> file.writePOJOProperty(name, value));
    file.writeName("deeds");
    file.writeStartArray();
    deeds(user, file::writePOJO);
    file.writeEndArray();
    file.writeEndObject();
    file.close();
  }

  private void writeHtml(UserId user, Map<String, Object> held, OutputStream out)
      throws IOException {
    Writer file = new OutputStreamWriter(out, StandardCharsets.UTF_8);
    file.write(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Your"
            + " data</title></head><body><h1>Your data</h1>");
    for (var part : held.entrySet()) {
      write(file, title(part.getKey()), part.getValue(), 2);
    }
    file.write("<h2>Deeds</h2><ul>");
    deeds(user, deed -> item(file, deed));
    file.write("</ul></body></html>");
    file.flush();
  }

  private static void write(Writer file, String title, Object value, int level) throws IOException {
    file.write("<h" + level + ">" + HtmlUtils.htmlEscape(title) + "</h" + level + ">");
    switch (value) {
      case Map<?, ?> map -> {
        file.write("<dl>");
        for (var entry : map.entrySet()) {
          if (!(entry.getValue() instanceof List<?>)) {
            pair(file, entry.getKey(), entry.getValue());
          }
        }
        file.write("</dl>");
        for (var entry : map.entrySet()) {
          if (entry.getValue() instanceof List<?> list) {
            write(file, title(String.valueOf(entry.getKey())), list, level + 1);
          }
        }
      }
      case List<?> list -> {
        file.write(list.isEmpty() ? "<p>None</p>" : "<ul>");
        for (Object one : list) {
          item(file, one);
        }
        file.write(list.isEmpty() ? "" : "</ul>");
      }
      default -> file.write("<p>" + HtmlUtils.htmlEscape(value.toString()) + "</p>");
    }
  }

  private static void item(Writer file, Object one) {
    try {
      file.write("<li><dl>");
      if (one instanceof Map<?, ?> map) {
        for (var entry : map.entrySet()) {
          pair(file, entry.getKey(), entry.getValue());
        }
      }
      file.write("</dl></li>");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void pair(Writer file, Object name, Object value) throws IOException {
    file.write(
        "<dt>"
            + HtmlUtils.htmlEscape(title(String.valueOf(name)))
            + "</dt><dd>"
            + HtmlUtils.htmlEscape(value == null ? "—" : String.valueOf(value))
            + "</dd>");
  }

  private static String title(String name) {
    String words = name.replace('_', ' ');
    return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }
}

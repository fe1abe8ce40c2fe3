package popeki.links;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import popeki.kernel.LinkId;
import popeki.kernel.WorkspaceId;
import popeki.platform.Audit;
import popeki.platform.AuditFilter;
import popeki.platform.Paging;
import popeki.platform.Period;
import popeki.platform.Shell;
import popeki.platform.Words;
import popeki.platform.WorkspaceTx;

/** What a link's page offers to do with it, and what was done with it so far. */
@Component
class LinkControls {
  private static final int MOST_CHANGES = 50;

  private final LinkHistory history;
  private final LinkRepository links;
  private final LinkHints hints;
  private final Audit audit;
  private final WorkspaceTx tx;
  private final Clock clock;

  LinkControls(
      LinkHistory history,
      LinkRepository links,
      LinkHints hints,
      Audit audit,
      WorkspaceTx tx,
      Clock clock) {
    this.history = history;
    this.links = links;
    this.hints = hints;
    this.audit = audit;
    this.tx = tx;
    this.clock = clock;
  }

  LinkPageViews.Control of(WorkspaceId workspace, LinkSummary link, Shell shell) {
    Words words = shell.words();
    Instant now = clock.instant();
    LinkRoute route = link.route();
    return new LinkPageViews.Control(
        state(link, now),
        route.paused(),
        shell.path("links/" + link.id() + "/pause"),
        end(route, words, now),
        route.fallback() == null ? null : nameOf(workspace, route.fallback()),
        route.numbers().size() > 1
            ? words.of("links.routing." + LinkForm.wire(route.routing()))
            : null,
        route.numbers().stream()
            .map(
                number ->
                    new LinkPageViews.Target(
                        "+" + number.digits(),
                        number.on(),
                        route.routing() == Routing.WEIGHTS ? number.weight() : null))
            .toList(),
        hints.adVisits(workspace, link.id()),
        AdTemplates.ALL.stream()
            .map(
                one ->
                    new LinkPageViews.AdTemplate(
                        words.of("links.ads." + one.platform()),
                        words.of("links.ads." + one.platform() + ".where"),
                        one.parameters()))
            .toList(),
        changes(workspace, link, words),
        now);
  }

  /** What should be known about it. */
  List<String> warnings(WorkspaceId workspace, LinkSummary link) {
    return hints.warnings(workspace, link);
  }

  /** {@code archived}, {@code ended}, {@code paused}, {@code off} or {@code on}. */
  static String state(LinkSummary link, Instant now) {
    LinkRoute route = link.route();
    if (link.archivedAt() != null) {
      return "archived";
    }
    if (WayRules.hasEnded(route.expiresAt(), now)) {
      return "ended";
    }
    if (route.paused()) {
      return "paused";
    }
    return WayRules.open(route.numbers(), route.routing()).isEmpty() ? "off" : "on";
  }

  private static @Nullable String end(LinkRoute route, Words words, Instant now) {
    return route.expiresAt() == null ? null : words.dateTime(route.expiresAt(), now);
  }

  private @Nullable String nameOf(WorkspaceId workspace, LinkId link) {
    return tx.in(workspace, () -> links.find(workspace, link)).map(LinkSummary::name).orElse(null);
  }

  private List<LinkPageViews.Changed> changes(
      WorkspaceId workspace, LinkSummary link, Words words) {
    Map<String, String> names = names(workspace, link.id());
    return tx.in(workspace, () -> history.latest(workspace, link.id(), MOST_CHANGES)).stream()
        .map(
            entry ->
                new LinkPageViews.Changed(
                    entry.at(),
                    names.getOrDefault(
                        String.valueOf(entry.actorId()),
                        words.of("links.history.who." + entry.actorType())),
                    words.of("links.history." + entry.change().field()),
                    value(workspace, entry.change().field(), entry.change().before(), words),
                    value(workspace, entry.change().field(), entry.change().after(), words)))
        .toList();
  }

  /** The audit log knows names for as long as they may be known. */
  private Map<String, String> names(WorkspaceId workspace, LinkId link) {
    var names = new HashMap<String, String>();
    var filter =
        new AuditFilter(new Period(null, null, ZoneOffset.UTC), null, "link", link.toString());
    for (Audit.Entry entry : audit.list(workspace, filter, new Paging(Paging.MAX, null)).data()) {
      String id = entry.actor().id();
      String name = entry.actor().name();
      if (id != null && name != null) {
        names.putIfAbsent(id, name);
      }
    }
    return names;
  }

  private @Nullable String value(
      WorkspaceId workspace, String field, @Nullable String value, Words words) {
    if (value == null) {
      return null;
    }
    return switch (field) {
      case "routing", "code", "desktop" -> words.of("links." + field + "." + value);
      case "paused" -> words.of(value.equals("true") ? "links.history.yes" : "links.history.no");
      case "expires_at", "archived_at" -> words.dateTime(Instant.parse(value));
      case "fallback_link_id" -> {
        String name = nameOf(workspace, LinkId.of(value));
        yield name == null ? value : name;
      }
      default -> value;
    };
  }
}

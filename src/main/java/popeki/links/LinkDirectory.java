package popeki.links;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import popeki.kernel.LinkId;
import popeki.kernel.NumberId;
import popeki.kernel.WorkspaceId;
import popeki.platform.Broadcast;

/**
 * The slug map of the redirect, in memory on every node: a visit asks no database. It is filled
 * before the first visit, follows the notices {@code link:<slug>} of whichever node changed a link,
 * and goes on with what it knows while the database is away.
 */
@Component
class LinkDirectory {
  private static final Logger log = LoggerFactory.getLogger(LinkDirectory.class);
  private static final String NOTICE = "link:";
  private static final Lookup UNKNOWN = new Lookup.Unknown();
  private static final Lookup ARCHIVED = new Lookup.Archived();
  private static final String ROWS =
      """
      select slug, workspace_id, link_id, number_id, digits, numbers, routing, paused, expires_at, fallback_slug,
        desktop, message, code_mode, source, campaign, archived
      from links.slug_directory where host = ''""";

  private final JdbcClient jdbc;
  private final Broadcast broadcast;
  private volatile Map<String, Lookup> slugs;
  private volatile boolean stale;

  private record Row(
      String slug,
      UUID workspaceId,
      UUID linkId,
      UUID numberId,
      String digits,
      String numbers,
      String routing,
      boolean paused,
      @Nullable OffsetDateTime expiresAt,
      @Nullable String fallbackSlug,
      String desktop,
      String message,
      String codeMode,
      @Nullable String source,
      @Nullable String campaign,
      boolean archived) {

    Lookup lookup() {
      if (archived) {
        return ARCHIVED;
      }
      return new Lookup.Active(
          new LinkTarget(
              new WorkspaceId(workspaceId),
              new LinkId(linkId),
              destinations(),
              Routing.valueOf(routing.toUpperCase(Locale.ROOT)),
              paused,
              expiresAt == null ? null : expiresAt.toInstant(),
              fallbackSlug,
              DesktopWay.valueOf(desktop.toUpperCase(Locale.ROOT)),
              message,
              CodeMode.valueOf(codeMode.toUpperCase(Locale.ROOT)),
              source,
              campaign));
    }

    private List<LinkNumber> destinations() {
      List<LinkNumber> several = LinkNumber.read(numbers);
      return several.isEmpty() ? List.of(LinkNumber.only(new NumberId(numberId), digits)) : several;
    }
  }

  LinkDirectory(JdbcClient jdbc, Broadcast broadcast) {
    this.jdbc = jdbc;
    this.broadcast = broadcast;
    this.slugs = load();
    broadcast.listen(this::hear);
  }

  /** What this slug leads to; the slug is in lower case. */
  Lookup find(String slug) {
    return slugs.getOrDefault(slug, UNKNOWN);
  }

  /** Tells every node to look at this slug again, at the commit of the surrounding transaction. */
  void changed(String slug) {
    broadcast.tell(NOTICE + slug.toLowerCase(Locale.ROOT));
  }

  /** Looks at one slug again, here and now. */
  synchronized void refresh(String slug) {
    String name = slug.toLowerCase(Locale.ROOT);
    var row = jdbc.sql(ROWS + " and slug = :slug").param("slug", name).query(Row.class).optional();
    if (row.isPresent()) {
      slugs.put(name, row.get().lookup());
    } else {
      slugs.remove(name);
    }
  }

  /** Reads the whole map again when a change could not be read before. */
  void refreshIfStale() {
    if (stale) {
      refreshAll();
    }
  }

  private synchronized void refreshAll() {
    slugs = load();
    stale = false;
  }

  private void hear(String notice) {
    try {
      if (notice.equals(Broadcast.EVERYTHING)) {
        refreshAll();
      } else if (notice.startsWith(NOTICE)) {
        refresh(notice.substring(NOTICE.length()));
      }
    } catch (RuntimeException e) {
      stale = true;
      log.warn(
          "A change to the links could not be read; visits go by what is known, and it is read again when the database answers");
    }
  }

  private Map<String, Lookup> load() {
    var loaded = new ConcurrentHashMap<String, Lookup>();
    jdbc.sql(ROWS).query(Row.class).list().forEach(row -> loaded.put(row.slug(), row.lookup()));
    return loaded;
  }
}

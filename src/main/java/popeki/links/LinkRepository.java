package popeki.links;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.kernel.LinkId;
import popeki.kernel.NumberId;
import popeki.kernel.WorkspaceId;
import popeki.platform.Paging;

/** Links and their slugs. */
@Repository
class LinkRepository {
  private final JdbcClient jdbc;

  LinkRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** A link with what it brought. */
  record Counted(LinkSummary link, LinkCounts counts) {}

  private static final String COLUMNS =
      """
      select l.id, l.slug, l.name, l.number_id, l.digits, l.numbers, l.routing, l.paused, l.expires_at,
        l.fallback_link_id, l.desktop, l.message, l.code_mode, l.source, l.campaign, l.created_at, l.archived_at
      """;

  private static final String COUNTED =
      COLUMNS
          + """
            , coalesce(n.clicks, 0) as clicks, coalesce(n.not_counted, 0) as not_counted,
            coalesce(n.conversations, 0) as conversations, coalesce(n.qualified, 0) as qualified,
            coalesce(n.won, 0) as won, coalesce(n.scans, 0) as scans
          from links.link l
          left join reports.link_count n on n.workspace_id = l.workspace_id and n.link_id = l.id
          where l.workspace_id = :ws
          """;

  /** Takes the slug; false when it is taken, by whomever. */
  boolean claim(WorkspaceId workspace, LinkSummary link) {
    return bound(
                """
        insert into links.slug_directory (slug, workspace_id, link_id, number_id, digits, numbers, routing, paused,
          expires_at, fallback_slug, desktop, message, code_mode, source, campaign)
        values (:slug, :ws, :id, :number, :digits, :numbers::jsonb, :routing, :paused, :expires,
          (select lower(f.slug) from links.link f where f.workspace_id = :ws and f.id = :fallback::uuid), :desktop,
          :message, :code, :source, :campaign)
        on conflict do nothing""",
                workspace,
                link)
            .param("slug", link.slug().toLowerCase(Locale.ROOT))
            .update()
        == 1;
  }

  void insert(WorkspaceId workspace, LinkSummary link) {
    bound(
            """
        insert into links.link (workspace_id, id, slug, name, number_id, digits, numbers, routing, paused, expires_at,
          fallback_link_id, desktop, message, code_mode, source, campaign, created_at)
        values (:ws, :id, :slug, :name, :number, :digits, :numbers::jsonb, :routing, :paused, :expires,
          :fallback::uuid, :desktop, :message, :code, :source, :campaign, :at)""",
            workspace,
            link)
        .param("slug", link.slug())
        .param("name", link.name())
        .param("at", link.createdAt().atOffset(ZoneOffset.UTC))
        .update();
  }

  /** Writes everything of the link that may change, here and in the directory. */
  void update(WorkspaceId workspace, LinkSummary link) {
    bound(
            """
        update links.link
        set name = :name, number_id = :number, digits = :digits, numbers = :numbers::jsonb, routing = :routing,
            paused = :paused, expires_at = :expires, fallback_link_id = :fallback::uuid, desktop = :desktop,
            message = :message, code_mode = :code, source = :source, campaign = :campaign, archived_at = :archived
        where workspace_id = :ws and id = :id""",
            workspace,
            link)
        .param("name", link.name())
        .param("archived", utc(link.archivedAt()))
        .update();
    bound(
            """
        update links.slug_directory
        set number_id = :number, digits = :digits, numbers = :numbers::jsonb, routing = :routing, paused = :paused,
            expires_at = :expires, desktop = :desktop, message = :message, code_mode = :code, source = :source,
            campaign = :campaign, archived = :archived,
            fallback_slug =
              (select lower(f.slug) from links.link f where f.workspace_id = :ws and f.id = :fallback::uuid)
        where workspace_id = :ws and link_id = :id""",
            workspace,
            link)
        .param("archived", link.archivedAt() != null)
        .update();
  }

  /** What both tables hold of a link. */
  private JdbcClient.StatementSpec bound(String sql, WorkspaceId workspace, LinkSummary link) {
    LinkRoute route = link.route();
    return jdbc.sql(sql)
        .param("ws", workspace.value())
        .param("id", link.id().value())
        .param("number", link.number().value())
        .param("digits", link.digits())
        .param("numbers", LinkNumber.write(route.numbers()))
        .param("routing", wire(route.routing()))
        .param("paused", route.paused())
        .param("expires", utc(route.expiresAt()))
        .param("fallback", route.fallback() == null ? null : route.fallback().value())
        .param("desktop", wire(route.desktop()))
        .param("message", link.message())
        .param("code", wire(link.code()))
        .param("source", link.source())
        .param("campaign", link.campaign());
  }

  /**
   * When the link was made that is so many back, archived ones too. Two at once wait for each other
   * here, so that a limit holds.
   */
  Optional<Instant> madeBefore(WorkspaceId workspace, int back) {
    jdbc.sql("select pg_advisory_xact_lock(hashtext('links.link'), hashtext(:ws))")
        .param("ws", workspace.toString())
        .query((row, index) -> "")
        .single();
    return jdbc.sql(
            """
        select created_at from links.link where workspace_id = :ws
        order by created_at desc offset :back limit 1""")
        .param("ws", workspace.value())
        .param("back", back - 1)
        .query((row, index) -> row.getTimestamp("created_at").toInstant())
        .optional();
  }

  /** The first link that was made, archived or not. */
  Optional<LinkSummary> oldest(WorkspaceId workspace) {
    return jdbc.sql(
            COLUMNS
                + """
        from links.link l where l.workspace_id = :ws order by l.created_at, l.id limit 1""")
        .param("ws", workspace.value())
        .query(LinkRepository::link)
        .optional();
  }

  /** The latest link that still leads somewhere. */
  Optional<LinkSummary> newestInUse(WorkspaceId workspace) {
    return jdbc.sql(
            COLUMNS
                + """
        from links.link l where l.workspace_id = :ws and l.archived_at is null
        order by l.created_at desc, l.id desc limit 1""")
        .param("ws", workspace.value())
        .query(LinkRepository::link)
        .optional();
  }

  Optional<Instant> firstCountedClick(WorkspaceId workspace) {
    return jdbc.sql(
            """
        select occurred_at from links.click where workspace_id = :ws and counted
        order by occurred_at limit 1""")
        .param("ws", workspace.value())
        .query((row, index) -> row.getTimestamp("occurred_at").toInstant())
        .optional();
  }

  Optional<LinkSummary> find(WorkspaceId workspace, LinkId link) {
    return jdbc.sql(COLUMNS + "from links.link l where l.workspace_id = :ws and l.id = :id")
        .param("ws", workspace.value())
        .param("id", link.value())
        .query(LinkRepository::link)
        .optional();
  }

  List<LinkSummary> find(WorkspaceId workspace, Collection<LinkId> links) {
    return jdbc.sql(COLUMNS + "from links.link l where l.workspace_id = :ws and l.id = any(:ids)")
        .param("ws", workspace.value())
        .param("ids", links.stream().map(LinkId::value).toArray(UUID[]::new))
        .query(LinkRepository::link)
        .list();
  }

  Optional<Counted> counted(WorkspaceId workspace, LinkId link) {
    return jdbc.sql(COUNTED + "  and l.id = :id")
        .param("ws", workspace.value())
        .param("id", link.value())
        .query(LinkRepository::counted)
        .optional();
  }

  List<LinkSummary> ofNumber(WorkspaceId workspace, NumberId number) {
    return jdbc.sql(
            COLUMNS
                + """
                from links.link l
                where l.workspace_id = :ws
                  and (l.number_id = :number
                    or l.numbers @> jsonb_build_array(jsonb_build_object('number', :number::uuid)))
                order by l.created_at desc, l.id desc""")
        .param("ws", workspace.value())
        .param("number", number.value())
        .query(LinkRepository::link)
        .list();
  }

  List<Counted> list(WorkspaceId workspace, boolean archived, Paging paging) {
    return jdbc.sql(
            COUNTED
                + """
                  and (:archived or l.archived_at is null)
                  and (:after_at::timestamptz is null or (l.created_at, l.id) < (:after_at, :after_id::uuid))
                order by l.created_at desc, l.id desc limit :fetch""")
        .param("ws", workspace.value())
        .param("archived", archived)
        .param("after_at", paging.afterAt())
        .param("after_id", paging.afterId())
        .param("fetch", paging.fetch())
        .query(LinkRepository::counted)
        .list();
  }

  private static Counted counted(ResultSet row, int index) throws SQLException {
    return new Counted(
        link(row, index),
        new LinkCounts(
            row.getLong("clicks"),
            row.getLong("not_counted"),
            row.getLong("conversations"),
            row.getLong("qualified"),
            row.getLong("won"),
            row.getLong("scans")));
  }

  private static LinkSummary link(ResultSet row, int index) throws SQLException {
    OffsetDateTime archived = row.getObject("archived_at", OffsetDateTime.class);
    return new LinkSummary(
        new LinkId(row.getObject("id", UUID.class)),
        row.getString("slug"),
        row.getString("name"),
        route(row),
        row.getString("message"),
        CodeMode.valueOf(row.getString("code_mode").toUpperCase(Locale.ROOT)),
        row.getString("source"),
        row.getString("campaign"),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        archived == null ? null : archived.toInstant());
  }

  private static LinkRoute route(ResultSet row) throws SQLException {
    List<LinkNumber> numbers = LinkNumber.read(row.getString("numbers"));
    OffsetDateTime expires = row.getObject("expires_at", OffsetDateTime.class);
    UUID fallback = row.getObject("fallback_link_id", UUID.class);
    return new LinkRoute(
        numbers.isEmpty()
            ? List.of(
                LinkNumber.only(
                    new NumberId(row.getObject("number_id", UUID.class)), row.getString("digits")))
            : numbers,
        Routing.valueOf(row.getString("routing").toUpperCase(Locale.ROOT)),
        row.getBoolean("paused"),
        expires == null ? null : expires.toInstant(),
        fallback == null ? null : new LinkId(fallback),
        DesktopWay.valueOf(row.getString("desktop").toUpperCase(Locale.ROOT)));
  }

  private static String wire(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT);
  }

  private static @Nullable OffsetDateTime utc(@Nullable Instant at) {
    return at == null ? null : at.atOffset(ZoneOffset.UTC);
  }
}

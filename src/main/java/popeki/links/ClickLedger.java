package popeki.links;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.kernel.ClickId;
import popeki.kernel.ConversationId;
import popeki.kernel.DateRange;
import popeki.kernel.LinkId;
import popeki.kernel.NumberId;
import popeki.kernel.WorkspaceId;
import popeki.platform.Paging;
import popeki.platform.Period;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Reads recorded clicks and ties them to conversations. */
@Repository
class ClickLedger {
  private static final TypeReference<LinkedHashMap<String, String>> TEXTS =
      new TypeReference<>() {};

  private final JdbcClient jdbc;
  private final JsonMapper json = JsonMapper.shared();

  ClickLedger(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** A click as it stands in the table, with the link's own source and campaign. */
  record Row(
      ClickId id,
      LinkId link,
      Instant occurredAt,
      String kind,
      boolean counted,
      @Nullable String notCountedReason,
      boolean gpc,
      @Nullable String code,
      @Nullable NumberId number,
      @Nullable String ip,
      @Nullable String userAgent,
      @Nullable String referrer,
      Map<String, String> utm,
      Map<String, String> clickIds,
      Map<String, String> params,
      @Nullable String country,
      @Nullable String device,
      @Nullable ConversationId conversation,
      @Nullable String linkSource,
      @Nullable String linkCampaign,
      @Nullable String via) {

    ClickSeen seen() {
      return new ClickSeen(
          id,
          link,
          occurredAt,
          counted,
          gpc,
          code,
          Capture.credit(link, linkSource, linkCampaign, utm, params),
          utm,
          clickIds,
          params,
          isWhole(ip) ? ip : null,
          userAgent,
          conversation);
    }
  }

  /** Not cut to its network yet. */
  private static boolean isWhole(@Nullable String ip) {
    return ip != null && ip.indexOf('/') < 0;
  }

  /** Why clicks of a link were not counted, and how many. */
  record Uncounted(String kind, String reason, long clicks) {}

  private static final String COLUMNS =
      """
      select c.id, c.link_id, c.occurred_at, c.kind, c.counted, c.not_counted_reason, c.gpc, c.code,
        case when c.not_counted_reason in ('paused', 'expired') then null else coalesce(c.number_id, l.number_id) end
          as number_id,
        abbrev(c.ip) as ip, c.user_agent, c.referrer, c.utm, c.click_ids, c.params, c.country,
        c.device, c.conversation_id,
        l.source, l.campaign, c.via
      from links.click c join links.link l on l.workspace_id = c.workspace_id and l.id = c.link_id
      where c.workspace_id = :ws
      """;

  /**
   * Which visits to list.
   *
   * @param link null for those of all links
   * @param reason why they were not counted; null for all, counted ones too
   */
  record Wanted(@Nullable LinkId link, @Nullable String reason) {}

  List<Row> list(WorkspaceId workspace, Wanted wanted, Period period, Paging paging) {
    return jdbc.sql(
            COLUMNS
                + """
                  and (:link::uuid is null or c.link_id = :link::uuid)
                  and (:reason::text is null
                    or (not c.counted and coalesce(c.not_counted_reason, c.kind) = :reason::text))
                  and (:from::timestamptz is null or c.occurred_at >= :from)
                  and (:to::timestamptz is null or c.occurred_at < :to)
                  and (:after_at::timestamptz is null or (c.occurred_at, c.id) < (:after_at, :after_id::uuid))
                order by c.occurred_at desc, c.id desc limit :fetch""")
        .param("ws", workspace.value())
        .param("link", wanted.link() == null ? null : wanted.link().value())
        .param("reason", wanted.reason())
        .param("from", period.fromUtc())
        .param("to", period.toUtc())
        .param("after_at", paging.afterAt())
        .param("after_id", paging.afterId())
        .param("fetch", paging.fetch())
        .query(this::row)
        .list();
  }

  Optional<Row> byCode(WorkspaceId workspace, ReferenceCode code) {
    return jdbc.sql(COLUMNS + "  and c.code = :code order by c.occurred_at desc limit 1")
        .param("ws", workspace.value())
        .param("code", code.value())
        .query(this::row)
        .optional();
  }

  /** Of each code the latest visit. */
  List<Row> byCode(WorkspaceId workspace, Collection<String> codes) {
    return jdbc.sql(
            "select found.* from unnest(:codes::text[]) as wanted (code) cross join lateral ("
                + COLUMNS
                + "  and c.code = wanted.code order by c.occurred_at desc limit 1) found")
        .param("ws", workspace.value())
        .param("codes", codes.toArray(String[]::new))
        .query(this::row)
        .list();
  }

  Optional<Row> find(WorkspaceId workspace, ClickId click, Instant occurredAt) {
    return jdbc.sql(COLUMNS + "  and c.occurred_at = :at and c.id = :id")
        .param("ws", workspace.value())
        .param("at", utc(occurredAt))
        .param("id", click.value())
        .query(this::row)
        .optional();
  }

  /** Counted visits that led to a number, oldest first; of too many the latest. */
  List<VisitSeen> visits(WorkspaceId workspace, NumberId number, DateRange range, int most) {
    return jdbc.sql(
            """
        select * from (
          select c.id, c.link_id, c.occurred_at, c.code is not null as coded, c.gpc,
            coalesce(c.device = any(:computers), false) as desktop, c.country, c.conversation_id
          from links.click c join links.link l on l.workspace_id = c.workspace_id and l.id = c.link_id
          where c.workspace_id = :ws and c.occurred_at >= :from and c.occurred_at < :to and c.counted
            and coalesce(c.number_id, l.number_id) = :number
          order by c.occurred_at desc, c.id desc limit :most) latest
        order by occurred_at, id""")
        .param("ws", workspace.value())
        .param("from", utc(range.from()))
        .param("to", utc(range.to()))
        .param("number", number.value())
        .param("computers", Device.COMPUTERS.toArray(String[]::new))
        .param("most", most)
        .query(ClickLedger::visit)
        .list();
  }

  private static VisitSeen visit(ResultSet row, int index) throws SQLException {
    UUID conversation = row.getObject("conversation_id", UUID.class);
    return new VisitSeen(
        new ClickId(row.getObject("id", UUID.class)),
        new LinkId(row.getObject("link_id", UUID.class)),
        row.getTimestamp("occurred_at").toInstant(),
        row.getBoolean("coded"),
        row.getBoolean("gpc"),
        row.getBoolean("desktop"),
        row.getString("country"),
        conversation == null ? null : new ConversationId(conversation));
  }

  /** Gives the click to the conversation if nobody has it; says whether it did. */
  boolean attach(
      WorkspaceId workspace, ClickId click, Instant occurredAt, ConversationId conversation) {
    return jdbc.sql(
                """
        update links.click set conversation_id = :conversation
        where workspace_id = :ws and occurred_at = :at and id = :id and conversation_id is null""")
            .param("ws", workspace.value())
            .param("at", utc(occurredAt))
            .param("id", click.value())
            .param("conversation", conversation.value())
            .update()
        == 1;
  }

  /** Lets go of a click that the conversation has. */
  void detach(
      WorkspaceId workspace, ClickId click, Instant occurredAt, ConversationId conversation) {
    jdbc.sql(
            """
        update links.click set conversation_id = null
        where workspace_id = :ws and occurred_at = :at and id = :id and conversation_id = :conversation""")
        .param("ws", workspace.value())
        .param("at", utc(occurredAt))
        .param("id", click.value())
        .param("conversation", conversation.value())
        .update();
  }

  Optional<ConversationId> conversationOf(
      WorkspaceId workspace, ClickId click, Instant occurredAt) {
    return jdbc.sql(
            """
        select conversation_id from links.click
        where workspace_id = :ws and occurred_at = :at and id = :id and conversation_id is not null""")
        .param("ws", workspace.value())
        .param("at", utc(occurredAt))
        .param("id", click.value())
        .query((row, index) -> new ConversationId(row.getObject(1, UUID.class)))
        .optional();
  }

  List<Uncounted> uncounted(WorkspaceId workspace, LinkId link) {
    return jdbc.sql(
            """
        select kind, coalesce(not_counted_reason, kind) as reason, count(*) as clicks
        from links.click where workspace_id = :ws and link_id = :link and not counted
        group by 1, 2 order by 3 desc, 2""")
        .param("ws", workspace.value())
        .param("link", link.value())
        .query(
            (row, index) ->
                new Uncounted(
                    row.getString("kind"), row.getString("reason"), row.getLong("clicks")))
        .list();
  }

  private Row row(ResultSet row, int index) throws SQLException {
    UUID conversation = row.getObject("conversation_id", UUID.class);
    UUID number = row.getObject("number_id", UUID.class);
    return new Row(
        new ClickId(row.getObject("id", UUID.class)),
        new LinkId(row.getObject("link_id", UUID.class)),
        row.getObject("occurred_at", OffsetDateTime.class).toInstant(),
        row.getString("kind"),
        row.getBoolean("counted"),
        row.getString("not_counted_reason"),
        row.getBoolean("gpc"),
        row.getString("code"),
        number == null ? null : new NumberId(number),
        row.getString("ip"),
        row.getString("user_agent"),
        row.getString("referrer"),
        texts(row.getString("utm")),
        texts(row.getString("click_ids")),
        texts(row.getString("params")),
        row.getString("country"),
        row.getString("device"),
        conversation == null ? null : new ConversationId(conversation),
        row.getString("source"),
        row.getString("campaign"),
        row.getString("via"));
  }

  private Map<String, String> texts(String object) {
    return object.equals("{}") ? Map.of() : json.readValue(object, TEXTS);
  }

  private static OffsetDateTime utc(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }
}

package popeki.conversions;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.kernel.ContactId;
import popeki.kernel.ConversationId;
import popeki.kernel.ConversionId;
import popeki.kernel.Money;
import popeki.kernel.Uuid7;
import popeki.kernel.WorkspaceId;
import popeki.platform.Paging;

/** The ledger of conversions and the log of its attempts. */
@Repository
class ConversionRepository {
  private static final String COLUMNS =
      """
      id, conversation_id, contact_id, stage, ordinal, event_name, event_id, status, reason, attempts,
      tries, route, due_at, occurred_at, created_at, sent_at, value_minor, value_currency""";

  /** Longer than a connection and an answer may take together. */
  private static final int LEASE_SECONDS = 30;

  private final JdbcClient jdbc;

  /** A row that is claimed; whoever claims it later has a higher fence. */
  record Claim(Conversion conversion, long fence) {}

  /** What a row says from now on. */
  record Standing(Status status, @Nullable Reason reason, Instant dueAt, @Nullable Instant sentAt) {
    static Standing at(Instant now, Status status, @Nullable Reason reason) {
      return new Standing(status, reason, now, null);
    }
  }

  /** What a list is narrowed to; null asks for everything. */
  record Filter(@Nullable UUID conversation, @Nullable Status status) {}

  ConversionRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Adds a row; false when this outcome has one already. */
  boolean insert(WorkspaceId workspace, Conversion conversion) {
    Outgoing event = conversion.event();
    Money value = event.value();
    return jdbc.sql(
                """
        insert into conversions.conversion
          (workspace_id, id, conversation_id, contact_id, destination, event_name, event_id, stage,
           ordinal, status, reason, due_at, occurred_at, created_at, value_minor, value_currency)
        values (:ws, :id, :conversation, :contact, 'meta', :name, :event_id, :stage,
           :ordinal, :status, :reason, :due, :occurred, :created, :minor, :currency)
        on conflict (workspace_id, destination, event_id) do nothing""")
            .param("ws", workspace.value())
            .param("id", conversion.id().value())
            .param("conversation", uuid(conversion.conversation()))
            .param("contact", conversion.contact() == null ? null : conversion.contact().value())
            .param("name", event.eventName())
            .param("event_id", event.eventId())
            .param("stage", event.stage().wire())
            .param("ordinal", conversion.ordinal())
            .param("status", conversion.status().wire())
            .param("reason", wire(conversion.reason()))
            .param("due", utc(conversion.dueAt()))
            .param("occurred", utc(event.occurredAt()))
            .param("created", utc(conversion.createdAt()))
            .param("minor", value == null ? null : value.minor())
            .param("currency", value == null ? null : value.currency())
            .update()
        > 0;
  }

  Optional<Conversion> find(WorkspaceId workspace, ConversionId id) {
    return jdbc.sql(
            "select "
                + COLUMNS
                + " from conversions.conversion where workspace_id = :ws and id = :id")
        .param("ws", workspace.value())
        .param("id", id.value())
        .query((row, index) -> conversion(row))
        .optional();
  }

  /** As {@link #find}, and nobody else changes the row until the transaction ends. */
  Optional<Conversion> findAndKeep(WorkspaceId workspace, ConversionId id) {
    return jdbc.sql(
            "select "
                + COLUMNS
                + " from conversions.conversion where workspace_id = :ws and id = :id for update")
        .param("ws", workspace.value())
        .param("id", id.value())
        .query((row, index) -> conversion(row))
        .optional();
  }

  List<Conversion> list(WorkspaceId workspace, Filter filter, Paging paging) {
    return jdbc.sql(
            "select "
                + COLUMNS
                + """
         from conversions.conversion
        where workspace_id = :ws
          and (:conversation::uuid is null or conversation_id = :conversation)
          and (:status::text is null or status = :status)
          and (:after_at::timestamptz is null or (created_at, id) < (:after_at, :after_id::uuid))
        order by created_at desc, id desc limit :fetch""")
        .param("ws", workspace.value())
        .param("conversation", filter.conversation())
        .param("status", filter.status() == null ? null : filter.status().wire())
        .param("after_at", paging.afterAt())
        .param("after_id", paging.afterId())
        .param("fetch", paging.fetch())
        .query((row, index) -> conversion(row))
        .list();
  }

  /** How many stand where. */
  Map<Status, Long> counts(WorkspaceId workspace) {
    var counts = new EnumMap<Status, Long>(Status.class);
    jdbc.sql(
            """
        select status, count(*) as n from conversions.conversion
        where workspace_id = :ws group by status""")
        .param("ws", workspace.value())
        .query((row, index) -> counts.put(Status.of(row.getString("status")), row.getLong("n")))
        .list();
    return counts;
  }

  /** Rows that a person could ask for again: young enough, held or given up. */
  List<ConversionId> waiting(WorkspaceId workspace, Instant after, int most) {
    return jdbc.sql(
            """
        select id from conversions.conversion
        where workspace_id = :ws and status in ('held', 'failed') and occurred_at > :after
        order by occurred_at limit :most""")
        .param("ws", workspace.value())
        .param("after", utc(after))
        .param("most", most)
        .query((row, index) -> new ConversionId(row.getObject("id", UUID.class)))
        .list();
  }

  /** Claims the row that has been due longest. */
  Optional<Claim> claim(WorkspaceId workspace, Instant now) {
    return jdbc.sql(
            """
        update conversions.conversion
        set lease_until = now() + make_interval(secs => :lease), fence = fence + 1
        where workspace_id = :ws and id = (
          select id from conversions.conversion
          where workspace_id = :ws and status = 'pending' and due_at <= :now
            and (lease_until is null or lease_until < now())
          order by due_at, id limit 1 for update skip locked)
        returning fence,\s"""
                + COLUMNS)
        .param("ws", workspace.value())
        .param("lease", LEASE_SECONDS)
        .param("now", utc(now))
        .query((row, index) -> new Claim(conversion(row), row.getLong("fence")))
        .optional();
  }

  /** Locks a claimed row for its departure; false when it was cancelled, held or taken over. */
  boolean keepForDeparture(WorkspaceId workspace, Claim claim) {
    return jdbc.sql(
            """
        select 1 from conversions.conversion
        where workspace_id = :ws and id = :id and fence = :fence and status = 'pending'
          and lease_until > now()
        for update""")
        .param("ws", workspace.value())
        .param("id", claim.conversion().id().value())
        .param("fence", claim.fence())
        .query(Integer.class)
        .optional()
        .isPresent();
  }

  /** Notes that an attempt leaves now, and what it carries. */
  UUID depart(WorkspaceId workspace, Claim claim, Decision.Send way, byte[] payload, Instant now) {
    jdbc.sql(
            """
        update conversions.conversion
        set attempts = attempts + 1, tries = tries + 1, route = :route, event_name = :name,
            payload_sealed = :payload
        where workspace_id = :ws and id = :id""")
        .param("ws", workspace.value())
        .param("id", claim.conversion().id().value())
        .param("route", way.route().wire())
        .param("name", way.eventName())
        .param("payload", payload)
        .update();
    UUID attempt = Uuid7.at(now);
    jdbc.sql(
            """
        insert into conversions.attempt (workspace_id, id, conversion_id, at, result)
        values (:ws, :attempt, :id, :now, 'started')""")
        .param("ws", workspace.value())
        .param("attempt", attempt)
        .param("id", claim.conversion().id().value())
        .param("now", utc(now))
        .update();
    return attempt;
  }

  /** Writes an attempt's end into the log. */
  void arrive(WorkspaceId workspace, UUID attempt, DeliveryResult result) {
    GraphAnswer answer = result.answer();
    jdbc.sql(
            """
        update conversions.attempt
        set result = :result, http_status = :http, code = :code, subcode = :subcode,
            trace = :trace, message = :message
        where workspace_id = :ws and id = :attempt""")
        .param("ws", workspace.value())
        .param("attempt", attempt)
        .param("result", result.word())
        .param("http", answer.httpStatus() == 0 ? null : answer.httpStatus())
        .param("code", answer.code())
        .param("subcode", answer.subcode())
        .param("trace", answer.trace())
        .param("message", answer.message())
        .update();
  }

  /** The first attempt that Meta may have counted without our knowing. */
  Optional<Instant> unknownSince(WorkspaceId workspace, ConversionId id) {
    return jdbc.sql(
            """
        select at from conversions.attempt
        where workspace_id = :ws and conversion_id = :id and result in ('started', 'unknown')
        order by at limit 1""")
        .param("ws", workspace.value())
        .param("id", id.value())
        .query((row, index) -> row.getTimestamp("at").toInstant())
        .optional();
  }

  /** Ends a claim on a row that is still pending; a later claim or a cancellation wins. */
  boolean settle(WorkspaceId workspace, Claim claim, Standing standing) {
    return jdbc.sql(
                """
        update conversions.conversion
        set status = :status, reason = :reason, due_at = :due, sent_at = :sent, lease_until = null
        where workspace_id = :ws and id = :id and fence = :fence and status = 'pending'""")
            .param("ws", workspace.value())
            .param("id", claim.conversion().id().value())
            .param("fence", claim.fence())
            .param("status", standing.status().wire())
            .param("reason", wire(standing.reason()))
            .param("due", utc(standing.dueAt()))
            .param("sent", standing.sentAt() == null ? null : utc(standing.sentAt()))
            .update()
        > 0;
  }

  /** Gives an attempt back that Meta asked us to postpone; it is not counted against the row. */
  void forgiveTry(WorkspaceId workspace, ConversionId id) {
    jdbc.sql(
            """
        update conversions.conversion set tries = greatest(tries - 1, 0)
        where workspace_id = :ws and id = :id""")
        .param("ws", workspace.value())
        .param("id", id.value())
        .update();
  }

  /** Meta counted it, whatever was decided while it was on its way: the ledger says so. */
  void sent(WorkspaceId workspace, ConversionId id, Instant now) {
    jdbc.sql(
            """
        update conversions.conversion
        set reason = case when status = 'cancelled' then 'sent_before_opt_out' end,
            status = 'sent', sent_at = :now, lease_until = null
        where workspace_id = :ws and id = :id and status <> 'sent'""")
        .param("ws", workspace.value())
        .param("id", id.value())
        .param("now", utc(now))
        .update();
  }

  /** Puts a row back into the queue; what Meta may have counted keeps its way and its body. */
  void again(WorkspaceId workspace, ConversionId id, Outgoing event, Instant due) {
    jdbc.sql(
            """
        update conversions.conversion
        set status = 'pending', reason = null, tries = 0, due_at = :due, event_name = :name,
            route = :route, payload_sealed = case when :route::text is null then null else payload_sealed end
        where workspace_id = :ws and id = :id""")
        .param("ws", workspace.value())
        .param("id", id.value())
        .param("name", event.eventName())
        .param("route", event.route() == null ? null : event.route().wire())
        .param("due", utc(due))
        .update();
  }

  /** The body as it went, sealed. */
  Optional<byte[]> payload(WorkspaceId workspace, ConversionId id) {
    return jdbc.sql(
            """
        select payload_sealed from conversions.conversion
        where workspace_id = :ws and id = :id and payload_sealed is not null""")
        .param("ws", workspace.value())
        .param("id", id.value())
        .query((row, index) -> row.getBytes("payload_sealed"))
        .optional();
  }

  List<Conversion.Attempt> attempts(WorkspaceId workspace, ConversionId id) {
    return jdbc.sql(
            """
        select at, result, http_status, code, subcode, trace, message from conversions.attempt
        where workspace_id = :ws and conversion_id = :id order by at, id""")
        .param("ws", workspace.value())
        .param("id", id.value())
        .query(
            (row, index) ->
                new Conversion.Attempt(
                    row.getTimestamp("at").toInstant(),
                    row.getString("result"),
                    row.getObject("http_status", Integer.class),
                    row.getObject("code", Integer.class),
                    row.getObject("subcode", Integer.class),
                    row.getString("trace"),
                    row.getString("message")))
        .list();
  }

  /** Nothing of this contact goes any more; waits for a departure that is under way. */
  int cancel(WorkspaceId workspace, ContactId contact) {
    return jdbc.sql(
            """
        update conversions.conversion set status = 'cancelled', reason = 'opted_out'
        where workspace_id = :ws and contact_id = :contact and status in ('pending', 'held')""")
        .param("ws", workspace.value())
        .param("contact", contact.value())
        .update();
  }

  void giveTo(WorkspaceId workspace, ContactId from, ContactId into) {
    jdbc.sql(
            """
        update conversions.conversion set contact_id = :into
        where workspace_id = :ws and contact_id = :from""")
        .param("into", into.value())
        .param("ws", workspace.value())
        .param("from", from.value())
        .update();
  }

  /**
   * Gives the conversions of outcomes to the conversation that has these now. A second "qualified"
   * of the same conversation does not go, if it has not gone yet.
   *
   * @param ordinals which ordinal each outcome has there
   */
  void giveTo(
      WorkspaceId workspace,
      ConversationId from,
      ConversationId into,
      Map<Integer, Integer> ordinals) {
    jdbc.sql(
            """
        update conversions.conversion set status = 'cancelled', reason = :reason
        where workspace_id = :ws and conversation_id = :from and stage = 'qualified'
          and status in ('pending', 'held') and ordinal = any(:ordinals)
          and exists (select from conversions.conversion o where o.workspace_id = :ws
            and o.conversation_id = :into and o.stage = 'qualified' and o.status <> 'cancelled')""")
        .param("reason", Reason.SAME_CONVERSATION.wire())
        .param("ordinals", ordinals.keySet().toArray(Integer[]::new))
        .param("ws", workspace.value())
        .param("from", from.value())
        .param("into", into.value())
        .update();
    jdbc.sql(
            """
        update conversions.conversion set status = 'cancelled', reason = :reason
        where workspace_id = :ws and conversation_id = :into and stage = 'qualified'
          and status in ('pending', 'held')
          and exists (select from conversions.conversion o where o.workspace_id = :ws
            and o.conversation_id = :from and o.stage = 'qualified' and o.status = 'sent'
            and o.ordinal = any(:ordinals))""")
        .param("reason", Reason.SAME_CONVERSATION.wire())
        .param("ordinals", ordinals.keySet().toArray(Integer[]::new))
        .param("ws", workspace.value())
        .param("from", from.value())
        .param("into", into.value())
        .update();
    for (var ordinal : ordinals.entrySet()) {
      jdbc.sql(
              """
          update conversions.conversion set conversation_id = :into, ordinal = :after
          where workspace_id = :ws and conversation_id = :from and ordinal = :before""")
          .param("into", into.value())
          .param("after", ordinal.getValue())
          .param("ws", workspace.value())
          .param("from", from.value())
          .param("before", ordinal.getKey())
          .update();
    }
  }

  /** Whether there is a "qualified" of a conversation that was not given up for another one. */
  boolean isQualified(WorkspaceId workspace, ConversationId conversation) {
    return jdbc.sql(
            """
        select exists (select from conversions.conversion
          where workspace_id = :ws and conversation_id = :conversation and stage = 'qualified'
            and reason is distinct from :reason)""")
        .param("ws", workspace.value())
        .param("conversation", conversation.value())
        .param("reason", Reason.SAME_CONVERSATION.wire())
        .query(Boolean.class)
        .single();
  }

  /** Nothing of this workspace goes any more, until a person asks. */
  int holdAll(WorkspaceId workspace, Reason reason) {
    return jdbc.sql(
            """
        update conversions.conversion set status = 'held', reason = :reason
        where workspace_id = :ws and status = 'pending'""")
        .param("ws", workspace.value())
        .param("reason", reason.wire())
        .update();
  }

  /** What waited too long for its reason to go. */
  int expire(WorkspaceId workspace, Instant before) {
    return jdbc.sql(
            """
        update conversions.conversion set status = 'expired', reason = 'too_old'
        where workspace_id = :ws and status = 'held' and occurred_at < :before""")
        .param("ws", workspace.value())
        .param("before", utc(before))
        .update();
  }

  /** When the next row is due, its lease considered. */
  Optional<Instant> nextDue(WorkspaceId workspace) {
    return moment(
        """
        select min(greatest(due_at, lease_until)) as at from conversions.conversion
        where workspace_id = :ws and status = 'pending'""",
        workspace);
  }

  /** The outcome that has been held longest. */
  Optional<Instant> oldestHeld(WorkspaceId workspace) {
    return moment(
        """
        select min(occurred_at) as at from conversions.conversion
        where workspace_id = :ws and status = 'held'""",
        workspace);
  }

  private Optional<Instant> moment(String sql, WorkspaceId workspace) {
    return jdbc.sql(sql)
        .param("ws", workspace.value())
        .query(
            (row, index) -> Optional.ofNullable(row.getTimestamp("at")).map(Timestamp::toInstant))
        .single();
  }

  private static Conversion conversion(ResultSet row) throws SQLException {
    UUID conversation = row.getObject("conversation_id", UUID.class);
    UUID contact = row.getObject("contact_id", UUID.class);
    String reason = row.getString("reason");
    Timestamp sent = row.getTimestamp("sent_at");
    return new Conversion(
        new ConversionId(row.getObject("id", UUID.class)),
        conversation == null ? null : new ConversationId(conversation),
        contact == null ? null : new ContactId(contact),
        event(row),
        row.getInt("ordinal"),
        Status.of(row.getString("status")),
        reason == null ? null : Reason.of(reason),
        row.getInt("attempts"),
        row.getInt("tries"),
        row.getTimestamp("created_at").toInstant(),
        row.getTimestamp("due_at").toInstant(),
        sent == null ? null : sent.toInstant());
  }

  private static Outgoing event(ResultSet row) throws SQLException {
    String currency = row.getString("value_currency");
    String route = row.getString("route");
    return new Outgoing(
        Stage.of(row.getString("stage")),
        row.getString("event_name"),
        row.getString("event_id"),
        row.getTimestamp("occurred_at").toInstant(),
        currency == null ? null : new Money(row.getLong("value_minor"), currency),
        route == null ? null : Route.of(route));
  }

  private static @Nullable UUID uuid(@Nullable ConversationId id) {
    return id == null ? null : id.value();
  }

  private static @Nullable String wire(@Nullable Reason reason) {
    return reason == null ? null : reason.wire();
  }

  private static OffsetDateTime utc(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }
}

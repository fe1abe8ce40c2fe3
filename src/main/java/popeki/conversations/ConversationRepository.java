package popeki.conversations;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.DataClassRowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.conversations.ConversationRules.Closing;
import popeki.conversations.ConversationRules.Reason;
import popeki.conversations.ConversationRules.Span;
import popeki.conversations.ConversationRules.Touch;
import popeki.kernel.ContactId;
import popeki.kernel.ConversationId;
import popeki.kernel.Money;
import popeki.kernel.NumberId;
import popeki.kernel.WorkspaceId;
import popeki.platform.Paging;
import popeki.platform.Period;

/** SQL of conversations and their outcomes. */
@Repository
class ConversationRepository {
  private static final List<String> MOVE_REMARKS =
      List.of(
          """
          update conversations.note set conversation_id = :into
          where workspace_id = :ws and conversation_id = :from""",
          """
          insert into conversations.tag (workspace_id, conversation_id, name, added_at, added_by)
          select workspace_id, :into, name, added_at, added_by from conversations.tag
          where workspace_id = :ws and conversation_id = :from on conflict do nothing""");

  private final JdbcClient jdbc;

  ConversationRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** A conversation and when it began. */
  record First(ConversationId id, Instant startedAt) {}

  /** The first conversation of all, or the first that is credited to something. */
  Optional<First> first(WorkspaceId workspace, boolean credited) {
    return jdbc.sql(
            """
        select id, started_at from conversations.conversation
        where workspace_id = :ws and (not :credited or attribution_status = 'attributed')
        order by started_at, id limit 1""")
        .param("ws", workspace.value())
        .param("credited", credited)
        .query(
            (row, index) ->
                new First(
                    new ConversationId(row.getObject("id", UUID.class)),
                    row.getTimestamp("started_at").toInstant()))
        .optional();
  }

  /** A conversation as stored, with what the later steps noted on it. */
  record Row(
      ConversationId id,
      ContactId contact,
      NumberId number,
      Instant startedAt,
      Instant lastMessageAt,
      Instant lastHeardAt,
      @Nullable Instant firstReplyAt,
      @Nullable Instant closedAt,
      Stage stage,
      boolean reachedQualified,
      @Nullable Money value,
      int leadMessages,
      @Nullable String attributionStatus,
      @Nullable String attributionMethod,
      double confidence,
      @Nullable String source,
      @Nullable String campaignName,
      String leadStatus,
      @Nullable Integer score,
      @Nullable String category) {}

  /**
   * Which conversations a list shows; a null part asks for nothing.
   *
   * @param open the person may be written to without a template
   * @param look somebody should look: see {@link #FILTER}
   * @param openSince a day ago: whoever wrote later may be written to
   */
  record Filter(
      Period period,
      @Nullable String source,
      @Nullable String stage,
      @Nullable Integer minScore,
      @Nullable String category,
      @Nullable String attribution,
      @Nullable UUID linkId,
      @Nullable String campaignId,
      @Nullable String tag,
      @Nullable List<ContactId> people,
      boolean open,
      boolean look,
      Instant openSince) {
    static Filter all(Period period) {
      return of(period, null, null, null);
    }

    static Filter of(
        Period period,
        @Nullable String source,
        @Nullable String stage,
        @Nullable Integer minScore) {
      return new Filter(
          period,
          source,
          stage,
          minScore,
          null,
          null,
          null,
          null,
          null,
          null,
          false,
          false,
          Instant.EPOCH);
    }
  }

  /**
   * A look is needed where the credit is only probable, where Meta named no ad, and where a good
   * lead wrote last and may still be answered.
   */
  private static final String FILTER =
      """
      where workspace_id = :ws
        and (:from::timestamptz is null or started_at >= :from)
        and (:to::timestamptz is null or started_at < :to)
        and (:source::text is null or source = :source)
        and (:stage::text is null or stage = :stage)
        and (:min_score::int is null or score >= :min_score)
        and (:category::text is null or category = :category)
        and (:attribution::text is null or attribution_status = :attribution)
        and (:link::uuid is null or link_id = :link)
        and (:campaign::text is null or campaign_id = :campaign)
        and (:tag::text is null or exists (select from conversations.tag t
          where t.workspace_id = :ws and t.conversation_id = conversation.id and t.name = :tag))
        and (:people::uuid[] is null or contact_id = any(:people::uuid[]))
        and (not :open or last_heard_at > :open_since)
        and (not :look or (stage not in ('won', 'lost')
          and (attribution_status = 'ad_unknown' or attribution_method = 'probable'
            or (category in ('hot', 'warm') and last_heard_at = last_message_at
              and last_heard_at > :open_since))))
      """;

  List<Span> spans(WorkspaceId workspace, ContactId contact, NumberId number) {
    return jdbc.sql(
            """
        select id, started_at, last_heard_at, touches
        from conversations.conversation
        where workspace_id = :ws and contact_id = :contact and number_id = :number""")
        .param("ws", workspace.value())
        .param("contact", contact.value())
        .param("number", number.value())
        .query(
            (row, index) ->
                new Span(
                    new ConversationId(row.getObject("id", UUID.class)),
                    row.getTimestamp("started_at").toInstant(),
                    row.getTimestamp("last_heard_at").toInstant(),
                    Arrays.stream((String[]) row.getArray("touches").getArray())
                        .map(Touch::new)
                        .collect(Collectors.toCollection(HashSet::new))))
        .list();
  }

  void insert(
      WorkspaceId workspace,
      ConversationId id,
      ContactId contact,
      NumberId number,
      Instant at,
      Reason reason) {
    jdbc.sql(
            """
        insert into conversations.conversation
          (workspace_id, id, contact_id, number_id, started_at, last_message_at, last_heard_at, started_by)
        values (:ws, :id, :contact, :number, :at, :at, :at, :reason)""")
        .param("ws", workspace.value())
        .param("id", id.value())
        .param("contact", contact.value())
        .param("number", number.value())
        .param("at", at.atOffset(ZoneOffset.UTC))
        .param("reason", reason.name())
        .update();
  }

  /**
   * Notes a message of the contact on its conversation.
   *
   * @param wrote the contact wrote; else something happened to another message or to the contact
   */
  void heard(
      WorkspaceId workspace, ConversationId id, Instant at, boolean wrote, Set<Touch> touches) {
    jdbc.sql(
            """
        update conversations.conversation set
          started_at = least(started_at, :at),
          last_message_at = greatest(last_message_at, :at),
          last_heard_at = case when :wrote then greatest(last_heard_at, :at) else last_heard_at end,
          lead_messages = lead_messages + 1,
          touches = (select coalesce(array_agg(distinct t), '{}') from unnest(touches || :touches) t),
          version = version + 1
        where workspace_id = :ws and id = :id""")
        .param("at", at.atOffset(ZoneOffset.UTC))
        .param("wrote", wrote)
        .param("touches", touches.stream().map(Touch::key).toArray(String[]::new))
        .param("ws", workspace.value())
        .param("id", id.value())
        .update();
  }

  /**
   * Notes a message of the business on its conversation.
   *
   * @param answers it answers the contact; a reaction does not
   */
  void answered(WorkspaceId workspace, ConversationId id, Instant at, boolean answers) {
    jdbc.sql(
            """
        update conversations.conversation set
          last_message_at = greatest(last_message_at, :at),
          first_reply_at = case when :answers and :at >= started_at then least(coalesce(first_reply_at, :at), :at)
                           else first_reply_at end,
          version = version + 1
        where workspace_id = :ws and id = :id""")
        .param("at", at.atOffset(ZoneOffset.UTC))
        .param("answers", answers)
        .param("ws", workspace.value())
        .param("id", id.value())
        .update();
  }

  /** When conversations were won or lost, of those that are. */
  List<Closing> closings(WorkspaceId workspace, Collection<ConversationId> ids) {
    return outcomes(workspace, ids).values().stream()
        .flatMap(outcomes -> StageRules.closings(outcomes).stream())
        .toList();
  }

  /** Works out again what a conversation notes of its messages. */
  void recount(WorkspaceId workspace, ConversationId id, Reason reason) {
    jdbc.sql(
            """
        update conversations.conversation c set
          started_at = m.started, started_by = :reason, last_message_at = m.last,
          last_heard_at = m.heard, lead_messages = m.count,
          first_reply_at = (select min(sent_at) from conversations.message
            where workspace_id = :ws and conversation_id = :id and direction = 'out'
              and type <> all(:no_answer) and sent_at >= m.started),
          touches = (select coalesce(array_agg(distinct t), '{}') from conversations.message o
            cross join unnest(o.touches) t where o.workspace_id = :ws and o.conversation_id = :id),
          version = version + 1
        from (
          select min(sent_at) filter (where opens) as started, max(sent_at) as last,
            coalesce(max(sent_at) filter (where direction = 'in' and type <> all(:silent)),
              min(sent_at) filter (where opens)) as heard,
            count(*) filter (where direction = 'in') as count
          from conversations.message where workspace_id = :ws and conversation_id = :id) m
        where c.workspace_id = :ws and c.id = :id""")
        .param("reason", reason.name())
        .param("silent", MessageType.SILENT.toArray(String[]::new))
        .param("no_answer", MessageType.NO_ANSWER.toArray(String[]::new))
        .param("ws", workspace.value())
        .param("id", id.value())
        .update();
  }

  /**
   * Gives outcomes of a conversation to another, behind its own, and works out the stage and the
   * value of both again.
   *
   * @return the new ordinal of each that moved
   */
  Map<Integer, Integer> moveOutcomes(
      WorkspaceId workspace, ConversationId from, ConversationId into, Predicate<Outcome> which) {
    var ordinals = new TreeMap<Integer, Integer>();
    for (Outcome outcome : outcomes(workspace, from)) {
      if (which.test(outcome)) {
        int ordinal = nextOrdinal(workspace, into);
        ordinals.put(outcome.ordinal(), ordinal);
        jdbc.sql(
                """
            update conversations.outcome set conversation_id = :into, ordinal = :ordinal
            where workspace_id = :ws and id = :id""")
            .param("into", into.value())
            .param("ordinal", ordinal)
            .param("ws", workspace.value())
            .param("id", outcome.id())
            .update();
      }
    }
    if (!ordinals.isEmpty()) {
      stand(workspace, into, outcomes(workspace, into));
      stand(workspace, from, outcomes(workspace, from));
    }
    return ordinals;
  }

  /**
   * Takes the next ordinal, from 1; that of an outcome which went elsewhere is never given again.
   */
  int nextOrdinal(WorkspaceId workspace, ConversationId id) {
    return jdbc.sql(
            """
        update conversations.conversation set outcomes_told = greatest(outcomes_told,
          (select coalesce(max(ordinal), 0) from conversations.outcome
           where workspace_id = :ws and conversation_id = :id)) + 1
        where workspace_id = :ws and id = :id
        returning outcomes_told""")
        .param("ws", workspace.value())
        .param("id", id.value())
        .query(Integer.class)
        .single();
  }

  /** Gives what people wrote about a conversation to another. */
  void moveRemarks(WorkspaceId workspace, ConversationId from, ConversationId into) {
    for (String statement : MOVE_REMARKS) {
      jdbc.sql(statement)
          .param("ws", workspace.value())
          .param("from", from.value())
          .param("into", into.value())
          .update();
    }
  }

  /** A conversation without messages or outcomes. */
  void remove(WorkspaceId workspace, ConversationId id) {
    jdbc.sql("delete from conversations.conversation where workspace_id = :ws and id = :id")
        .param("ws", workspace.value())
        .param("id", id.value())
        .update();
  }

  void giveTo(WorkspaceId workspace, ContactId from, ContactId into) {
    jdbc.sql(
            """
        update conversations.conversation set contact_id = :into
        where workspace_id = :ws and contact_id = :from""")
        .param("into", into.value())
        .param("ws", workspace.value())
        .param("from", from.value())
        .update();
  }

  /** Takes the row for the rest of the transaction, so that outcomes come one after the other. */
  Optional<Row> lock(WorkspaceId workspace, ConversationId id) {
    return select("where workspace_id = :ws and id = :id for update")
        .param("ws", workspace.value())
        .param("id", id.value())
        .query(ConversationRepository::row)
        .optional();
  }

  /** Takes these rows for the rest of the transaction; those that are there come back. */
  Set<ConversationId> lock(WorkspaceId workspace, Collection<ConversationId> ids) {
    return new HashSet<>(
        jdbc.sql(
                """
            select id from conversations.conversation
            where workspace_id = :ws and id = any(:ids) order by id for update""")
            .param("ws", workspace.value())
            .param("ids", ids.stream().map(ConversationId::value).toArray(UUID[]::new))
            .query((row, index) -> new ConversationId(row.getObject(1, UUID.class)))
            .list());
  }

  /** How conversations began. */
  Map<ConversationId, Beginning> beginnings(WorkspaceId workspace, Collection<ConversationId> ids) {
    Map<ConversationId, Beginning> found = new HashMap<>();
    jdbc.sql(
            """
        select c.id, c.contact_id, c.number_id, c.started_at, p.country
        from conversations.conversation c
        join conversations.contact p on p.workspace_id = c.workspace_id and p.id = c.contact_id
        where c.workspace_id = :ws and c.id = any(:ids)""")
        .param("ws", workspace.value())
        .param("ids", ids.stream().map(ConversationId::value).toArray(UUID[]::new))
        .query(
            row -> {
              found.put(
                  new ConversationId(row.getObject(1, UUID.class)),
                  new Beginning(
                      new ContactId(row.getObject(2, UUID.class)),
                      new NumberId(row.getObject(3, UUID.class)),
                      row.getTimestamp(4).toInstant(),
                      row.getString(5)));
            });
    return found;
  }

  Optional<Row> find(WorkspaceId workspace, ConversationId id) {
    return select("where workspace_id = :ws and id = :id")
        .param("ws", workspace.value())
        .param("id", id.value())
        .query(ConversationRepository::row)
        .optional();
  }

  List<Row> list(WorkspaceId workspace, Filter filter, Paging paging) {
    return filtered(
            FILTER
                + """
          and (:after_at::timestamptz is null or (started_at, id) < (:after_at, :after_id::uuid))
        order by started_at desc, id desc limit :fetch""",
            workspace,
            filter)
        .param("after_at", paging.afterAt())
        .param("after_id", paging.afterId())
        .param("fetch", paging.fetch())
        .query(ConversationRepository::row)
        .list();
  }

  /** How many conversations have a score in each of five steps of twenty, lowest first. */
  List<Long> scores(WorkspaceId workspace, Filter filter) {
    var steps = new ArrayList<>(Collections.nCopies(5, 0L));
    bound(
            jdbc.sql(
                """
        select least(score / 20, 4) as step, count(*) as count
        from conversations.conversation
        """
                    + FILTER
                    + " and score is not null group by 1"),
            workspace,
            filter)
        .query(
            row -> {
              steps.set(row.getInt("step"), row.getLong("count"));
            });
    return steps;
  }

  /** How many there are. */
  long count(WorkspaceId workspace, Filter filter) {
    return bound(
            jdbc.sql("select count(*) from conversations.conversation " + FILTER),
            workspace,
            filter)
        .query(Long.class)
        .single();
  }

  /**
   * How many conversations share a value.
   *
   * @param facet stage, category, source, campaign, attribution or tag; all for the sum
   * @param value null where the conversation has none
   */
  record Facet(String facet, @Nullable String value, @Nullable String name, long count) {}

  /** What can be filtered by and how much it would leave, in one look at the conversations. */
  List<Facet> facets(WorkspaceId workspace, Filter filter) {
    return bound(
            jdbc.sql(
                """
        with fitting as materialized (
          select id, stage, category, source, campaign_id, campaign_name, attribution_status
          from conversations.conversation
        """
                    + FILTER
                    + """
        )
        select case when grouping(stage) = 0 then 'stage' when grouping(category) = 0 then 'category'
            when grouping(source) = 0 then 'source' when grouping(campaign_id) = 0 then 'campaign'
            when grouping(attribution_status) = 0 then 'attribution' else 'all' end as facet,
          coalesce(stage, category, source, campaign_id, attribution_status) as value,
          max(campaign_name) as name, count(*) as count
        from fitting
        group by grouping sets ((), (stage), (category), (source), (campaign_id), (attribution_status))
        union all
        select 'tag', t.name, t.name, count(*) from fitting f
        join conversations.tag t on t.workspace_id = :ws and t.conversation_id = f.id
        group by t.name
        order by 4 desc, 2"""),
            workspace,
            filter)
        .query(DataClassRowMapper.newInstance(Facet.class))
        .list();
  }

  boolean knowsOutcome(WorkspaceId workspace, String externalId) {
    return jdbc.sql(
            "select 1 from conversations.outcome where workspace_id = :ws and external_id = :external")
        .param("ws", workspace.value())
        .param("external", externalId)
        .query(Integer.class)
        .optional()
        .isPresent();
  }

  void insert(WorkspaceId workspace, ConversationId id, Outcome outcome, Instant now) {
    jdbc.sql(
            """
        insert into conversations.outcome
          (workspace_id, id, conversation_id, ordinal, kind, value_minor, value_currency, occurred_at,
           recorded_at, external_id, actor_type, actor_name)
        values (:ws, :id, :conversation, :ordinal, :kind, :minor, :currency, :at, :now, :external,
          :actor, :name)""")
        .param("ws", workspace.value())
        .param("id", outcome.id())
        .param("conversation", id.value())
        .param("ordinal", outcome.ordinal())
        .param("kind", outcome.kind().wireName())
        .param("minor", outcome.value() == null ? null : outcome.value().minor())
        .param("currency", outcome.value() == null ? null : outcome.value().currency())
        .param("at", outcome.occurredAt().atOffset(ZoneOffset.UTC))
        .param("now", now.atOffset(ZoneOffset.UTC))
        .param("external", outcome.externalId())
        .param("actor", outcome.actorType())
        .param("name", outcome.actorName())
        .update();
  }

  /** In the order in which they happened. */
  List<Outcome> outcomes(WorkspaceId workspace, ConversationId id) {
    return outcomes(workspace, List.of(id)).getOrDefault(id, List.of());
  }

  /** The outcomes of conversations that have any, in the order in which they happened. */
  Map<ConversationId, List<Outcome>> outcomes(
      WorkspaceId workspace, Collection<ConversationId> ids) {
    var found = new HashMap<ConversationId, List<Outcome>>();
    jdbc.sql(
            """
        select conversation_id, id, ordinal, kind, value_minor, value_currency, occurred_at, external_id,
          actor_type, actor_name
        from conversations.outcome
        where workspace_id = :ws and conversation_id = any(:ids) order by conversation_id, occurred_at, ordinal""")
        .param("ws", workspace.value())
        .param("ids", ids.stream().map(ConversationId::value).toArray(UUID[]::new))
        .query(
            row -> {
              found
                  .computeIfAbsent(
                      new ConversationId(row.getObject("conversation_id", UUID.class)),
                      id -> new ArrayList<>())
                  .add(outcome(row));
            });
    return found;
  }

  private static Outcome outcome(ResultSet row) throws SQLException {
    return new Outcome(
        row.getObject("id", UUID.class),
        row.getInt("ordinal"),
        OutcomeKind.of(row.getString("kind")).orElseThrow(),
        money(row),
        row.getTimestamp("occurred_at").toInstant(),
        row.getString("external_id"),
        row.getString("actor_type"),
        row.getString("actor_name"));
  }

  /** Writes where a conversation stands after its outcomes. */
  void stand(WorkspaceId workspace, ConversationId id, List<Outcome> outcomes) {
    StageRules.Standing standing = StageRules.after(outcomes);
    Money value = ConversationValue.of(outcomes);
    Instant closedAt = standing.closedAt();
    jdbc.sql(
            """
        update conversations.conversation set stage = :stage, reached_qualified = :qualified,
          value_minor = :minor, value_currency = :currency, closed_at = :closed, version = version + 1
        where workspace_id = :ws and id = :id""")
        .param("stage", standing.stage().wireName())
        .param("qualified", standing.qualified())
        .param("minor", value == null ? null : value.minor())
        .param("currency", value == null ? null : value.currency())
        .param("closed", closedAt == null ? null : closedAt.atOffset(ZoneOffset.UTC))
        .param("ws", workspace.value())
        .param("id", id.value())
        .update();
  }

  /** Notes what lists show of the credit, where it is another than before. */
  void noteAttribution(WorkspaceId workspace, Map<ConversationId, AttributionNote> notes) {
    List<AttributionNote> all = List.copyOf(notes.values());
    jdbc.sql(
            """
        update conversations.conversation c set attribution_status = n.status, attribution_method = n.method,
          confidence = n.confidence, source = n.source, campaign_id = n.campaign, campaign_name = n.campaign_name,
          ad_id = n.ad, link_id = n.link
        from unnest(:ids::uuid[], :statuses::text[], :methods::text[], :confidences::numeric(4,3)[],
          :sources::text[], :campaigns::text[], :names::text[], :ads::text[], :links::uuid[])
          as n (id, status, method, confidence, source, campaign, campaign_name, ad, link)
        where c.workspace_id = :ws and c.id = n.id
          and (c.attribution_status, c.attribution_method, c.confidence, c.source, c.campaign_id, c.campaign_name,
            c.ad_id, c.link_id) is distinct from (n.status, n.method, n.confidence, n.source, n.campaign,
            n.campaign_name, n.ad, n.link)""")
        .param("ws", workspace.value())
        .param("ids", notes.keySet().stream().map(ConversationId::value).toArray(UUID[]::new))
        .param("statuses", texts(all, AttributionNote::status))
        .param("methods", texts(all, AttributionNote::method))
        .param("confidences", all.stream().map(AttributionNote::confidence).toArray(Double[]::new))
        .param("sources", texts(all, AttributionNote::source))
        .param("campaigns", texts(all, AttributionNote::campaignId))
        .param("names", texts(all, AttributionNote::campaignName))
        .param("ads", texts(all, AttributionNote::adId))
        .param("links", all.stream().map(AttributionNote::linkId).toArray(UUID[]::new))
        .update();
  }

  private static @Nullable String[] texts(
      List<AttributionNote> notes, Function<AttributionNote, @Nullable String> field) {
    return notes.stream().map(field).toArray(String[]::new);
  }

  void noteLead(WorkspaceId workspace, ConversationId id, LeadNote note) {
    jdbc.sql(
            """
        update conversations.conversation set lead_status = :status, score = :score, category = :category
        where workspace_id = :ws and id = :id""")
        .param("status", note.status())
        .param("score", note.score())
        .param("category", note.category())
        .param("ws", workspace.value())
        .param("id", id.value())
        .update();
  }

  private JdbcClient.StatementSpec select(String rest) {
    return jdbc.sql(
        """
        select id, contact_id, number_id, started_at, last_message_at, last_heard_at, first_reply_at, closed_at, stage,
          reached_qualified, value_minor, value_currency, lead_messages, attribution_status,
          attribution_method, coalesce(confidence, 0) as confidence, source, campaign_name,
          lead_status, score, category
        from conversations.conversation\s"""
            + rest);
  }

  private JdbcClient.StatementSpec filtered(String where, WorkspaceId workspace, Filter filter) {
    return bound(select(where), workspace, filter);
  }

  private static JdbcClient.StatementSpec bound(
      JdbcClient.StatementSpec statement, WorkspaceId workspace, Filter filter) {
    List<ContactId> people = filter.people();
    return statement
        .param("ws", workspace.value())
        .param("from", filter.period().fromUtc())
        .param("to", filter.period().toUtc())
        .param("source", filter.source())
        .param("stage", filter.stage())
        .param("min_score", filter.minScore())
        .param("category", filter.category())
        .param("attribution", filter.attribution())
        .param("link", filter.linkId())
        .param("campaign", filter.campaignId())
        .param("tag", filter.tag())
        .param(
            "people",
            people == null ? null : people.stream().map(ContactId::value).toArray(UUID[]::new))
        .param("open", filter.open())
        .param("look", filter.look())
        .param("open_since", filter.openSince().atOffset(ZoneOffset.UTC));
  }

  private static Row row(ResultSet row, int index) throws SQLException {
    return new Row(
        new ConversationId(row.getObject("id", UUID.class)),
        new ContactId(row.getObject("contact_id", UUID.class)),
        new NumberId(row.getObject("number_id", UUID.class)),
        row.getTimestamp("started_at").toInstant(),
        row.getTimestamp("last_message_at").toInstant(),
        row.getTimestamp("last_heard_at").toInstant(),
        instant(row, "first_reply_at"),
        instant(row, "closed_at"),
        Stage.valueOf(row.getString("stage").toUpperCase(java.util.Locale.ROOT)),
        row.getBoolean("reached_qualified"),
        money(row),
        row.getInt("lead_messages"),
        row.getString("attribution_status"),
        row.getString("attribution_method"),
        row.getDouble("confidence"),
        row.getString("source"),
        row.getString("campaign_name"),
        row.getString("lead_status"),
        (Integer) row.getObject("score"),
        row.getString("category"));
  }

  private static @Nullable Money money(ResultSet row) throws SQLException {
    String currency = row.getString("value_currency");
    return currency == null ? null : new Money(row.getLong("value_minor"), currency);
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    var at = row.getTimestamp(column);
    return at == null ? null : at.toInstant();
  }
}

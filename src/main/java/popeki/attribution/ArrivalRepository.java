package popeki.attribution;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.kernel.ContactId;
import popeki.kernel.ConversationId;
import popeki.kernel.DateRange;
import popeki.kernel.NumberId;
import popeki.kernel.WorkspaceId;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** How conversations began, for {@link Matching}, and where it has to look again. */
@Repository
class ArrivalRepository {
  private static final TypeReference<Map<UUID, Likeness>> LIKENESS = new TypeReference<>() {};

  private static final String ON_CONFLICT =
      """

      on conflict (workspace_id, number_id, day) do update set
        from_at = least(match_due.from_at, excluded.from_at),
        to_at = greatest(match_due.to_at, excluded.to_at),
        exact = match_due.exact or excluded.exact,
        wake = match_due.wake + 1""";

  private final JdbcClient jdbc;
  private final JsonMapper json;

  ArrivalRepository(JdbcClient jdbc, JsonMapper json) {
    this.jdbc = jdbc;
    this.json = json;
  }

  /** Where and when a conversation began. */
  record Place(NumberId number, Instant startedAt, @Nullable String country, boolean certain) {}

  /** Something changed at a number then. */
  record Moment(NumberId number, Instant at) {}

  /** A stretch of time at a number in which something changed. */
  record Due(NumberId number, Instant day, Instant from, Instant to, boolean exact, long wake) {}

  void began(
      WorkspaceId workspace,
      ConversationId conversation,
      ContactId contact,
      NumberId number,
      Instant startedAt) {
    jdbc.sql(
            """
        insert into attribution.arrival (workspace_id, conversation_id, contact_id, number_id, started_at)
        values (:ws, :conversation, :contact, :number, :at)
        on conflict (workspace_id, conversation_id) do nothing""")
        .param("ws", workspace.value())
        .param("conversation", conversation.value())
        .param("contact", contact.value())
        .param("number", number.value())
        .param("at", startedAt.atOffset(ZoneOffset.UTC))
        .update();
  }

  Optional<Place> place(WorkspaceId workspace, ConversationId conversation) {
    return Optional.ofNullable(places(workspace, List.of(conversation)).get(conversation));
  }

  Map<ConversationId, Place> places(
      WorkspaceId workspace, Collection<ConversationId> conversations) {
    Map<ConversationId, Place> places = new HashMap<>();
    jdbc.sql(
            """
        select conversation_id, number_id, started_at, country, certain from attribution.arrival
        where workspace_id = :ws and conversation_id = any(:ids)""")
        .param("ws", workspace.value())
        .param("ids", conversations.stream().map(ConversationId::value).toArray(UUID[]::new))
        .query(
            row -> {
              places.put(
                  new ConversationId(row.getObject(1, UUID.class)),
                  new Place(
                      new NumberId(row.getObject(2, UUID.class)),
                      row.getTimestamp(3).toInstant(),
                      row.getString(4),
                      row.getBoolean(5)));
            });
    return places;
  }

  /** Keeps how like the first words are; of several messages the earliest are the first. */
  boolean said(
      WorkspaceId workspace,
      ConversationId conversation,
      Instant sentAt,
      String wamid,
      Map<UUID, Likeness> likeness) {
    return jdbc.sql(
                """
        update attribution.arrival
        set first_said_at = :at, first_wamid = :wamid, likeness = :likeness::jsonb
        where workspace_id = :ws and conversation_id = :conversation
          and (first_said_at is null or (first_said_at, first_wamid) > (:at, :wamid))""")
            .param("at", sentAt.atOffset(ZoneOffset.UTC))
            .param("wamid", wamid)
            .param("likeness", json.writeValueAsString(likeness))
            .param("ws", workspace.value())
            .param("conversation", conversation.value())
            .update()
        == 1;
  }

  /** What is known of beginnings now. */
  void settle(WorkspaceId workspace, Map<ConversationId, Place> known) {
    if (known.isEmpty()) {
      return;
    }
    List<Place> places = List.copyOf(known.values());
    jdbc.sql(
            """
        update attribution.arrival a set started_at = n.at, country = n.country, certain = n.certain
        from unnest(:ids::uuid[], :ats::timestamptz[], :countries::text[], :certain::boolean[])
          as n (id, at, country, certain)
        where a.workspace_id = :ws and a.conversation_id = n.id""")
        .param("ws", workspace.value())
        .param("ids", known.keySet().stream().map(ConversationId::value).toArray(UUID[]::new))
        .param(
            "ats",
            places.stream().map(place -> place.startedAt().toString()).toArray(String[]::new))
        .param("countries", places.stream().map(Place::country).toArray(String[]::new))
        .param("certain", places.stream().map(Place::certain).toArray(Boolean[]::new))
        .update();
  }

  /** The conversation begins at another moment. */
  void restart(WorkspaceId workspace, ConversationId conversation, Instant startedAt) {
    jdbc.sql(
            """
        update attribution.arrival set started_at = :at
        where workspace_id = :ws and conversation_id = :conversation""")
        .param("at", startedAt.atOffset(ZoneOffset.UTC))
        .param("ws", workspace.value())
        .param("conversation", conversation.value())
        .update();
  }

  /** What was said is told anew. */
  void unsay(WorkspaceId workspace, ConversationId conversation) {
    jdbc.sql(
            """
        update attribution.arrival set first_said_at = null, first_wamid = null, likeness = '{}'
        where workspace_id = :ws and conversation_id = :conversation""")
        .param("ws", workspace.value())
        .param("conversation", conversation.value())
        .update();
  }

  void remove(WorkspaceId workspace, ConversationId conversation) {
    jdbc.sql(
            "delete from attribution.arrival where workspace_id = :ws and conversation_id = :conversation")
        .param("ws", workspace.value())
        .param("conversation", conversation.value())
        .update();
  }

  void giveTo(WorkspaceId workspace, ContactId from, ContactId into) {
    jdbc.sql(
            """
        update attribution.arrival set contact_id = :into
        where workspace_id = :ws and contact_id = :from""")
        .param("into", into.value())
        .param("ws", workspace.value())
        .param("from", from.value())
        .update();
  }

  /** The arrivals at a number, oldest first; of too many the latest. */
  List<Arrival> arrivals(WorkspaceId workspace, NumberId number, DateRange range, int most) {
    return jdbc.sql(
            """
        select * from (
          select a.conversation_id, a.started_at, a.country, a.likeness, a.certain,
            exists (select from attribution.arrival b
              where b.workspace_id = :ws and b.contact_id = a.contact_id and b.started_at < a.started_at)
              as returning
          from attribution.arrival a
          where a.workspace_id = :ws and a.number_id = :number
            and a.started_at >= :from and a.started_at < :to
          order by a.started_at desc, a.conversation_id desc limit :most) latest
        order by started_at, conversation_id""")
        .param("ws", workspace.value())
        .param("number", number.value())
        .param("from", range.from().atOffset(ZoneOffset.UTC))
        .param("to", range.to().atOffset(ZoneOffset.UTC))
        .param("most", most)
        .query(this::arrival)
        .list();
  }

  /**
   * Of each conversation, the person's that began before it and not longer before, the oldest
   * first.
   */
  Map<ConversationId, List<ConversationId>> before(
      WorkspaceId workspace, Collection<ConversationId> conversations, Duration longest) {
    Map<ConversationId, List<ConversationId>> before = new HashMap<>();
    jdbc.sql(
            """
        select a.conversation_id, b.conversation_id from attribution.arrival a
        join attribution.arrival b on b.workspace_id = a.workspace_id and b.contact_id = a.contact_id
          and b.started_at < a.started_at and b.started_at >= a.started_at - make_interval(secs => :longest)
        where a.workspace_id = :ws and a.conversation_id = any(:ids)
        order by b.started_at, b.conversation_id""")
        .param("ws", workspace.value())
        .param("ids", conversations.stream().map(ConversationId::value).toArray(UUID[]::new))
        .param("longest", longest.toSeconds())
        .query(
            row -> {
              before
                  .computeIfAbsent(
                      new ConversationId(row.getObject(1, UUID.class)), _ -> new ArrayList<>())
                  .add(new ConversationId(row.getObject(2, UUID.class)));
            });
    return before;
  }

  /** The numbers at which anything began since then. */
  List<NumberId> numbers(WorkspaceId workspace, Instant since) {
    return jdbc.sql(
            """
        select distinct number_id from attribution.arrival
        where workspace_id = :ws and started_at >= :since order by 1""")
        .param("ws", workspace.value())
        .param("since", since.atOffset(ZoneOffset.UTC))
        .query((row, index) -> new NumberId(row.getObject(1, UUID.class)))
        .list();
  }

  /** By days, so that a busy one does not have the others looked at again. */
  void due(WorkspaceId workspace, NumberId number, Instant from, Instant to) {
    jdbc.sql(
            """
        insert into attribution.match_due (workspace_id, number_id, day, from_at, to_at)
        select :ws, :number, day, greatest(:from::timestamptz, day), least(:to::timestamptz, day + interval '1 day')
        from generate_series(date_trunc('day', :from::timestamptz, 'UTC'), :to::timestamptz, interval '1 day') day"""
                + ON_CONFLICT)
        .param("ws", workspace.value())
        .param("number", number.value())
        .param("from", from.atOffset(ZoneOffset.UTC))
        .param("to", to.atOffset(ZoneOffset.UTC))
        .update();
  }

  /**
   * Many moments, a row for each day of a number.
   *
   * @param exact what is probable there is told anew, however little it moved
   */
  void due(WorkspaceId workspace, Collection<Moment> moments, boolean exact) {
    record Day(NumberId number, Instant start) {}
    var days = new HashMap<Day, List<Instant>>();
    for (Moment moment : moments) {
      days.computeIfAbsent(
              new Day(moment.number(), moment.at().truncatedTo(ChronoUnit.DAYS)),
              _ -> new ArrayList<>())
          .add(moment.at());
    }
    List<Map.Entry<Day, List<Instant>>> all = List.copyOf(days.entrySet());
    jdbc.sql(
            """
        insert into attribution.match_due (workspace_id, number_id, day, from_at, to_at, exact)
        select :ws, n.number, date_trunc('day', n.from_at, 'UTC'), n.from_at, n.to_at, :exact
        from unnest(:numbers::uuid[], :froms::timestamptz[], :tos::timestamptz[]) as n (number, from_at, to_at)
        order by 2, 3"""
                + ON_CONFLICT)
        .param("ws", workspace.value())
        .param(
            "numbers", all.stream().map(day -> day.getKey().number().value()).toArray(UUID[]::new))
        .param(
            "froms",
            all.stream()
                .map(day -> Collections.min(day.getValue()).toString())
                .toArray(String[]::new))
        .param(
            "tos",
            all.stream()
                .map(day -> Collections.max(day.getValue()).toString())
                .toArray(String[]::new))
        .param("exact", exact)
        .update();
  }

  /** A stretch to look at, of a number the latest first. */
  Optional<Due> nextDue(WorkspaceId workspace) {
    return jdbc.sql(
            """
        select number_id, day, from_at, to_at, exact, wake from attribution.match_due
        where workspace_id = :ws order by number_id, day desc limit 1""")
        .param("ws", workspace.value())
        .query(
            (row, index) ->
                new Due(
                    new NumberId(row.getObject(1, UUID.class)),
                    row.getTimestamp(2).toInstant(),
                    row.getTimestamp(3).toInstant(),
                    row.getTimestamp(4).toInstant(),
                    row.getBoolean(5),
                    row.getLong(6)))
        .optional();
  }

  /** A stretch was looked at; where something became due meanwhile, it stays. */
  void done(WorkspaceId workspace, Due due) {
    jdbc.sql(
            """
        delete from attribution.match_due
        where workspace_id = :ws and number_id = :number and day = :day and wake = :wake""")
        .param("day", due.day().atOffset(ZoneOffset.UTC))
        .param("ws", workspace.value())
        .param("number", due.number().value())
        .param("wake", due.wake())
        .update();
  }

  private Arrival arrival(ResultSet row, int index) throws SQLException {
    return new Arrival(
        row.getObject("conversation_id", UUID.class),
        row.getTimestamp("started_at").toInstant(),
        row.getString("country"),
        row.getBoolean("returning"),
        json.readValue(row.getString("likeness"), LIKENESS),
        row.getBoolean("certain"));
  }
}

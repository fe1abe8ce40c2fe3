package popeki.links;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.kernel.DateRange;
import popeki.kernel.LinkId;
import popeki.kernel.WorkspaceId;
import popeki.platform.SqlZone;

/** What a link's counted clicks of a period have in common. */
@Repository
class ClickFigures {
  private static final int FEW_FOR_SILENCE = 10;
  private static final int MOST_AGENTS = 500;

  /** Apps that open links in a browser of their own. */
  private static final String IN_APP =
      "(FBAN|FBAV|FB_IAB|Instagram |MetaIAB|BytedanceWebview|musical_ly|trill_|Snapchat/|Pinterest/|LinkedInApp|TwitterAndroid|Line/)";

  private final JdbcClient jdbc;

  /** How many clicks, and how many of them led to a conversation. */
  record Tally(long clicks, long conversations) {
    static final Tally NONE = new Tally(0, 0);

    Tally plus(Tally other) {
      return new Tally(clicks + other.clicks, conversations + other.conversations);
    }
  }

  /** A value with its tally; the value is null where nothing is known. */
  record Share(@Nullable String value, Tally tally) {}

  /**
   * The same clicks, told apart four times.
   *
   * @param days days that had clicks, in the asked zone
   */
  record Breakdown(
      Map<LocalDate, Tally> days,
      List<Share> devices,
      List<Share> countries,
      List<Share> referrers) {}

  ClickFigures(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Days, devices, countries and referring hosts in one pass over the clicks. */
  Breakdown breakdown(WorkspaceId workspace, LinkId link, DateRange range, ZoneId zone) {
    var found =
        new Breakdown(new TreeMap<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    jdbc.sql(
            """
        select grouping(day, device, country, origin) as kind, day, device, country, origin,
          count(*) as clicks, count(conversation_id) as conversations
        from (select (occurred_at at time zone :zone)::date as day,
            case when gpc then 'withheld' else coalesce(device, 'unknown') end as device, country,
            lower(substring(referrer from '^https?://(?:www[.])?([^/?#:@]+)')) as origin, conversation_id
          from links.click
          where workspace_id = :ws and link_id = :link and occurred_at >= :from and occurred_at < :to
            and counted) c
        group by grouping sets ((day), (device), (country), (origin))
        order by clicks desc, day, device, country, origin""")
        .param("zone", SqlZone.of(zone))
        .param("ws", workspace.value())
        .param("link", link.value())
        .param("from", utc(range.from()))
        .param("to", utc(range.to()))
        .query(
            row -> {
              sort(row, found);
            });
    return found;
  }

  /** The mask of {@code grouping}: a zero bit stands at the column that is grouped by. */
  private static void sort(ResultSet row, Breakdown into) throws SQLException {
    var tally = new Tally(row.getLong("clicks"), row.getLong("conversations"));
    switch (row.getInt("kind")) {
      case 0b0111 -> into.days().put(row.getObject("day", LocalDate.class), tally);
      case 0b1011 -> into.devices().add(new Share(row.getString("device"), tally));
      case 0b1101 -> into.countries().add(new Share(row.getString("country"), tally));
      default -> into.referrers().add(new Share(row.getString("origin"), tally));
    }
  }

  /** The most frequent user agents, as they were sent. */
  List<Share> userAgents(WorkspaceId workspace, LinkId link, DateRange range) {
    return jdbc.sql(
            """
        select user_agent, count(*) as clicks, count(conversation_id) as conversations
        from links.click
        where workspace_id = :ws and link_id = :link and occurred_at >= :from and occurred_at < :to
          and counted
        group by user_agent order by clicks desc limit :most""")
        .param("ws", workspace.value())
        .param("link", link.value())
        .param("from", utc(range.from()))
        .param("to", utc(range.to()))
        .param("most", MOST_AGENTS)
        .query(
            (row, index) ->
                new Share(
                    row.getString("user_agent"),
                    new Tally(row.getLong("clicks"), row.getLong("conversations"))))
        .list();
  }

  /**
   * Clicks that no message followed, by the likeliest cause; the first that fits, in the order of
   * {@link Ghost}. A visitor is an address with a user agent, as long as the address is whole.
   *
   * @param waitingSince who clicked after this may still write
   */
  Map<Ghost, Long> ghosts(
      WorkspaceId workspace, LinkId link, DateRange range, Instant waitingSince) {
    var ghosts = new EnumMap<Ghost, Long>(Ghost.class);
    jdbc.sql(
            """
        with silent as (
          select coalesce(c.number_id, l.number_id) as number, date_trunc('day', c.occurred_at) as day
          from links.click c join links.link l on l.workspace_id = c.workspace_id and l.id = c.link_id
          where c.workspace_id = :ws and c.occurred_at >= :from and c.occurred_at < :to and c.counted
          group by 1, 2 having count(*) >= :few and count(c.conversation_id) = 0),
        writers as (
          select distinct ip, user_agent from links.click
          where workspace_id = :ws and occurred_at >= :from and occurred_at < :to
            and conversation_id is not null and masklen(ip) in (32, 128))
        select case
            when c.occurred_at >= :since then 'WAITING'
            when writers.ip is not null then 'WROTE_AFTER_ANOTHER'
            when c.code is null then 'NO_CODE'
            when silent.day is not null then 'NUMBER_SILENT'
            when c.device = any(:computers) then 'COMPUTER'
            when c.user_agent ~ :in_app then 'IN_APP'
            else 'LEFT' end as ghost,
          count(*) as clicks
        from links.click c
        join links.link l on l.workspace_id = c.workspace_id and l.id = c.link_id
        left join writers on writers.ip = c.ip and writers.user_agent = c.user_agent
        left join silent
          on silent.number = coalesce(c.number_id, l.number_id) and silent.day = date_trunc('day', c.occurred_at)
        where c.workspace_id = :ws and c.link_id = :link and c.occurred_at >= :from
          and c.occurred_at < :to and c.counted and c.conversation_id is null
        group by 1""")
        .param("ws", workspace.value())
        .param("link", link.value())
        .param("from", utc(range.from()))
        .param("to", utc(range.to()))
        .param("since", utc(waitingSince))
        .param("few", FEW_FOR_SILENCE)
        .param("computers", Device.COMPUTERS.toArray(String[]::new))
        .param("in_app", IN_APP)
        .query(
            row -> {
              ghosts.put(Ghost.valueOf(row.getString("ghost")), row.getLong("clicks"));
            });
    return ghosts;
  }

  private static OffsetDateTime utc(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }
}

package popeki.links;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;
import popeki.kernel.ClickId;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes clicks. One statement a batch: arrays instead of a long list of values, so that its text
 * is always the same and the driver reports how many rows are new. No conflict target: the role of
 * the click path may insert and nothing else.
 */
@Repository
class ClickRepository {
  private static final String INSERT =
      """
      insert into links.click (workspace_id, occurred_at, id, link_id, received_at, kind, counted,
        not_counted_reason, gpc, code, number_id, ip, user_agent, referrer, utm, click_ids, params, country,
        device, via)
      select workspace_id, occurred_at, id, link_id, occurred_at, kind, not_counted_reason is null,
        not_counted_reason, gpc, code, number_id, ip::inet, user_agent, referrer, utm::jsonb, click_ids::jsonb,
        params::jsonb, country, device, via
      from unnest(?::uuid[], ?::timestamptz[], ?::uuid[], ?::uuid[], ?::text[], ?::text[], ?::boolean[], ?::text[],
        ?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
        ?::text[], ?::text[])
        as t (workspace_id, occurred_at, id, link_id, kind, not_counted_reason, gpc, code, number_id, ip, user_agent,
          referrer, utm, click_ids, params, country, device, via)
      on conflict do nothing""";

  private final JdbcTemplate jdbc;
  private final JsonMapper json = JsonMapper.shared();

  ClickRepository(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** Writes clicks of any workspace; says how many were not there before. */
  int insert(List<Click> clicks) {
    Integer inserted =
        jdbc.execute(
            (Connection connection) -> {
              try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
                bind(connection, statement, clicks);
                return statement.executeUpdate();
              }
            });
    return inserted == null ? 0 : inserted;
  }

  /** Writes clicks of the workspace that the transaction entered; says which are new. */
  Set<ClickId> insertNew(List<Click> clicks) {
    var inserted = new HashSet<ClickId>();
    jdbc.execute(
        (Connection connection) -> {
          try (PreparedStatement statement =
              connection.prepareStatement(INSERT + " returning id")) {
            bind(connection, statement, clicks);
            try (var rows = statement.executeQuery()) {
              while (rows.next()) {
                inserted.add(new ClickId(rows.getObject(1, UUID.class)));
              }
            }
          }
          return Boolean.TRUE;
        });
    return inserted;
  }

  private void bind(Connection connection, PreparedStatement statement, List<Click> clicks)
      throws SQLException {
    var columns = new Columns(connection, statement, clicks);
    columns.bind("uuid", click -> click.workspace().value());
    columns.bind("text", click -> click.occurredAt().atOffset(ZoneOffset.UTC).toString());
    columns.bind("uuid", click -> click.id().value());
    columns.bind("uuid", click -> click.link().value());
    columns.bind("text", click -> click.kind().label());
    columns.bind("text", Click::notCountedReason);
    columns.bind("bool", Click::gpc);
    columns.bind("text", Click::code);
    columns.bind("uuid", click -> click.number() == null ? null : click.number().value());
    columns.bind("text", Click::ip);
    columns.bind("text", Click::userAgent);
    columns.bind("text", Click::referrer);
    columns.bind("text", click -> json(click.utm()));
    columns.bind("text", click -> json(click.clickIds()));
    columns.bind("text", click -> json(click.params()));
    columns.bind("text", Click::country);
    columns.bind("text", Click::device);
    columns.bind("text", Click::via);
  }

  private String json(Map<String, String> map) {
    return map.isEmpty() ? "{}" : json.writeValueAsString(map);
  }

  /** Binds one column of all clicks after the other. */
  private static final class Columns {
    private final Connection connection;
    private final PreparedStatement statement;
    private final List<Click> clicks;
    private int at;

    Columns(Connection connection, PreparedStatement statement, List<Click> clicks) {
      this.connection = connection;
      this.statement = statement;
      this.clicks = clicks;
    }

    void bind(String type, Function<Click, @Nullable Object> value) throws SQLException {
      var values = new @Nullable Object[clicks.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = value.apply(clicks.get(i));
      }
      statement.setArray(++at, connection.createArrayOf(type, values));
    }
  }
}

package popeki.links;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;
import popeki.kernel.ClickId;
import popeki.platform.Deltas;
import popeki.platform.RowArray;

/**
 * Writes clicks, one statement a batch. The role of the click path may insert and nothing else, so
 * no statement of it names a conflict's target or reads.
 */
@Repository
class ClickRepository {
  private static final String ROW = "links.click_row";
  private static final int COLUMNS = 18;

  private static final String INSERT =
      """
      insert into links.click (workspace_id, occurred_at, id, link_id, received_at, kind, counted,
        not_counted_reason, gpc, code, number_id, ip, user_agent, referrer, utm, click_ids, params, country,
        device, via)
      select workspace_id, occurred_at, id, link_id, occurred_at, kind, not_counted_reason is null,
        not_counted_reason, gpc, code, number_id, ip, user_agent, referrer, utm, click_ids, params, country,
        device, via
      from unnest(?::links.click_row[])""";

  private static final String INSERT_COUNTED = Deltas.WITH_CLICKS + INSERT;
  private static final String INSERT_IF_NEW = INSERT + " on conflict do nothing";

  private final JdbcTemplate jdbc;

  ClickRepository(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Writes clicks of any workspace and what they change in the figures: one statement, which is its
   * own transaction, so that a batch waits for the database once. Fails as a whole when one of them
   * is there already.
   *
   * @param changes as {@link Deltas#ofClicks} made it
   */
  void insertCounted(List<Click> clicks, RowArray changes) {
    jdbc.execute(
        (Connection connection) -> {
          try (PreparedStatement statement = connection.prepareStatement(INSERT_COUNTED)) {
            statement.setArray(1, changes.on(connection));
            statement.setArray(2, rows(clicks).on(connection));
            return statement.executeUpdate();
          }
        });
  }

  /** Writes a click of any workspace; says whether it was not there before. */
  boolean insert(Click click) {
    return Boolean.TRUE.equals(
        jdbc.execute(
            (Connection connection) -> {
              try (PreparedStatement statement = connection.prepareStatement(INSERT_IF_NEW)) {
                statement.setArray(1, rows(List.of(click)).on(connection));
                return statement.executeUpdate() == 1;
              }
            }));
  }

  /** Writes clicks of the workspace that the transaction entered; says which are new. */
  Set<ClickId> insertNew(List<Click> clicks) {
    var inserted = new HashSet<ClickId>();
    jdbc.execute(
        (Connection connection) -> {
          try (PreparedStatement statement =
              connection.prepareStatement(INSERT_IF_NEW + " returning id")) {
            statement.setArray(1, rows(clicks).on(connection));
            try (var found = statement.executeQuery()) {
              while (found.next()) {
                inserted.add(new ClickId(found.getObject(1, UUID.class)));
              }
            }
          }
          return Boolean.TRUE;
        });
    return inserted;
  }

  private static RowArray rows(List<Click> clicks) throws SQLException {
    var rows = new RowArray(ROW, COLUMNS);
    for (Click click : clicks) {
      rows.row()
          .uuid(click.workspace().value())
          .time(click.occurredAt())
          .uuid(click.id().value())
          .uuid(click.link().value())
          .text(click.kind().label())
          .text(click.notCountedReason())
          .bool(click.gpc())
          .text(click.code())
          .uuid(click.number() == null ? null : click.number().value())
          .inet(click.ip())
          .text(click.userAgent())
          .text(click.referrer())
          .json(click.utm())
          .json(click.clickIds())
          .json(click.params())
          .text(click.country())
          .text(click.device())
          .text(click.via());
    }
    return rows;
  }
}

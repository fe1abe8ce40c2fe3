package popeki.ads;

import java.sql.Types;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;
import popeki.kernel.WorkspaceId;

/** What ads cost, by day. */
@Repository
class SpendRepository {
  private static final int BATCH = 500;

  private final JdbcTemplate jdbc;
  private final Clock clock;

  SpendRepository(JdbcTemplate jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** Stores or replaces; no two rows of the list have the same key. */
  void store(WorkspaceId workspace, List<SpendRow> rows) {
    var now = clock.instant().atOffset(ZoneOffset.UTC);
    jdbc.batchUpdate(
        """
        insert into ads.spend
          (workspace_id, day, source, campaign_id, ad_id, amount_minor, currency, impressions, clicks, updated_at)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        on conflict (workspace_id, day, source, campaign_id, ad_id) do update set
          amount_minor = excluded.amount_minor, currency = excluded.currency,
          impressions = excluded.impressions, clicks = excluded.clicks, updated_at = excluded.updated_at""",
        rows,
        BATCH,
        (statement, row) -> {
          statement.setObject(1, workspace.value());
          statement.setObject(2, row.day());
          statement.setString(3, row.source());
          statement.setString(4, row.campaignId());
          statement.setString(5, row.adId() == null ? "" : row.adId());
          statement.setLong(6, row.amount().minor());
          statement.setString(7, row.amount().currency());
          statement.setObject(8, row.impressions(), Types.BIGINT);
          statement.setObject(9, row.clicks(), Types.BIGINT);
          statement.setObject(10, now);
        });
  }
}

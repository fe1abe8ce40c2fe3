package popeki.platform;

import java.sql.Types;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import popeki.kernel.Uuid7;
import popeki.kernel.WorkspaceId;

/** Where a step writes what it changed in countable facts, in its own transaction. */
@Component
public class Deltas {
  /** The lane that folds; a bulk load that writes deltas itself wakes it. */
  public static final String FOLD = "fold";

  private static final String INSERT =
      """
      insert into platform.delta (workspace_id, id, occurred_at, source, campaign_id, adset_id, ad_id, link_id,
        clicks, not_counted, conversations, attributed, ad_unknown, qualified, won, revenue_minor, currency, scans)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";

  private final JdbcTemplate jdbc;
  private final Clock clock;
  private final LiveUpdates live;
  private final FoldTicks folds;

  Deltas(JdbcTemplate jdbc, Clock clock, LiveUpdates live, FoldTicks folds) {
    this.jdbc = jdbc;
    this.clock = clock;
    this.live = live;
    this.folds = folds;
  }

  /** Appends deltas; they are read at once and folded later. */
  public void append(WorkspaceId workspace, List<Delta> deltas) {
    jdbc.batchUpdate(
        INSERT,
        deltas,
        deltas.size() + 1,
        (row, delta) -> {
          row.setObject(1, workspace.value());
          row.setObject(2, Uuid7.at(clock.instant()));
          row.setObject(3, delta.occurredAt().atOffset(ZoneOffset.UTC));
          row.setString(4, delta.credit().source());
          row.setString(5, delta.credit().campaignId());
          row.setString(6, delta.credit().adsetId());
          row.setString(7, delta.credit().adId());
          row.setObject(8, delta.credit().linkId(), Types.OTHER);
          row.setInt(9, delta.clicks());
          row.setInt(10, delta.notCounted());
          row.setInt(11, delta.conversations());
          row.setInt(12, delta.attributed());
          row.setInt(13, delta.adUnknown());
          row.setInt(14, delta.qualified());
          row.setInt(15, delta.won());
          row.setLong(16, delta.revenueMinor());
          row.setString(17, delta.currency());
          row.setInt(18, delta.scans());
        });
    live.changed(workspace);
    folds.changed(workspace);
  }
}

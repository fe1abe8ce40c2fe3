package popeki.platform;

import java.sql.Types;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import popeki.kernel.Uuid7;
import popeki.kernel.WorkspaceId;

/** Where a step writes what it changed in countable facts, in its own transaction. */
@Component
public class Deltas {
  /** The lane that folds; a bulk load that writes deltas itself wakes it. */
  public static final String FOLD = "fold";

  /**
   * Before an insert of clicks: appends what they change, given by {@link #ofClicks} as the first
   * parameter. One statement for both, so that neither is there without the other.
   */
  public static final String WITH_CLICKS =
      """
      with change as (
        insert into platform.click_delta (workspace_id, id, occurred_at, source, campaign_id, adset_id, ad_id,
          link_id, clicks, not_counted, scans)
        select * from unnest(?::platform.click_delta[]))
      """;

  private static final String CLICK_DELTA = "platform.click_delta";
  private static final int CLICK_DELTA_COLUMNS = 11;

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
    changed(workspace);
  }

  /** What a batch of clicks changes, a row for each workspace. */
  public static RowArray ofClicks(Map<WorkspaceId, List<Delta>> changes) {
    var rows = new RowArray(CLICK_DELTA, CLICK_DELTA_COLUMNS);
    changes.forEach(
        (workspace, deltas) ->
            rows.row()
                .uuid(workspace.value())
                .uuid(Uuid7.at(deltas.getFirst().occurredAt()))
                .times(deltas, Delta::occurredAt)
                .texts(deltas, delta -> delta.credit().source())
                .texts(deltas, delta -> delta.credit().campaignId())
                .texts(deltas, delta -> delta.credit().adsetId())
                .texts(deltas, delta -> delta.credit().adId())
                .uuids(deltas, delta -> delta.credit().linkId())
                .ints(deltas, Delta::clicks)
                .ints(deltas, Delta::notCounted)
                .ints(deltas, Delta::scans));
    return rows;
  }

  /**
   * Deltas of this workspace were appended, or will be when the surrounding transaction commits.
   */
  public void changed(WorkspaceId workspace) {
    live.changed(workspace);
    folds.changed(workspace);
  }
}

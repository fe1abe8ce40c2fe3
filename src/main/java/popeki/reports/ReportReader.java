package popeki.reports;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import popeki.kernel.WorkspaceId;
import popeki.platform.WorkspaceTx;

/** Reads figures for screens, files and programs alike, so that all say the same. */
@Component
class ReportReader {
  private final WorkspaceTx tx;
  private final JdbcClient jdbc;
  private final OverviewRepository overview;
  private final CampaignRepository campaigns;

  ReportReader(
      WorkspaceTx tx, JdbcClient jdbc, OverviewRepository overview, CampaignRepository campaigns) {
    this.tx = tx;
    this.jdbc = jdbc;
    this.overview = overview;
    this.campaigns = campaigns;
  }

  /** Every day of the span. */
  SortedMap<LocalDate, Measures> days(WorkspaceId workspace, Span span, Filter filter) {
    return tx.in(
        workspace,
        () -> {
          limitTime();
          return overview.days(workspace, span, filter);
        });
  }

  /** A breakdown, largest first, with the unattributed row. */
  List<CampaignRow> rows(
      WorkspaceId workspace, Span span, GroupBy group, Filter filter, Model model) {
    return tx.in(
        workspace,
        () -> {
          limitTime();
          return campaigns.rows(workspace, span, group, filter, model);
        });
  }

  /** All that a filter leaves, as each model credits it. */
  Map<Model, CampaignRow> totals(WorkspaceId workspace, Span span, Filter filter) {
    return tx.in(
        workspace,
        () -> {
          limitTime();
          return campaigns.totals(workspace, span, filter);
        });
  }

  /** Whether anything was ever counted here. */
  boolean hasAnything(WorkspaceId workspace) {
    return tx.in(workspace, () -> overview.hasAnything(workspace));
  }

  /** A report that takes longer answers nobody: the reader is offered a shorter period instead. */
  private void limitTime() {
    jdbc.sql("set local statement_timeout = '5s'").update();
  }
}

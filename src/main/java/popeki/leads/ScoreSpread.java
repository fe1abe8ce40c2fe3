package popeki.leads;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.kernel.WorkspaceId;

/** How the scores of a workspace are spread. */
@Repository
class ScoreSpread {
  private final JdbcClient jdbc;

  ScoreSpread(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * @param tens 0 for 0–9 up to 9 for 90–100
   */
  record Cell(int tens, LeadCategory category, long count) {}

  /** Of the conversations whose score holds and was given since. */
  List<Cell> since(WorkspaceId workspace, Instant since) {
    return jdbc.sql(
            """
        select least(score / 10, 9) as tens, category, count(*) as count
        from leads.classification
        where workspace_id = :ws and current and status = 'classified' and classified_at > :since
        group by 1, 2""")
        .param("ws", workspace.value())
        .param("since", since.atOffset(ZoneOffset.UTC))
        .query(
            (row, index) ->
                new Cell(
                    row.getInt("tens"),
                    LeadCategory.valueOf(row.getString("category").toUpperCase(Locale.ROOT)),
                    row.getLong("count")))
        .list();
  }
}

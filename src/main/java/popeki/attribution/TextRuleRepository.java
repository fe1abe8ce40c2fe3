package popeki.attribution;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.kernel.NumberId;
import popeki.kernel.WorkspaceId;

/** The rules of a workspace. One that was removed matches nothing and is kept. */
@Repository
class TextRuleRepository {
  static final int MOST = 100;

  private final JdbcClient jdbc;
  private final Clock clock;

  TextRuleRepository(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** The rules that hold, in the order in which they decide. */
  List<TextRule> rules(WorkspaceId workspace) {
    return jdbc.sql(
            """
        select id, rank, number_id, kind, pattern, source, campaign_id
        from attribution.text_rule where workspace_id = :ws and removed_at is null
        order by rank, id limit :most""")
        .param("ws", workspace.value())
        .param("most", MOST)
        .query(TextRuleRepository::rule)
        .list();
  }

  void add(WorkspaceId workspace, TextRule rule) {
    jdbc.sql(
            """
        insert into attribution.text_rule
          (workspace_id, id, rank, number_id, kind, pattern, source, campaign_id, made_at)
        values (:ws, :id, :rank, :number, :kind, :pattern, :source, :campaign, :at)""")
        .param("ws", workspace.value())
        .param("id", rule.id())
        .param("rank", rule.rank())
        .param("number", rule.number() == null ? null : rule.number().value())
        .param("kind", rule.kind().wire())
        .param("pattern", rule.pattern())
        .param("source", rule.source())
        .param("campaign", rule.campaign())
        .param("at", clock.instant().atOffset(ZoneOffset.UTC))
        .update();
  }

  boolean remove(WorkspaceId workspace, UUID rule) {
    return jdbc.sql(
                """
        update attribution.text_rule set removed_at = :at
        where workspace_id = :ws and id = :id and removed_at is null""")
            .param("at", clock.instant().atOffset(ZoneOffset.UTC))
            .param("ws", workspace.value())
            .param("id", rule)
            .update()
        == 1;
  }

  /** The rules that hold and have not been read into what was there before them. */
  Set<UUID> unread(WorkspaceId workspace) {
    return Set.copyOf(
        jdbc.sql(
                """
            select id from attribution.text_rule
            where workspace_id = :ws and removed_at is null and read_at is null""")
            .param("ws", workspace.value())
            .query(UUID.class)
            .list());
  }

  /** All of them are read into what is there; says whether any was not. */
  boolean read(WorkspaceId workspace) {
    return jdbc.sql(
                """
        update attribution.text_rule set read_at = :at
        where workspace_id = :ws and removed_at is null and read_at is null""")
            .param("at", clock.instant().atOffset(ZoneOffset.UTC))
            .param("ws", workspace.value())
            .update()
        > 0;
  }

  void rank(WorkspaceId workspace, List<TextRule> inOrder) {
    for (int i = 0; i < inOrder.size(); i++) {
      jdbc.sql(
              "update attribution.text_rule set rank = :rank where workspace_id = :ws and id = :id")
          .param("rank", i)
          .param("ws", workspace.value())
          .param("id", inOrder.get(i).id())
          .update();
    }
  }

  private static TextRule rule(ResultSet row, int index) throws SQLException {
    UUID number = row.getObject("number_id", UUID.class);
    return new TextRule(
        row.getObject("id", UUID.class),
        row.getInt("rank"),
        number == null ? null : new NumberId(number),
        TextRule.Kind.of(row.getString("kind")).orElseThrow(),
        row.getString("pattern"),
        row.getString("source"),
        row.getString("campaign_id"));
  }
}

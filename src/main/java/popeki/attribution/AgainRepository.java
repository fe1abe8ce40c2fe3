package popeki.attribution;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.kernel.ConversationId;
import popeki.kernel.WorkspaceId;

/** The conversations that wait to be decided again. */
@Repository
class AgainRepository {
  private final JdbcClient jdbc;

  AgainRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** A conversation, and how often it was asked for. */
  record Waiting(ConversationId conversation, long wake) {}

  void all(WorkspaceId workspace) {
    add(workspace, "select conversation_id from attribution.arrival where workspace_id = :ws")
        .update();
  }

  void ofAds(WorkspaceId workspace, Set<String> ads) {
    add(
            workspace,
            """
            select distinct conversation_id from attribution.decision
            where workspace_id = :ws and current and ad_id = any(:ads)""")
        .param("ads", ads.toArray(String[]::new))
        .update();
  }

  private JdbcClient.StatementSpec add(WorkspaceId workspace, String conversations) {
    return jdbc.sql(
            "insert into attribution.again (workspace_id, conversation_id) select :ws, conversation_id from ("
                + conversations
                + """
                ) asked
                on conflict (workspace_id, conversation_id) do update set wake = again.wake + 1""")
        .param("ws", workspace.value());
  }

  List<Waiting> some(WorkspaceId workspace, int most) {
    return jdbc.sql(
            """
        select conversation_id, wake from attribution.again
        where workspace_id = :ws order by conversation_id limit :most""")
        .param("ws", workspace.value())
        .param("most", most)
        .query(
            (row, index) ->
                new Waiting(new ConversationId(row.getObject(1, UUID.class)), row.getLong(2)))
        .list();
  }

  /** Decided, unless it was asked for again meanwhile. */
  void done(WorkspaceId workspace, Waiting waiting) {
    jdbc.sql(
            """
        delete from attribution.again
        where workspace_id = :ws and conversation_id = :conversation and wake = :wake""")
        .param("ws", workspace.value())
        .param("conversation", waiting.conversation().value())
        .param("wake", waiting.wake())
        .update();
  }

  /** How many wait, and how many there are. */
  record Progress(long waiting, long all) {}

  Progress progress(WorkspaceId workspace) {
    return jdbc.sql(
            """
        select (select count(*) from attribution.again where workspace_id = :ws),
          (select count(*) from attribution.arrival where workspace_id = :ws)""")
        .param("ws", workspace.value())
        .query((row, index) -> new Progress(row.getLong(1), row.getLong(2)))
        .single();
  }
}

package popeki.attribution;

import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.kernel.ContactId;
import popeki.kernel.ConversationId;
import popeki.kernel.WorkspaceId;
import popeki.platform.Lanes;

/** The conversations that wait to be decided again. */
@Repository
class AgainRepository {
  private final JdbcClient jdbc;
  private final Lanes lanes;
  private final Clock clock;

  AgainRepository(JdbcClient jdbc, Lanes lanes, Clock clock) {
    this.jdbc = jdbc;
    this.lanes = lanes;
    this.clock = clock;
  }

  /**
   * A conversation, and how often it was asked for.
   *
   * @param words its first words are read again
   */
  record Waiting(ConversationId conversation, long wake, boolean words) {}

  /**
   * Every conversation.
   *
   * @param words whether what people wrote first is read again
   */
  void all(WorkspaceId workspace, boolean words) {
    add(
            workspace,
            "select conversation_id from attribution.arrival where workspace_id = :ws",
            words)
        .update();
  }

  /** What is credited to these ads, wholly or in part. */
  void ofAds(WorkspaceId workspace, Set<String> ads) {
    add(
            workspace,
            """
            select conversation_id from attribution.decision
            where workspace_id = :ws and current and ad_id = any(:ads)
            union
            select conversation_id from attribution.fact
            where workspace_id = :ws and ad_id = any(:ads) and conversation_id is not null
            union
            select f.conversation_id from attribution.model_share m
            join attribution.fact f on f.workspace_id = m.workspace_id and f.id = m.fact_id
            where m.workspace_id = :ws and m.ad_id = any(:ads) and f.conversation_id is not null""")
        .param("ads", ads.toArray(String[]::new))
        .update();
  }

  void one(WorkspaceId workspace, ConversationId conversation) {
    add(workspace, "select :conversation::uuid as conversation_id")
        .param("conversation", conversation.value())
        .update();
  }

  /** Where a code was told. */
  void tellers(WorkspaceId workspace, String code) {
    add(
            workspace,
            """
            select distinct conversation_id from attribution.touch
            where workspace_id = :ws and kind = 'click' and dedupe = :code""")
        .param("code", code)
        .update();
  }

  /** The person's later conversations, which this one's touches lead to as well. */
  void after(WorkspaceId workspace, ConversationId conversation) {
    add(
            workspace,
            """
            select b.conversation_id from attribution.arrival a
            join attribution.arrival b
              on b.workspace_id = a.workspace_id and b.contact_id = a.contact_id
            where a.workspace_id = :ws and a.conversation_id = :conversation
              and b.started_at > a.started_at""")
        .param("conversation", conversation.value())
        .update();
  }

  void ofContact(WorkspaceId workspace, ContactId contact) {
    add(
            workspace,
            """
            select conversation_id from attribution.arrival
            where workspace_id = :ws and contact_id = :contact""")
        .param("contact", contact.value())
        .update();
  }

  private JdbcClient.StatementSpec add(WorkspaceId workspace, String conversations) {
    return add(workspace, conversations, false);
  }

  private JdbcClient.StatementSpec add(WorkspaceId workspace, String conversations, boolean words) {
    lanes.wake(AgainLane.KIND, workspace, clock.instant());
    return jdbc.sql(
            "insert into attribution.again (workspace_id, conversation_id, words) select :ws, conversation_id, :words from ("
                + conversations
                + """
                ) asked
                on conflict (workspace_id, conversation_id) do update set wake = again.wake + 1,
                  words = again.words or excluded.words""")
        .param("words", words)
        .param("ws", workspace.value());
  }

  List<Waiting> some(WorkspaceId workspace, int most) {
    return jdbc.sql(
            """
        select conversation_id, wake, words from attribution.again
        where workspace_id = :ws order by conversation_id limit :most""")
        .param("ws", workspace.value())
        .param("most", most)
        .query(
            (row, index) ->
                new Waiting(
                    new ConversationId(row.getObject(1, UUID.class)),
                    row.getLong(2),
                    row.getBoolean(3)))
        .list();
  }

  /** Decided, unless one was asked for again meanwhile. */
  void done(WorkspaceId workspace, List<Waiting> waiting) {
    jdbc.sql(
            """
        delete from attribution.again a
        using unnest(:ids::uuid[], :wakes::bigint[]) as decided (id, wake)
        where a.workspace_id = :ws and a.conversation_id = decided.id and a.wake = decided.wake""")
        .param("ws", workspace.value())
        .param("ids", waiting.stream().map(one -> one.conversation().value()).toArray(UUID[]::new))
        .param("wakes", waiting.stream().map(Waiting::wake).toArray(Long[]::new))
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

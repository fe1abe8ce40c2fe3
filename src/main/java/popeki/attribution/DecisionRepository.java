package popeki.attribution;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.kernel.ConversationId;
import popeki.kernel.WorkspaceId;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Decisions, each of which stays. */
@Repository
class DecisionRepository {
  private static final TypeReference<List<Evidence>> EVIDENCE = new TypeReference<>() {};

  private static final int BATCH = 500;

  private final JdbcClient jdbc;
  private final JdbcTemplate batches;
  private final JsonMapper json;

  DecisionRepository(JdbcClient jdbc, JdbcTemplate batches, JsonMapper json) {
    this.jdbc = jdbc;
    this.batches = batches;
    this.json = json;
  }

  /** Lets a conversation have the current decision of another, instead of its own. */
  void giveTo(WorkspaceId workspace, ConversationId from, ConversationId into) {
    jdbc.sql(
            """
        update attribution.decision set current = false
        where workspace_id = :ws and conversation_id = :into and current""")
        .param("ws", workspace.value())
        .param("into", into.value())
        .update();
    jdbc.sql(
            """
        update attribution.decision set conversation_id = :into
        where workspace_id = :ws and conversation_id = :from and current""")
        .param("ws", workspace.value())
        .param("from", from.value())
        .param("into", into.value())
        .update();
  }

  void remove(WorkspaceId workspace, ConversationId conversation) {
    jdbc.sql(
            """
        delete from attribution.decision
        where workspace_id = :ws and conversation_id = :conversation""")
        .param("ws", workspace.value())
        .param("conversation", conversation.value())
        .update();
  }

  /** Adds decisions; a current one takes the place of the one before. */
  void add(WorkspaceId workspace, List<Decision> made) {
    jdbc.sql(
            """
        update attribution.decision set current = false
        where workspace_id = :ws and conversation_id = any(:ids) and current""")
        .param("ws", workspace.value())
        .param(
            "ids",
            made.stream()
                .filter(Decision::current)
                .map(decision -> decision.conversation().value())
                .toArray(UUID[]::new))
        .update();
    batches.batchUpdate(
        """
        insert into attribution.decision (workspace_id, id, conversation_id, current, status, method,
          confidence, source, campaign_id, adset_id, ad_id, link_id, click_id, ctwa_clid, touch_at,
          evidence, rule_version, window_days, model_learnt_at, actor_type, actor_name, reason, decided_at)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?, ?, ?, ?)""",
        made,
        BATCH,
        (row, decision) -> bind(row, workspace, decision));
  }

  private void bind(PreparedStatement row, WorkspaceId workspace, Decision decision)
      throws SQLException {
    row.setObject(1, workspace.value());
    row.setObject(2, decision.id());
    row.setObject(3, decision.conversation().value());
    row.setBoolean(4, decision.current());
    row.setString(5, decision.status());
    row.setString(6, decision.method());
    row.setDouble(7, decision.confidence());
    row.setString(8, decision.credit().source());
    row.setString(9, decision.credit().campaignId());
    row.setString(10, decision.credit().adsetId());
    row.setString(11, decision.credit().adId());
    row.setObject(12, decision.credit().linkId(), Types.OTHER);
    row.setObject(13, decision.clickId(), Types.OTHER);
    row.setString(14, decision.ctwaClid());
    row.setObject(15, utc(decision.touchAt()), Types.TIMESTAMP_WITH_TIMEZONE);
    row.setString(16, json.writeValueAsString(decision.evidence()));
    row.setInt(17, decision.ruleVersion());
    row.setInt(18, decision.windowDays());
    row.setObject(19, utc(decision.modelLearntAt()), Types.TIMESTAMP_WITH_TIMEZONE);
    row.setString(20, decision.actorType());
    row.setString(21, decision.actorName());
    row.setString(22, decision.reason());
    row.setObject(23, utc(decision.decidedAt()), Types.TIMESTAMP_WITH_TIMEZONE);
  }

  private static @Nullable OffsetDateTime utc(@Nullable Instant at) {
    return at == null ? null : at.atOffset(ZoneOffset.UTC);
  }

  Optional<Decision> current(WorkspaceId workspace, ConversationId conversation) {
    return current(workspace, List.of(conversation)).stream().findFirst();
  }

  List<Decision> current(WorkspaceId workspace, Collection<ConversationId> conversations) {
    return jdbc.sql(
            "select * from attribution.decision where workspace_id = :ws and conversation_id = any(:ids) and current")
        .param("ws", workspace.value())
        .param("ids", conversations.stream().map(ConversationId::value).toArray(UUID[]::new))
        .query(this::row)
        .list();
  }

  /** The machine's last answer, whether a person has overruled it or not. */
  List<Decision> latestOfMachine(WorkspaceId workspace, Collection<ConversationId> conversations) {
    return jdbc.sql(
            """
        select distinct on (conversation_id) * from attribution.decision
        where workspace_id = :ws and conversation_id = any(:ids) and actor_type = 'machine'
        order by conversation_id, decided_at desc, id desc""")
        .param("ws", workspace.value())
        .param("ids", conversations.stream().map(ConversationId::value).toArray(UUID[]::new))
        .query(this::row)
        .list();
  }

  /** Every decision of a conversation, oldest first. */
  List<Decision> history(WorkspaceId workspace, ConversationId conversation) {
    return jdbc.sql(
            """
        select * from attribution.decision where workspace_id = :ws and conversation_id = :id
        order by decided_at, id""")
        .param("ws", workspace.value())
        .param("id", conversation.value())
        .query(this::row)
        .list();
  }

  private Decision row(ResultSet row, int index) throws SQLException {
    var touchAt = row.getTimestamp("touch_at");
    var learntAt = row.getTimestamp("model_learnt_at");
    return new Decision(
        row.getObject("id", UUID.class),
        new ConversationId(row.getObject("conversation_id", UUID.class)),
        row.getBoolean("current"),
        row.getString("status"),
        row.getString("method"),
        row.getDouble("confidence"),
        CreditColumns.of(row),
        row.getObject("click_id", UUID.class),
        row.getString("ctwa_clid"),
        touchAt == null ? null : touchAt.toInstant(),
        json.readValue(row.getString("evidence"), EVIDENCE),
        row.getInt("rule_version"),
        row.getInt("window_days"),
        learntAt == null ? null : learntAt.toInstant(),
        row.getString("actor_type"),
        row.getString("actor_name"),
        row.getString("reason"),
        row.getTimestamp("decided_at").toInstant());
  }
}

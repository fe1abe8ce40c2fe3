package popeki.attribution;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.kernel.ConversationId;
import popeki.kernel.WorkspaceId;
import popeki.platform.Delta;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Decisions, each of which stays. */
@Repository
class DecisionRepository {
  private static final TypeReference<List<Evidence>> EVIDENCE = new TypeReference<>() {};

  private final JdbcClient jdbc;
  private final JsonMapper json;

  DecisionRepository(JdbcClient jdbc, JsonMapper json) {
    this.jdbc = jdbc;
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

  /** Adds a decision; a current one takes the place of the one before. */
  void add(WorkspaceId workspace, Decision decision) {
    if (decision.current()) {
      jdbc.sql(
              """
          update attribution.decision set current = false
          where workspace_id = :ws and conversation_id = :conversation and current""")
          .param("ws", workspace.value())
          .param("conversation", decision.conversation().value())
          .update();
    }
    jdbc.sql(
            """
        insert into attribution.decision (workspace_id, id, conversation_id, current, status, method,
          confidence, source, campaign_id, adset_id, ad_id, link_id, click_id, ctwa_clid, touch_at,
          evidence, rule_version, window_days, model_learnt_at, actor_type, actor_name, reason, decided_at)
        values (:ws, :id, :conversation, :current, :status, :method, :confidence, :source, :campaign,
          :adset, :ad, :link, :click, :clid, :touch_at, :evidence::jsonb, :rules, :window, :learnt, :actor,
          :actor_name, :reason, :at)""")
        .param("ws", workspace.value())
        .param("id", decision.id())
        .param("conversation", decision.conversation().value())
        .param("current", decision.current())
        .param("status", decision.status())
        .param("method", decision.method())
        .param("confidence", decision.confidence())
        .param("source", decision.credit().source())
        .param("campaign", decision.credit().campaignId())
        .param("adset", decision.credit().adsetId())
        .param("ad", decision.credit().adId())
        .param("link", decision.credit().linkId())
        .param("click", decision.clickId())
        .param("clid", decision.ctwaClid())
        .param(
            "touch_at",
            decision.touchAt() == null ? null : decision.touchAt().atOffset(ZoneOffset.UTC))
        .param("evidence", json.writeValueAsString(decision.evidence()))
        .param("rules", decision.ruleVersion())
        .param("window", decision.windowDays())
        .param(
            "learnt",
            decision.modelLearntAt() == null
                ? null
                : decision.modelLearntAt().atOffset(ZoneOffset.UTC))
        .param("actor", decision.actorType())
        .param("actor_name", decision.actorName())
        .param("reason", decision.reason())
        .param("at", decision.decidedAt().atOffset(ZoneOffset.UTC))
        .update();
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
        new Delta.Credit(
            row.getString("source"),
            row.getString("campaign_id"),
            row.getString("adset_id"),
            row.getString("ad_id"),
            row.getObject("link_id", UUID.class)),
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

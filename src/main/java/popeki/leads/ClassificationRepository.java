package popeki.leads;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.kernel.ContactId;
import popeki.kernel.ConversationId;
import popeki.kernel.Money;
import popeki.kernel.WorkspaceId;
import popeki.leads.Classification.Author;
import popeki.platform.SealedColumn;
import popeki.platform.SealedColumns;
import popeki.platform.Vault;
import tools.jackson.databind.json.JsonMapper;

/** Classifications, each of which stays. The person's words in them are sealed. */
@Repository
class ClassificationRepository implements SealedColumns {
  private final JdbcClient jdbc;
  private final Vault vault;
  private final JsonMapper json;

  ClassificationRepository(JdbcClient jdbc, Vault vault, JsonMapper json) {
    this.jdbc = jdbc;
    this.vault = vault;
    this.json = json;
  }

  /** What of a label holds words of the person. */
  private record Detail(
      List<Reason> reasons, List<String> quotes, String interest, @Nullable String budgetText) {
    static final Detail NONE = new Detail(List.of(), List.of(), "", null);
  }

  /**
   * How often a conversation was read, and by whom.
   *
   * @param judged whether there is any answer
   * @param byPerson a person has answered once: from then on no machine's answer becomes current
   */
  record Past(int runs, @Nullable Instant lastRunAt, boolean judged, boolean byPerson) {}

  Past past(WorkspaceId workspace, ConversationId conversation) {
    return jdbc.sql(
            """
        select
          count(*) filter (where actor_type = 'machine' and status = 'classified') as runs,
          max(classified_at) filter (where actor_type = 'machine' and status = 'classified') as last_run,
          count(*) > 0 as judged,
          coalesce(bool_or(actor_type <> 'machine'), false) as by_person
        from leads.classification where workspace_id = :ws and conversation_id = :conversation""")
        .param("ws", workspace.value())
        .param("conversation", conversation.value())
        .query(
            (row, index) ->
                new Past(
                    row.getInt("runs"),
                    row.getTimestamp("last_run") == null
                        ? null
                        : row.getTimestamp("last_run").toInstant(),
                    row.getBoolean("judged"),
                    row.getBoolean("by_person")))
        .single();
  }

  /** Whether this very input was read before under these rules. */
  boolean knows(
      WorkspaceId workspace, ConversationId conversation, byte[] inputHash, int ruleVersion) {
    return jdbc.sql(
            """
        select exists (select from leads.classification where workspace_id = :ws
          and conversation_id = :conversation and input_hash = :hash and rule_version = :rules)""")
        .param("ws", workspace.value())
        .param("conversation", conversation.value())
        .param("hash", inputHash)
        .param("rules", ruleVersion)
        .query(Boolean.class)
        .single();
  }

  void giveTo(WorkspaceId workspace, ContactId from, ContactId into) {
    jdbc.sql(
            """
        update leads.classification set contact_id = :into
        where workspace_id = :ws and contact_id = :from""")
        .param("into", into.value())
        .param("ws", workspace.value())
        .param("from", from.value())
        .update();
  }

  /** The answer that holds for a conversation holds for another from now on. */
  void giveTo(WorkspaceId workspace, ConversationId from, ConversationId into) {
    jdbc.sql(
            """
        update leads.classification set current = false
        where workspace_id = :ws and conversation_id = :into and current""")
        .param("ws", workspace.value())
        .param("into", into.value())
        .update();
    jdbc.sql(
            """
        update leads.classification set conversation_id = :into
        where workspace_id = :ws and conversation_id = :from and current""")
        .param("ws", workspace.value())
        .param("from", from.value())
        .param("into", into.value())
        .update();
  }

  /** Of a conversation that never was one. */
  void remove(WorkspaceId workspace, ConversationId conversation) {
    jdbc.sql(
            """
        delete from leads.classification
        where workspace_id = :ws and conversation_id = :conversation""")
        .param("ws", workspace.value())
        .param("conversation", conversation.value())
        .update();
  }

  /** The conversations of a person with a current answer. */
  List<ConversationId> ofContact(WorkspaceId workspace, ContactId contact) {
    return jdbc.sql(
            """
        select conversation_id from leads.classification
        where workspace_id = :ws and contact_id = :contact and current order by conversation_id""")
        .param("ws", workspace.value())
        .param("contact", contact.value())
        .query((row, index) -> new ConversationId(row.getObject("conversation_id", UUID.class)))
        .list();
  }

  /** Adds an answer; a current one takes the place of the one before. */
  void add(WorkspaceId workspace, Classification answer) {
    if (answer.current()) {
      jdbc.sql(
              """
          update leads.classification set current = false
          where workspace_id = :ws and conversation_id = :conversation and current""")
          .param("ws", workspace.value())
          .param("conversation", answer.conversation().value())
          .update();
    }
    Verdict.Label label = answer.label();
    Money budget = label == null ? null : label.budget();
    jdbc.sql(
            """
        insert into leads.classification (workspace_id, id, conversation_id, contact_id, current,
          status, skipped_reason, score, category, intent, budget_minor, budget_currency,
          price_sensitive, urgency, language, confidence, injection_suspected, detail_sealed,
          provider, model, rule_version, prompt_version, input_hash, message_count, actor_type,
          actor_name, reason, arrived_at, classified_at)
        values (:ws, :id, :conversation, :contact, :current, :status, :skipped, :score, :category,
          :intent, :budget, :currency, :price, :urgency, :language, :confidence, :injection, :detail,
          :provider, :model, :rules, :prompt, :hash, :messages, :actor, :actor_name, :reason,
          :arrived, :at)""")
        .param("ws", workspace.value())
        .param("id", answer.id())
        .param("conversation", answer.conversation().value())
        .param("contact", answer.contact().value())
        .param("current", answer.current())
        .param("status", label == null ? "skipped" : "classified")
        .param(
            "skipped",
            answer.verdict() instanceof Verdict.Skipped skipped ? skipped.why().wireName() : null)
        .param("score", label == null ? null : label.score())
        .param("category", label == null ? null : label.category().wireName())
        .param("intent", label == null ? null : label.intent().wireName())
        .param("budget", budget == null ? null : budget.minor())
        .param("currency", budget == null ? null : budget.currency())
        .param("price", label == null ? null : label.priceSensitive())
        .param("urgency", label == null ? null : label.urgency().wireName())
        .param("language", label == null ? null : label.language().wireName())
        .param("confidence", label == null ? null : label.confidence().wireName())
        .param("injection", label != null && label.injectionSuspected())
        .param("detail", label == null ? null : seal(workspace, answer.id(), label))
        .param("provider", answer.by().provider())
        .param("model", answer.by().model())
        .param("rules", answer.ruleVersion())
        .param("prompt", answer.by().isAi() ? LeadPrompt.VERSION : 0)
        .param(
            "arrived",
            answer.arrivedAt() == null ? null : answer.arrivedAt().atOffset(ZoneOffset.UTC))
        .param("hash", answer.inputHash())
        .param("messages", answer.messageCount())
        .param("actor", answer.by().type())
        .param("actor_name", answer.by().name())
        .param("reason", answer.by().reason())
        .param("at", answer.at().atOffset(ZoneOffset.UTC))
        .update();
  }

  Optional<Classification> current(WorkspaceId workspace, ConversationId conversation) {
    return current(workspace, List.of(conversation)).stream().findFirst();
  }

  List<Classification> current(WorkspaceId workspace, Collection<ConversationId> conversations) {
    return jdbc.sql(
            """
        select * from leads.classification
        where workspace_id = :ws and conversation_id = any(:ids) and current""")
        .param("ws", workspace.value())
        .param("ids", ids(conversations))
        .query((row, index) -> row(workspace, row))
        .list();
  }

  /** The machine's last answer where a person's is current. */
  List<Classification> overruled(WorkspaceId workspace, Collection<ConversationId> conversations) {
    return jdbc.sql(
            """
        select distinct on (m.conversation_id) m.* from leads.classification m
        join leads.classification c on c.workspace_id = :ws and c.conversation_id = m.conversation_id
          and c.current and c.actor_type <> 'machine'
        where m.workspace_id = :ws and m.conversation_id = any(:ids)
          and m.actor_type = 'machine' and m.status = 'classified'
        order by m.conversation_id, m.classified_at desc, m.id desc""")
        .param("ws", workspace.value())
        .param("ids", ids(conversations))
        .query((row, index) -> row(workspace, row))
        .list();
  }

  /** Every answer about a conversation, oldest first. */
  List<Classification> history(WorkspaceId workspace, ConversationId conversation) {
    return jdbc.sql(
            """
        select * from leads.classification where workspace_id = :ws and conversation_id = :id
        order by classified_at, id""")
        .param("ws", workspace.value())
        .param("id", conversation.value())
        .query((row, index) -> row(workspace, row))
        .list();
  }

  private Classification row(WorkspaceId workspace, ResultSet row) throws SQLException {
    UUID id = row.getObject("id", UUID.class);
    String skipped = row.getString("skipped_reason");
    return new Classification(
        id,
        new ConversationId(row.getObject("conversation_id", UUID.class)),
        new ContactId(row.getObject("contact_id", UUID.class)),
        row.getBoolean("current"),
        skipped == null
            ? label(row, open(workspace, id, row.getBytes("detail_sealed")))
            : new Verdict.Skipped(one(Verdict.Why.class, skipped)),
        new Author(
            row.getString("actor_type"),
            row.getString("actor_name"),
            row.getString("provider"),
            row.getString("model"),
            row.getString("reason")),
        row.getInt("rule_version"),
        row.getBytes("input_hash"),
        row.getInt("message_count"),
        row.getTimestamp("arrived_at") == null ? null : row.getTimestamp("arrived_at").toInstant(),
        row.getTimestamp("classified_at").toInstant());
  }

  private static Verdict.Label label(ResultSet row, Detail detail) throws SQLException {
    String currency = row.getString("budget_currency");
    return new Verdict.Label(
        row.getInt("score"),
        one(LeadCategory.class, row.getString("category")),
        one(LeadIntent.class, row.getString("intent")),
        currency == null ? null : new Money(row.getLong("budget_minor"), currency),
        detail.budgetText(),
        row.getBoolean("price_sensitive"),
        one(Urgency.class, row.getString("urgency")),
        one(LeadLanguage.class, row.getString("language")),
        detail.interest(),
        one(Confidence.class, row.getString("confidence")),
        row.getBoolean("injection_suspected"),
        detail.reasons(),
        detail.quotes());
  }

  private byte[] seal(WorkspaceId workspace, UUID id, Verdict.Label label) {
    var detail = new Detail(label.reasons(), label.quotes(), label.interest(), label.budgetText());
    return vault.seal(
        workspace, place(id), json.writeValueAsString(detail).getBytes(StandardCharsets.UTF_8));
  }

  private Detail open(WorkspaceId workspace, UUID id, byte @Nullable [] sealed) {
    return sealed == null
        ? Detail.NONE
        : Objects.requireNonNull(
            json.readValue(vault.open(workspace, place(id), sealed), Detail.class));
  }

  @Override
  public List<SealedColumn> sealedColumns() {
    return List.of(
        SealedColumn.byId(
            "leads.classification", "detail_sealed", (_, id) -> place(UUID.fromString(id))));
  }

  private static Vault.Place place(UUID id) {
    return new Vault.Place("leads.classification", "detail", id);
  }

  private static UUID[] ids(Collection<ConversationId> conversations) {
    return conversations.stream().map(ConversationId::value).toArray(UUID[]::new);
  }

  private static <E extends Enum<E>> E one(Class<E> type, String wireName) {
    return Enum.valueOf(type, wireName.toUpperCase(Locale.ROOT));
  }
}

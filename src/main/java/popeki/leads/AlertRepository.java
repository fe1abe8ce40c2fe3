package popeki.leads;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.kernel.ContactId;
import popeki.kernel.ConversationId;
import popeki.kernel.UserId;
import popeki.kernel.WorkspaceId;

/** Hot leads that people are told of, and how each wants to hear. */
@Repository
class AlertRepository {
  private final JdbcClient jdbc;

  AlertRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** A hot lead; of one conversation there is one for ever. */
  record Alert(ConversationId conversation, int score, LeadIntent intent, Instant madeAt) {}

  /**
   * How a person wants to hear.
   *
   * @param seenAt what came later is new to them
   */
  record Wish(boolean inApp, boolean byMail, Instant seenAt) {
    /** Until they say otherwise. */
    static final Wish USUAL = new Wish(true, true, Instant.EPOCH);
  }

  /**
   * @return false when there was one already
   */
  boolean add(WorkspaceId workspace, Alert alert, ContactId contact) {
    return jdbc.sql(
                """
            insert into leads.alert (workspace_id, conversation_id, contact_id, score, intent, made_at)
            values (:ws, :conversation, :contact, :score, :intent, :at)
            on conflict (workspace_id, conversation_id) do nothing""")
            .param("ws", workspace.value())
            .param("conversation", alert.conversation().value())
            .param("contact", contact.value())
            .param("score", alert.score())
            .param("intent", alert.intent().wireName())
            .param("at", alert.madeAt().atOffset(ZoneOffset.UTC))
            .update()
        == 1;
  }

  /** Newest first. */
  List<Alert> latest(WorkspaceId workspace, int most) {
    return jdbc.sql(
            """
        select conversation_id, score, intent, made_at from leads.alert
        where workspace_id = :ws order by made_at desc, conversation_id limit :most""")
        .param("ws", workspace.value())
        .param("most", most)
        .query((row, index) -> row(row))
        .list();
  }

  /** Those that nobody was mailed about yet, best first. */
  List<Alert> unmailed(WorkspaceId workspace) {
    return jdbc.sql(
            """
        select conversation_id, score, intent, made_at from leads.alert
        where workspace_id = :ws and mailed_at is null order by score desc, made_at""")
        .param("ws", workspace.value())
        .query((row, index) -> row(row))
        .list();
  }

  Optional<Instant> lastMailed(WorkspaceId workspace) {
    return jdbc.sql(
            "select max(mailed_at) from leads.alert where workspace_id = :ws and mailed_at is not null")
        .param("ws", workspace.value())
        .query(
            (row, index) ->
                Optional.ofNullable(row.getTimestamp(1)).map(java.sql.Timestamp::toInstant))
        .single();
  }

  void mailed(WorkspaceId workspace, List<Alert> alerts, Instant now) {
    jdbc.sql(
            """
        update leads.alert set mailed_at = :now
        where workspace_id = :ws and conversation_id = any(:ids) and mailed_at is null""")
        .param("now", now.atOffset(ZoneOffset.UTC))
        .param("ws", workspace.value())
        .param(
            "ids", alerts.stream().map(alert -> alert.conversation().value()).toArray(UUID[]::new))
        .update();
  }

  /** How many came since; those of the last month. */
  long newSince(WorkspaceId workspace, Instant since) {
    return jdbc.sql(
            "select count(*) from leads.alert where workspace_id = :ws and made_at > :since")
        .param("ws", workspace.value())
        .param("since", since.atOffset(ZoneOffset.UTC))
        .query(Long.class)
        .single();
  }

  void giveTo(WorkspaceId workspace, ContactId from, ContactId into) {
    jdbc.sql(
            """
        update leads.alert set contact_id = :into where workspace_id = :ws and contact_id = :from""")
        .param("into", into.value())
        .param("ws", workspace.value())
        .param("from", from.value())
        .update();
  }

  void removeOf(WorkspaceId workspace, ContactId contact) {
    jdbc.sql("delete from leads.alert where workspace_id = :ws and contact_id = :contact")
        .param("ws", workspace.value())
        .param("contact", contact.value())
        .update();
  }

  void remove(WorkspaceId workspace, ConversationId conversation) {
    jdbc.sql("delete from leads.alert where workspace_id = :ws and conversation_id = :conversation")
        .param("ws", workspace.value())
        .param("conversation", conversation.value())
        .update();
  }

  Wish wish(WorkspaceId workspace, UserId user) {
    return jdbc.sql(
            """
        select in_app, by_mail, seen_at from leads.alert_reader
        where workspace_id = :ws and user_id = :user""")
        .param("ws", workspace.value())
        .param("user", user.value())
        .query(
            (row, index) ->
                new Wish(
                    row.getBoolean("in_app"),
                    row.getBoolean("by_mail"),
                    row.getTimestamp("seen_at").toInstant()))
        .optional()
        .orElse(Wish.USUAL);
  }

  void keep(WorkspaceId workspace, UserId user, Wish wish) {
    jdbc.sql(
            """
        insert into leads.alert_reader (workspace_id, user_id, in_app, by_mail, seen_at)
        values (:ws, :user, :in_app, :by_mail, :seen)
        on conflict (workspace_id, user_id) do update
        set in_app = excluded.in_app, by_mail = excluded.by_mail, seen_at = excluded.seen_at""")
        .param("ws", workspace.value())
        .param("user", user.value())
        .param("in_app", wish.inApp())
        .param("by_mail", wish.byMail())
        .param("seen", wish.seenAt().atOffset(ZoneOffset.UTC))
        .update();
  }

  private static Alert row(java.sql.ResultSet row) throws java.sql.SQLException {
    return new Alert(
        new ConversationId(row.getObject("conversation_id", UUID.class)),
        row.getInt("score"),
        LeadIntent.valueOf(row.getString("intent").toUpperCase(Locale.ROOT)),
        row.getTimestamp("made_at").toInstant());
  }
}

package popeki.leads;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.IntFunction;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.kernel.ContactId;
import popeki.kernel.ConversationId;
import popeki.kernel.WorkspaceId;

/** Conversations that wait to be read; the row is the job. */
@Repository
class LeadWorkRepository {
  private final JdbcClient jdbc;

  LeadWorkRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * A conversation that waits.
   *
   * @param wake counts the messages since it began to wait
   * @param attempts how often it was tried to read
   * @param retries 0 for one that has news; else the how manieth time an AI is asked about what the
   *     built-in classifier has read
   */
  record Work(
      ConversationId conversation,
      ContactId contact,
      Instant firstAt,
      Instant dueAt,
      long wake,
      int attempts,
      int retries) {
    boolean isRetry() {
      return retries > 0;
    }
  }

  /** Lets a conversation wait, or the waiting one be due at another time. */
  void put(
      WorkspaceId workspace,
      ConversationId conversation,
      ContactId contact,
      Instant now,
      Instant due) {
    jdbc.sql(
            """
        insert into leads.work (workspace_id, conversation_id, contact_id, first_at, due_at)
        values (:ws, :conversation, :contact, :now, :due)
        on conflict (workspace_id, conversation_id) do update
        set due_at = excluded.due_at, wake = work.wake + 1, retries = 0,
          first_at = case when work.retries > 0 then excluded.first_at else work.first_at end,
          attempts = case when work.retries > 0 then 0 else work.attempts end""")
        .param("ws", workspace.value())
        .param("conversation", conversation.value())
        .param("contact", contact.value())
        .param("now", now.atOffset(ZoneOffset.UTC))
        .param("due", due.atOffset(ZoneOffset.UTC))
        .update();
  }

  /** Lets a conversation that was read wait for an AI; where news came meanwhile, those count. */
  void again(WorkspaceId workspace, Work work, Instant due) {
    jdbc.sql(
            """
        insert into leads.work (workspace_id, conversation_id, contact_id, first_at, due_at, retries)
        values (:ws, :conversation, :contact, :first, :due, :retries)
        on conflict (workspace_id, conversation_id) do nothing""")
        .param("ws", workspace.value())
        .param("conversation", work.conversation().value())
        .param("contact", work.contact().value())
        .param("first", work.firstAt().atOffset(ZoneOffset.UTC))
        .param("due", due.atOffset(ZoneOffset.UTC))
        .param("retries", work.retries() + 1)
        .update();
  }

  /** Takes the row that is longest due and sets when it comes back if nobody settles it. */
  Optional<Work> claim(WorkspaceId workspace, Instant now, IntFunction<Duration> pause) {
    Optional<Work> found =
        select(
                """
            where workspace_id = :ws and due_at <= :now
            order by retries > 0, due_at for update skip locked limit 1""")
            .param("ws", workspace.value())
            .param("now", now.atOffset(ZoneOffset.UTC))
            .query(LeadWorkRepository::row)
            .optional();
    found.ifPresent(
        work ->
            jdbc.sql(
                    """
                update leads.work set attempts = attempts + 1, due_at = :again
                where workspace_id = :ws and conversation_id = :conversation""")
                .param("again", now.plus(pause.apply(work.attempts() + 1)).atOffset(ZoneOffset.UTC))
                .param("ws", workspace.value())
                .param("conversation", work.conversation().value())
                .update());
    return found;
  }

  Optional<Work> find(WorkspaceId workspace, ConversationId conversation) {
    return waiting(workspace, List.of(conversation)).stream().findFirst();
  }

  List<Work> waiting(WorkspaceId workspace, Collection<ConversationId> conversations) {
    return select("where workspace_id = :ws and conversation_id = any(:ids)")
        .param("ws", workspace.value())
        .param("ids", conversations.stream().map(ConversationId::value).toArray(UUID[]::new))
        .query(LeadWorkRepository::row)
        .list();
  }

  /** The conversations of a person that wait. */
  List<ConversationId> ofContact(WorkspaceId workspace, ContactId contact) {
    return select("where workspace_id = :ws and contact_id = :contact order by conversation_id")
        .param("ws", workspace.value())
        .param("contact", contact.value())
        .query(LeadWorkRepository::row)
        .list()
        .stream()
        .map(Work::conversation)
        .toList();
  }

  /** Ends the wait unless a message came since the claim; then it stays due. */
  boolean settle(WorkspaceId workspace, Work work) {
    boolean settled =
        jdbc.sql(
                    """
                delete from leads.work
                where workspace_id = :ws and conversation_id = :conversation and wake = :wake""")
                .param("ws", workspace.value())
                .param("conversation", work.conversation().value())
                .param("wake", work.wake())
                .update()
            == 1;
    if (!settled) {
      jdbc.sql(
              """
          update leads.work set attempts = 0
          where workspace_id = :ws and conversation_id = :conversation""")
          .param("ws", workspace.value())
          .param("conversation", work.conversation().value())
          .update();
    }
    return settled;
  }

  void remove(WorkspaceId workspace, ConversationId conversation) {
    jdbc.sql("delete from leads.work where workspace_id = :ws and conversation_id = :conversation")
        .param("ws", workspace.value())
        .param("conversation", conversation.value())
        .update();
  }

  void giveTo(WorkspaceId workspace, ContactId from, ContactId into) {
    jdbc.sql(
            "update leads.work set contact_id = :into where workspace_id = :ws and contact_id = :from")
        .param("into", into.value())
        .param("ws", workspace.value())
        .param("from", from.value())
        .update();
  }

  /** When the next row is due. */
  Optional<Instant> nextDue(WorkspaceId workspace) {
    return select("where workspace_id = :ws order by due_at limit 1")
        .param("ws", workspace.value())
        .query(LeadWorkRepository::row)
        .optional()
        .map(Work::dueAt);
  }

  private JdbcClient.StatementSpec select(String rest) {
    return jdbc.sql(
        "select conversation_id, contact_id, first_at, due_at, wake, attempts, retries from leads.work "
            + rest);
  }

  private static Work row(java.sql.ResultSet row, int index) throws java.sql.SQLException {
    return new Work(
        new ConversationId(row.getObject("conversation_id", UUID.class)),
        new ContactId(row.getObject("contact_id", UUID.class)),
        row.getTimestamp("first_at").toInstant(),
        row.getTimestamp("due_at").toInstant(),
        row.getLong("wake"),
        row.getInt("attempts"),
        row.getInt("retries"));
  }
}

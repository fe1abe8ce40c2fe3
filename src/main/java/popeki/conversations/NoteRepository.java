package popeki.conversations;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.DataClassRowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.kernel.ContactId;
import popeki.kernel.ConversationId;
import popeki.kernel.UserId;
import popeki.kernel.WorkspaceId;
import popeki.platform.Vault;

/**
 * Notes, whose words are sealed under the contact's own key: what erases the person erases them.
 */
@Repository
class NoteRepository {
  private static final String TABLE = "conversations.note";

  private final JdbcClient jdbc;
  private final Vault vault;

  NoteRepository(JdbcClient jdbc, Vault vault) {
    this.jdbc = jdbc;
    this.vault = vault;
  }

  /**
   * A note unsealed.
   *
   * @param keyName of the API key that wrote it; null of a colleague's
   */
  record Note(
      UUID id,
      UserId author,
      @Nullable String keyName,
      String text,
      Instant writtenAt,
      @Nullable Instant editedAt) {}

  private record SealedRow(
      UUID id,
      UUID contactId,
      byte[] dataKey,
      UUID authorId,
      @Nullable String authorName,
      byte[] textSealed,
      OffsetDateTime writtenAt,
      @Nullable OffsetDateTime editedAt) {}

  /** The notes of a conversation, oldest first. */
  List<Note> of(WorkspaceId workspace, ConversationId conversation) {
    return jdbc
        .sql(
            """
        select n.id, n.contact_id, c.data_key, n.author_id, n.author_name, n.text_sealed, n.written_at, n.edited_at
        from conversations.note n
        join conversations.contact c on c.workspace_id = :ws and c.id = n.contact_id
        where n.workspace_id = :ws and n.conversation_id = :conversation
        order by n.written_at, n.id""")
        .param("ws", workspace.value())
        .param("conversation", conversation.value())
        .query(DataClassRowMapper.newInstance(SealedRow.class))
        .list()
        .stream()
        .map(row -> open(workspace, row))
        .toList();
  }

  /** Who wrote a note of this conversation. */
  Optional<UserId> author(WorkspaceId workspace, ConversationId conversation, UUID note) {
    return jdbc.sql(
            """
        select author_id from conversations.note
        where workspace_id = :ws and conversation_id = :conversation and id = :id""")
        .param("ws", workspace.value())
        .param("conversation", conversation.value())
        .param("id", note)
        .query(UUID.class)
        .optional()
        .map(UserId::new);
  }

  /** The note, sealed for the person that the conversation is with. */
  record Draft(
      UUID id,
      ConversationId conversation,
      ContactId contact,
      UserId author,
      @Nullable String keyName,
      String text) {}

  void insert(WorkspaceId workspace, Draft note, byte[] dataKey, Instant at) {
    jdbc.sql(
            """
        insert into conversations.note
          (workspace_id, id, conversation_id, contact_id, author_id, author_name, text_sealed, written_at)
        values (:ws, :id, :conversation, :contact, :author, :name, :text, :at)""")
        .param("ws", workspace.value())
        .param("id", note.id())
        .param("conversation", note.conversation().value())
        .param("contact", note.contact().value())
        .param("author", note.author().value())
        .param("name", note.keyName())
        .param("text", seal(workspace, note.contact().value(), dataKey, note.id(), note.text()))
        .param("at", at.atOffset(ZoneOffset.UTC))
        .update();
  }

  void rewrite(
      WorkspaceId workspace, ConversationId conversation, UUID id, String text, Instant at) {
    var owner =
        jdbc.sql(
                """
            select n.contact_id, c.data_key from conversations.note n
            join conversations.contact c on c.workspace_id = :ws and c.id = n.contact_id
            where n.workspace_id = :ws and n.conversation_id = :conversation and n.id = :id""")
            .param("ws", workspace.value())
            .param("conversation", conversation.value())
            .param("id", id)
            .query(DataClassRowMapper.newInstance(Owner.class))
            .single();
    jdbc.sql(
            """
        update conversations.note set text_sealed = :text, edited_at = :at
        where workspace_id = :ws and conversation_id = :conversation and id = :id""")
        .param("text", seal(workspace, owner.contactId(), owner.dataKey(), id, text))
        .param("at", at.atOffset(ZoneOffset.UTC))
        .param("ws", workspace.value())
        .param("conversation", conversation.value())
        .param("id", id)
        .update();
  }

  void remove(WorkspaceId workspace, ConversationId conversation, UUID id) {
    jdbc.sql(
            """
        delete from conversations.note
        where workspace_id = :ws and conversation_id = :conversation and id = :id""")
        .param("ws", workspace.value())
        .param("conversation", conversation.value())
        .param("id", id)
        .update();
  }

  private record Owner(UUID contactId, byte[] dataKey) {}

  private Note open(WorkspaceId workspace, SealedRow row) {
    return new Note(
        row.id(),
        new UserId(row.authorId()),
        row.authorName(),
        String.valueOf(
            vault.openText(
                workspace, row.contactId(), row.dataKey(), place(row.id()), row.textSealed())),
        row.writtenAt().toInstant(),
        row.editedAt() == null ? null : row.editedAt().toInstant());
  }

  /** Gives the notes about a person to another contact, sealed anew under that one's key. */
  void reseal(WorkspaceId workspace, ContactId from, ContactId into, byte[] intoKey) {
    List<SealedRow> rows =
        jdbc.sql(
                """
            select n.id, n.contact_id, c.data_key, n.author_id, n.author_name, n.text_sealed, n.written_at, n.edited_at
            from conversations.note n
            join conversations.contact c on c.workspace_id = :ws and c.id = n.contact_id
            where n.workspace_id = :ws and n.contact_id = :from""")
            .param("ws", workspace.value())
            .param("from", from.value())
            .query(DataClassRowMapper.newInstance(SealedRow.class))
            .list();
    for (SealedRow row : rows) {
      jdbc.sql(
              """
          update conversations.note set contact_id = :into, text_sealed = :text
          where workspace_id = :ws and id = :id""")
          .param("into", into.value())
          .param(
              "text", seal(workspace, into.value(), intoKey, row.id(), open(workspace, row).text()))
          .param("ws", workspace.value())
          .param("id", row.id())
          .update();
    }
  }

  private byte @Nullable [] seal(
      WorkspaceId workspace, UUID contact, byte[] dataKey, UUID note, String text) {
    return vault.sealText(workspace, contact, dataKey, place(note), text);
  }

  private static Vault.Place place(UUID note) {
    return new Vault.Place(TABLE, "text", note);
  }
}

package popeki.conversations;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.DataClassRowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.kernel.ConversationId;
import popeki.kernel.NumberId;
import popeki.kernel.WorkspaceId;

/** Files that came with messages, by what the messages say of them. */
@Repository
class AttachmentRepository {
  private static final String SELECT =
      """
      select id, conversation_id, number_id, detail->>'media_id' as media_id,
             detail->>'mime_type' as mime_type, type,
             coalesce((detail->>'voice')::boolean, false) as voice, sent_at
      from conversations.message
      where workspace_id = :ws and detail->>'media_id' is not null and\s""";

  private final JdbcClient jdbc;

  private record Row(
      UUID id,
      UUID conversationId,
      UUID numberId,
      String mediaId,
      @Nullable String mimeType,
      String type,
      boolean voice,
      OffsetDateTime sentAt) {
    Attachment attachment() {
      return new Attachment(
          id,
          new ConversationId(conversationId),
          new NumberId(numberId),
          mediaId,
          mimeType,
          type,
          voice,
          sentAt.toInstant());
    }
  }

  AttachmentRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** The files of a conversation, by message. */
  Map<UUID, Attachment> of(WorkspaceId workspace, ConversationId conversation) {
    return rows(workspace, "conversation_id = :id", conversation.value()).stream()
        .collect(Collectors.toMap(Attachment::message, Function.identity()));
  }

  Optional<Attachment> find(WorkspaceId workspace, UUID message) {
    return rows(workspace, "id = :id", message).stream().findFirst();
  }

  private List<Attachment> rows(WorkspaceId workspace, String which, UUID id) {
    return jdbc
        .sql(SELECT + which)
        .param("ws", workspace.value())
        .param("id", id)
        .query(DataClassRowMapper.newInstance(Row.class))
        .list()
        .stream()
        .map(Row::attachment)
        .toList();
  }
}

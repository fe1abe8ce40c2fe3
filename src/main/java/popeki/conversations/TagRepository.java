package popeki.conversations;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.DataClassRowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.kernel.ConversationId;
import popeki.kernel.UserId;
import popeki.kernel.WorkspaceId;

/** SQL of tags. */
@Repository
class TagRepository {
  private final JdbcClient jdbc;

  TagRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  private record Tagged(UUID conversationId, String name) {}

  /** The tags of conversations that have any, in the order of the alphabet. */
  Map<ConversationId, List<String>> of(
      WorkspaceId workspace, Collection<ConversationId> conversations) {
    return jdbc
        .sql(
            """
        select conversation_id, name from conversations.tag
        where workspace_id = :ws and conversation_id = any(:ids) order by name""")
        .param("ws", workspace.value())
        .param("ids", conversations.stream().map(ConversationId::value).toArray(UUID[]::new))
        .query(DataClassRowMapper.newInstance(Tagged.class))
        .list()
        .stream()
        .collect(
            Collectors.groupingBy(
                one -> new ConversationId(one.conversationId()),
                Collectors.mapping(Tagged::name, Collectors.toList())));
  }

  /** The tags in use, the most used first. */
  List<String> used(WorkspaceId workspace, int most) {
    return jdbc.sql(
            """
        select name from conversations.tag where workspace_id = :ws
        group by name order by count(*) desc, name limit :most""")
        .param("ws", workspace.value())
        .param("most", most)
        .query((row, index) -> row.getString("name"))
        .list();
  }

  /** False when it is there already. */
  boolean add(
      WorkspaceId workspace, ConversationId conversation, String name, UserId by, Instant at) {
    return jdbc.sql(
                """
        insert into conversations.tag (workspace_id, conversation_id, name, added_at, added_by)
        values (:ws, :conversation, :name, :at, :by) on conflict do nothing""")
            .param("ws", workspace.value())
            .param("conversation", conversation.value())
            .param("name", name)
            .param("at", at.atOffset(ZoneOffset.UTC))
            .param("by", by.value())
            .update()
        == 1;
  }

  /** False when it was not there. */
  boolean remove(WorkspaceId workspace, ConversationId conversation, String name) {
    return jdbc.sql(
                """
        delete from conversations.tag
        where workspace_id = :ws and conversation_id = :conversation and name = :name""")
            .param("ws", workspace.value())
            .param("conversation", conversation.value())
            .param("name", name)
            .update()
        == 1;
  }
}

package popeki.conversations;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.DataClassRowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.kernel.UserId;
import popeki.kernel.WorkspaceId;

/** SQL of saved views of the list. */
@Repository
class ViewRepository {
  private final JdbcClient jdbc;

  ViewRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** A saved view; a shared one is everybody's tab. */
  record SavedView(UUID id, String name, String query, UUID ownerId, boolean shared) {}

  /** What this person sees as tabs: the shared ones, then their own; oldest first. */
  List<SavedView> of(WorkspaceId workspace, UserId person) {
    return jdbc.sql(
            """
        select id, name, query, owner_id, shared from conversations.saved_view
        where workspace_id = :ws and (shared or owner_id = :person)
        order by not shared, made_at, id""")
        .param("ws", workspace.value())
        .param("person", person.value())
        .query(DataClassRowMapper.newInstance(SavedView.class))
        .list();
  }

  /** One that this person sees. */
  Optional<SavedView> find(WorkspaceId workspace, UserId person, UUID id) {
    return jdbc.sql(
            """
        select id, name, query, owner_id, shared from conversations.saved_view
        where workspace_id = :ws and id = :id and (shared or owner_id = :person)""")
        .param("ws", workspace.value())
        .param("person", person.value())
        .param("id", id)
        .query(DataClassRowMapper.newInstance(SavedView.class))
        .optional();
  }

  void insert(WorkspaceId workspace, SavedView view, Instant at) {
    jdbc.sql(
            """
        insert into conversations.saved_view (workspace_id, id, name, query, owner_id, shared, made_at)
        values (:ws, :id, :name, :query, :owner, :shared, :at)""")
        .param("ws", workspace.value())
        .param("id", view.id())
        .param("name", view.name())
        .param("query", view.query())
        .param("owner", view.ownerId())
        .param("shared", view.shared())
        .param("at", at.atOffset(ZoneOffset.UTC))
        .update();
  }

  void remove(WorkspaceId workspace, UUID id) {
    jdbc.sql("delete from conversations.saved_view where workspace_id = :ws and id = :id")
        .param("ws", workspace.value())
        .param("id", id)
        .update();
  }
}

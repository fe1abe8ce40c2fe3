package popeki.conversations;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import popeki.kernel.ContactId;
import popeki.kernel.Uuid7;
import popeki.kernel.WorkspaceId;
import tools.jackson.databind.json.JsonMapper;

/** What happened to the identity of a contact: a new id, a collision. Never the ids themselves. */
@Component
class ContactLog {
  private final JdbcClient jdbc;
  private final JsonMapper json;

  ContactLog(JdbcClient jdbc, JsonMapper json) {
    this.jdbc = jdbc;
    this.json = json;
  }

  void add(
      WorkspaceId workspace, ContactId contact, Instant at, String what, Map<String, ?> detail) {
    jdbc.sql(
            """
        insert into conversations.contact_log (workspace_id, id, contact_id, at, what, detail)
        values (:ws, :id, :contact, :at, :what, :detail::jsonb)""")
        .param("ws", workspace.value())
        .param("id", Uuid7.at(at))
        .param("contact", contact.value())
        .param("at", at.atOffset(ZoneOffset.UTC))
        .param("what", what)
        .param("detail", json.writeValueAsString(detail))
        .update();
  }

  /** Notes what may come back with every message; the first time is enough. */
  void addOnce(
      WorkspaceId workspace, ContactId contact, Instant at, String what, Map<String, ?> detail) {
    boolean there =
        jdbc.sql(
                """
            select exists (select from conversations.contact_log
              where workspace_id = :ws and contact_id = :contact and what = :what
                and detail = :detail::jsonb)""")
            .param("ws", workspace.value())
            .param("contact", contact.value())
            .param("what", what)
            .param("detail", json.writeValueAsString(detail))
            .query(Boolean.class)
            .single();
    if (!there) {
      add(workspace, contact, at, what, detail);
    }
  }
}

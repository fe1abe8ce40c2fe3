package popeki.workspaces;

import java.time.ZoneOffset;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.kernel.UserId;
import popeki.kernel.Uuid7;
import popeki.kernel.WorkspaceId;

/** Who accepted which versions for a workspace. */
@Repository
class AgreementRepository {
  private final JdbcClient jdbc;

  AgreementRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  void insert(WorkspaceId workspace, UserId user, Agreement agreement) {
    jdbc.sql(
            """
        insert into workspaces.agreement
          (workspace_id, id, user_id, terms_version, dpa_version, accepted_at)
        values (:ws, :id, :user, :terms, :dpa, :at)""")
        .param("ws", workspace.value())
        .param("id", Uuid7.at(agreement.acceptedAt()))
        .param("user", user.value())
        .param("terms", agreement.termsVersion())
        .param("dpa", agreement.processingVersion())
        .param("at", agreement.acceptedAt().atOffset(ZoneOffset.UTC))
        .update();
  }
}

package popeki.workspaces;

import java.time.ZoneOffset;
import java.util.List;
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
            values (:ws, :id, :user, :terms, :dpa, :at)\
            """)
        .param("ws", workspace.value())
        .param("id", Uuid7.at(agreement.acceptedAt()))
        .param("user", user.value())
        .param("terms", agreement.termsVersion())
        .param("dpa", agreement.processingVersion())
        .param("at", agreement.acceptedAt().atOffset(ZoneOffset.UTC))
        .update();
  }

  /** Whether somebody opened this business by accepting the processing agreement for it. */
  boolean isOpenedBySignUp(WorkspaceId workspace) {
    return jdbc.sql(
            """
            select exists (select from workspaces.agreement
              where workspace_id = :ws and dpa_version is not null)\
            """)
        .param("ws", workspace.value())
        .query(Boolean.class)
        .single();
  }

  /** What somebody has accepted for a business. */
  List<Agreement> of(WorkspaceId workspace, UserId user) {
    return jdbc.sql(
            """
            select terms_version, dpa_version, accepted_at from workspaces.agreement
            where workspace_id = :ws and user_id = :user order by accepted_at\
            """)
        .param("ws", workspace.value())
        .param("user", user.value())
        .query(
            (row, index) ->
                new Agreement(
                    row.getString("terms_version"),
                    row.getString("dpa_version"),
                    row.getTimestamp("accepted_at").toInstant()))
        .list();
  }
}

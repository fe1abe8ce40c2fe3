package popeki.workspaces;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.accounts.EmailAddress;
import popeki.kernel.UserId;
import popeki.kernel.WorkspaceId;
import popeki.platform.SealedColumn;
import popeki.platform.SealedColumns;
import popeki.platform.Vault;

/** Invitations, and the directory that tells a link's workspace by its hash. */
@Repository
class InvitationRepository implements SealedColumns {
  private static final String ROWS =
      """
      select workspace_id, id, email_sealed, role, invited_by, created_at, sent_at, expires_at,
        revoked_at, sends
      from workspaces.invitation where workspace_id = :ws
      """;

  private final JdbcClient jdbc;
  private final Vault vault;

  /** Where the invitation of a link is. */
  record Location(WorkspaceId workspace, UUID id) {}

  InvitationRepository(JdbcClient jdbc, Vault vault) {
    this.jdbc = jdbc;
    this.vault = vault;
  }

  /** Stores an invitation in place of the address's last one; its earlier link stops working. */
  void store(Invitation made, byte[] tokenHash) {
    unlink(made.workspace(), made.id());
    Instant revoked = made.revokedAt();
    jdbc.sql(
            """
            insert into workspaces.invitation
              (workspace_id, id, email_index, email_sealed, role, invited_by, created_at, sent_at,
               expires_at, revoked_at, sends)
            values (:ws, :id, :index, :email, :role, :by, :created, :sent, :expires, :revoked, :sends)
            on conflict (workspace_id, email_index) do update
              set role = excluded.role, invited_by = excluded.invited_by,
                  created_at = excluded.created_at, sent_at = excluded.sent_at,
                  expires_at = excluded.expires_at, revoked_at = excluded.revoked_at,
                  sends = excluded.sends\
            """)
        .param("ws", made.workspace().value())
        .param("id", made.id())
        .param("index", index(made.workspace(), made.email()))
        .param(
            "email",
            vault.seal(
                made.workspace(),
                place(made.id()),
                made.email().value().getBytes(StandardCharsets.UTF_8)))
        .param("role", made.role().wire())
        .param("by", made.invitedBy().value())
        .param("created", made.createdAt().atOffset(ZoneOffset.UTC))
        .param("sent", made.sentAt().atOffset(ZoneOffset.UTC))
        .param("expires", made.expiresAt().atOffset(ZoneOffset.UTC))
        .param("revoked", revoked == null ? null : revoked.atOffset(ZoneOffset.UTC))
        .param("sends", made.sends())
        .update();
    jdbc.sql(
            """
            insert into workspaces.invitation_directory (token_hash, workspace_id, invitation_id)
            values (:hash, :ws, :id)\
            """)
        .param("hash", tokenHash)
        .param("ws", made.workspace().value())
        .param("id", made.id())
        .update();
  }

  Optional<Location> locate(byte[] tokenHash) {
    return jdbc.sql(
            """
            select workspace_id, invitation_id from workspaces.invitation_directory
            where token_hash = :hash\
            """)
        .param("hash", tokenHash)
        .query(
            (row, index) ->
                new Location(
                    new WorkspaceId(row.getObject("workspace_id", UUID.class)),
                    row.getObject("invitation_id", UUID.class)))
        .optional();
  }

  Optional<Invitation> find(WorkspaceId workspace, UUID id) {
    return jdbc.sql(ROWS + "and id = :id")
        .param("ws", workspace.value())
        .param("id", id)
        .query((row, index) -> invitation(row))
        .optional();
  }

  Optional<Invitation> to(WorkspaceId workspace, EmailAddress email) {
    return jdbc.sql(ROWS + "and email_index = :index")
        .param("ws", workspace.value())
        .param("index", index(workspace, email))
        .query((row, index) -> invitation(row))
        .optional();
  }

  /** Those that nobody has taken back, expired ones too, oldest first. */
  List<Invitation> pending(WorkspaceId workspace) {
    return jdbc.sql(ROWS + "and revoked_at is null order by created_at, id")
        .param("ws", workspace.value())
        .query((row, index) -> invitation(row))
        .list();
  }

  /** How many mails went out since then, taken back or not. */
  long sendsSince(WorkspaceId workspace, Instant since) {
    return jdbc.sql(
            """
            select coalesce(sum(sends), 0) from workspaces.invitation
            where workspace_id = :ws and sent_at > :since\
            """)
        .param("ws", workspace.value())
        .param("since", since.atOffset(ZoneOffset.UTC))
        .query(Long.class)
        .single();
  }

  void revoke(WorkspaceId workspace, UUID id, Instant now) {
    unlink(workspace, id);
    jdbc.sql(
            """
            update workspaces.invitation set revoked_at = :now where workspace_id = :ws and id = :id\
            """)
        .param("ws", workspace.value())
        .param("id", id)
        .param("now", now.atOffset(ZoneOffset.UTC))
        .update();
  }

  /** Uses an invitation up; false when it is gone already. Two at once: one wins. */
  boolean remove(WorkspaceId workspace, UUID id) {
    unlink(workspace, id);
    return jdbc.sql("delete from workspaces.invitation where workspace_id = :ws and id = :id")
            .param("ws", workspace.value())
            .param("id", id)
            .update()
        == 1;
  }

  /** Forgets those that were taken back or ran out before then. */
  void purge(WorkspaceId workspace, Instant revokedBefore, Instant expiredBefore) {
    jdbc.sql(
            """
            with gone as (
              delete from workspaces.invitation
              where workspace_id = :ws and (revoked_at < :revoked or expires_at < :expired)
              returning id)
            delete from workspaces.invitation_directory
            where workspace_id = :ws and invitation_id in (select id from gone)\
            """)
        .param("ws", workspace.value())
        .param("revoked", revokedBefore.atOffset(ZoneOffset.UTC))
        .param("expired", expiredBefore.atOffset(ZoneOffset.UTC))
        .update();
  }

  private void unlink(WorkspaceId workspace, UUID id) {
    jdbc.sql(
            """
            delete from workspaces.invitation_directory
            where workspace_id = :ws and invitation_id = :id\
            """)
        .param("ws", workspace.value())
        .param("id", id)
        .update();
  }

  @Override
  public List<SealedColumn> sealedColumns() {
    return List.of(
        SealedColumn.byId(
            "workspaces.invitation", "email_sealed", (_, id) -> place(UUID.fromString(id))));
  }

  /** Never rotated: an address has one row, whatever keys come. */
  private byte[] index(WorkspaceId workspace, EmailAddress email) {
    return vault.fingerprint(workspace, "invitation", email.value());
  }

  private Invitation invitation(ResultSet row) throws SQLException {
    var workspace = new WorkspaceId(row.getObject("workspace_id", UUID.class));
    UUID id = row.getObject("id", UUID.class);
    byte[] email = vault.open(workspace, place(id), row.getBytes("email_sealed"));
    Timestamp revoked = row.getTimestamp("revoked_at");
    return new Invitation(
        workspace,
        id,
        new EmailAddress(new String(email, StandardCharsets.UTF_8)),
        Role.of(row.getString("role")),
        new UserId(row.getObject("invited_by", UUID.class)),
        row.getTimestamp("created_at").toInstant(),
        row.getTimestamp("sent_at").toInstant(),
        row.getTimestamp("expires_at").toInstant(),
        revoked == null ? null : revoked.toInstant(),
        row.getInt("sends"));
  }

  private static Vault.Place place(UUID row) {
    return new Vault.Place("workspaces.invitation", "email", row);
  }
}

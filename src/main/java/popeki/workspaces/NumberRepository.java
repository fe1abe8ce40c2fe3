package popeki.workspaces;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.kernel.NumberId;
import popeki.kernel.WorkspaceId;

/** Connected numbers, and the directory that tells the workspace of Meta's phone_number_id. */
@Repository
class NumberRepository {
  private final JdbcClient jdbc;

  /** Where a number is. */
  record Location(WorkspaceId workspace, NumberId number) {}

  /**
   * Who has or last had a phone_number_id.
   *
   * @param proven Meta showed it to a token of this workspace
   * @param released it was taken off
   */
  record Holder(WorkspaceId workspace, NumberId number, boolean proven, boolean released) {}

  NumberRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Whose a phone_number_id is or last was. */
  Optional<Holder> holder(String phoneNumberId) {
    return jdbc.sql(
            """
        select workspace_id, number_id, proven, released_at is not null as released
        from workspaces.number_directory where phone_number_id = :meta""")
        .param("meta", phoneNumberId)
        .query(
            (row, index) ->
                new Holder(
                    new WorkspaceId(row.getObject("workspace_id", UUID.class)),
                    new NumberId(row.getObject("number_id", UUID.class)),
                    row.getBoolean("proven"),
                    row.getBoolean("released")))
        .optional();
  }

  /**
   * Every connected number of one of Meta's accounts, whosever it is; where some are proved to be
   * of it, those alone.
   */
  List<Location> locateAccount(String wabaId) {
    return jdbc.sql(
            """
        select workspace_id, number_id from workspaces.number_directory
        where waba_id = :waba and released_at is null
          and (proven or not exists (select from workspaces.number_directory p
                                     where p.waba_id = :waba and p.released_at is null and p.proven))
        order by workspace_id, number_id""")
        .param("waba", wabaId)
        .query(
            (row, index) ->
                new Location(
                    new WorkspaceId(row.getObject("workspace_id", UUID.class)),
                    new NumberId(row.getObject("number_id", UUID.class))))
        .list();
  }

  /**
   * Takes a phone_number_id, or tells who has it. From another workspace it is only taken with
   * proof, and not from one that proved it itself and has it still.
   */
  Holder take(
      String phoneNumberId, String wabaId, WorkspaceId workspace, NumberId number, boolean proven) {
    jdbc.sql(
            """
        insert into workspaces.number_directory as d
          (phone_number_id, waba_id, workspace_id, number_id, proven)
        values (:meta, :waba, :ws, :id, :proven)
        on conflict (phone_number_id) do update
        set waba_id = excluded.waba_id, workspace_id = excluded.workspace_id,
            number_id = excluded.number_id, released_at = null,
            proven = excluded.proven or (d.proven and d.workspace_id = excluded.workspace_id
                                         and d.waba_id = excluded.waba_id)
        where d.workspace_id = excluded.workspace_id
           or (excluded.proven and (d.released_at is not null or not d.proven))""")
        .param("proven", proven)
        .param("waba", wabaId)
        .param("meta", phoneNumberId)
        .param("ws", workspace.value())
        .param("id", number.value())
        .update();
    return holder(phoneNumberId).orElseThrow();
  }

  void save(ConnectedNumber number, byte @Nullable [] token) {
    jdbc.sql(
            """
        insert into workspaces.number
          (workspace_id, id, phone_number_id, waba_id, display_phone_number, digits, token_sealed,
           created_at, connected_at)
        values (:ws, :id, :meta, :waba, :display, :digits, :token, :created, :created)
        on conflict (workspace_id, id) do update
        set waba_id = excluded.waba_id, display_phone_number = excluded.display_phone_number,
            digits = excluded.digits,
            token_sealed = coalesce(excluded.token_sealed, number.token_sealed),
            connected_at = case when number.disconnected_at is null then number.connected_at
                                else excluded.connected_at end,
            last_event_at = case when number.disconnected_at is null then number.last_event_at end,
            first_event_at = case when number.disconnected_at is null then number.first_event_at end,
            first_event_kind =
              case when number.disconnected_at is null then number.first_event_kind end,
            disconnected_at = null""")
        .param("ws", number.workspace().value())
        .param("id", number.id().value())
        .param("meta", number.phoneNumberId())
        .param("waba", number.wabaId())
        .param("display", number.displayPhoneNumber())
        .param("digits", number.digits())
        .param("token", token)
        .param("created", number.createdAt().atOffset(ZoneOffset.UTC))
        .update();
  }

  /** The id that a number has here, also when it was taken off. */
  Optional<NumberId> idOf(WorkspaceId workspace, String phoneNumberId) {
    return jdbc.sql(
            """
        select id from workspaces.number
        where workspace_id = :ws and phone_number_id = :meta""")
        .param("ws", workspace.value())
        .param("meta", phoneNumberId)
        .query(UUID.class)
        .optional()
        .map(NumberId::new);
  }

  /** Takes a number off: its token goes, and another workspace may prove that it has it now. */
  void disconnect(WorkspaceId workspace, NumberId number, Instant at) {
    jdbc.sql(
            """
        update workspaces.number set disconnected_at = :at, token_sealed = null
        where workspace_id = :ws and id = :id and disconnected_at is null""")
        .param("ws", workspace.value())
        .param("id", number.value())
        .param("at", at.atOffset(ZoneOffset.UTC))
        .update();
    jdbc.sql(
            """
        update workspaces.number_directory set released_at = :at
        where workspace_id = :ws and number_id = :id and released_at is null""")
        .param("at", at.atOffset(ZoneOffset.UTC))
        .param("ws", workspace.value())
        .param("id", number.value())
        .update();
  }

  Optional<ConnectedNumber> find(WorkspaceId workspace, NumberId number) {
    return jdbc.sql(
            """
        select workspace_id, id, phone_number_id, waba_id, display_phone_number, digits,
               token_sealed is not null as has_token, last_event_at, first_event_at, first_event_kind,
               created_at, connected_at, disconnected_at
        from workspaces.number where workspace_id = :ws and id = :id""")
        .param("ws", workspace.value())
        .param("id", number.value())
        .query((row, index) -> number(row))
        .optional();
  }

  List<ConnectedNumber> list(WorkspaceId workspace) {
    return jdbc.sql(
            """
        select workspace_id, id, phone_number_id, waba_id, display_phone_number, digits,
               token_sealed is not null as has_token, last_event_at, first_event_at, first_event_kind,
               created_at, connected_at, disconnected_at
        from workspaces.number
        where workspace_id = :ws and disconnected_at is null order by created_at, id""")
        .param("ws", workspace.value())
        .query((row, index) -> number(row))
        .list();
  }

  Optional<byte[]> token(WorkspaceId workspace, NumberId number) {
    return jdbc.sql(
            """
        select token_sealed from workspaces.number
        where workspace_id = :ws and id = :id and token_sealed is not null""")
        .param("ws", workspace.value())
        .param("id", number.value())
        .query(byte[].class)
        .optional();
  }

  void heardFrom(WorkspaceId workspace, NumberId number, Instant at, String kind) {
    jdbc.sql(
            """
        update workspaces.number
        set last_event_at = greatest(last_event_at, :at),
            first_event_kind = case when first_event_at is null then :kind else first_event_kind end,
            first_event_at = coalesce(first_event_at, :at)
        where workspace_id = :ws and id = :id""")
        .param("kind", kind)
        .param("ws", workspace.value())
        .param("id", number.value())
        .param("at", at.atOffset(ZoneOffset.UTC))
        .update();
  }

  private static ConnectedNumber number(ResultSet row) throws SQLException {
    Timestamp last = row.getTimestamp("last_event_at");
    Timestamp first = row.getTimestamp("first_event_at");
    Timestamp connected = row.getTimestamp("connected_at");
    return new ConnectedNumber(
        new WorkspaceId(row.getObject("workspace_id", UUID.class)),
        new NumberId(row.getObject("id", UUID.class)),
        row.getString("phone_number_id"),
        row.getString("waba_id"),
        row.getString("display_phone_number"),
        row.getString("digits"),
        row.getBoolean("has_token"),
        last == null ? null : last.toInstant(),
        first == null ? null : first.toInstant(),
        row.getString("first_event_kind"),
        row.getTimestamp("created_at").toInstant(),
        (connected == null ? row.getTimestamp("created_at") : connected).toInstant(),
        row.getTimestamp("disconnected_at") == null);
  }
}

package popeki.conversions;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.kernel.WorkspaceId;
import popeki.platform.SealedColumn;
import popeki.platform.SealedColumns;
import popeki.platform.Vault;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The workspace's destination; its datasets and tokens are sealed. */
@Repository
class DestinationRepository implements SealedColumns {
  private final JdbcClient jdbc;
  private final Vault vault;
  private final JsonMapper json;

  private record SealedDataset(
      String kind,
      String datasetId,
      @Nullable String wabaId,
      @Nullable String pageId,
      String accessToken) {
    static SealedDataset of(Destination.Dataset dataset) {
      return new SealedDataset(
          dataset.kind().wire(),
          dataset.datasetId(),
          dataset.wabaId(),
          dataset.pageId(),
          dataset.token().secret());
    }

    Destination.Dataset open() {
      return new Destination.Dataset(
          Route.of(kind), datasetId, wabaId, pageId, new Destination.Token(accessToken));
    }
  }

  DestinationRepository(JdbcClient jdbc, Vault vault, JsonMapper json) {
    this.jdbc = jdbc;
    this.vault = vault;
    this.json = json;
  }

  Optional<Destination> find(WorkspaceId workspace) {
    return read(workspace, "");
  }

  /** Reads it and keeps it as it is until the transaction ends: saving it waits. */
  Optional<Destination> findAndKeep(WorkspaceId workspace) {
    return read(workspace, " for share");
  }

  private Optional<Destination> read(WorkspaceId workspace, String lock) {
    return jdbc.sql(
            """
        select enabled, config_sealed, events, test_event_code, parked, paused_until, updated_at
        from conversions.destination where workspace_id = :ws and kind = 'meta'"""
                + lock)
        .param("ws", workspace.value())
        .query((row, index) -> destination(workspace, row))
        .optional();
  }

  /** Replaces the whole; what was parked or paused gets a fresh start. */
  void save(WorkspaceId workspace, Destination destination) {
    jdbc.sql(
            """
        insert into conversions.destination
          (workspace_id, kind, enabled, config_sealed, events, test_event_code, updated_at, enabled_at)
        values (:ws, 'meta', :enabled, :config, :events::jsonb, :test, :now,
                case when :enabled then :now::timestamptz end)
        on conflict (workspace_id, kind) do update
        set enabled = excluded.enabled, config_sealed = excluded.config_sealed,
            events = excluded.events, test_event_code = excluded.test_event_code,
            parked = '{}', paused_until = null, updated_at = excluded.updated_at,
            enabled_at = case when destination.enabled and excluded.enabled
                              then destination.enabled_at else excluded.enabled_at end""")
        .param("ws", workspace.value())
        .param("enabled", destination.enabled())
        .param("config", seal(workspace, destination.datasets()))
        .param("events", json.writeValueAsString(destination.events()))
        .param("test", destination.testEventCode())
        .param("now", destination.updatedAt().atOffset(ZoneOffset.UTC))
        .update();
  }

  boolean delete(WorkspaceId workspace) {
    return jdbc.sql(
                "delete from conversions.destination where workspace_id = :ws and kind = 'meta'")
            .param("ws", workspace.value())
            .update()
        > 0;
  }

  /** Lets a dataset rest; false when it rests already. */
  boolean park(WorkspaceId workspace, String datasetId, int code) {
    return jdbc.sql(
                """
        update conversions.destination
        set parked = parked || jsonb_build_object(:dataset::text, :code::int)
        where workspace_id = :ws and kind = 'meta' and not jsonb_exists(parked, :dataset)""")
            .param("ws", workspace.value())
            .param("dataset", datasetId)
            .param("code", code)
            .update()
        > 0;
  }

  /** Nothing more goes before this moment. */
  void pause(WorkspaceId workspace, Instant until) {
    jdbc.sql(
            """
        update conversions.destination set paused_until = greatest(paused_until, :until)
        where workspace_id = :ws and kind = 'meta'""")
        .param("ws", workspace.value())
        .param("until", until.atOffset(ZoneOffset.UTC))
        .update();
  }

  private Destination destination(WorkspaceId workspace, ResultSet row) throws SQLException {
    Timestamp paused = row.getTimestamp("paused_until");
    return new Destination(
        row.getBoolean("enabled"),
        open(workspace, row.getBytes("config_sealed")),
        row.getString("test_event_code"),
        json.readValue(row.getString("events"), Destination.Events.class),
        json.readValue(row.getString("parked"), new TypeReference<Map<String, Integer>>() {}),
        paused == null ? null : paused.toInstant(),
        row.getTimestamp("updated_at").toInstant());
  }

  private byte[] seal(WorkspaceId workspace, List<Destination.Dataset> datasets) {
    String config = json.writeValueAsString(datasets.stream().map(SealedDataset::of).toList());
    return vault.seal(workspace, place(workspace), config.getBytes(StandardCharsets.UTF_8));
  }

  private List<Destination.Dataset> open(WorkspaceId workspace, byte[] sealed) {
    byte[] config = vault.open(workspace, place(workspace), sealed);
    return json.readValue(config, new TypeReference<List<SealedDataset>>() {}).stream()
        .map(SealedDataset::open)
        .toList();
  }

  @Override
  public List<SealedColumn> sealedColumns() {
    return List.of(
        SealedColumn.byText(
            "conversions.destination",
            "kind",
            "config_sealed",
            (workspace, _) -> place(workspace)));
  }

  private static Vault.Place place(WorkspaceId workspace) {
    return new Vault.Place("conversions.destination", "config_sealed", workspace.value());
  }
}

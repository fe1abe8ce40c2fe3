package popeki.workspaces;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.kernel.WorkspaceId;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Rows of workspaces and the directory of their slugs. */
@Repository
class WorkspaceRepository {
  private final JdbcClient jdbc;
  private final JsonMapper json;

  WorkspaceRepository(JdbcClient jdbc, JsonMapper json) {
    this.jdbc = jdbc;
    this.json = json;
  }

  Optional<Workspace> find(WorkspaceId workspace) {
    return jdbc.sql(
            """
        select workspace_id, slug, business_name, trade, offers, country, region, timezone, currency,
               conversation_gap_days, settings, created_at
        from workspaces.workspace where workspace_id = :ws""")
        .param("ws", workspace.value())
        .query(
            (row, index) ->
                new Workspace(
                    new WorkspaceId(row.getObject("workspace_id", UUID.class)),
                    row.getString("slug"),
                    row.getString("business_name"),
                    row.getString("trade"),
                    row.getString("offers"),
                    row.getString("country"),
                    row.getString("region"),
                    ZoneId.of(row.getString("timezone")),
                    row.getString("currency"),
                    row.getInt("conversation_gap_days"),
                    settings(row.getString("settings")),
                    row.getTimestamp("created_at").toInstant()))
        .optional();
  }

  /** Waits until nobody else changes the workspace, and keeps others waiting until the commit. */
  void lock(WorkspaceId workspace) {
    jdbc.sql("select 1 from workspaces.workspace where workspace_id = :ws for update")
        .param("ws", workspace.value())
        .query(Integer.class)
        .optional();
  }

  Optional<WorkspaceId> idOf(String slug) {
    return jdbc.sql("select workspace_id from workspaces.slug_directory where slug = :slug")
        .param("slug", slug)
        .query(UUID.class)
        .optional()
        .map(WorkspaceId::new);
  }

  /** Every workspace, oldest first; for operators' commands and work that walks all of them. */
  List<WorkspaceId> all() {
    return jdbc.sql("select workspace_id from workspaces.slug_directory order by workspace_id")
        .query((row, index) -> new WorkspaceId(row.getObject("workspace_id", UUID.class)))
        .list();
  }

  /** False when another workspace has the slug. */
  boolean takeSlug(WorkspaceId workspace, String slug) {
    return jdbc.sql(
                "insert into workspaces.slug_directory values (:slug, :ws) on conflict do nothing")
            .param("slug", slug)
            .param("ws", workspace.value())
            .update()
        == 1;
  }

  void insert(Workspace workspace) {
    jdbc.sql(
            """
        insert into workspaces.workspace
          (workspace_id, slug, business_name, trade, offers, country, region, timezone, currency,
           conversation_gap_days, settings, created_at)
        values (:ws, :slug, :name, :trade, :offers, :country, :region, :timezone, :currency,
                :gap, :settings::jsonb, :created)""")
        .param("ws", workspace.id().value())
        .param("slug", workspace.slug())
        .param("name", workspace.businessName())
        .param("trade", workspace.trade())
        .param("offers", workspace.offers())
        .param("country", workspace.country())
        .param("region", workspace.region())
        .param("timezone", workspace.timezone().getId())
        .param("currency", workspace.currency())
        .param("gap", workspace.conversationGapDays())
        .param("settings", json.writeValueAsString(workspace.settings()))
        .param("created", workspace.createdAt().atOffset(ZoneOffset.UTC))
        .update();
  }

  void update(Workspace workspace) {
    jdbc.sql(
            """
        update workspaces.workspace
        set business_name = :name, trade = :trade, offers = :offers, country = :country,
            timezone = :timezone, currency = :currency, conversation_gap_days = :gap,
            settings = :settings::jsonb
        where workspace_id = :ws""")
        .param("ws", workspace.id().value())
        .param("name", workspace.businessName())
        .param("trade", workspace.trade())
        .param("offers", workspace.offers())
        .param("country", workspace.country())
        .param("timezone", workspace.timezone().getId())
        .param("currency", workspace.currency())
        .param("gap", workspace.conversationGapDays())
        .param("settings", json.writeValueAsString(workspace.settings()))
        .update();
  }

  /** Stored settings over the defaults, so that a new setting has its default everywhere. */
  private WorkspaceSettings settings(String stored) {
    ObjectNode whole = json.valueToTree(WorkspaceSettings.DEFAULT);
    json.readTree(stored)
        .propertyStream()
        .forEach(
            part -> {
              if (part.getValue() instanceof ObjectNode values
                  && whole.get(part.getKey()) instanceof ObjectNode defaults) {
                defaults.setAll(values);
              } else {
                whole.set(part.getKey(), part.getValue());
              }
            });
    return json.treeToValue(whole, WorkspaceSettings.class);
  }

  /** For the facade, which stamps rows with the injected clock. */
  static Instant stored(Instant at) {
    return at.truncatedTo(java.time.temporal.ChronoUnit.MICROS);
  }
}

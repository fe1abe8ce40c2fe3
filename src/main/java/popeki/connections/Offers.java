package popeki.connections;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.DataClassRowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.kernel.Uuid7;
import popeki.kernel.WorkspaceId;
import popeki.platform.SealedColumn;
import popeki.platform.SealedColumns;
import popeki.platform.Vault;
import tools.jackson.databind.json.JsonMapper;

/** Pasted tokens between the paste and the choice, sealed, for half an hour. */
@Repository
class Offers implements SealedColumns {
  static final Duration KEPT = Duration.ofMinutes(30);

  private final JdbcClient jdbc;
  private final Vault vault;
  private final JsonMapper json;
  private final Clock clock;

  private record Found(TokenFacts facts, List<FoundNumber> numbers) {}

  private record Row(UUID id, byte[] tokenSealed, String found) {}

  Offers(JdbcClient jdbc, Vault vault, JsonMapper json, Clock clock) {
    this.jdbc = jdbc;
    this.vault = vault;
    this.json = json;
    this.clock = clock;
  }

  /** Keeps a token, and drops those that nobody came back for. */
  Offer keep(WorkspaceId workspace, String token, TokenFacts facts, List<FoundNumber> numbers) {
    Instant now = clock.instant();
    var offer = new Offer(Uuid7.at(now), token, facts, numbers);
    sweep(workspace);
    jdbc.sql(
            """
        insert into connections.offer (workspace_id, id, token_sealed, found, made_at)
        values (:ws, :id, :token, :found::jsonb, :now)""")
        .param("ws", workspace.value())
        .param("id", offer.id())
        .param(
            "token",
            vault.seal(workspace, place(offer.id()), token.getBytes(StandardCharsets.UTF_8)))
        .param("found", json.writeValueAsString(new Found(facts, numbers)))
        .param("now", now.atOffset(ZoneOffset.UTC))
        .update();
    return offer;
  }

  Optional<Offer> find(WorkspaceId workspace, UUID id) {
    return jdbc.sql(
            """
        select id, token_sealed, found::text as found from connections.offer
        where workspace_id = :ws and id = :id and made_at >= :since""")
        .param("ws", workspace.value())
        .param("id", id)
        .param("since", clock.instant().minus(KEPT).atOffset(ZoneOffset.UTC))
        .query(DataClassRowMapper.newInstance(Row.class))
        .optional()
        .map(row -> open(workspace, row));
  }

  void remove(WorkspaceId workspace, UUID id) {
    jdbc.sql("delete from connections.offer where workspace_id = :ws and id = :id")
        .param("ws", workspace.value())
        .param("id", id)
        .update();
  }

  /** What nobody came back for. */
  void sweep(WorkspaceId workspace) {
    jdbc.sql("delete from connections.offer where workspace_id = :ws and made_at < :before")
        .param("ws", workspace.value())
        .param("before", clock.instant().minus(KEPT).atOffset(ZoneOffset.UTC))
        .update();
  }

  private Offer open(WorkspaceId workspace, Row row) {
    Found found = json.readValue(row.found(), Found.class);
    String token =
        new String(
            vault.open(workspace, place(row.id()), row.tokenSealed()), StandardCharsets.UTF_8);
    return new Offer(row.id(), token, found.facts(), found.numbers());
  }

  private static Vault.Place place(UUID id) {
    return new Vault.Place("connections.offer", "token", id);
  }

  @Override
  public List<SealedColumn> sealedColumns() {
    return List.of(
        SealedColumn.byId(
            "connections.offer", "token_sealed", (_, id) -> place(UUID.fromString(id))));
  }
}

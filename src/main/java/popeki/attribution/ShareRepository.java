package popeki.attribution;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.attribution.FactLedger.Counted;
import popeki.kernel.ConversationId;
import popeki.kernel.WorkspaceId;
import popeki.platform.Delta;

/** What each model gives to the touches of facts that more than one led to. */
@Repository
class ShareRepository {
  private static final int BATCH = 500;

  private final JdbcClient jdbc;
  private final JdbcTemplate batches;

  ShareRepository(JdbcClient jdbc, JdbcTemplate batches) {
    this.jdbc = jdbc;
    this.batches = batches;
  }

  /**
   * A part of a fact.
   *
   * @param place the first touch is 0
   * @param parts of {@link CreditModel#WHOLE}
   * @param minor the part of the fact's value
   * @param occurredAt of the fact
   */
  record Row(
      CreditModel model,
      int place,
      int parts,
      long minor,
      @Nullable String currency,
      Instant occurredAt,
      Delta.Credit credit) {}

  private record Part(UUID fact, String kind, Row row) {}

  /** Lets facts have these shares and no others; what is so already is left alone. */
  void replace(WorkspaceId workspace, Map<Counted, List<Row>> shares) {
    Map<UUID, List<Row>> known = of(workspace, shares.keySet().stream().map(Counted::id).toList());
    var stale = new ArrayList<UUID>();
    var parts = new ArrayList<Part>();
    shares.forEach(
        (fact, rows) -> {
          if (!rows.equals(known.getOrDefault(fact.id(), List.of()))) {
            stale.add(fact.id());
            rows.forEach(row -> parts.add(new Part(fact.id(), fact.fact().kind().wire(), row)));
          }
        });
    if (stale.isEmpty()) {
      return;
    }
    jdbc.sql(
            "delete from attribution.model_share where workspace_id = :ws and fact_id = any(:facts)")
        .param("ws", workspace.value())
        .param("facts", stale.toArray(UUID[]::new))
        .update();
    insert(workspace, parts);
  }

  private void insert(WorkspaceId workspace, List<Part> parts) {
    batches.batchUpdate(
        """
        insert into attribution.model_share (workspace_id, fact_id, kind, model, place, occurred_at, parts,
          value_minor, value_currency, source, campaign_id, adset_id, ad_id, link_id)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        parts,
        BATCH,
        (row, part) -> {
          Row share = part.row();
          row.setObject(1, workspace.value());
          row.setObject(2, part.fact());
          row.setString(3, part.kind());
          row.setString(4, share.model().wire());
          row.setInt(5, share.place());
          row.setObject(6, share.occurredAt().atOffset(ZoneOffset.UTC));
          row.setInt(7, share.parts());
          row.setLong(8, share.minor());
          row.setString(9, share.currency());
          row.setString(10, share.credit().source());
          row.setString(11, share.credit().campaignId());
          row.setString(12, share.credit().adsetId());
          row.setString(13, share.credit().adId());
          row.setObject(14, share.credit().linkId(), Types.OTHER);
        });
  }

  /** A part of the fact of a kind. */
  record OfFact(String kind, Row row) {}

  /**
   * How the models share what came last of a conversation, a sale before a lead, where more than
   * one touch led to it; nothing where there is none.
   */
  List<OfFact> latest(WorkspaceId workspace, ConversationId conversation) {
    return jdbc.sql(
            """
        select m.kind, m.model, m.place, m.parts, m.value_minor, m.value_currency, m.occurred_at, m.source,
          m.campaign_id, m.adset_id, m.ad_id, m.link_id
        from attribution.model_share m
        where m.workspace_id = :ws and m.fact_id = (
          select f.id from attribution.fact f
          where f.workspace_id = :ws and f.conversation_id = :conversation
            and exists (select from attribution.model_share s
              where s.workspace_id = :ws and s.fact_id = f.id)
          order by array_position(array['won', 'refunded', 'qualified', 'started'], f.kind), f.ordinal desc
          limit 1)
        order by m.place""")
        .param("ws", workspace.value())
        .param("conversation", conversation.value())
        .query((row, index) -> new OfFact(row.getString("kind"), row(row)))
        .list();
  }

  private Map<UUID, List<Row>> of(WorkspaceId workspace, Collection<UUID> facts) {
    var known = new HashMap<UUID, List<Row>>();
    jdbc.sql(
            """
        select fact_id, model, place, parts, value_minor, value_currency, occurred_at, source, campaign_id,
          adset_id, ad_id, link_id
        from attribution.model_share where workspace_id = :ws and fact_id = any(:facts)""")
        .param("ws", workspace.value())
        .param("facts", facts.toArray(UUID[]::new))
        .query(
            row -> {
              known
                  .computeIfAbsent(row.getObject("fact_id", UUID.class), _ -> new ArrayList<>())
                  .add(row(row));
            });
    known
        .values()
        .forEach(rows -> rows.sort(Comparator.comparing(Row::model).thenComparingInt(Row::place)));
    return known;
  }

  private static Row row(ResultSet row) throws SQLException {
    return new Row(
        CreditModel.of(row.getString("model")),
        row.getInt("place"),
        row.getInt("parts"),
        row.getLong("value_minor"),
        row.getString("value_currency"),
        row.getTimestamp("occurred_at").toInstant(),
        CreditColumns.of(row));
  }
}

package popeki.attribution;

import java.sql.Types;
import java.util.List;
import java.util.Locale;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;
import popeki.attribution.FactLedger.Fact;
import popeki.kernel.ConversationId;
import popeki.kernel.WorkspaceId;
import popeki.platform.Delta;

/** What each model gives to the touches of facts that more than one led to. */
@Repository
class ShareRepository {
  private final JdbcTemplate jdbc;

  ShareRepository(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * A part of a fact.
   *
   * @param place the first touch is 0
   * @param parts of {@link CreditModel#WHOLE}
   * @param minor the part of the fact's value
   */
  record Row(CreditModel model, int place, int parts, long minor, Delta.Credit credit) {}

  void replace(WorkspaceId workspace, ConversationId conversation, Fact fact, List<Row> shares) {
    String kind = fact.kind().name().toLowerCase(Locale.ROOT);
    jdbc.update(
        """
        delete from attribution.model_share m using attribution.fact f
        where m.workspace_id = f.workspace_id and m.fact_id = f.id
          and f.workspace_id = ? and f.conversation_id = ? and f.kind = ? and f.ordinal = ?""",
        workspace.value(),
        conversation.value(),
        kind,
        fact.ordinal());
    jdbc.batchUpdate(
        """
        insert into attribution.model_share (workspace_id, fact_id, kind, model, place, occurred_at, parts,
          value_minor, value_currency, source, campaign_id, adset_id, ad_id, link_id)
        select workspace_id, id, kind, ?, ?, occurred_at, ?, ?, ?, ?, ?, ?, ?, ?
        from attribution.fact
        where workspace_id = ? and conversation_id = ? and kind = ? and ordinal = ?""",
        shares,
        100,
        (row, share) -> {
          row.setString(1, share.model().wire());
          row.setInt(2, share.place());
          row.setInt(3, share.parts());
          row.setLong(4, share.minor());
          row.setString(5, fact.value() == null ? null : fact.value().currency());
          row.setString(6, share.credit().source());
          row.setString(7, share.credit().campaignId());
          row.setString(8, share.credit().adsetId());
          row.setString(9, share.credit().adId());
          row.setObject(10, share.credit().linkId(), Types.OTHER);
          row.setObject(11, workspace.value());
          row.setObject(12, conversation.value());
          row.setString(13, kind);
          row.setInt(14, fact.ordinal());
        });
  }
}

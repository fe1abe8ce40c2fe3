package popeki.attribution;

import java.time.ZoneOffset;
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
        delete from attribution.model_share
        where workspace_id = ? and conversation_id = ? and kind = ? and ordinal = ?""",
        workspace.value(),
        conversation.value(),
        kind,
        fact.ordinal());
    jdbc.batchUpdate(
        """
        insert into attribution.model_share (workspace_id, conversation_id, kind, ordinal, model, place,
          occurred_at, parts, value_minor, value_currency, source, campaign_id, adset_id, ad_id, link_id)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        shares,
        100,
        (row, share) -> {
          row.setObject(1, workspace.value());
          row.setObject(2, conversation.value());
          row.setString(3, kind);
          row.setInt(4, fact.ordinal());
          row.setString(5, share.model().wire());
          row.setInt(6, share.place());
          row.setObject(7, fact.occurredAt().atOffset(ZoneOffset.UTC));
          row.setInt(8, share.parts());
          row.setLong(9, share.minor());
          row.setString(10, fact.value() == null ? null : fact.value().currency());
          row.setString(11, share.credit().source());
          row.setString(12, share.credit().campaignId());
          row.setString(13, share.credit().adsetId());
          row.setString(14, share.credit().adId());
          row.setObject(15, share.credit().linkId());
        });
  }
}

package popeki.attribution;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import popeki.platform.Delta;

/** A credit as every table of attribution has it. */
final class CreditColumns {
  private CreditColumns() {}

  static Delta.Credit of(ResultSet row) throws SQLException {
    return new Delta.Credit(
        row.getString("source"),
        row.getString("campaign_id"),
        row.getString("adset_id"),
        row.getString("ad_id"),
        row.getObject("link_id", UUID.class));
  }
}

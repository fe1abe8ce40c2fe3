package popeki.links;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import popeki.kernel.ClickId;
import popeki.kernel.LinkId;
import popeki.kernel.NumberId;
import popeki.kernel.WorkspaceId;
import popeki.platform.Delta;

/**
 * One visit of a link as it is kept. The id exists before the commit: however often the same click
 * is written, there is one row.
 *
 * @param notCountedReason why it is not counted; null when it is
 * @param gpc the visitor asked not to be tracked: no address, no user agent, no click ids
 * @param code what the visitor's message will carry; null for links without
 * @param number that the visitor was sent to; null when sent nowhere
 * @param params ad ids and whatever else the address line brought
 * @param country two letters; null when unknown or withheld
 * @param device a word of {@link Device}; null when withheld
 * @param via {@code qr} when the link's QR code was scanned, else null
 */
record Click(
    WorkspaceId workspace,
    LinkId link,
    ClickId id,
    Instant occurredAt,
    Verdict.Kind kind,
    @Nullable String notCountedReason,
    boolean gpc,
    @Nullable String code,
    @Nullable NumberId number,
    @Nullable String ip,
    @Nullable String userAgent,
    @Nullable String referrer,
    Map<String, String> utm,
    Map<String, String> clickIds,
    Map<String, String> params,
    @Nullable String country,
    @Nullable String device,
    Delta.Credit credit,
    @Nullable String via) {

  boolean counted() {
    return notCountedReason == null;
  }

  /** Whether it is one of the scans that are counted. */
  boolean scanned() {
    return counted() && ClickQuery.QR.equals(via);
  }
}

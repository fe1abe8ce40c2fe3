package popeki.links;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import popeki.kernel.ClickId;
import popeki.kernel.LinkId;
import popeki.kernel.NumberId;
import popeki.links.Verdict.Kind;
import popeki.platform.Delta;

/** What is kept of a visit: everything that helps to credit it, nothing a GPC visitor withheld. */
final class Capture {
  static final String DOUBLE_TAP = "double_tap";

  private static final int LONGEST_USER_AGENT = 1024;
  private static final int LONGEST_REFERRER = 2048;

  private Capture() {}

  /** The click of a visit. */
  static Click of(UUID id, LinkTarget target, Visit visit, Judged judged, Sent sent) {
    ClickQuery query = visit.gpc() ? judged.query().withoutIdentifiers() : judged.query();
    return new Click(
        target.workspace(),
        target.link(),
        new ClickId(id),
        visit.at(),
        judged.verdict().kind(),
        judged.notCountedReason(),
        visit.gpc(),
        sent.code() == null ? null : sent.code().value(),
        sent.number(),
        visit.gpc() ? null : visit.ip(),
        visit.gpc() ? null : text(visit.facts().userAgent(), LONGEST_USER_AGENT),
        referrer(visit),
        query.utm(),
        query.clickIds(),
        params(query),
        visit.gpc() ? null : visit.country(),
        visit.gpc() ? null : Device.of(visit.facts().userAgent()),
        credit(target.link(), target.source(), target.campaign(), query.utm(), params(query)),
        judged.query().via());
  }

  /**
   * Where the visitor was sent.
   *
   * @param code what the message carries; null for links without
   */
  record Sent(@Nullable NumberId number, @Nullable ReferenceCode code) {
    static final Sent NOWHERE = new Sent(null, null);
  }

  /**
   * What was decided about a visit before it is written.
   *
   * @param first false for the second tap of an impatient finger
   * @param closed why the link sends nobody on; null when it does
   */
  record Judged(ClickQuery query, Verdict verdict, boolean first, Way.@Nullable Why closed) {
    Judged(ClickQuery query, Verdict verdict, boolean first) {
      this(query, verdict, first, null);
    }

    @Nullable String notCountedReason() {
      if (verdict.kind() != Kind.HUMAN) {
        return verdict.reason() == null ? verdict.kind().label() : verdict.reason();
      }
      if (closed != null) {
        return closed.reason();
      }
      return first ? null : DOUBLE_TAP;
    }
  }

  /** The link's own words come first; what the address line says fills the gaps. */
  static Delta.Credit credit(
      LinkId link,
      @Nullable String source,
      @Nullable String campaign,
      Map<String, String> utm,
      Map<String, String> params) {
    return new Delta.Credit(
        first(source, utm.get("source")),
        first(campaign, params.get("campaign_id"), utm.get("campaign")),
        params.get("adset_id"),
        params.get("ad_id"),
        link.value());
  }

  private static @Nullable String first(@Nullable String... candidates) {
    for (String candidate : candidates) {
      if (candidate != null && !candidate.isEmpty()) {
        return candidate;
      }
    }
    return null;
  }

  private static Map<String, String> params(ClickQuery query) {
    if (query.other().isEmpty()) {
      return query.ad();
    }
    var params = new LinkedHashMap<>(query.other());
    if (query.via() != null) {
      params.remove(ClickQuery.VIA);
    }
    params.putAll(query.ad());
    return params;
  }

  /** Under GPC only where from, not which page of it: a page's address can name a person. */
  private static @Nullable String referrer(Visit visit) {
    String referrer = text(visit.facts().referrer(), LONGEST_REFERRER);
    if (referrer == null || !visit.gpc()) {
      return referrer;
    }
    int host = referrer.indexOf("://");
    if (host < 0) {
      return null;
    }
    int end = host + 3;
    while (end < referrer.length() && "/?#".indexOf(referrer.charAt(end)) < 0) {
      end++;
    }
    String origin = referrer.substring(0, end);
    return origin.indexOf('@') < 0 ? origin : null;
  }

  /** Cut to length, without what the database refuses. */
  private static @Nullable String text(@Nullable String header, int longest) {
    if (header == null || header.isBlank()) {
      return null;
    }
    String cut = header.length() > longest ? header.substring(0, longest) : header;
    return cut.indexOf('\0') < 0 ? cut : cut.replace("\0", "");
  }
}

package popeki.links;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import popeki.kernel.LinkId;
import popeki.kernel.NumberId;
import popeki.kernel.WorkspaceId;
import popeki.platform.WorkspaceTx;

/** What the workspace's other links, and the visits of a link, have to say about it. */
@Component
class LinkHints {
  /** An ad that sent nobody for so long is taken to be over. */
  private static final Duration AD_MEMORY = Duration.ofDays(7);

  private static final int MOST_NAMES = 50;

  private final JdbcClient jdbc;
  private final WorkspaceTx tx;
  private final Clock clock;

  LinkHints(JdbcClient jdbc, WorkspaceTx tx, Clock clock) {
    this.jdbc = jdbc;
    this.tx = tx;
    this.clock = clock;
  }

  /** Names that other links use, the most used first. */
  record Names(List<String> sources, List<String> campaigns) {
    /** With those that people usually take. */
    List<String> allSources() {
      return Stream.concat(sources.stream(), NamingRules.USUAL_SOURCES.stream())
          .distinct()
          .toList();
    }
  }

  /** A link as far as its name is concerned, saved or not. */
  record Naming(
      @Nullable NumberId number,
      @Nullable String message,
      @Nullable String source,
      @Nullable String campaign) {
    static Naming of(LinkSummary link) {
      return new Naming(link.number(), link.message(), link.source(), link.campaign());
    }
  }

  /**
   * @param self the link that asks, whose own names are no guide to it; null for a new one
   */
  Names names(WorkspaceId workspace, @Nullable LinkId self) {
    return tx.in(
        workspace,
        () -> new Names(used(workspace, "source", self), used(workspace, "campaign", self)));
  }

  /** Names that were probably meant to be others, and another link that does the same. */
  List<String> naming(WorkspaceId workspace, Naming naming, @Nullable LinkId self) {
    Names names = names(workspace, self);
    var hints = new ArrayList<String>();
    alike("source", naming.source(), names.allSources()).ifPresent(hints::add);
    alike("campaign", naming.campaign(), names.campaigns()).ifPresent(hints::add);
    twin(workspace, naming, self)
        .ifPresent(
            twin ->
                hints.add(
                    "The link \"%s\" has the same number, message, source and campaign. Reports tell them apart by name only."
                        .formatted(twin)));
    return hints;
  }

  /** Everything that is to be said about a link as it stands. */
  List<String> warnings(WorkspaceId workspace, LinkSummary link) {
    Instant now = clock.instant();
    var warnings = new ArrayList<String>(LinkRules.warnings(link, now));
    if (link.archivedAt() != null || !isOpen(link, now)) {
      long visits = adVisits(workspace, link.id());
      if (visits > 0) {
        warnings.add(LinkRules.adsStillPoint(visits));
      }
    }
    if (link.archivedAt() == null) {
      warnings.addAll(naming(workspace, Naming.of(link), link.id()));
    }
    return warnings;
  }

  /** Visits that an ad sent here lately, whether they counted or not. */
  long adVisits(WorkspaceId workspace, LinkId link) {
    return tx.in(
        workspace,
        () ->
            jdbc.sql(
                    """
            select count(*) from links.click
            where workspace_id = :ws and link_id = :link and occurred_at >= :since and kind = 'human'
              and (jsonb_exists_any(params, array['ad_id', 'adset_id', 'campaign_id'])
                or jsonb_exists_any(click_ids, array['gclid', 'gbraid', 'wbraid', 'ttclid', 'msclkid']))""")
                .param("ws", workspace.value())
                .param("link", link.value())
                .param("since", clock.instant().minus(AD_MEMORY).atOffset(ZoneOffset.UTC))
                .query(Long.class)
                .single());
  }

  private static boolean isOpen(LinkSummary link, Instant now) {
    LinkRoute route = link.route();
    return !route.paused()
        && !WayRules.hasEnded(route.expiresAt(), now)
        && !WayRules.open(route.numbers(), route.routing()).isEmpty();
  }

  private static Optional<String> alike(String field, @Nullable String given, List<String> known) {
    return given == null
        ? Optional.empty()
        : NamingRules.meant(given, known)
            .map(
                meant ->
                    "The %s \"%s\" is written \"%s\" elsewhere. Did you mean that? Reports keep the two apart."
                        .formatted(field, given, meant));
  }

  private List<String> used(WorkspaceId workspace, String column, @Nullable LinkId self) {
    return jdbc.sql(
            """
        select name from (
          select case :column when 'source' then source else campaign end as name
          from links.link where workspace_id = :ws and id is distinct from :self::uuid) as named
        where name is not null group by name order by count(*) desc, name limit :most""")
        .param("ws", workspace.value())
        .param("column", column)
        .param("self", self == null ? null : self.value())
        .param("most", MOST_NAMES)
        .query((row, index) -> row.getString("name"))
        .list();
  }

  private Optional<String> twin(WorkspaceId workspace, Naming naming, @Nullable LinkId self) {
    NumberId number = naming.number();
    if (number == null) {
      return Optional.empty();
    }
    return tx.in(
        workspace,
        () ->
            jdbc.sql(
                    """
            select name from links.link
            where workspace_id = :ws and number_id = :number and message = :message and archived_at is null
              and source is not distinct from :source::text and campaign is not distinct from :campaign::text
              and id is distinct from :self::uuid
            order by created_at limit 1""")
                .param("ws", workspace.value())
                .param("number", number.value())
                .param("message", naming.message())
                .param("source", naming.source())
                .param("campaign", naming.campaign())
                .param("self", self == null ? null : self.value())
                .query(String.class)
                .optional());
  }
}

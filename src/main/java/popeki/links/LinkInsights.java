package popeki.links;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import popeki.kernel.DateRange;
import popeki.kernel.LinkId;
import popeki.kernel.WorkspaceId;
import popeki.links.ClickFigures.Breakdown;
import popeki.links.ClickFigures.Share;
import popeki.links.ClickFigures.Tally;
import popeki.platform.ChartView;
import popeki.platform.FilterBarView;
import popeki.platform.PagePeriod;
import popeki.platform.Shell;
import popeki.platform.Words;
import popeki.platform.WorkspaceTx;

/** What a link's page tells of a period: the days, who came from where, and who did not write. */
@Component
class LinkInsights {
  /** Who clicked longer ago will hardly write any more. */
  private static final Duration STILL_WAITING = Duration.ofHours(24);

  private static final int MOST_ROWS = 8;

  private final ClickFigures figures;
  private final UserAgents agents;
  private final WorkspaceTx tx;
  private final Clock clock;

  private record Found(Breakdown breakdown, List<Share> agents, Map<Ghost, Long> ghosts) {}

  LinkInsights(ClickFigures figures, UserAgents agents, WorkspaceTx tx, Clock clock) {
    this.figures = figures;
    this.agents = agents;
    this.tx = tx;
    this.clock = clock;
  }

  LinkInsightsView of(WorkspaceId workspace, LinkId link, PagePeriod period, Shell shell) {
    Instant now = clock.instant();
    DateRange range = period.bounds();
    Found found =
        tx.in(
            workspace,
            () ->
                new Found(
                    figures.breakdown(workspace, link, range, period.zone()),
                    figures.userAgents(workspace, link, range),
                    figures.ghosts(workspace, link, range, now.minus(STILL_WAITING))));
    Words w = shell.words();
    Tally all = found.breakdown().days().values().stream().reduce(Tally.NONE, Tally::plus);
    return new LinkInsightsView(
        bar(shell.path("links/" + link), period, w),
        chart(found.breakdown().days(), all, period, w),
        List.of(
            table("devices", found.breakdown().devices(), value -> device(value, w), w),
            table("countries", found.breakdown().countries(), value -> country(value, w), w),
            table("referrers", found.breakdown().referrers(), value -> referrer(value, w), w),
            table("apps", apps(found.agents()), value -> app(value, w), w)),
        ghosts(found.ghosts(), all, w));
  }

  private static FilterBarView bar(String base, PagePeriod period, Words w) {
    return new FilterBarView(
        PagePeriod.CHOICES.stream()
            .map(
                choice ->
                    new FilterBarView.Period(
                        w.of("reports.range." + choice),
                        base + "?range=" + choice,
                        period.range().equals(choice),
                        null))
            .toList(),
        new FilterBarView.Custom(
            base,
            period.first().toString(),
            period.last().toString(),
            period.range().equals("custom"),
            List.of(new FilterBarView.Parameter("range", "custom"))),
        w.of("reports.zone", city(period)),
        null,
        List.of(),
        List.of(),
        null,
        null);
  }

  private static String city(PagePeriod period) {
    String id = period.zone().getId();
    return id.substring(id.lastIndexOf('/') + 1).replace('_', ' ');
  }

  private static ChartView chart(
      Map<LocalDate, Tally> days, Tally all, PagePeriod period, Words w) {
    var shown = new ArrayList<LocalDate>();
    LocalDate until = period.last().isAfter(period.today()) ? period.today() : period.last();
    for (LocalDate day = period.first(); !day.isAfter(until); day = day.plusDays(1)) {
      shown.add(day);
    }
    return new ChartView(
        w.of("links.chart.caption", all.clicks(), all.conversations()),
        shown,
        List.of(
            series(w.of("links.clicks"), shown, days, Tally::clicks),
            series(w.of("links.conversations"), shown, days, Tally::conversations)),
        List.of(),
        period.running(),
        null);
  }

  private static ChartView.Series series(
      String name, List<LocalDate> shown, Map<LocalDate, Tally> days, Function<Tally, Long> value) {
    return new ChartView.Series(
        name,
        shown.stream()
            .map(day -> (double) value.apply(days.getOrDefault(day, Tally.NONE)))
            .toList(),
        false);
  }

  /** Different user agents of one app become one row. */
  private List<Share> apps(List<Share> sent) {
    var sums = new LinkedHashMap<String, Tally>();
    for (Share one : sent) {
      UserAgents.Seen seen = agents.of(one.value());
      sums.merge(seen.app() == null ? "" : seen.app(), one.tally(), Tally::plus);
    }
    return sums.entrySet().stream()
        .map(sum -> new Share(sum.getKey().isEmpty() ? null : sum.getKey(), sum.getValue()))
        .sorted((one, other) -> Long.compare(other.tally().clicks(), one.tally().clicks()))
        .toList();
  }

  /** The largest rows; the rest is one row, so that the sum stays whole. */
  private static LinkInsightsView.Table table(
      String name, List<Share> shares, Function<@Nullable String, String> label, Words w) {
    long largest = shares.isEmpty() ? 1 : Math.max(1, shares.getFirst().tally().clicks());
    var rows = new ArrayList<LinkInsightsView.Row>();
    Tally rest = Tally.NONE;
    for (Share share : shares) {
      if (rows.size() < MOST_ROWS) {
        rows.add(row(label.apply(share.value()), share.tally(), largest, w));
      } else {
        rest = rest.plus(share.tally());
      }
    }
    if (rest.clicks() > 0) {
      rows.add(row(w.of("links.insight.rest"), rest, largest, w));
    }
    return new LinkInsightsView.Table(
        w.of("links.insight." + name), w.of("links.insight." + name + ".head"), rows);
  }

  private static LinkInsightsView.Row row(String label, Tally tally, long largest, Words w) {
    return new LinkInsightsView.Row(
        label,
        w.number(tally.clicks()),
        w.number(tally.conversations()),
        w.percent((double) tally.conversations() / tally.clicks()),
        Math.min(1, (double) tally.clicks() / largest));
  }

  private static LinkInsightsView.Ghosts ghosts(Map<Ghost, Long> ghosts, Tally all, Words w) {
    long total = ghosts.values().stream().mapToLong(Long::longValue).sum();
    return new LinkInsightsView.Ghosts(
        w.of("links.ghosts.lead", total, all.clicks()),
        ghosts.entrySet().stream()
            .map(
                one ->
                    new LinkInsightsView.Cause(
                        w.of("links.ghost." + one.getKey().key()),
                        w.of("links.ghost." + one.getKey().key() + ".why"),
                        w.number(one.getValue()),
                        (double) one.getValue() / total))
            .toList());
  }

  private static String device(@Nullable String value, Words w) {
    return w.of("links.device." + (value == null ? "unknown" : value));
  }

  private static String country(@Nullable String code, Words w) {
    return code == null
        ? w.of("links.insight.country.unknown")
        : Locale.of("", code).getDisplayCountry(w.locale());
  }

  private static String referrer(@Nullable String host, Words w) {
    return host == null ? w.of("links.insight.referrer.none") : host;
  }

  private static String app(@Nullable String family, Words w) {
    return family == null ? w.of("links.insight.app.unknown") : family;
  }
}

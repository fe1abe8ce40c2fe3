package popeki.reports;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import popeki.platform.FilterBarView;
import popeki.platform.FilterBarView.Chip;
import popeki.platform.FilterBarView.Choice;
import popeki.platform.FilterBarView.Option;
import popeki.platform.FilterBarView.Parameter;
import popeki.platform.PagePeriod;
import popeki.platform.Words;

/** The bar of the report pages. */
final class ReportFilterBar {
  private ReportFilterBar() {}

  /**
   * The bar of a page.
   *
   * @param page the address of this page for a state: the overview's or the campaigns'
   * @param rows what could be filtered by, largest first
   */
  static FilterBarView of(
      ReportUrl url, Function<ReportUrl, String> page, Rows rows, boolean comparing, Words w) {
    PagePeriod period = url.period();
    String bare = page.apply(url);
    int query = bare.indexOf('?');
    return new FilterBarView(
        periods(url, page, w),
        new FilterBarView.Custom(
            query < 0 ? bare : bare.substring(0, query),
            period.first().toString(),
            period.last().toString(),
            period.range().equals("custom"),
            url.besidesPeriod().entrySet().stream()
                .map(one -> new Parameter(one.getKey(), one.getValue()))
                .toList()),
        w.of("reports.zone", city(period)),
        comparing
            ? new FilterBarView.Compare(
                w.of("reports.compare"), page.apply(url.withCompare(!url.compare())), url.compare())
            : null,
        chips(url, page, rows, w),
        choices(url, page, rows, w),
        null,
        url.filter().isNone() ? null : page.apply(url.with(Filter.NONE)));
  }

  /** The breakdowns a filter chooses from; empty where they could not be read. */
  record Rows(List<CampaignRow> sources, List<CampaignRow> campaigns) {
    static final Rows NONE = new Rows(List.of(), List.of());
  }

  private static List<FilterBarView.Period> periods(
      ReportUrl url, Function<ReportUrl, String> page, Words w) {
    List<FilterBarView.Period> periods = new ArrayList<>();
    for (String choice : PagePeriod.CHOICES) {
      ReportUrl there = url.withRange(choice);
      periods.add(
          new FilterBarView.Period(
              w.of("reports.range." + choice),
              page.apply(there),
              url.period().range().equals(choice),
              w.days(there.period().first(), there.period().last())));
    }
    return periods;
  }

  private static String city(PagePeriod period) {
    String id = period.zone().getId();
    return id.substring(id.lastIndexOf('/') + 1).replace('_', ' ');
  }

  private static List<Chip> chips(
      ReportUrl url, Function<ReportUrl, String> page, Rows rows, Words w) {
    List<Chip> chips = new ArrayList<>();
    Filter filter = url.filter();
    if (filter.source() != null) {
      chips.add(
          new Chip(
              w.of("reports.group.source"),
              shown(filter.source(), GroupBy.SOURCE, rows.sources(), w),
              page.apply(url.with(new Filter(null, filter.campaign())))));
    }
    if (filter.campaign() != null) {
      chips.add(
          new Chip(
              w.of("reports.group.campaign"),
              shown(filter.campaign(), GroupBy.CAMPAIGN, rows.campaigns(), w),
              page.apply(url.with(new Filter(filter.source(), null)))));
    }
    return chips;
  }

  /** What a value that is filtered by is called; itself where nobody told us. */
  static String shown(String value, GroupBy group, List<CampaignRow> rows, Words w) {
    if (value.equals(Filter.UNATTRIBUTED)) {
      return w.of("reports.none." + group.wire());
    }
    return rows.stream()
        .filter(row -> value.equals(row.key()))
        .map(row -> row.name() == null ? value : row.name())
        .findFirst()
        .orElse(group == GroupBy.SOURCE ? SourceName.of(value) : value);
  }

  private static List<Choice> choices(
      ReportUrl url, Function<ReportUrl, String> page, Rows rows, Words w) {
    List<Choice> choices = new ArrayList<>();
    add(choices, url, page, GroupBy.SOURCE, url.filter().source(), rows.sources(), w);
    add(choices, url, page, GroupBy.CAMPAIGN, url.filter().campaign(), rows.campaigns(), w);
    return choices;
  }

  private static void add(
      List<Choice> choices,
      ReportUrl url,
      Function<ReportUrl, String> page,
      GroupBy group,
      @Nullable String chosen,
      List<CampaignRow> rows,
      Words w) {
    if (chosen != null) {
      return;
    }
    List<Option> options = new ArrayList<>();
    for (CampaignRow row : rows) {
      ReportUrl narrowed = url.narrowed(group, row.key());
      if (narrowed != null && !row.sum().isNothing()) {
        options.add(
            new Option(
                row.key() == null
                    ? w.of("reports.none." + group.wire())
                    : row.name() == null ? row.key() : row.name(),
                page.apply(narrowed),
                w.number(row.sum().conversations())));
      }
    }
    if (!options.isEmpty()) {
      choices.add(new Choice(w.of("reports.group." + group.wire()), options));
    }
  }
}

package popeki.reports;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import popeki.kernel.Money;
import popeki.kernel.WorkspaceId;
import popeki.platform.LinkView;
import popeki.platform.Words;

/** What the breakdowns show, in words: the short ones of the overview and the full report. */
@Component
class BreakdownPage {
  private static final int TOP = 7;
  private static final List<String> COLUMNS =
      List.of("clicks", "conversations", "qualified", "won", "revenue");
  private static final List<String> COSTS = List.of("spend", "cost_per_lead");

  private final ReportReader reports;

  BreakdownPage(ReportReader reports) {
    this.reports = reports;
  }

  /** The largest seven and the row without a key, which is never left out. */
  BreakdownView top(WorkspaceId workspace, ReportUrl url, GroupBy group, Words w) {
    List<CampaignRow> rows = rows(workspace, url, group);
    Measures total = total(rows);
    long largest = largest(rows);
    List<BreakdownView.Row> shown = new ArrayList<>();
    rows.stream()
        .filter(row -> row.key() != null)
        .limit(TOP)
        .forEach(row -> shown.add(line(row, url, group, largest, w)));
    rows.stream()
        .filter(row -> row.key() == null)
        .forEach(row -> shown.add(line(row, url, group, largest, w)));
    long keyed = rows.stream().filter(row -> row.key() != null).count();
    String all = url.with(group).campaigns();
    return new BreakdownView(
        w.of("reports.top." + group.wire()),
        w.of("reports.group." + group.wire()),
        shown,
        new BreakdownView.Row(
            w.of("reports.total"),
            null,
            url.conversations(Map.of()),
            false,
            0,
            w.number(total.conversations()),
            w.number(total.qualified()),
            rate(total.qualified(), total.conversations(), w)),
        new LinkView(w.of("reports.all", keyed), all));
  }

  private static BreakdownView.Row line(
      CampaignRow row, ReportUrl url, GroupBy group, long largest, Words w) {
    Measures sum = row.sum();
    ReportUrl narrowed = url.narrowed(group, row.key());
    return new BreakdownView.Row(
        name(row, group, w),
        narrowed == null ? linkPage(url, group, row) : narrowed.here(),
        door(url, group, row, Map.of()),
        row.key() == null,
        (double) Math.max(0, sum.conversations()) / largest,
        w.number(sum.conversations()),
        w.number(sum.qualified()),
        rate(sum.qualified(), sum.conversations(), w));
  }

  /** Every row, sorted as asked. */
  CampaignsView full(WorkspaceId workspace, ReportUrl url, Words w, String currency) {
    List<CampaignRow> rows = new ArrayList<>(rows(workspace, url, url.group()));
    rows.sort(
        Comparator.comparingLong(
                (CampaignRow row) -> column(url.sort(), currency).applyAsLong(row.sum()))
            .reversed());
    Measures total = total(rows);
    boolean withSpend = !total.spend().isEmpty();
    long largest = largest(rows);
    List<String> columns = new ArrayList<>(COLUMNS);
    if (withSpend) {
      columns.addAll(COSTS);
    }
    return new CampaignsView(
        groups(url, w),
        models(url, w),
        columns.stream().map(column -> head(column, url, w)).toList(),
        rows.stream().map(row -> line(row, url, largest, withSpend, w)).toList(),
        new CampaignsView.Row(
            w.of("reports.total"),
            null,
            null,
            false,
            0,
            parted(
                totals(rows, total, url, withSpend, w),
                new CampaignRow(null, null, total, parts(rows)),
                w)),
        withSpend,
        url.campaignFile());
  }

  /** What is narrowed to, by each way of giving credit: they share the same touches otherwise. */
  CreditView credit(WorkspaceId workspace, ReportUrl url, Words w) {
    Map<Model, CampaignRow> totals =
        reports.totals(
            workspace, Span.of(url.period().bounds(), url.period().zone()), url.filter());
    List<CreditView.Row> lines = new ArrayList<>();
    for (Model model : Model.values()) {
      CampaignRow sum = Objects.requireNonNull(totals.get(model));
      lines.add(
          new CreditView.Row(
              w.of("reports.model." + model.wire()),
              model == Model.LAST,
              List.of(
                  w.number(sum.conversations().doubleValue()),
                  w.number(sum.qualified().doubleValue()),
                  w.number(sum.won().doubleValue()),
                  money(sum.sum().revenue(), w))));
    }
    return new CreditView(
        Stream.of("conversations", "qualified", "won", "revenue")
            .map(column -> w.of("reports.column." + column))
            .toList(),
        lines,
        cost(Objects.requireNonNull(totals.get(Model.LAST)).sum(), w));
  }

  /** Spend, and what it bought where it is in one currency. */
  private static String cost(Measures sum, Words w) {
    if (sum.spend().isEmpty()) {
      return "";
    }
    var parts = new ArrayList<String>();
    parts.add(w.of("reports.cost.spend", money(sum.spend(), w)));
    if (sum.spend().size() == 1) {
      var spend = sum.spend().entrySet().iterator().next();
      each(parts, "reports.cost.conversation", spend, sum.conversations(), w);
      each(parts, "reports.cost.lead", spend, sum.qualified(), w);
      each(parts, "reports.cost.sale", spend, sum.won(), w);
      Long revenue = sum.revenue().get(spend.getKey());
      if (revenue != null && sum.revenue().size() == 1 && spend.getValue() > 0) {
        parts.add(
            w.of(
                "reports.cost.return",
                w.number(Math.round(10.0 * revenue / spend.getValue()) / 10.0)));
      }
    }
    return String.join(" · ", parts);
  }

  private static void each(
      List<String> parts, String words, Map.Entry<String, Long> spend, long count, Words w) {
    if (count > 0) {
      parts.add(w.of(words, perOne(spend, count, w)));
    }
  }

  private static String perOne(Map.Entry<String, Long> spend, long count, Words w) {
    long each = Math.round((double) spend.getValue() / count);
    return w.money(new Money(each, spend.getKey()));
  }

  private static CampaignsView.Row line(
      CampaignRow row, ReportUrl url, long largest, boolean withSpend, Words w) {
    ReportUrl narrowed = url.narrowed(url.group(), row.key());
    String key = row.key();
    return new CampaignsView.Row(
        name(row, url.group(), w),
        narrowed == null
            ? linkPage(url, url.group(), row)
            : key == null ? narrowed.withHome(ReportUrl.OVERVIEW).here() : narrowed.campaign(),
        key != null && row.name() == null ? key : null,
        key == null,
        (double) Math.max(0, row.sum().conversations()) / largest,
        parted(cells(row.sum(), more -> door(url, url.group(), row, more), withSpend, w), row, w));
  }

  private static @Nullable String linkPage(ReportUrl url, GroupBy group, CampaignRow row) {
    return group == GroupBy.LINK && row.key() != null ? url.base() + "links/" + row.key() : null;
  }

  /** Counts of a model that shares a conversation among several rows. */
  private static List<CampaignsView.Cell> parted(
      List<CampaignsView.Cell> cells, CampaignRow row, Words w) {
    if (row.parts().isNothing()) {
      return cells;
    }
    cells.set(1, shared(cells.get(1), row.conversations(), w));
    cells.set(2, shared(cells.get(2), row.qualified(), w));
    cells.set(3, shared(cells.get(3), row.won(), w));
    if (cells.size() > COLUMNS.size()) {
      // A cost divided by parts of a lead would look more exact than it is.
      cells.set(cells.size() - 1, unknown("cost_per_lead", "reports.cost_per_lead.unknown", w));
    }
    return cells;
  }

  private static Parts parts(List<CampaignRow> rows) {
    return rows.stream().map(CampaignRow::parts).reduce(Parts.NONE, Parts::plus);
  }

  private static CampaignsView.Cell shared(CampaignsView.Cell cell, BigDecimal count, Words w) {
    return new CampaignsView.Cell(
        cell.label(), w.number(count.doubleValue()), cell.href(), null, null);
  }

  private static List<CampaignsView.Cell> cells(
      Measures sum, Door door, boolean withSpend, Words w) {
    List<CampaignsView.Cell> cells = new ArrayList<>();
    cells.add(cell("clicks", w.number(sum.clicks()), null, null, w));
    cells.add(
        cell(
            "conversations",
            w.number(sum.conversations()),
            door.to(Map.of()),
            share(sum.conversations(), sum.clicks(), w),
            w));
    cells.add(
        cell(
            "qualified",
            w.number(sum.qualified()),
            door.to(Map.of("stage", "qualified")),
            share(sum.qualified(), sum.conversations(), w),
            w));
    cells.add(cell("won", w.number(sum.won()), door.to(Map.of("stage", "won")), null, w));
    cells.add(amounts("revenue", sum.revenue(), w));
    if (withSpend) {
      cells.add(amounts("spend", sum.spend(), w));
      cells.add(costPerLead(sum, w));
    }
    return cells;
  }

  /** A rate or cost of everything is shown only where all of it was counted the same way. */
  private static List<CampaignsView.Cell> totals(
      List<CampaignRow> rows, Measures total, ReportUrl url, boolean withSpend, Words w) {
    List<CampaignsView.Cell> cells = cells(total, url::conversations, withSpend, w);
    if (rows.stream().anyMatch(row -> row.sum().conversations() > row.sum().clicks())) {
      CampaignsView.Cell all = cells.get(1);
      cells.set(1, new CampaignsView.Cell(all.label(), all.text(), all.href(), null, null));
    }
    if (withSpend
        && rows.stream()
            .anyMatch(row -> row.sum().qualified() > 0 && row.sum().spend().isEmpty())) {
      cells.set(cells.size() - 1, unknown("cost_per_lead", "reports.cost_per_lead.partial", w));
    }
    return cells;
  }

  private static CampaignsView.Cell costPerLead(Measures sum, Words w) {
    if (sum.qualified() <= 0 || sum.spend().size() != 1) {
      return unknown(
          "cost_per_lead",
          sum.spend().isEmpty() ? "reports.spend.unknown" : "reports.cost_per_lead.unknown",
          w);
    }
    var spend = sum.spend().entrySet().iterator().next();
    return cell("cost_per_lead", perOne(spend, sum.qualified(), w), null, null, w);
  }

  private static CampaignsView.Cell amounts(String column, Map<String, Long> amounts, Words w) {
    if (amounts.isEmpty()) {
      boolean revenue = column.equals("revenue");
      return unknown(column, revenue ? "reports.revenue.unknown" : "reports.spend.unknown", w);
    }
    return cell(column, money(amounts, w), null, null, w);
  }

  /** Amounts of several currencies stand side by side: adding them up would invent a rate. */
  private static String money(Map<String, Long> amounts, Words w) {
    return amounts.isEmpty()
        ? w.unknown()
        : new TreeMap<>(amounts)
            .entrySet().stream()
                .map(one -> w.money(new Money(one.getValue(), one.getKey())))
                .collect(Collectors.joining(" + "));
  }

  private static CampaignsView.Cell cell(
      String column, String text, @Nullable String href, @Nullable String rate, Words w) {
    return new CampaignsView.Cell(w.of("reports.column." + column), text, href, rate, null);
  }

  private static CampaignsView.Cell unknown(String column, String reason, Words w) {
    return new CampaignsView.Cell(w.of("reports.column." + column), null, null, null, w.of(reason));
  }

  /** A share above one says nothing: people came another way, or in another period. */
  private static @Nullable String share(long part, long whole, Words w) {
    return whole > 0 && part <= whole && part >= 0 ? w.percent((double) part / whole) : null;
  }

  /** Leads to the conversations behind a number, narrowed further. */
  private interface Door {
    @Nullable String to(Map<String, String> more);
  }

  private static @Nullable String door(
      ReportUrl url, GroupBy group, CampaignRow row, Map<String, String> more) {
    Map<String, String> narrowed = url.door(group, row.key());
    if (narrowed == null) {
      return null;
    }
    Map<String, String> all = new TreeMap<>(narrowed);
    all.putAll(more);
    return url.conversations(all);
  }

  private static CampaignsView.Column head(String column, ReportUrl url, Words w) {
    return new CampaignsView.Column(
        w.of("reports.column." + column),
        url.sorted(column).campaigns(),
        url.sort().equals(column) ? "descending" : null,
        w.of("reports.column." + column + ".why"));
  }

  private static List<CampaignsView.Group> models(ReportUrl url, Words w) {
    List<CampaignsView.Group> models = new ArrayList<>();
    for (Model model : Model.values()) {
      models.add(
          new CampaignsView.Group(
              w.of("reports.model." + model.wire()),
              url.with(model).campaigns(),
              url.model() == model));
    }
    return models;
  }

  private static List<CampaignsView.Group> groups(ReportUrl url, Words w) {
    List<CampaignsView.Group> groups = new ArrayList<>();
    for (GroupBy group : GroupBy.values()) {
      groups.add(
          new CampaignsView.Group(
              w.of("reports.group." + group.wire()),
              url.with(group).campaigns(),
              url.group() == group));
    }
    return groups;
  }

  private static ToLongFunction<Measures> column(String sort, String currency) {
    return switch (sort) {
      case "clicks" -> Measures::clicks;
      case "qualified" -> Measures::qualified;
      case "won" -> Measures::won;
      case "revenue" -> sum -> sum.revenue().getOrDefault(currency, 0L);
      case "spend" -> sum -> sum.spend().getOrDefault(currency, 0L);
      case "cost_per_lead" ->
          sum ->
              sum.qualified() <= 0 ? 0 : sum.spend().getOrDefault(currency, 0L) / sum.qualified();
      default -> Measures::conversations;
    };
  }

  List<CampaignRow> rows(WorkspaceId workspace, ReportUrl url, GroupBy group) {
    return reports.rows(
        workspace,
        Span.of(url.period().bounds(), url.period().zone()),
        group,
        url.filter(),
        url.model());
  }

  private static String name(CampaignRow row, GroupBy group, Words w) {
    if (row.key() == null) {
      return w.of("reports.none." + group.wire());
    }
    return row.name() == null ? w.of("reports.unnamed." + group.wire()) : row.name();
  }

  private static long largest(List<CampaignRow> rows) {
    return Math.max(1, rows.stream().mapToLong(row -> row.sum().conversations()).max().orElse(1));
  }

  private static Measures total(List<CampaignRow> rows) {
    return rows.stream().map(CampaignRow::sum).reduce(Measures.NONE, Measures::plus);
  }

  private static String rate(long part, long whole, Words w) {
    String share = share(part, whole, w);
    return share == null ? w.unknown() : share;
  }
}

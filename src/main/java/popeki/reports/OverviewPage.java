package popeki.reports;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import popeki.kernel.Money;
import popeki.kernel.WorkspaceId;
import popeki.platform.ChartView;
import popeki.platform.FigureView;
import popeki.platform.FigureView.Change;
import popeki.platform.FigureView.Direction;
import popeki.platform.LinkView;
import popeki.platform.PagePeriod;
import popeki.platform.Tone;
import popeki.platform.Words;

/** What the overview shows, in words. */
@Component
class OverviewPage {
  private static final int FEW = 30;
  private static final int LONGEST_TREND = 120;
  private static final int LEAD_UP_DAYS = 13;
  private static final double NOTABLE_FALL = 0.1;

  private final ReportReader reports;
  private final Clock clock;

  OverviewPage(ReportReader reports, Clock clock) {
    this.reports = reports;
    this.clock = clock;
  }

  /** The figures of the period, and of the one before when they are compared. */
  private record Figures(
      SortedMap<LocalDate, Measures> days,
      Measures now,
      @Nullable SortedMap<LocalDate, Measures> earlierDays,
      Measures before,
      @Nullable String versus,
      String currency) {}

  FiguresView figures(WorkspaceId workspace, ReportUrl url, Words w, String currency) {
    Figures figures = read(workspace, url, w, currency);
    List<FigureView> shown = new ArrayList<>();
    for (Measure measure : Measure.values()) {
      shown.add(figure(measure, figures, url, w));
    }
    return new FiguresView(
        shown,
        url.period().days() == 1 ? leadUp(workspace, figures, url, w) : chart(figures, url, w),
        attention(figures, w),
        new LinkView(
            w.of("reports.attention.door"),
            url.conversations(Map.of("attribution", Filter.UNATTRIBUTED))));
  }

  private Figures read(WorkspaceId workspace, ReportUrl url, Words w, String currency) {
    PagePeriod period = url.period();
    SortedMap<LocalDate, Measures> days =
        reports.days(workspace, Span.of(period.bounds(), period.zone()), url.filter());
    if (!url.compare()) {
      return new Figures(days, sum(days), null, Measures.NONE, null, currency);
    }
    PagePeriod earlier = period.previous();
    Instant now = clock.instant();
    Span span =
        Span.of(period.running() ? earlier.boundsUntil(now) : earlier.bounds(), period.zone());
    SortedMap<LocalDate, Measures> before = reports.days(workspace, span, url.filter());
    String versus = w.of("reports.versus", w.days(earlier.first(), earlier.last()));
    return new Figures(days, sum(days), before, sum(before), versus, currency);
  }

  private static Measures sum(SortedMap<LocalDate, Measures> days) {
    return days.values().stream().reduce(Measures.NONE, Measures::plus);
  }

  private static FigureView figure(Measure measure, Figures f, ReportUrl url, Words w) {
    String label = w.of("reports.figure." + measure.wire());
    boolean charted = url.measure() == measure;
    String chart = url.with(measure).here();
    if (measure == Measure.ATTRIBUTED && f.now().conversations() == 0) {
      return FigureView.unknown(label, w.of("reports.attributed.unknown"));
    }
    FigureView figure =
        FigureView.of(label, value(measure, f.now(), f.currency(), w))
            .withTrend(trend(measure, f))
            .onChart(chart, charted)
            .withFewData(f.now().conversations() < FEW && measure != Measure.CLICKS);
    if (measure == Measure.ATTRIBUTED) {
      figure = figure.withUnit("%");
    }
    LinkView door = door(measure, f, url, w);
    figure = figure.withDrill(door.text(), door.href());
    return f.versus() == null ? figure : figure.withChange(change(measure, f, w));
  }

  private static List<Double> trend(Measure measure, Figures f) {
    return f.days().size() > LONGEST_TREND
        ? List.of()
        : f.days().values().stream().map(sum -> (double) measure.of(sum, f.currency())).toList();
  }

  private static String value(Measure measure, Measures sum, String currency, Words w) {
    return switch (measure) {
      case REVENUE -> w.money(new Money(measure.of(sum, currency), currency));
      case ATTRIBUTED -> w.percentNumber(share(sum));
      case CLICKS, CONVERSATIONS, QUALIFIED, WON -> w.number(measure.of(sum, currency));
    };
  }

  private static double share(Measures sum) {
    return sum.conversations() == 0 ? 0 : (double) sum.attributed() / sum.conversations();
  }

  private static @Nullable Change change(Measure measure, Figures f, Words w) {
    if (measure != Measure.ATTRIBUTED) {
      return Change.between(
          (double) measure.of(f.now(), f.currency()),
          (double) measure.of(f.before(), f.currency()),
          true,
          w,
          f.versus());
    }
    if (f.before().conversations() == 0) {
      return null;
    }
    double points = Math.round((share(f.now()) - share(f.before())) * 1_000) / 10.0;
    if (points == 0) {
      return new Change(Direction.SAME, w.of("shared.change.same"), null, Tone.NEUTRAL);
    }
    return new Change(
        points > 0 ? Direction.UP : Direction.DOWN,
        w.of("reports.points", Math.abs(points)),
        f.versus(),
        Math.abs(points) < 1 ? Tone.NEUTRAL : points > 0 ? Tone.POSITIVE : Tone.NEGATIVE);
  }

  private static LinkView door(Measure measure, Figures f, ReportUrl url, Words w) {
    Measures now = f.now();
    return switch (measure) {
      case CLICKS -> new LinkView(w.of("reports.door.clicks"), url.links());
      case CONVERSATIONS ->
          new LinkView(
              w.of("reports.door.conversations", now.conversations()), url.conversations(Map.of()));
      case ATTRIBUTED ->
          new LinkView(
              w.of(
                  "reports.door.unattributed",
                  now.conversations() - now.attributed() - now.adUnknown()),
              url.conversations(Map.of("attribution", Filter.UNATTRIBUTED)));
      case QUALIFIED ->
          new LinkView(
              w.of("reports.door.qualified", now.qualified()),
              url.conversations(Map.of("stage", "qualified")));
      case WON ->
          new LinkView(
              w.of("reports.door.won", now.won()), url.conversations(Map.of("stage", "won")));
      case REVENUE ->
          new LinkView(
              otherCurrencies(now, f.currency(), w), url.conversations(Map.of("stage", "won")));
    };
  }

  /** Amounts in other currencies stand beside the figure: adding them up would invent a rate. */
  private static String otherCurrencies(Measures sum, String currency, Words w) {
    List<String> others =
        sum.revenue().entrySet().stream()
            .filter(amount -> !amount.getKey().equals(currency))
            .sorted(Map.Entry.comparingByKey())
            .map(amount -> w.money(new Money(amount.getValue(), amount.getKey())))
            .toList();
    return others.isEmpty()
        ? w.of("reports.door.won", sum.won())
        : w.of("reports.door.currencies", String.join(", ", others));
  }

  private static @Nullable String attention(Figures f, Words w) {
    boolean enough = f.now().conversations() >= FEW && f.before().conversations() >= FEW;
    return enough && share(f.before()) - share(f.now()) >= NOTABLE_FALL
        ? w.of("reports.attention", w.percent(share(f.now())), w.percent(share(f.before())))
        : null;
  }

  private static ChartView chart(Figures f, ReportUrl url, Words w) {
    Measure measure = url.measure();
    List<LocalDate> days = List.copyOf(f.days().keySet());
    String label = w.of("reports.chart." + measure.wire());
    List<ChartView.Series> series = new ArrayList<>();
    series.add(
        new ChartView.Series(
            label,
            f.days().values().stream().map(s -> (double) measure.of(s, f.currency())).toList(),
            false));
    if (f.earlierDays() != null) {
      series.add(
          new ChartView.Series(
              w.of("reports.chart.before"),
              padded(f.earlierDays().values().stream().toList(), measure, f, days.size()),
              true));
    }
    return new ChartView(
        caption(measure, label, f, url, w),
        days,
        series,
        days.stream().map(day -> url.onDay(day).here()).toList(),
        url.period().running(),
        measure == Measure.REVENUE ? f.currency() : null);
  }

  /** One day is no line: it is shown at the end of the two weeks that led up to it. */
  private ChartView leadUp(WorkspaceId workspace, Figures f, ReportUrl url, Words w) {
    LocalDate day = url.period().last();
    ReportUrl weeks = url.since(day.minusDays(LEAD_UP_DAYS));
    SortedMap<LocalDate, Measures> days =
        reports.days(
            workspace, Span.of(weeks.period().bounds(), weeks.period().zone()), url.filter());
    ChartView line =
        chart(new Figures(days, f.now(), null, Measures.NONE, null, f.currency()), weeks, w);
    Measure measure = url.measure();
    long now = measure.of(f.now(), f.currency());
    String amount =
        measure == Measure.REVENUE ? w.money(new Money(now, f.currency())) : w.number(now);
    return new ChartView(
        w.of(
            "reports.caption.day",
            w.of("reports.chart." + measure.wire()),
            amount,
            w.dayShort(day)),
        line.days(),
        line.series(),
        line.hrefs(),
        line.unfinished(),
        line.currency());
  }

  private static List<Double> padded(List<Measures> earlier, Measure measure, Figures f, int size) {
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      values.add(i < earlier.size() ? (double) measure.of(earlier.get(i), f.currency()) : 0.0);
    }
    return values;
  }

  private static String caption(Measure measure, String label, Figures f, ReportUrl url, Words w) {
    long now = measure.of(f.now(), f.currency());
    long before = measure.of(f.before(), f.currency());
    String amount =
        measure == Measure.REVENUE ? w.money(new Money(now, f.currency())) : w.number(now);
    if (f.versus() == null || before == 0) {
      return w.of(
          "reports.caption", label, amount, w.days(url.period().first(), url.period().last()));
    }
    if (now == before) {
      return w.of("reports.caption.same", label, amount, f.versus());
    }
    return w.of(
        now > before ? "reports.caption.up" : "reports.caption.down",
        label,
        amount,
        w.percent(Math.abs(now - before) / (double) Math.abs(before)),
        f.versus());
  }

  FunnelView funnel(WorkspaceId workspace, ReportUrl url, Words w) {
    Span span = Span.of(url.period().bounds(), url.period().zone());
    List<CampaignRow> links = reports.rows(workspace, span, GroupBy.LINK, url.filter(), Model.LAST);
    Measures sum = links.stream().map(CampaignRow::sum).reduce(Measures.NONE, Measures::plus);
    long direct =
        links.stream()
            .filter(row -> row.key() == null)
            .mapToLong(row -> row.sum().conversations())
            .sum();
    long largest = Math.max(1, Math.max(sum.clicks(), sum.conversations()));
    String qualified = url.conversations(Map.of("stage", "qualified"));
    String won = url.conversations(Map.of("stage", "won"));
    return new FunnelView(
        List.of(
            step("clicks", sum.clicks(), null, largest, url.links(), w),
            step(
                "conversations",
                sum.conversations(),
                rate(sum.conversations() - direct, sum.clicks(), w),
                largest,
                url.conversations(Map.of()),
                w),
            step(
                "qualified",
                sum.qualified(),
                rate(sum.qualified(), sum.conversations(), w),
                largest,
                qualified,
                w),
            step("won", sum.won(), rate(sum.won(), sum.qualified(), w), largest, won, w)),
        direct > 0 ? w.of("reports.funnel.direct", direct) : null);
  }

  private static FunnelView.Step step(
      String name, long count, @Nullable String rate, long largest, String href, Words w) {
    return new FunnelView.Step(
        w.of("reports.funnel." + name),
        w.number(count),
        rate,
        Math.max(0, (double) count / largest),
        href);
  }

  /**
   * A rate above one is no rate of this step: it happened in another period than the one before.
   */
  private static @Nullable String rate(long count, long before, Words w) {
    return before > 0 && count <= before && count >= 0 ? w.percent((double) count / before) : null;
  }
}

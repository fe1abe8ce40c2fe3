package popeki.platform;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Money;

/**
 * A daily line chart. The server draws it at once; the script adds the crosshair. The table below
 * holds the same numbers.
 *
 * @param caption the takeaway in words: "Conversations rose 12 % on the 28 days before"
 * @param days one label per point, oldest first
 * @param series at most five; each has as many values as there are days
 * @param hrefs where a click on a point leads; empty for nowhere, else one per day
 * @param unfinished the last day is still running: its stretch is dashed and says "so far"
 * @param currency set when the values are money in minor units
 */
public record ChartView(
    String caption,
    List<LocalDate> days,
    List<Series> series,
    List<String> hrefs,
    boolean unfinished,
    @Nullable String currency) {

  private static final double END_GAP = 8;
  private static final List<String> MARKERS =
      List.of(
          "M8 -4a4 4 0 1 0 .01 0z",
          "M4.5 -3.5h7v7h-7z",
          "M8 -4.5l4.5 8h-9z",
          "M8 -5l5 5l-5 5l-5 -5z",
          "M6.5 -4.5h3v3h3v3h-3v3h-3v-3h-3v-3h3z");
  private static final List<Integer> STEPS = List.of(1, 2, 7, 14, 28, 56, 91, 182);

  public ChartView {
    days = List.copyOf(days);
    series = List.copyOf(series);
    hrefs = List.copyOf(hrefs);
    for (Series one : series) {
      if (one.values().size() != days.size()) {
        throw new IllegalArgumentException("series " + one.name() + " does not match the days");
      }
    }
    if (!hrefs.isEmpty() && hrefs.size() != days.size()) {
      throw new IllegalArgumentException("one href per day, or none");
    }
  }

  /**
   * One line.
   *
   * @param compare an earlier period laid over the same days: dashed, in the quiet colour
   */
  public record Series(String name, List<Double> values, boolean compare) {
    public Series {
      values = List.copyOf(values);
    }
  }

  public boolean empty() {
    return days.isEmpty() || top() == 0;
  }

  /** Whether several measures share the chart, apart from comparisons. */
  public boolean many() {
    return series.stream().filter(one -> !one.compare()).count() > 1;
  }

  /** The top of the zero-based axis. */
  public double axisTop() {
    return Sparkline.niceTop(top());
  }

  /** The axis labels, top to bottom; five of them, for four steps. */
  public List<String> axis(Words w) {
    List<String> labels = new ArrayList<>();
    for (int step = 4; step >= 0; step--) {
      labels.add(w.compact(shown(axisTop() * step / 4)));
    }
    return labels;
  }

  /** The days that carry a label: whole steps back from the last one, at most eight. */
  public List<Integer> ticks() {
    int last = days.size() - 1;
    int step = STEPS.stream().filter(s -> last / s < 8).findFirst().orElse(last);
    List<Integer> ticks = new ArrayList<>();
    for (int day = last; day >= 0; day -= Math.max(1, step)) {
      ticks.add(day);
    }
    return ticks.reversed();
  }

  /** Where a day stands on the axis, in percent. */
  public double position(int day) {
    return days.size() < 2 ? 0 : Math.round(day * 10_000.0 / (days.size() - 1)) / 100.0;
  }

  /** The class that gives a series its ink: s1…s5, or s0 for a comparison. */
  public String ink(int index) {
    return series.get(index).compare() ? "s0" : "s" + Math.min(5, index + 1);
  }

  /** The finished stretch of a series in a box of 1000 × 200. */
  public String line(int index) {
    Series one = series.get(index);
    int last = days.size() - (split(one) ? 2 : 1);
    return Sparkline.path(Sparkline.until(one.values(), last), axisTop(), 1000, 200);
  }

  /** The stretch that leads to the unfinished day, dashed; empty when all days are finished. */
  public String soFar(int index) {
    Series one = series.get(index);
    return split(one)
        ? Sparkline.path(Sparkline.from(one.values(), days.size() - 2), axisTop(), 1000, 200)
        : "";
  }

  /** The soft fill under a single series. */
  public String area(int index) {
    Series one = series.get(index);
    int count = days.size() - (split(one) ? 1 : 0);
    double width = days.size() < 2 ? 0 : 1000.0 * (count - 1) / (days.size() - 1);
    return Sparkline.area(one.values().subList(0, count), axisTop(), width, 200);
  }

  /** A value as the table shows it. */
  public String cell(double value, Words w) {
    return currency == null ? w.number(value) : w.money(new Money(Math.round(value), currency));
  }

  /** The sign of a series beside its colour: circle, square, triangle, diamond, cross. */
  public String marker(int index) {
    return series.get(index).compare() ? "" : MARKERS.get(Math.min(index, MARKERS.size() - 1));
  }

  /** The names at the ends of the lines, moved apart where they would touch. */
  public List<End> ends() {
    List<Integer> order =
        IntStream.range(0, series.size())
            .boxed()
            .sorted(Comparator.comparingDouble(this::end))
            .toList();
    List<End> ends = new ArrayList<>();
    double free = 0;
    for (int i = 0; i < order.size(); i++) {
      int index = order.get(i);
      double room = 100 - END_GAP * (order.size() - 1 - i);
      double y = Math.min(room, Math.max(free, end(index)));
      ends.add(new End(series.get(index).name(), ink(index), marker(index), y));
      free = y + END_GAP;
    }
    return ends;
  }

  /** A name at the end of its line; {@code y} in percent from the top. */
  public record End(String name, String ink, String marker, double y) {}

  private double end(int index) {
    double last = days.isEmpty() ? 0 : series.get(index).values().getLast();
    return Math.round(1_000 * (1 - last / axisTop())) / 10.0;
  }

  /** What the script needs, safe inside a {@code <script type="application/json">}. */
  public String json(Words w) {
    List<Map<String, Object>> lines = new ArrayList<>();
    for (int i = 0; i < series.size(); i++) {
      Series one = series.get(i);
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("name", one.name());
      line.put("ink", ink(i));
      line.put("compare", one.compare());
      line.put("values", one.values());
      line.put("shown", one.values().stream().map(v -> cell(v, w)).toList());
      lines.add(line);
    }
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("days", days.stream().map(LocalDate::toString).toList());
    data.put("labels", days.stream().map(w::day).toList());
    data.put("short", days.stream().map(w::dayShort).toList());
    data.put("ticks", ticks());
    data.put("top", axisTop());
    data.put("axis", axis(w).reversed());
    data.put("unfinished", unfinished);
    data.put("soFar", w.of("shared.chart.so_far"));
    data.put("hrefs", hrefs);
    data.put("series", lines);
    return JsonBlock.of(data);
  }

  private boolean split(Series one) {
    return unfinished && !one.compare() && days.size() > 1;
  }

  private double top() {
    return series.stream().mapToDouble(s -> Sparkline.top(s.values())).max().orElse(0);
  }

  private double shown(double value) {
    return currency == null ? value : new Money(Math.round(value), currency).amount().doubleValue();
  }
}

package popeki.reports;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Money;
import popeki.platform.Csv;

/** The reports as files: a column per count, and one per currency of an amount. */
final class ReportCsv {
  private static final List<String> COUNTS =
      List.of("clicks", "conversations", "attributed", "ad_unknown", "qualified", "won");

  private ReportCsv() {}

  static String days(SortedMap<LocalDate, Measures> days) {
    return file(
        List.of("date"),
        days.entrySet().stream()
            .map(
                day ->
                    new Line(
                        List.of(day.getKey().toString()),
                        new CampaignRow(null, null, day.getValue(), Parts.NONE)))
            .toList());
  }

  static String rows(GroupBy group, List<CampaignRow> rows) {
    return file(
        List.of(group.wire(), "name"),
        rows.stream()
            .map(row -> new Line(Stream.of(row.key(), row.name()).toList(), row))
            .toList());
  }

  private record Line(List<@Nullable String> head, CampaignRow row) {
    Measures sum() {
      return row.sum();
    }
  }

  private static String file(List<String> head, List<Line> lines) {
    SortedSet<String> revenues = currencies(lines, Measures::revenue);
    SortedSet<String> spends = currencies(lines, Measures::spend);
    List<String> columns = new ArrayList<>(head);
    columns.addAll(COUNTS);
    revenues.forEach(currency -> columns.add("revenue_" + currency));
    spends.forEach(currency -> columns.add("spend_" + currency));
    var file = new StringBuilder(Csv.line(columns));
    for (Line line : lines) {
      List<@Nullable Object> cells = new ArrayList<>(line.head());
      Measures sum = line.sum();
      cells.addAll(
          List.of(
              sum.clicks(),
              line.row().conversations().toPlainString(),
              line.row().attributed().toPlainString(),
              line.row().adUnknown().toPlainString(),
              line.row().qualified().toPlainString(),
              line.row().won().toPlainString()));
      revenues.forEach(currency -> cells.add(amount(sum.revenue(), currency)));
      spends.forEach(currency -> cells.add(amount(sum.spend(), currency)));
      file.append(Csv.line(cells));
    }
    return file.toString();
  }

  private static SortedSet<String> currencies(
      List<Line> lines, Function<Measures, Map<String, Long>> amounts) {
    SortedSet<String> currencies = new TreeSet<>();
    lines.forEach(line -> currencies.addAll(amounts.apply(line.sum()).keySet()));
    return currencies;
  }

  private static BigDecimal amount(Map<String, Long> amounts, String currency) {
    return new Money(amounts.getOrDefault(currency, 0L), currency).amount();
  }
}

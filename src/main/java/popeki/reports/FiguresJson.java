package popeki.reports;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Money;
import popeki.platform.MoneyJson;

/** The answers of the reports, as the contract has them. */
final class FiguresJson {
  private FiguresJson() {}

  /** The stretch that was counted: a period's ends move outwards to quarters of an hour. */
  record Counted(Instant from, Instant to, String zone) {
    static Counted of(Span span) {
      return new Counted(span.from(), span.to(), span.zone().getId());
    }
  }

  /** The overview. */
  record Overview(Counted period, Totals totals, List<Day> series) {}

  /** A breakdown. */
  record Breakdown(Counted period, String groupBy, String model, List<Row> rows, Totals totals) {}

  /** All figures, summed. */
  record Totals(
      long clicks,
      long conversations,
      long attributed,
      long adUnknown,
      long qualified,
      long won,
      List<MoneyJson> revenue,
      List<MoneyJson> spend) {
    static Totals of(Measures sum) {
      return new Totals(
          sum.clicks(),
          sum.conversations(),
          sum.attributed(),
          sum.adUnknown(),
          sum.qualified(),
          sum.won(),
          money(sum.revenue()),
          money(sum.spend()));
    }
  }

  /** A day's figures. */
  record Day(
      LocalDate date,
      long clicks,
      long conversations,
      long attributed,
      long adUnknown,
      long qualified,
      long won,
      List<MoneyJson> revenue,
      List<MoneyJson> spend) {
    static Day of(LocalDate date, Measures sum) {
      return new Day(
          date,
          sum.clicks(),
          sum.conversations(),
          sum.attributed(),
          sum.adUnknown(),
          sum.qualified(),
          sum.won(),
          money(sum.revenue()),
          money(sum.spend()));
    }
  }

  /** A line of a breakdown; the key of the unattributed row is null. */
  record Row(
      @Nullable String key,
      @Nullable String name,
      long clicks,
      BigDecimal conversations,
      BigDecimal attributed,
      BigDecimal adUnknown,
      BigDecimal qualified,
      BigDecimal won,
      List<MoneyJson> revenue,
      List<MoneyJson> spend) {
    static Row of(CampaignRow row) {
      Measures sum = row.sum();
      return new Row(
          row.key(),
          row.name(),
          sum.clicks(),
          row.conversations(),
          row.attributed(),
          row.adUnknown(),
          row.qualified(),
          row.won(),
          money(sum.revenue()),
          money(sum.spend()));
    }
  }

  /** Amounts by currency, in the currencies' alphabetical order. */
  static List<MoneyJson> money(Map<String, Long> amounts) {
    return new TreeMap<>(amounts)
        .entrySet().stream()
            .map(amount -> MoneyJson.of(new Money(amount.getValue(), amount.getKey())))
            .toList();
  }
}

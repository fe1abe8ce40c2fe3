package popeki.ads;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import popeki.ads.SpendColumns.Field;
import popeki.kernel.Money;
import popeki.platform.Shell;
import popeki.platform.Words;
import popeki.platform.WorkspaceTx;
import popeki.workspaces.Member;
import popeki.workspaces.SettingsViews;

/** Gathers what the pages about reported costs show. */
@Component
class SpendPages {
  private static final int SHOWN = 12;
  private static final int MOST_WRONG = 50;
  private static final List<String> SOURCES =
      List.of("google", "meta", "tiktok", "microsoft", "linkedin", "pinterest", "x");

  private final SpendRepository spend;
  private final WorkspaceTx tx;

  SpendPages(SpendRepository spend, WorkspaceTx tx) {
    this.spend = spend;
    this.tx = tx;
  }

  SpendViews.Listed list(Member member, @Nullable String refused) {
    return new SpendViews.Listed(
        tx.in(member.workspaceId(), () -> spend.reported(member.workspaceId())),
        refused,
        member.role().administers());
  }

  /** How the file is to be read: as the address says, and where it says nothing as guessed. */
  SpendReading.Choice choice(Member member, SpendFile file, Map<String, String> asked) {
    String source = asked.getOrDefault("source", "").strip();
    String currency = asked.getOrDefault("currency", "").strip().toUpperCase(Locale.ROOT);
    SpendReading.Choice guessed = SpendReading.guess(file, "google", member.workspace().currency());
    Map<Field, Integer> columns = new EnumMap<>(guessed.columns());
    for (Field field : Field.values()) {
      String column = asked.get("c_" + field.key());
      if (column != null) {
        columns.put(field, column(column, file.head().size()));
      }
    }
    return new SpendReading.Choice(
        columns,
        order(asked.getOrDefault("dates", "")),
        decimal(asked.getOrDefault("numbers", "")),
        source.isEmpty() ? guessed.source() : source,
        currency.isEmpty() ? guessed.currency() : currency);
  }

  private static int column(String text, int columns) {
    return text.matches("[0-9]{1,3}") && Integer.parseInt(text) < columns
        ? Integer.parseInt(text)
        : -1;
  }

  private static SpendDates.@Nullable Order order(String key) {
    for (SpendDates.Order each : SpendDates.Order.values()) {
      if (each.key().equals(key)) {
        return each;
      }
    }
    return null;
  }

  private static SpendNumbers.@Nullable Decimal decimal(String key) {
    for (SpendNumbers.Decimal each : SpendNumbers.Decimal.values()) {
      if (each.key().equals(key)) {
        return each;
      }
    }
    return null;
  }

  SpendViews.Preview preview(
      Shell shell, SpendFiles.Waiting waiting, SpendReading reading, long overruled) {
    Words w = shell.words();
    SpendReading.Choice choice = reading.choice();
    String path = shell.path("settings/spend/files/" + waiting.id());
    var first = reading.rows().stream().map(SpendRow::day).min(java.time.LocalDate::compareTo);
    var last = reading.rows().stream().map(SpendRow::day).max(java.time.LocalDate::compareTo);
    return new SpendViews.Preview(
        waiting.name(),
        path,
        path + "/drop",
        waiting.file().rows().size(),
        reading.totals(),
        columns(w, waiting.file(), choice),
        orders(w, waiting.file(), choice),
        decimals(w, choice),
        choice.source(),
        SOURCES,
        choice.currency(),
        reading.asks().stream().map(ask -> w.of("ads.asks." + ask)).toList(),
        reading.wrong().stream().limit(MOST_WRONG).map(each -> wrong(w, each)).toList(),
        reading.wrong().size(),
        reading.rows().stream().limit(SHOWN).map(row -> row(reading, row)).toList(),
        reading.rows().size(),
        sums(reading),
        first.isEmpty() ? null : w.days(first.get(), last.orElseThrow()),
        overruled,
        reading.fine(),
        fields(choice));
  }

  private static List<SpendViews.Column> columns(
      Words w, SpendFile file, SpendReading.Choice choice) {
    var columns = new ArrayList<SpendViews.Column>();
    for (Field field : Field.values()) {
      int chosen = choice.column(field);
      var options = new ArrayList<SettingsViews.Choice>();
      options.add(new SettingsViews.Choice("", w.of("ads.column.none"), chosen < 0));
      for (int i = 0; i < file.head().size(); i++) {
        String name = file.head().get(i);
        if (!name.isEmpty()) {
          options.add(new SettingsViews.Choice(String.valueOf(i), shortened(name), i == chosen));
        }
      }
      columns.add(
          new SpendViews.Column(
              "c_" + field.key(),
              w.of("ads.field." + field.key()),
              options,
              chosen < 0 ? "" : shortened(file.rows().getFirst().cell(chosen))));
    }
    return columns;
  }

  private static String shortened(String text) {
    return text.length() > 60 ? text.substring(0, 59) + "…" : text;
  }

  private static List<SettingsViews.Choice> orders(
      Words w, SpendFile file, SpendReading.Choice choice) {
    int column = choice.column(Field.DAY);
    var possible =
        SpendDates.possible(file.rows().stream().map(line -> line.cell(column)).toList());
    var orders = new ArrayList<SettingsViews.Choice>();
    if (choice.dates() == null) {
      orders.add(new SettingsViews.Choice("", w.of("ads.choose"), true));
    }
    for (SpendDates.Order each : SpendDates.Order.values()) {
      if (possible.contains(each) || possible.isEmpty() || choice.dates() == each) {
        orders.add(
            new SettingsViews.Choice(
                each.key(), w.of("ads.dates." + each.key()), choice.dates() == each));
      }
    }
    return orders;
  }

  private static List<SettingsViews.Choice> decimals(Words w, SpendReading.Choice choice) {
    var decimals = new ArrayList<SettingsViews.Choice>();
    if (choice.numbers() == null) {
      decimals.add(new SettingsViews.Choice("", w.of("ads.choose"), true));
    }
    for (SpendNumbers.Decimal each : SpendNumbers.Decimal.values()) {
      decimals.add(
          new SettingsViews.Choice(
              each.key(), w.of("ads.numbers." + each.key()), choice.numbers() == each));
    }
    return decimals;
  }

  private static String wrong(Words w, SpendReading.Wrong wrong) {
    return w.of(
        "ads.wrong." + wrong.key(),
        String.valueOf(wrong.line()),
        wrong.cell().isEmpty() ? w.of("ads.wrong.nothing") : shortened(wrong.cell()));
  }

  private static SpendViews.Row row(SpendReading reading, SpendRow row) {
    return new SpendViews.Row(
        row.day(),
        row.source(),
        reading
            .names()
            .getOrDefault(
                new SpendReading.Campaign(row.source(), row.campaignId()), row.campaignId()),
        row.adId(),
        row.amount(),
        row.impressions(),
        row.clicks());
  }

  private static List<Money> sums(SpendReading reading) {
    var sums = new TreeMap<String, Long>();
    reading
        .rows()
        .forEach(row -> sums.merge(row.amount().currency(), row.amount().minor(), Long::sum));
    return sums.entrySet().stream().map(sum -> new Money(sum.getValue(), sum.getKey())).toList();
  }

  /** The choice once more, for the form that says yes to exactly it. */
  private static Map<String, String> fields(SpendReading.Choice choice) {
    var fields = new TreeMap<String, String>();
    for (Field field : Field.values()) {
      int column = choice.column(field);
      fields.put("c_" + field.key(), column < 0 ? "" : String.valueOf(column));
    }
    fields.put("dates", choice.dates() == null ? "" : choice.dates().key());
    fields.put("numbers", choice.numbers() == null ? "" : choice.numbers().key());
    fields.put("source", choice.source());
    fields.put("currency", choice.currency());
    return fields;
  }
}

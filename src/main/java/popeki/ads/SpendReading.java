package popeki.ads;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;
import popeki.ads.SpendColumns.Field;
import popeki.kernel.Money;

/**
 * A file of costs read by a choice of columns: the rows that it means, and all that is wrong, line
 * by line. Lines of one key, such as a campaign's ad groups, are added up.
 *
 * @param choice how it was read, with what was guessed filled in
 * @param asks what a person has to say first: {@code dates}, {@code numbers}, {@code columns}
 * @param names what campaigns are called, by source and id
 * @param totals lines that sum others up and were left out
 */
record SpendReading(
    Choice choice,
    List<String> asks,
    List<SpendRow> rows,
    List<Wrong> wrong,
    Map<Campaign, String> names,
    int totals) {
  private static final int LONGEST_NAME = 200;
  private static final List<String> SUMS =
      List.of("total", "totals", "gesamt", "subtotal", "total geral", "total general", "--", "");

  SpendReading {
    asks = List.copyOf(asks);
    rows = List.copyOf(rows);
    wrong = List.copyOf(wrong);
    names = Map.copyOf(names);
  }

  /** Where a campaign runs, and its id. */
  record Campaign(String source, String id) {}

  /**
   * How a file is to be read; null where nobody said.
   *
   * @param columns for each field the column, -1 for none
   * @param source where the ads run, for lines that do not say
   * @param currency for lines that do not say
   */
  record Choice(
      Map<Field, Integer> columns,
      SpendDates.@Nullable Order dates,
      SpendNumbers.@Nullable Decimal numbers,
      String source,
      String currency) {
    Choice {
      columns = Map.copyOf(columns);
    }

    int column(Field field) {
      return columns.getOrDefault(field, -1);
    }
  }

  /**
   * What is wrong in a line.
   *
   * @param key the end of the key of the words
   * @param cell what stands there
   */
  record Wrong(long line, String key, String cell) {}

  /** Whether it can be taken in: nothing to ask, nothing wrong. */
  boolean fine() {
    return asks.isEmpty() && wrong.isEmpty() && !rows.isEmpty();
  }

  /** The choice that a file itself suggests. */
  static Choice guess(SpendFile file, String source, String currency) {
    Map<Field, Integer> columns = new EnumMap<>(SpendColumns.guess(file.head()));
    int amount = columns.getOrDefault(Field.AMOUNT, -1);
    String told = amount < 0 ? "" : SpendColumns.currencyOf(file.head().get(amount));
    return new Choice(columns, null, null, source, isCurrency(told) ? told : currency);
  }

  /**
   * Reads the file.
   *
   * @param campaignNamed the id of a campaign that has exactly this name, where one is known
   */
  static SpendReading of(
      SpendFile file, Choice choice, BinaryOperator<@Nullable String> campaignNamed) {
    var asks = new ArrayList<String>();
    if (choice.column(Field.DAY) < 0
        || choice.column(Field.AMOUNT) < 0
        || (choice.column(Field.CAMPAIGN) < 0 && choice.column(Field.CAMPAIGN_ID) < 0)) {
      asks.add("columns");
    }
    boolean known = asks.isEmpty();
    List<SpendFile.Line> lines = file.rows().stream().filter(line -> !isSum(line, choice)).toList();
    SpendDates.Order dates = choice.dates();
    if (dates == null) {
      dates = SpendDates.guess(cells(lines, choice, Field.DAY)).orElse(null);
    }
    if (dates == null && known) {
      asks.add("dates");
    }
    SpendNumbers.Decimal numbers = choice.numbers();
    if (numbers == null) {
      numbers = numbers(cells(lines, choice, Field.AMOUNT)).orElse(null);
    }
    if (numbers == null && known) {
      asks.add("numbers");
    }
    var settled = new Choice(choice.columns(), dates, numbers, choice.source(), choice.currency());
    if (!asks.isEmpty() || dates == null || numbers == null) {
      return new SpendReading(
          settled, asks, List.of(), List.of(), Map.of(), file.rows().size() - lines.size());
    }
    var reader = new Lines(settled, dates, numbers, campaignNamed);
    lines.forEach(reader::take);
    return new SpendReading(
        settled,
        asks,
        List.copyOf(reader.rows.values()),
        reader.wrong,
        reader.names,
        file.rows().size() - lines.size());
  }

  private static Optional<SpendNumbers.Decimal> numbers(List<String> cells) {
    return SpendNumbers.isPlain(cells)
        ? Optional.of(SpendNumbers.Decimal.POINT)
        : SpendNumbers.guess(cells);
  }

  private static List<String> cells(List<SpendFile.Line> lines, Choice choice, Field field) {
    int column = choice.column(field);
    return lines.stream().map(line -> line.cell(column)).toList();
  }

  /** Exports end, or begin, with lines that sum the others up; they name no day. */
  private static boolean isSum(SpendFile.Line line, Choice choice) {
    String day = SpendColumns.plain(line.cell(choice.column(Field.DAY)));
    boolean noDay = SUMS.contains(day) || day.startsWith("total ");
    boolean saysSo =
        line.cells().stream()
            .map(SpendColumns::plain)
            .anyMatch(cell -> cell.equals("total") || cell.startsWith("total "));
    boolean noCampaign =
        line.cell(choice.column(Field.CAMPAIGN)).isEmpty()
            && line.cell(choice.column(Field.CAMPAIGN_ID)).isEmpty();
    return noDay && (saysSo || noCampaign);
  }

  static boolean isCurrency(String code) {
    try {
      return code.matches("[A-Z]{3}") && Currency.getInstance(code).getDefaultFractionDigits() >= 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Takes one line after the other. */
  private static final class Lines {
    private final Choice choice;
    private final SpendDates.Order dates;
    private final SpendNumbers.Decimal numbers;
    private final BinaryOperator<@Nullable String> campaignNamed;
    private final Map<SpendRow.Key, SpendRow> rows = new LinkedHashMap<>();
    private final List<Wrong> wrong = new ArrayList<>();
    private final Map<Campaign, String> names = new HashMap<>();
    private final Map<Campaign, String> ids = new HashMap<>();

    Lines(
        Choice choice,
        SpendDates.Order dates,
        SpendNumbers.Decimal numbers,
        BinaryOperator<@Nullable String> campaignNamed) {
      this.choice = choice;
      this.dates = dates;
      this.numbers = numbers;
      this.campaignNamed = campaignNamed;
    }

    void take(SpendFile.Line line) {
      LocalDate day = day(line);
      String source = source(line);
      String campaign = source == null ? null : campaign(line, source);
      Money amount = amount(line);
      Long impressions = count(line, Field.IMPRESSIONS);
      Long clicks = count(line, Field.CLICKS);
      String ad = id(line.cell(choice.column(Field.AD_ID)));
      if (day != null
          && source != null
          && campaign != null
          && amount != null
          && isShort(line, ad)) {
        add(
            line,
            new SpendRow(
                day, source, campaign, ad.isEmpty() ? null : ad, amount, impressions, clicks));
      }
    }

    private boolean isShort(SpendFile.Line line, String ad) {
      if (ad.length() > LONGEST_NAME) {
        wrong.add(new Wrong(line.number(), "long", ad.substring(0, 40)));
        return false;
      }
      return true;
    }

    private void add(SpendFile.Line line, SpendRow row) {
      SpendRow known = rows.get(row.key());
      if (known == null) {
        rows.put(row.key(), row);
      } else if (!known.amount().currency().equals(row.amount().currency())) {
        wrong.add(new Wrong(line.number(), "currencies", row.amount().currency()));
      } else {
        rows.put(
            row.key(),
            new SpendRow(
                row.day(),
                row.source(),
                row.campaignId(),
                row.adId(),
                new Money(
                    Math.addExact(known.amount().minor(), row.amount().minor()),
                    row.amount().currency()),
                sum(known.impressions(), row.impressions()),
                sum(known.clicks(), row.clicks())));
      }
    }

    private @Nullable LocalDate day(SpendFile.Line line) {
      String cell = line.cell(choice.column(Field.DAY));
      LocalDate day = SpendDates.read(cell, dates).orElse(null);
      if (day == null) {
        wrong.add(new Wrong(line.number(), "date." + dates.key(), cell));
      }
      return day;
    }

    private @Nullable String source(SpendFile.Line line) {
      String cell = line.cell(choice.column(Field.SOURCE));
      String source = AdSources.catalogue(cell.isEmpty() ? choice.source() : cell);
      if (source.isEmpty() || source.length() > LONGEST_NAME) {
        wrong.add(new Wrong(line.number(), "source", cell));
        return null;
      }
      return source;
    }

    private @Nullable String campaign(SpendFile.Line line, String source) {
      String id = id(line.cell(choice.column(Field.CAMPAIGN_ID)));
      String name = line.cell(choice.column(Field.CAMPAIGN));
      String key = id.isEmpty() ? known(source, name) : id;
      if (key.isEmpty() || key.length() > LONGEST_NAME) {
        wrong.add(new Wrong(line.number(), "campaign", key));
        return null;
      }
      if (!name.isEmpty() && name.length() <= LONGEST_NAME && !name.equals(key)) {
        names.put(new Campaign(source, key), name);
      }
      return key;
    }

    /** A name alone joins the campaign that is called so, where one is known. */
    private String known(String source, String name) {
      return ids.computeIfAbsent(
          new Campaign(source, name),
          campaign -> {
            String id = name.isEmpty() ? null : campaignNamed.apply(source, name);
            return id == null ? name : id;
          });
    }

    private @Nullable Money amount(SpendFile.Line line) {
      String cell = line.cell(choice.column(Field.AMOUNT));
      BigDecimal amount = SpendNumbers.read(cell, numbers).orElse(null);
      if (amount == null) {
        wrong.add(new Wrong(line.number(), "amount." + numbers.key(), cell));
        return null;
      }
      if (amount.signum() < 0) {
        wrong.add(new Wrong(line.number(), "negative", cell));
        return null;
      }
      String told = line.cell(choice.column(Field.CURRENCY)).toUpperCase(Locale.ROOT);
      String currency = told.isEmpty() ? choice.currency() : told;
      if (!isCurrency(currency)) {
        wrong.add(new Wrong(line.number(), "currency", currency));
        return null;
      }
      try {
        return Money.of(amount, currency);
      } catch (IllegalArgumentException e) {
        wrong.add(new Wrong(line.number(), "large", cell));
        return null;
      }
    }

    /** Counts are whole, whatever sign groups their digits. */
    private @Nullable Long count(SpendFile.Line line, Field field) {
      String cell = line.cell(choice.column(field));
      if (cell.isEmpty() || cell.matches("[-\u2013\u2014]+")) {
        return null;
      }
      String digits = cell.replaceAll("[., '\u00a0\u202f\u2019]", "");
      boolean whole =
          digits.matches("[0-9]{1,15}")
              && cell.matches("[0-9]+([., '\u00a0\u202f\u2019][0-9]{3})*([.,]0{1,2})?");
      if (!whole) {
        wrong.add(new Wrong(line.number(), field.key(), cell));
        return null;
      }
      return Long.valueOf(cell.replaceAll("[.,]0{1,2}$", "").replaceAll("[^0-9]", ""));
    }

    private static @Nullable Long sum(@Nullable Long a, @Nullable Long b) {
      return a == null ? b : b == null ? a : Long.valueOf(a + b);
    }

    /** Spreadsheets keep a long number whole behind an apostrophe or {@code ="…"}. */
    private static String id(String cell) {
      return cell.replaceFirst("^='?\"?([^\"]*)\"?$", "$1").replaceFirst("^'", "").strip();
    }
  }
}

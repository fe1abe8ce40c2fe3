package popeki.ads;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import popeki.kernel.Pure;

/** Days as people's programs write them. */
@Pure
final class SpendDates {
  private static final Pattern NUMBERS =
      Pattern.compile("([0-9]{1,4})[-/. ]([0-9]{1,2})[-/. ]([0-9]{1,4})([T ,].*)?");
  private static final Pattern SHORT = Pattern.compile("([0-9]{4})([0-9]{2})([0-9]{2})");
  private static final Pattern DAY_WORD =
      Pattern.compile(
          "([0-9]{1,2})(?:st|nd|rd|th)?[-/., ]+(?:de )?(\\p{L}{3,12})\\.?[-/., ]+(?:de )?([0-9]{4}|[0-9]{2})");
  private static final Pattern WORD_DAY =
      Pattern.compile(
          "(\\p{L}{3,12})\\.?[-/ ]+([0-9]{1,2})(?:st|nd|rd|th)?[-/, ]+([0-9]{4}|[0-9]{2})");
  private static final Map<String, Integer> MONTHS =
      Map.ofEntries(
          Map.entry("jan", 1),
          Map.entry("ene", 1),
          Map.entry("feb", 2),
          Map.entry("fev", 2),
          Map.entry("mar", 3),
          Map.entry("apr", 4),
          Map.entry("abr", 4),
          Map.entry("may", 5),
          Map.entry("mai", 5),
          Map.entry("jun", 6),
          Map.entry("jul", 7),
          Map.entry("aug", 8),
          Map.entry("ago", 8),
          Map.entry("sep", 9),
          Map.entry("set", 9),
          Map.entry("oct", 10),
          Map.entry("out", 10),
          Map.entry("okt", 10),
          Map.entry("nov", 11),
          Map.entry("dec", 12),
          Map.entry("dez", 12),
          Map.entry("dic", 12));

  private SpendDates() {}

  /** In what order day, month and year stand. */
  enum Order {
    YMD,
    DMY,
    MDY;

    String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The orders in which all these days can be read; those that are no days at all are passed over.
   */
  static Set<Order> possible(Collection<String> cells) {
    var possible = EnumSet.allOf(Order.class);
    for (String cell : cells) {
      var fits = EnumSet.noneOf(Order.class);
      for (Order order : Order.values()) {
        if (read(cell, order).isPresent()) {
          fits.add(order);
        }
      }
      if (!fits.isEmpty()) {
        possible.retainAll(fits);
      }
    }
    return possible;
  }

  /** The one order that fits; empty when somebody has to be asked: {@code 03/04/2026}. */
  static Optional<Order> guess(Collection<String> cells) {
    Set<Order> possible = possible(cells);
    return possible.size() == 1 || possible.size() == Order.values().length
        ? Optional.of(possible.iterator().next())
        : Optional.empty();
  }

  static Optional<LocalDate> read(String cell, Order order) {
    String text = cell.strip().toLowerCase(Locale.ROOT);
    Matcher shorts = SHORT.matcher(text);
    if (shorts.matches()) {
      return order == Order.YMD
          ? day(shorts.group(1), shorts.group(2), shorts.group(3))
          : Optional.empty();
    }
    Matcher numbers = NUMBERS.matcher(text);
    if (numbers.matches()) {
      String a = numbers.group(1);
      String b = numbers.group(2);
      String c = numbers.group(3);
      return switch (order) {
        case YMD -> a.length() == 4 && c.length() <= 2 ? day(a, b, c) : Optional.empty();
        case DMY -> a.length() <= 2 ? day(c, b, a) : Optional.empty();
        case MDY -> a.length() <= 2 ? day(c, a, b) : Optional.empty();
      };
    }
    return words(text);
  }

  /** A month in words stands where it stands; no order has to be known. */
  private static Optional<LocalDate> words(String text) {
    Matcher first = DAY_WORD.matcher(text);
    if (first.matches()) {
      return month(first.group(2)).flatMap(month -> day(first.group(3), month, first.group(1)));
    }
    Matcher second = WORD_DAY.matcher(text);
    return second.matches()
        ? month(second.group(1)).flatMap(month -> day(second.group(3), month, second.group(2)))
        : Optional.empty();
  }

  private static Optional<String> month(String word) {
    return Optional.ofNullable(MONTHS.get(word.substring(0, 3))).map(String::valueOf);
  }

  private static Optional<LocalDate> day(String year, String month, String day) {
    if (!List.of(2, 4).contains(year.length())) {
      return Optional.empty();
    }
    int y = Integer.parseInt(year);
    try {
      LocalDate date =
          LocalDate.of(
              year.length() == 2 ? 2000 + y : y, Integer.parseInt(month), Integer.parseInt(day));
      return date.getYear() >= 2000 && date.getYear() < 2100 ? Optional.of(date) : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}

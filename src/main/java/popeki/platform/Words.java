package popeki.platform;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.text.NumberFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Currency;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import popeki.kernel.Money;

/**
 * What the product says, in the reader's language and zone. Sentences live in {@code
 * messages/<module>.properties}: {@code {0}} is the first argument (numbers are written the
 * reader's way) and {@code {0|conversation|conversations}} chooses by it.
 *
 * <pre>
 * overview.found={0} {0|conversation|conversations} found
 * words.of("overview.found", 1284)   → "1,284 conversations found"
 * </pre>
 */
public final class Words {
  private static final Logger LOG = LoggerFactory.getLogger(Words.class);
  private static final String UNKNOWN = "—";

  private final Map<String, String> sentences;
  private final Locale locale;
  private final ZoneId zone;

  private Words(Map<String, String> sentences, Locale locale, ZoneId zone) {
    this.sentences = sentences;
    this.locale = locale;
    this.zone = zone;
  }

  /** Reads every module's English sentences; a key in two files stops the start. */
  public static Words load() {
    return new Words(read("classpath*:messages/*.properties"), Locale.ENGLISH, ZoneOffset.UTC);
  }

  /** The same words with times in a workspace's zone. */
  public Words in(ZoneId other) {
    return new Words(sentences, locale, other);
  }

  public Locale locale() {
    return locale;
  }

  public ZoneId zone() {
    return zone;
  }

  /** The value of {@code <html lang>}. */
  public String lang() {
    return locale.toLanguageTag();
  }

  /** The value of {@code <html dir>}. */
  public String dir() {
    return switch (locale.getLanguage()) {
      case "ar", "fa", "he", "ur" -> "rtl";
      default -> "ltr";
    };
  }

  /** The sentence of a key. A missing one shows its key and is logged: a page outlives a word. */
  public String of(String key, Object... arguments) {
    String sentence = sentences.get(key);
    if (sentence == null) {
      LOG.warn("No sentence for {}; the page shows its key", key);
      return key;
    }
    return sentence.indexOf('{') < 0 ? sentence : fill(sentence, arguments);
  }

  public boolean has(String key) {
    return sentences.containsKey(key);
  }

  /** 1,284. */
  public String number(long value) {
    return NumberFormat.getIntegerInstance(locale).format(value);
  }

  /** 1,284 or 0.5: at most one digit after the point, none when it is whole. */
  public String number(double value) {
    NumberFormat format = NumberFormat.getNumberInstance(locale);
    format.setMaximumFractionDigits(1);
    return format.format(value);
  }

  /** 12.4k, for charts only. */
  public String compact(double value) {
    double size = Math.abs(value);
    if (size >= 1_000_000) {
      return number(value / 1_000_000) + "M";
    }
    return size >= 10_000 ? number(value / 1_000) + "k" : number(value);
  }

  /** A share as 3.2 %, or 12 % from ten on. */
  public String percent(double share) {
    return percentNumber(share) + "\u202f%";
  }

  /** The same without its sign, for figures that set it small. */
  public String percentNumber(double share) {
    NumberFormat format = NumberFormat.getNumberInstance(locale);
    format.setMaximumFractionDigits(Math.abs(share) < 0.0995 ? 1 : 0);
    return format.format(share * 100);
  }

  /** R$ 1,240.00. */
  public String money(Money money) {
    BigDecimal amount = money.amount();
    NumberFormat format = NumberFormat.getNumberInstance(locale);
    format.setMinimumFractionDigits(amount.scale());
    format.setMaximumFractionDigits(amount.scale());
    String sign = amount.signum() < 0 ? "−" : "";
    return sign + symbol(money.currency()) + "\u00a0" + format.format(amount.abs());
  }

  /** "just now", "2 min ago", "3 h ago"; from a day on the date and time. */
  public String ago(Instant at, Instant now) {
    long seconds = Duration.between(at, now).toSeconds();
    if (seconds < -60 || seconds >= 86_400) {
      return dateTime(at, now);
    }
    if (seconds < 45) {
      return of("shared.ago.now");
    }
    return seconds < 3_570
        ? of("shared.ago.minutes", Math.max(1, Math.round(seconds / 60.0)))
        : of("shared.ago.hours", Math.max(1, Math.round(seconds / 3600.0)));
  }

  /** 14 Nov, 09:12. */
  public String dateTime(Instant at) {
    return format("d MMM, HH:mm", at);
  }

  /** 14 Nov, 09:12; with its year when that is not the current one. */
  public String dateTime(Instant at, Instant now) {
    boolean thisYear = at.atZone(zone).getYear() == now.atZone(zone).getYear();
    return format(thisYear ? "d MMM, HH:mm" : "d MMM yyyy, HH:mm", at);
  }

  /** 14 November 2026, 09:12:05 BRT: for titles and evidence. */
  public String exact(Instant at) {
    return format("d MMMM yyyy, HH:mm:ss zzz", at);
  }

  /** 09:12. */
  public String time(Instant at) {
    return format("HH:mm", at);
  }

  /** Sat 14 Nov 2026. */
  public String day(LocalDate day) {
    return DateTimeFormatter.ofPattern("EEE d MMM yyyy", locale).format(day);
  }

  /** 14 Nov. */
  public String dayShort(LocalDate day) {
    return DateTimeFormatter.ofPattern("d MMM", locale).format(day);
  }

  /** The day of an instant in the reader's zone. */
  public String day(Instant at) {
    return day(LocalDate.ofInstant(at, zone));
  }

  /** 28 Sep – 25 Oct. */
  public String days(LocalDate first, LocalDate last) {
    return first.equals(last) ? dayShort(first) : dayShort(first) + " – " + dayShort(last);
  }

  /** 45 s, 12 min, 3 h, 2 d: a length of time, rounded to what matters. */
  public String duration(Duration length) {
    long seconds = length.toSeconds();
    if (seconds < 60) {
      return of("shared.duration.seconds", seconds);
    }
    if (seconds < 3_600) {
      return of("shared.duration.minutes", Math.round(seconds / 60.0));
    }
    return seconds < 86_400 * 2
        ? of("shared.duration.hours", number(Math.round(seconds / 360.0) / 10.0))
        : of("shared.duration.days", Math.round(seconds / 86_400.0));
  }

  /** The few sentences the pages' script says itself, as JSON for a script block. */
  public String forScript() {
    return JsonBlock.of(
        Map.of(
            "now", of("shared.ago.now"),
            "minutes", sentence("shared.ago.minutes"),
            "hours", sentence("shared.ago.hours"),
            "copied", of("shared.copied"),
            "copyFailed", of("shared.copy.failed"),
            "offline", of("shared.offline"),
            "undo", of("shared.undo")));
  }

  /** How an unknown number is written. Always with a reason beside it. */
  public String unknown() {
    return UNKNOWN;
  }

  private String sentence(String key) {
    return sentences.getOrDefault(key, key);
  }

  private String symbol(String currency) {
    return Currency.getInstance(currency).getSymbol(locale);
  }

  private String format(String pattern, Instant at) {
    return DateTimeFormatter.ofPattern(pattern, locale).format(at.atZone(zone));
  }

  private String fill(String sentence, Object[] arguments) {
    StringBuilder out = new StringBuilder(sentence.length() + 16);
    int from = 0;
    int open;
    while ((open = sentence.indexOf('{', from)) >= 0) {
      int close = sentence.indexOf('}', open);
      if (close < 0) {
        break;
      }
      out.append(sentence, from, open).append(slot(sentence.substring(open + 1, close), arguments));
      from = close + 1;
    }
    return out.append(sentence, from, sentence.length()).toString();
  }

  private String slot(String slot, Object[] arguments) {
    String[] parts = slot.split("\\|", -1);
    int index = Integer.parseInt(parts[0].strip());
    Object argument = index < arguments.length ? arguments[index] : "{" + slot + "}";
    if (parts.length == 3) {
      return fill(one(argument) ? parts[1] : parts[2], arguments);
    }
    return written(argument);
  }

  private String written(Object argument) {
    return switch (argument) {
      case Integer value -> number(value.longValue());
      case Long value -> number(value.longValue());
      case Double value -> number(value.doubleValue());
      case Money value -> money(value);
      case Instant value -> dateTime(value);
      case LocalDate value -> dayShort(value);
      default -> argument.toString();
    };
  }

  private boolean one(Object argument) {
    if (!(argument instanceof Number count)) {
      return false;
    }
    double value = count.doubleValue();
    return locale.getLanguage().equals("pt") ? value >= 0 && value < 2 : value == 1;
  }

  private static Map<String, String> read(String pattern) {
    Map<String, String> all = new HashMap<>();
    try {
      for (Resource file : new PathMatchingResourcePatternResolver().getResources(pattern)) {
        Properties some = new Properties();
        try (Reader reader = new InputStreamReader(file.getInputStream(), StandardCharsets.UTF_8)) {
          some.load(reader);
        }
        for (String key : some.stringPropertyNames()) {
          if (all.put(key, some.getProperty(key)) != null) {
            throw new IllegalStateException("the sentence " + key + " stands in two files");
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Map.copyOf(all);
  }
}

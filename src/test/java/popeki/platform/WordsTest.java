package popeki.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import popeki.kernel.Money;

class WordsTest {
  private static final Instant NOW = Instant.parse("2026-11-23T18:20:00Z");
  private static final Pattern MAIL = Pattern.compile("\"([a-z]+(?:_[a-z]+)*)\"");
  private static final Pattern KEY =
      Pattern.compile("\"([a-z_]+(?:\\.[a-z0-9_]+)+\\.?|[a-z_]{4,}\\.)\"");
  private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/|<%--.*?--%>", Pattern.DOTALL);
  private static final Pattern ASKED = Pattern.compile("\\.of\\(\\s*\"([a-z_]+\\.[a-z0-9_.]+)\"");
  private final Words words = Words.load().in(ZoneId.of("America/Sao_Paulo"));

  @Test
  void fills_in_arguments_and_chooses_by_number() {
    assertThat(words.of("shared.nav.needs", 1)).isEqualTo("1 needs attention");
    assertThat(words.of("shared.nav.needs", 1284)).isEqualTo("1,284 need attention");
    assertThat(words.of("shared.pager.shown", 50L, 1284L)).isEqualTo("Showing 50 of 1,284");
    assertThat(words.of("shared.filter.remove", "{1}")).isEqualTo("Remove filter {1}");
  }

  @Test
  void a_missing_sentence_shows_its_key_and_the_page_lives() {
    assertThat(words.of("nowhere.to_be_found")).isEqualTo("nowhere.to_be_found");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 'just now'",
    "44, 'just now'",
    "45, '1 min ago'",
    "130, '2 min ago'",
    "3569, '59 min ago'",
    "3570, '1 h ago'",
    "86399, '24 h ago'",
    "86400, '22 Nov, 15:20'",
    "40000000, '17 Aug 2025, 16:13'",
    "-30, 'just now'",
    "-120, '23 Nov, 15:22'"
  })
  void says_how_long_ago_until_a_day_has_passed(long seconds, String said) {
    assertThat(words.ago(NOW.minusSeconds(seconds), NOW)).isEqualTo(said);
  }

  @Test
  void writes_numbers_the_readers_way() {
    assertThat(words.number(1284)).isEqualTo("1,284");
    assertThat(words.number(12.5)).isEqualTo("12.5");
    assertThat(words.compact(12_400)).isEqualTo("12.4k");
    assertThat(words.compact(9_999)).isEqualTo("9,999");
    assertThat(words.percent(0.032)).isEqualTo("3.2\u202f%");
    assertThat(words.percent(0.235)).isEqualTo("24\u202f%");
    assertThat(words.money(new Money(124_000, "BRL"))).isEqualTo("R$\u00a01,240.00");
    assertThat(words.money(new Money(124_000, "EUR"))).isEqualTo("€\u00a01,240.00");
    assertThat(words.money(new Money(-500, "JPY"))).isEqualTo("−¥\u00a0500");
  }

  @Test
  void writes_days_in_the_zone_of_the_workspace() {
    Instant late = Instant.parse("2026-11-24T02:30:00Z");
    assertThat(words.day(late)).isEqualTo("Mon 23 Nov 2026");
    assertThat(words.dateTime(late)).isEqualTo("23 Nov, 23:30");
    assertThat(words.days(LocalDate.of(2026, 9, 28), LocalDate.of(2026, 10, 25)))
        .isEqualTo("28 Sep – 25 Oct");
    assertThat(words.duration(Duration.ofSeconds(48))).isEqualTo("48 s");
    assertThat(words.duration(Duration.ofMinutes(90))).isEqualTo("1.5 h");
  }

  @Test
  void every_sentence_a_page_asks_for_exists() throws IOException {
    Set<String> missing = new TreeSet<>();
    for (String source : sources()) {
      ASKED
          .matcher(source)
          .results()
          .map(r -> r.group(1))
          .filter(k -> !known(k))
          .forEach(missing::add);
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void no_sentence_lies_unused() throws IOException {
    Set<String> asked =
        sources().stream()
            .flatMap(source -> KEY.matcher(source).results().map(WordsTest::key))
            .collect(Collectors.toSet());
    // A mail asks for its words by its kind.
    sources().stream()
        .flatMap(source -> MAIL.matcher(source).results().map(WordsTest::key))
        .forEach(kind -> asked.add("mails." + kind + "."));
    try (Stream<Path> files = Files.list(Path.of("src/main/resources/messages"))) {
      for (Path file : files.toList()) {
        assertThat(unused(file, asked)).as("unused in " + file.getFileName()).isEmpty();
      }
    }
  }

  private static Set<String> unused(Path file, Set<String> asked) throws IOException {
    Properties sentences = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      sentences.load(reader);
    }
    Set<String> unused = new TreeSet<>(sentences.stringPropertyNames());
    unused.removeIf(key -> asked.contains(key) || stems(asked).anyMatch(key::startsWith));
    return unused;
  }

  private static Stream<String> stems(Set<String> asked) {
    return asked.stream().filter(key -> key.endsWith("."));
  }

  /** A literal that ends in a dot is the stem of keys that differ in their last word. */
  private boolean known(String key) {
    return key.endsWith(".") || words.has(key);
  }

  private static String key(MatchResult found) {
    return found.group(1);
  }

  private static Set<String> sources() throws IOException {
    Set<String> texts = new TreeSet<>();
    for (Path root : Set.of(Path.of("src/main/jte"), Path.of("src/main/java"))) {
      try (Stream<Path> files = Files.walk(root)) {
        for (Path file : files.filter(f -> f.toString().matches(".*\\.(jte|java)")).toList()) {
          texts.add(COMMENT.matcher(Files.readString(file)).replaceAll(""));
        }
      }
    }
    return texts;
  }
}

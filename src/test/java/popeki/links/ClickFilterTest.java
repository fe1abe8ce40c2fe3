package popeki.links;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import popeki.links.Verdict.Kind;

class ClickFilterTest {
  private static final String CHROME =
      "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0"
          + " Mobile Safari/537.36";

  private record Sample(String kind, String reason, String userAgent) {}

  @Test
  void takes_every_user_agent_of_the_corpus_for_what_it_is() throws IOException {
    for (var sample : corpus()) {
      var verdict = ClickFilter.classify(RequestFacts.get(sample.userAgent()));
      assertThat(verdict.kind().label()).as(sample.userAgent()).isEqualTo(sample.kind());
      assertThat(verdict.reason() == null ? "-" : verdict.reason())
          .as(sample.userAgent())
          .isEqualTo(sample.reason());
    }
  }

  @Test
  void knows_robots_in_any_case() throws IOException {
    for (var sample : corpus()) {
      if (!sample.kind().equals("human") && !sample.reason().equals("cfnetwork")) {
        var shouted = sample.userAgent().toUpperCase(Locale.ROOT);
        assertThat(ClickFilter.classify(RequestFacts.get(shouted)).kind().label())
            .as(shouted)
            .isEqualTo(sample.kind());
      }
    }
  }

  @Test
  void has_a_corpus_worth_the_name() throws IOException {
    assertThat(corpus().stream().filter(sample -> !sample.kind().equals("human")))
        .hasSizeGreaterThanOrEqualTo(120);
    assertThat(corpus().stream().filter(sample -> sample.kind().equals("human")))
        .hasSizeGreaterThanOrEqualTo(80);
  }

  @Test
  void counts_only_get() {
    assertThat(method("GET")).isEqualTo(Verdict.HUMAN);
    assertThat(method("HEAD")).isEqualTo(new Verdict(Kind.HEAD, "head"));
    assertThat(method("OPTIONS")).isEqualTo(new Verdict(Kind.BOT, "method"));
    assertThat(method("POST")).isEqualTo(new Verdict(Kind.BOT, "method"));
    assertThat(Verdict.HUMAN.counted()).isTrue();
    assertThat(method("HEAD").counted()).isFalse();
  }

  @Test
  void knows_prefetches_and_previews_by_their_headers() {
    var prefetch = new Verdict(Kind.PREFETCH, "prefetch_header");
    assertThat(headers("prefetch", null, null, null)).isEqualTo(prefetch);
    assertThat(headers("prefetch;prerender", null, null, null)).isEqualTo(prefetch);
    assertThat(headers("prefetch;anonymous-client-ip", null, null, null)).isEqualTo(prefetch);
    assertThat(headers(null, "Prefetch", null, null)).isEqualTo(prefetch);
    assertThat(headers(null, null, "instant", null)).isEqualTo(prefetch);
    assertThat(headers(null, null, "prefetch", null)).isEqualTo(prefetch);
    assertThat(headers(null, null, null, "prefetch")).isEqualTo(prefetch);
    assertThat(headers(null, null, "preview", null))
        .isEqualTo(new Verdict(Kind.PREVIEW, "preview_header"));
    assertThat(headers("", "navigation", "", "")).isEqualTo(Verdict.HUMAN);
  }

  @Test
  void counts_navigations_only_where_the_browser_says_what_it_does() {
    var loaded = new Verdict(Kind.PREFETCH, "not_a_navigation");
    assertThat(fetch("document", "navigate")).isEqualTo(Verdict.HUMAN);
    assertThat(fetch("Document", "Navigate")).isEqualTo(Verdict.HUMAN);
    assertThat(fetch(null, null)).isEqualTo(Verdict.HUMAN);
    assertThat(fetch("", "")).isEqualTo(Verdict.HUMAN);
    assertThat(fetch("document", null)).isEqualTo(Verdict.HUMAN);
    assertThat(fetch("image", "no-cors")).isEqualTo(loaded);
    assertThat(fetch("iframe", "navigate")).isEqualTo(loaded);
    assertThat(fetch("empty", "cors")).isEqualTo(loaded);
    assertThat(fetch(null, "no-cors")).isEqualTo(loaded);
  }

  @Test
  void knows_mail_scanners_by_where_they_come_from() {
    var scanner = new Verdict(Kind.BOT, "mail_scanner");
    assertThat(referrer("https://url.uk.mimecastprotect.com/s/abc")).isEqualTo(scanner);
    assertThat(referrer("https://eu1.emailprotection.link/?b=1")).isEqualTo(scanner);
    assertThat(referrer("https://statics.teams.cdn.office.net/evergreen")).isEqualTo(scanner);
    assertThat(referrer("https://l.instagram.com/?u=mimecastprotect")).isEqualTo(Verdict.HUMAN);
    assertThat(referrer("android-app://com.google.android.gm/")).isEqualTo(Verdict.HUMAN);
    assertThat(referrer("")).isEqualTo(Verdict.HUMAN);
    assertThat(referrer("not a url")).isEqualTo(Verdict.HUMAN);
  }

  @Test
  void names_the_first_reason_in_order() {
    var bot = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";
    assertThat(ClickFilter.classify(facts("HEAD", bot, "prefetch")).kind()).isEqualTo(Kind.HEAD);
    assertThat(ClickFilter.classify(facts("GET", bot, "prefetch")).kind()).isEqualTo(Kind.PREFETCH);
    assertThat(ClickFilter.classify(facts("GET", bot, null)).reason()).isEqualTo("googlebot");
  }

  @Test
  void reads_a_monstrous_user_agent_without_ado() {
    var monster = CHROME + " x".repeat(100_000) + " Googlebot";
    assertThat(ClickFilter.classify(RequestFacts.get(monster))).isEqualTo(Verdict.HUMAN);
    assertThat(ClickFilter.classify(RequestFacts.get("é中\uD800\u0000" + CHROME)))
        .isEqualTo(Verdict.HUMAN);
  }

  @Test
  void is_quick_enough_for_the_hot_path() throws IOException {
    var samples = corpus().stream().map(sample -> RequestFacts.get(sample.userAgent())).toList();
    long best = Long.MAX_VALUE;
    int humans = 0;
    for (int round = 0; round < 400; round++) {
      long start = System.nanoTime();
      for (var facts : samples) {
        humans += ClickFilter.classify(facts).counted() ? 1 : 0;
      }
      best = Math.min(best, (System.nanoTime() - start) / samples.size());
    }
    System.out.printf("click filter: %d ns a request%n", best);
    assertThat(humans).isPositive();
    assertThat(best).isLessThan(5_000); // well under 1 µs alone; leaves room for a busy machine
  }

  private static List<Sample> corpus() throws IOException {
    try (var tsv = ClickFilterTest.class.getResourceAsStream("/links/user-agents.tsv")) {
      assertThat(tsv).isNotNull();
      return new String(tsv.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split("\t", -1))
          .map(cells -> new Sample(cells[0], cells[1], cells[2]))
          .toList();
    }
  }

  private static Verdict method(String method) {
    return ClickFilter.classify(facts(method, CHROME, null));
  }

  private static RequestFacts facts(String method, String userAgent, @Nullable String secPurpose) {
    return new RequestFacts(method, userAgent, null, secPurpose, null, null, null, null, null);
  }

  private static Verdict headers(
      @Nullable String secPurpose,
      @Nullable String purpose,
      @Nullable String xPurpose,
      @Nullable String xMoz) {
    return ClickFilter.classify(
        new RequestFacts("GET", CHROME, null, secPurpose, purpose, xPurpose, xMoz, null, null));
  }

  private static Verdict fetch(@Nullable String dest, @Nullable String mode) {
    return ClickFilter.classify(
        new RequestFacts("GET", CHROME, null, null, null, null, null, dest, mode));
  }

  private static Verdict referrer(String referrer) {
    return ClickFilter.classify(
        new RequestFacts("GET", CHROME, referrer, null, null, null, null, null, null));
  }
}

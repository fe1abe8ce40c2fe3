package popeki.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import popeki.PopekiTest;
import popeki.Story;
import popeki.TestClock;
import popeki.accounts.Accounts;
import popeki.conversations.WhatsAppBody;
import popeki.platform.Lanes;
import popeki.workspaces.PageVisitor;
import popeki.workspaces.Workspaces;
import tools.jackson.databind.JsonNode;

/**
 * Journeys whose truth is known, through the real doors: every signal, changed texts, a shared
 * phone, storms on one link, two links with one text, clocks that differ, returns after 40 days.
 * Prints how often each signal spoke and was right. {@code -Dpopeki.journeys=500} is the whole
 * corpus; the suite walks a part of it.
 */
@PopekiTest
@SuppressWarnings("NullAway.Init")
class GoldenJourneysTest {
  private static final int JOURNEYS = Integer.getInteger("popeki.journeys", 120);

  @Autowired Workspaces workspaces;
  @Autowired Accounts accounts;
  @Autowired Lanes lanes;
  @Autowired TestClock clock;
  @LocalServerPort int port;

  private Story story;
  private String number = "";
  private final Random random = new Random(20261125);
  private final List<Journey> journeys = new ArrayList<>();
  private int people;

  /** What was walked, and what is true: the source, or nothing. */
  private record Journey(String kind, String person, String truth, int conversations) {}

  /** What was said of the journeys that a signal decided. */
  private static final class Tally {
    private int said;
    private int right;
    private int due;
  }

  @Test
  void what_is_certain_is_always_right() {
    story = Story.quiet(port, workspaces, lanes, clock, "Casa de Ouro");
    number = story.get("/numbers").at("/data/0/id").asString();
    String bio = link("instagram", "Olá! Vi a bio e quero visitar o residencial", "both");
    String flyer = link("flyer", "Vi o cartaz azul no ponto de ônibus", "none");
    rule("radio cidade", "radio");
    String twinA = link("facebook", "Quero conhecer o apartamento decorado", "none");
    String twinB = link("tiktok", "Quero conhecer o apartamento decorado", "none");
    for (int i = 0; i < JOURNEYS; i++) {
      walk(i % 15, bio, flyer, twinA, twinB);
      clock.advance(Duration.ofMinutes(7 + random.nextInt(20)));
    }
    lanes.drainAll();
    // The business says later that a baker sends people, and has all decided again.
    rule("padaria", "bakery");
    post("/again", Map.of());
    lanes.drainAll();
    report();
  }

  private void walk(int kind, String bio, String flyer, String twinA, String twinB) {
    switch (kind) {
      case 0 -> coded("code", story.click(bio, ""), 30);
      case 1 -> ad();
      case 2 -> coded("code without its zero-width half", visible(story.click(bio, "")), 20);
      case 3 -> {
        story.click(flyer, "");
        says("exact text", "Vi o cartaz azul no ponto de ônibus!", "flyer", 40);
      }
      case 4 -> {
        story.click(bio, "");
        says("edited text, code gone", "oi vi a bio quero visitar residencial", "instagram", 45);
      }
      case 5 -> {
        story.click(random.nextBoolean() ? twinA : twinB, "");
        story.click(twinA, "");
        says("two links, one text", "Quero conhecer o apartamento decorado", "facebook", 8);
      }
      case 6 -> says("nobody's", "Bom dia, vocês atendem no sábado?", "", 0);
      case 7 -> post();
      case 8 -> storm(bio);
      case 9 -> skewed(bio);
      case 10 -> shared(bio);
      case 11 -> ruled(bio);
      case 12 -> says("rule made later", "oi, a moça da Padaria me indicou", "bakery", 0);
      case 13 -> corrected(bio);
      default -> back(bio);
    }
  }

  private void coded(String kind, String text, int delay) {
    says(kind, text, "instagram", delay);
  }

  /** The invisible half is lost, as by a keyboard that does not know it. */
  private static String visible(String text) {
    return text.codePoints()
        .filter(c -> Character.getType(c) != Character.FORMAT)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private void ad() {
    String person = person();
    story.arrives(
        from(person).says("Olá, tenho interesse").ad("12020" + people, "AR" + people).at(now()));
    journeys.add(new Journey("ad", person, "meta", 1));
  }

  private void post() {
    String person = person();
    story.arrives(
        from(person)
            .says("Vi a publicação")
            .referral(Map.of("source_type", "post", "source_id", "99" + people, "body", "x"))
            .at(now()));
    journeys.add(new Journey("post", person, "", 1));
  }

  /** Six visit within seconds, one of them writes, the code stands in the message. */
  private void storm(String bio) {
    String text = "";
    for (int i = 0; i < 6; i++) {
      text = story.click(bio, "");
    }
    coded("storm on one link", text, 25);
  }

  /** WhatsApp's clock is three seconds behind ours. */
  private void skewed(String bio) {
    String text = story.click(bio, "");
    String person = person();
    story.arrives(from(person).says(text).at(now().minusSeconds(3)));
    journeys.add(new Journey("clock skew", person, "instagram", 1));
  }

  /** The message is passed on: another person sends the same code. */
  private void shared(String bio) {
    String text = story.click(bio, "");
    coded("forwarded, the first", text, 15);
    String other = person();
    clock.advance(Duration.ofMinutes(90));
    story.arrives(from(other).says(text.replace("Olá", "Oi") + " recebi isso").at(now()));
    journeys.add(new Journey("forwarded, the second", other, "", 1));
  }

  /** Came by a link, comes back by themselves 40 days later. */
  private void back(String bio) {
    String person = person();
    String text = story.click(bio, "");
    Instant before = now().minus(Duration.ofDays(40));
    story.arrives(from(person).says("Olá, há quanto tempo").at(before));
    story.arrives(from(person).says(text).at(now().plusSeconds(20)));
    clock.advance(Duration.ofSeconds(20));
    journeys.add(new Journey("back after 40 days", person, "instagram", 2));
  }

  /** Who names the radio; every other one tapped a link as well, whose code they tell. */
  private void ruled(String bio) {
    if (random.nextBoolean()) {
      says("rule", "Olá, ouvi na Rádio Cidade!", "radio", 0);
    } else {
      coded("rule and code", story.click(bio, "") + " ouvi na rádio cidade", 20);
    }
  }

  /**
   * Who came by word of mouth, right after somebody visited who never wrote; the business knows.
   */
  private void corrected(String bio) {
    story.click(bio, "");
    says("corrected", "oi vi a bio, quero visitar", "friends", 25);
    lanes.drainAll();
    String id = story.conversations().at("/0/id").asString();
    assertThat(
            story
                .api(
                    "PATCH",
                    "/conversations/" + id,
                    Map.of(
                        "attribution", Map.of("source", "friends"), "reason", "a friend sent them"))
                .status())
        .isEqualTo(200);
  }

  private void rule(String pattern, String source) {
    post("/rules", Map.of("kind", "contains", "pattern", pattern, "source", source));
  }

  /** The owner signs in anew, since days go by. */
  private void post(String path, Map<String, String> fields) {
    var owner = PageVisitor.of(port, accounts, story.workspace().userId());
    String settings = "/w/" + story.workspace().slug() + "/settings/sources";
    assertThat(owner.post(settings + path, fields).status()).isEqualTo(302);
  }

  private void says(String kind, String text, String truth, int delay) {
    clock.advance(Duration.ofSeconds(delay));
    String person = person();
    story.arrives(from(person).says(text).at(now()));
    journeys.add(new Journey(kind, person, truth, 1));
  }

  private WhatsAppBody from(String person) {
    return story.message().from(person, "Duda Lima");
  }

  private String person() {
    return "55119%08d".formatted(40_000_000 + people++);
  }

  private static Instant now() {
    return TestClock.now().truncatedTo(ChronoUnit.SECONDS);
  }

  private String link(String source, String message, String code) {
    return story
        .api(
            "POST",
            "/links",
            Map.of(
                "name", source + " " + UUID.randomUUID().toString().substring(0, 6),
                "number_id", number,
                "message", message,
                "source", source,
                "code", code))
        .json()
        .at("/slug")
        .asString();
  }

  private void report() {
    Map<String, JsonNode> latest = latest();
    var byMethod = new TreeMap<String, Tally>();
    var wrong = new ArrayList<String>();
    for (Journey journey : journeys) {
      JsonNode told = Objects.requireNonNull(latest.get(journey.person())).at("/attribution");
      String method = told.at("/method").asString();
      String source = told.at("/source").isNull() ? "" : told.at("/source").asString();
      boolean right = source.equals(journey.truth());
      Tally tally = byMethod.computeIfAbsent(method, _ -> new Tally());
      tally.said++;
      tally.right += right ? 1 : 0;
      if (!journey.truth().isEmpty()) {
        byMethod.computeIfAbsent("all", _ -> new Tally()).due++;
        Tally all = Objects.requireNonNull(byMethod.get("all"));
        all.said += source.isEmpty() ? 0 : 1;
        all.right += right ? 1 : 0;
      }
      if (!right) {
        wrong.add(journey.kind() + ": " + method + " said " + source);
      }
    }
    System.out.println(table(byMethod, wrong));
    for (String certain : List.of("ctwa", "code", "text", "rule", "manual")) {
      Tally tally = byMethod.getOrDefault(certain, new Tally());
      assertThat(tally.said).as(certain).isPositive();
      assertThat(tally.right).as(certain + " " + wrong).isEqualTo(tally.said);
    }
    Tally all = Objects.requireNonNull(byMethod.get("all"));
    assertThat(all.right / (double) all.due).as("recall").isGreaterThan(0.85);
  }

  private static String table(Map<String, Tally> byMethod, List<String> wrong) {
    var table = new StringBuilder("signal     said  right  precision\n");
    byMethod.forEach(
        (method, tally) ->
            table.append(
                "%-9s %5d  %5d  %.3f%s%n"
                    .formatted(
                        method,
                        tally.said,
                        tally.right,
                        tally.right / (double) Math.max(1, tally.said),
                        tally.due == 0
                            ? ""
                            : "  recall %.3f".formatted(tally.right / (double) tally.due))));
    wrong.stream()
        .collect(
            java.util.stream.Collectors.groupingBy(
                one -> one, TreeMap::new, java.util.stream.Collectors.counting()))
        .forEach((what, count) -> table.append("  %d × %s%n".formatted(count, what)));
    return table.toString();
  }

  /** The latest conversation of each person. */
  private Map<String, JsonNode> latest() {
    var latest = new TreeMap<String, JsonNode>();
    String cursor = "";
    do {
      JsonNode page = story.get("/conversations?limit=200" + cursor);
      for (JsonNode one : page.at("/data")) {
        latest.putIfAbsent(one.at("/contact/wa_id").asString(), one);
      }
      cursor =
          page.at("/next_cursor").isNull() ? "" : "&cursor=" + page.at("/next_cursor").asString();
    } while (!cursor.isEmpty());
    return latest;
  }
}

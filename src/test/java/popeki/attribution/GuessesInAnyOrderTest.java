package popeki.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import popeki.PopekiTest;
import popeki.Story;
import popeki.TestClock;
import popeki.kernel.WorkspaceId;
import popeki.links.Links;
import popeki.platform.Lanes;
import popeki.platform.WorkspaceTx;
import popeki.workspaces.Workspaces;
import tools.jackson.databind.JsonNode;

/**
 * Visits and messages become known in any order, some of them twice. What is certain ends the same
 * by itself; what is likely ends the same once all is decided again, whatever was learnt on the way
 * and of how much. {@code -Dpopeki.orders=50} tries more orders.
 */
@PopekiTest
@SuppressWarnings("NullAway.Init")
class GuessesInAnyOrderTest {
  private static final int ORDERS = Integer.getInteger("popeki.orders", 5);
  private static final int SCENES = 28;

  /**
   * Two businesses are some seconds apart when they learn; what is told is rounded to thousandths.
   */
  private static final double ROUNDING = 0.002;

  @Autowired Workspaces workspaces;
  @Autowired Lanes lanes;
  @Autowired TestClock clock;
  @Autowired WorkspaceTx tx;
  @Autowired JdbcClient jdbc;
  @LocalServerPort int port;

  /** What is said of a conversation, and how probable that is. */
  private record Told(List<String> words, double confidence) {}

  /**
   * A visit.
   *
   * @param row as it lies in the database; it is put there when it becomes known
   * @param text what WhatsApp shows ready to send
   */
  private record Visit(String row, UUID id, String text, Instant at) {}

  /** One business, to which the same happens as to the others. */
  private final class Business {
    final Story story;
    final WorkspaceId workspace;
    final Instant start;
    final List<String> slugs = new ArrayList<>();
    final Map<String, String> names = new HashMap<>();
    final List<Visit> visits = new ArrayList<>();
    final List<Runnable> events = new ArrayList<>();
    final List<Runnable> repeated = new ArrayList<>();
    int messages;

    Business(Instant start) {
      this.start = start;
      story = Story.quiet(port, workspaces, lanes, clock, "Luz Dental " + UUID.randomUUID());
      workspace = story.workspace().workspaceId();
      link("instagram", "Olá! Vi a bio e quero visitar o residencial", "both");
      link("flyer", "Vi o cartaz azul no ponto de ônibus", "none");
      link("tiktok", "Quero conhecer o apartamento decorado", "none");
      for (int scene = 0; scene < SCENES; scene++) {
        plan(scene, 780L * scene);
      }
      // Passed on to somebody else, and an ad.
      says("900", visits.getFirst().text(), 5_400);
      events.add(
          () ->
              post(
                  story
                      .message()
                      .id("wamid." + story.phoneNumberId() + "ad")
                      .from("5511970000901", "Duda")
                      .says("Olá")
                      .ad("120200001", "AR1")
                      .at(start.plusSeconds(4_000))
                      .json()));
    }

    private void plan(int scene, long at) {
      String person = String.valueOf(100 + scene);
      switch (scene % 7) {
        case 0, 1 -> says(person, visit(0, at), at + 25 + scene);
        case 2 -> {
          visit(1, at);
          says(person, "bom dia, quanto custa?", at + 30);
        }
        case 3 -> {
          visit(2, at);
          says(person, "oi quero conhecer apartamento", at + 20);
        }
        case 4 -> says(person, "vocês atendem no sábado?", at);
        case 5 -> {
          String text = visit(0, at);
          says(person, "oi, tudo bem?", at + 20);
          says(person, text, at + 90);
        }
        default -> {
          visit(1, at);
          visit(2, at + 10);
          says(person, "oi", at + 35);
        }
      }
    }

    private void link(String source, String message, String code) {
      JsonNode made =
          story
              .api(
                  "POST",
                  "/links",
                  Map.of(
                      "name",
                      source,
                      "number_id",
                      story.get("/numbers").at("/data/0/id").asString(),
                      "message",
                      message,
                      "source",
                      source,
                      "code",
                      code))
              .json();
      slugs.add(made.at("/slug").asString());
      names.put(made.at("/id").asString(), source);
    }

    /** Somebody visits; that becomes known later, as when the database was away. */
    private String visit(int link, long seconds) {
      String text = story.click(slugs.get(link), "");
      String row =
          tx.in(
              workspace,
              () ->
                  jdbc.sql("delete from links.click returning to_jsonb(click.*)::text")
                      .query(String.class)
                      .single());
      JsonNode json = tools.jackson.databind.json.JsonMapper.shared().readTree(row);
      var visit =
          new Visit(
              row, UUID.fromString(json.at("/id").asString()), text, start.plusSeconds(seconds));
      names.put(visit.id().toString(), "visit " + visits.size());
      visits.add(visit);
      events.add(() -> becomesKnown(visit));
      return text;
    }

    private void becomesKnown(Visit visit) {
      tx.run(
          workspace,
          () -> {
            jdbc.sql(
                    """
                insert into links.click select * from jsonb_populate_record(null::links.click,
                  :row::jsonb || jsonb_build_object('occurred_at', :at::timestamptz, 'received_at', :at::timestamptz))""")
                .param("row", visit.row())
                .param("at", visit.at().atOffset(ZoneOffset.UTC))
                .update();
            lanes.wake(Links.LATE_CLICKS, workspace, clock.instant());
          });
    }

    private void says(String person, String text, long seconds) {
      String id = "wamid." + story.phoneNumberId() + messages++;
      String body =
          story
              .message()
              .id(id)
              .from("5511970000" + person, "Duda")
              .says(text)
              .at(start.plusSeconds(seconds))
              .json();
      events.add(() -> post(body));
      repeated.add(() -> post(body));
    }

    private void post(String body) {
      assertThat(story.door().post(body)).isEqualTo(200);
    }

    /** Everything happens, in the order of the seed; the first seed's is the order of time. */
    private void live(int seed) {
      var random = new Random(seed);
      var order = new ArrayList<>(events);
      if (seed > 0) {
        // Meta repeats itself.
        repeated.stream().filter(_ -> random.nextInt(4) == 0).forEach(order::add);
        Collections.shuffle(order, random);
      }
      for (Runnable event : order) {
        event.run();
        if (random.nextInt(6) == 0) {
          lanes.drainAll();
        }
      }
      lanes.drainAll();
    }

    private void decideAgain() {
      story.post("/settings/sources/again", Map.of());
      lanes.drainAll();
    }

    private Map<String, Told> told() {
      var all = new TreeMap<String, Told>();
      for (JsonNode row : story.get("/conversations?limit=200").at("/data")) {
        JsonNode told = story.get("/conversations/" + row.at("/id").asString()).at("/attribution");
        var words = new ArrayList<String>();
        for (String field : List.of("/status", "/method", "/source", "/ad/id")) {
          words.add(told.at(field).asString("-"));
        }
        words.add(names.getOrDefault(told.at("/link_id").asString("-"), "-"));
        words.add(names.getOrDefault(told.at("/click_id").asString("-"), "-"));
        for (JsonNode evidence : told.at("/evidence")) {
          String signal = evidence.at("/signal").asString();
          words.add(
              List.of(Evidence.RIVAL, Evidence.UNPROMPTED).contains(signal)
                  ? ""
                  : evidence.at("/detail").asString().replaceAll(": \\d+ %$", ""));
        }
        words.removeIf(String::isEmpty);
        all.put(
            row.at("/contact/wa_id").asString(),
            new Told(words, told.at("/confidence").asDouble()));
      }
      return all;
    }
  }

  @Test
  void what_is_likely_ends_the_same_in_every_order_once_all_is_decided_again() {
    Instant start = clock.instant().minus(Duration.ofHours(20)).truncatedTo(ChronoUnit.SECONDS);
    var businesses = new ArrayList<Business>();
    for (int seed = 0; seed <= ORDERS; seed++) {
      var business = new Business(start);
      business.live(seed);
      businesses.add(business);
    }
    Map<String, Told> certain = certain(businesses.getFirst().told());
    assertThat(certain).hasSizeGreaterThan(12);
    for (Business business : businesses) {
      assertThat(certain(business.told())).isEqualTo(certain);
    }

    businesses.forEach(Business::decideAgain);

    Map<String, Told> expected = businesses.getFirst().told();
    assertThat(expected.values().stream().filter(told -> told.words().contains("probable")).count())
        .as(expected.toString())
        .isGreaterThan(5);
    for (int order = 1; order <= ORDERS; order++) {
      Map<String, Told> told = businesses.get(order).told();
      assertThat(told.keySet()).isEqualTo(expected.keySet());
      for (Map.Entry<String, Told> one : expected.entrySet()) {
        String what = "order " + order + ", " + one.getKey();
        Told other = told.getOrDefault(one.getKey(), new Told(List.of(), -1));
        assertThat(other.words()).as(what).isEqualTo(one.getValue().words());
        assertThat(other.confidence())
            .as(what)
            .isCloseTo(one.getValue().confidence(), within(ROUNDING));
      }
    }
  }

  private static Map<String, Told> certain(Map<String, Told> all) {
    var certain = new TreeMap<>(all);
    certain.values().removeIf(told -> !List.of("code", "ctwa").contains(told.words().get(1)));
    return certain;
  }
}

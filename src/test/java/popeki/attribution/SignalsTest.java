package popeki.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import popeki.PopekiTest;
import popeki.Story;
import popeki.TestClock;
import popeki.conversations.WhatsAppBody;
import popeki.kernel.NumberId;
import popeki.platform.Lanes;
import popeki.platform.WorkspaceTx;
import popeki.workspaces.Workspaces;
import tools.jackson.databind.JsonNode;

/** Every way to tell where a conversation came from, over the real doors. */
@PopekiTest
@SuppressWarnings("NullAway.Init")
class SignalsTest {
  @Autowired Workspaces workspaces;
  @Autowired Lanes lanes;
  @Autowired TestClock clock;
  @Autowired WorkspaceTx tx;
  @Autowired TextRuleRepository rules;
  @Autowired ArrivalRepository arrivals;
  @LocalServerPort int port;

  private Story story;
  private int people;

  @BeforeEach
  void business() {
    story = Story.quiet(port, workspaces, lanes, clock, "Luz Dental " + UUID.randomUUID());
  }

  private String link(String name, String source, String message, String code) {
    return story
        .api(
            "POST",
            "/links",
            Map.of(
                "name",
                name,
                "number_id",
                story.get("/numbers").at("/data/0/id").asString(),
                "message",
                message,
                "source",
                source,
                "campaign",
                name,
                "code",
                code))
        .json()
        .at("/slug")
        .asString();
  }

  private WhatsAppBody person() {
    return story.message().from("55119%08d".formatted(70_000_000 + people++), "Duda Lima");
  }

  private JsonNode source(WhatsAppBody... bodies) {
    story.arrives(bodies);
    lanes.drainAll();
    String id = story.conversations().at("/0/id").asString();
    return story.get("/conversations/" + id).at("/attribution");
  }

  @Test
  void the_exact_text_of_one_link_tells_the_link() {
    String slug = link("Spring sale", "instagram", "Olá! Vi a promoção de clareamento", "none");
    JsonNode told = source(person().says("ola vi a promocao de CLAREAMENTO!!"));

    assertThat(told.at("/status").asString()).isEqualTo("attributed");
    assertThat(told.at("/method").asString()).isEqualTo("text");
    assertThat(told.at("/confidence").asDouble()).isEqualTo(1);
    assertThat(told.at("/source").asString()).isEqualTo("instagram");
    assertThat(told.at("/click_id").isNull()).isTrue();
    assertThat(told.at("/evidence/0/signal").asString()).isEqualTo("link_text");
    assertThat(slug).isNotEmpty();
  }

  @Test
  void a_text_with_a_placeholder_is_known_whatever_stands_in_its_place() {
    link("Ad", "facebook", "Oi! Vi {ad} e quero agendar avaliação", "none");

    JsonNode told = source(person().says("Oi! Vi o vídeo do sorriso e quero agendar avaliação"));

    assertThat(told.at("/method").asString()).isEqualTo("text");
  }

  @Test
  void a_text_whose_code_was_deleted_still_tells_the_link() {
    String slug = link("Clinic bio", "instagram", "Olá! Vi a bio da clínica", "both");
    String typed = story.click(slug, "");
    assertThat(typed).contains("(ref ");

    assertThat(source(person().says("Olá! Vi a bio da clínica")).at("/method").asString())
        .isEqualTo("text");
  }

  @Test
  void what_everybody_writes_is_no_sign_and_neither_is_a_text_that_two_links_have() {
    link("Common", "instagram", "Oi, quero saber o preço", "none");
    JsonNode common = source(person().says("Oi, quero saber o preço"));
    link("One", "instagram", "Quero a consulta do anúncio azul", "none");
    link("Two", "facebook", "Quero a consulta do anúncio azul", "none");
    JsonNode shared = source(person().says("Quero a consulta do anúncio azul"));

    assertThat(common.at("/status").asString()).isEqualTo("unattributed");
    assertThat(common.at("/evidence/0/signal").asString()).isEqualTo("common_text");
    assertThat(shared.at("/status").asString()).isEqualTo("unattributed");
    assertThat(shared.at("/evidence").findValuesAsString("signal"))
        .containsExactly("shared_text", "shared_text");
  }

  @Test
  void rules_decide_in_their_order_and_after_everything_that_is_certain() {
    rule(0, "contains", "panfleto", "flyer");
    rule(1, "regex", "^vi (o|a) .* na r[aá]dio", "radio");
    String slug = link("Bio", "instagram", "Olá! Vim pela bio da clínica nova", "both");

    assertThat(source(person().says("Bom dia, peguei o PANFLETO na rua")).at("/source").asString())
        .isEqualTo("flyer");
    JsonNode radio = source(person().says("Vi a entrevista na rádio ontem"));
    assertThat(radio.at("/method").asString()).isEqualTo("rule");
    assertThat(radio.at("/source").asString()).isEqualTo("radio");
    assertThat(source(person().says(story.click(slug, "") + " panfleto")).at("/method").asString())
        .isEqualTo("code");
    JsonNode ad = source(person().says("panfleto").ad("120210", "ARxyz"));
    assertThat(ad.at("/method").asString()).isEqualTo("ctwa");
    assertThat(ad.at("/evidence").findValuesAsString("signal"))
        .containsExactly("ad_referral", "other_touch");
  }

  @Test
  void a_visit_just_before_is_likely_and_says_why_and_what_else_it_may_be() {
    String slug = link("Bio", "instagram", "Olá! Vim pela bio da clínica nova", "none");
    story.click(slug, "?utm_campaign=launch");
    JsonNode told =
        source(person().says("oi vim pela bio da clinica").at(TestClock.now().plusSeconds(20)));

    assertThat(told.at("/status").asString()).isEqualTo("attributed");
    assertThat(told.at("/method").asString()).isEqualTo("probable");
    assertThat(told.at("/confidence").asDouble()).isBetween(0.6, 0.999);
    assertThat(told.at("/link_id").asString()).isNotEmpty();
    assertThat(told.at("/click_id").asString()).isNotEmpty();
    assertThat(told.at("/evidence/0/signal").asString()).isEqualTo("probable_visit");
    assertThat(told.at("/evidence/0/detail").asString())
        .contains("“Bio”", "s before", "nearly its text");
    assertThat(told.at("/evidence/0/weight").asDouble())
        .isEqualTo(told.at("/confidence").asDouble());
    String id = story.conversations().at("/0/id").asString();
    assertThat(story.see("/conversations/" + id).body())
        .contains("Likely", "s before")
        .doesNotContain("> Certain<", ">Certain<");
    assertThat(story.see("/conversations").body()).contains("Likely");
  }

  @Test
  void who_asked_not_to_be_followed_is_not_guessed() {
    String slug = link("Bio", "instagram", "Olá! Vim pela bio da clínica nova", "none");
    story.click(slug, "", "Sec-GPC", "1");
    JsonNode told =
        source(person().says("oi vim pela bio da clinica").at(TestClock.now().plusSeconds(20)));

    assertThat(told.at("/status").asString()).isEqualTo("unattributed");
    assertThat(told.at("/click_id").isNull()).isTrue();
  }

  @Test
  void nobody_is_credited_with_a_visit_of_the_day_before_yesterday() {
    String slug = link("Bio", "instagram", "Olá! Vim pela bio da clínica nova", "none");
    story.click(slug, "");
    clock.advance(Duration.ofDays(2));

    assertThat(source(person().says("Tem horário sexta?")).at("/status").asString())
        .isEqualTo("unattributed");
  }

  @Test
  void a_code_that_comes_later_takes_its_visit_from_whom_it_was_guessed_for() {
    String slug = link("Bio", "instagram", "Olá! Vim pela bio da clínica nova", "both");
    String typed = story.click(slug, "");
    story.arrives(
        person().says("vim pela bio da clinica nova oi").at(TestClock.now().plusSeconds(15)));
    lanes.drainAll();
    String first = story.conversations().at("/0/id").asString();
    assertThat(story.get("/conversations/" + first).at("/attribution/method").asString())
        .isEqualTo("probable");

    story.arrives(person().says(typed).at(TestClock.now().plusSeconds(30)));
    lanes.drainAll();

    JsonNode after = story.get("/conversations/" + first).at("/attribution");
    assertThat(after.at("/status").asString()).isEqualTo("unattributed");
    assertThat(after.at("/click_id").isNull()).isTrue();
  }

  @Test
  void a_code_is_whose_message_told_it_first_whichever_is_read_first() {
    String slug = link("Bio", "instagram", "Olá! Vim pela bio da clínica nova", "both");
    String typed = story.click(slug, "");
    var now = TestClock.now();
    WhatsAppBody first = person().says(typed).at(now.plusSeconds(20));
    WhatsAppBody second = person().says(typed).at(now.plusSeconds(90));
    story.arrives(second);
    story.arrives(first);
    lanes.drainAll();

    JsonNode later = story.conversations().at("/0");
    JsonNode earlier = story.conversations().at("/1");
    assertThat(earlier.at("/attribution/method").asString()).isEqualTo("code");
    assertThat(later.at("/attribution/status").asString()).isEqualTo("unattributed");
    assertThat(later.at("/attribution/evidence/0/signal").asString()).isEqualTo("shared_code");
  }

  @Test
  void a_guess_is_taken_back_when_the_person_opts_out() {
    String slug = link("Bio", "instagram", "Olá! Vim pela bio da clínica nova", "none");
    story.click(slug, "");
    story.arrives(person().says("vim pela bio da clinica").at(TestClock.now().plusSeconds(15)));
    lanes.drainAll();
    JsonNode one = story.conversations().at("/0");
    assertThat(one.at("/attribution/method").asString()).isEqualTo("probable");

    story.api("PATCH", "/contacts/" + one.at("/contact/id").asString(), Map.of("opted_out", true));
    lanes.drainAll();

    assertThat(story.conversations().at("/0/attribution/status").asString())
        .isEqualTo("unattributed");
  }

  @Test
  void a_text_of_one_link_is_not_undone_by_small_talk_that_is_the_text_of_another() {
    link("Blue", "instagram", "Quero a consulta do anúncio azul", "none");
    link("Hello", "facebook", "Bom dia", "none");
    String id = UUID.randomUUID().toString().replaceAll("[^0-9]", "0").substring(0, 8);
    story.arrives(
        story.message().from("55119" + id, "Rui").says("Quero a consulta do anúncio azul"),
        story.message().from("55119" + id, "Rui").says("Bom dia"));
    lanes.drainAll();

    assertThat(story.conversations().at("/0/attribution/method").asString()).isEqualTo("text");
  }

  @Test
  void every_day_that_changed_is_looked_at_however_many_there_are() {
    var workspace = story.workspace().workspaceId();
    var number = NumberId.of(story.get("/numbers").at("/data/0/id").asString());
    var now = TestClock.now();
    tx.run(
        workspace,
        () -> {
          arrivals.due(workspace, number, now.minus(Duration.ofDays(120)), now);
          lanes.wake(ProbableLane.KIND, workspace, now);
        });
    lanes.drainAll();

    assertThat(tx.in(workspace, () -> arrivals.nextDue(workspace))).isEmpty();
  }

  @Test
  void what_each_model_gives_to_whom_stands_beside_why() {
    String bio = link("Spring bio", "instagram", "Olá! Vim pela bio da clínica nova", "both");
    var at = TestClock.now().minusSeconds(7_200);
    WhatsAppBody first = person().says("Oi").ad("120200001", "AR1").at(at);
    story.arrives(first);
    assertThat(shown("#why-models dt")).isEmpty();
    people--;
    story.arrives(person().says(story.click(bio, "")).at(TestClock.now()));
    story.outcome(story.conversations().at("/0/id").asString(), "won", "100.00");

    assertThat(shown("#why-touches li")).containsExactly("1 ad 120200001", "2 Spring bio");
    assertThat(shown("#why-models dt"))
        .containsExactly(
            "Last touch",
            "First touch",
            "Equal shares",
            "The later, the more",
            "First and last most");
    assertThat(shown("#why-models dd"))
        .extracting(shares -> shares.replaceAll("[^0-9%·]", ""))
        .containsExactly("0%·100%", "100%·0%", "50%·50%", "50%·50%", "50%·50%");
  }

  private List<String> shown(String selector) {
    String id = story.conversations().at("/0/id").asString();
    return Jsoup.parse(story.see("/conversations/" + id).body()).select(selector).eachText();
  }

  private void rule(int rank, String kind, String pattern, String source) {
    var workspace = story.workspace().workspaceId();
    tx.run(
        workspace,
        () ->
            rules.add(
                workspace,
                new TextRule(
                    UUID.randomUUID(),
                    rank,
                    null,
                    Optional.of(kind).flatMap(TextRule.Kind::of).orElseThrow(),
                    pattern,
                    source,
                    null)));
    assertThat(tx.in(workspace, () -> rules.rules(workspace)))
        .extracting(TextRule::source)
        .isNotEqualTo(List.of());
  }
}

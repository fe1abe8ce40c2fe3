package popeki.conversations;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import popeki.HttpAnswer;
import popeki.PopekiTest;
import popeki.Story;
import popeki.TestClock;
import popeki.platform.Lanes;
import popeki.workspaces.Role;
import popeki.workspaces.TestPeople;
import popeki.workspaces.Workspaces;
import tools.jackson.databind.JsonNode;

/** Sales and refunds from the seller's words and by hand, over the real doors. */
@PopekiTest
@SuppressWarnings("NullAway.Init")
class SalesFlowTest {
  private static final String ANA = "5511976541234";

  @Autowired Workspaces workspaces;
  @Autowired Lanes lanes;
  @Autowired TestClock clock;
  @Autowired BeanFactory beans;
  @LocalServerPort int port;
  private Story story;
  private Instant start;

  @BeforeEach
  void somebody_wrote() {
    story = Story.quiet(port, workspaces, lanes, clock, "Loja " + UUID.randomUUID());
    story.api(
        "PUT",
        "/settings",
        Map.of(
            "key_phrases",
            List.of(
                Map.of("phrase", "venda fechada", "stage", "won"),
                Map.of("phrase", "estorno feito", "stage", "refunded"),
                Map.of("phrase", "visita marcada", "stage", "qualified"),
                Map.of("phrase", "negócio perdido", "stage", "lost"))));
    start = clock.instant().minusSeconds(3600);
    story.arrives(story.message().from(ANA, "Ana").says("Oi").at(start));
  }

  @Test
  void a_later_sale_is_a_second_one_and_the_same_message_twice_is_one() {
    WhatsAppBody sale =
        story.message().echoes(ANA, "Venda fechada R$ 350").at(start.plusSeconds(60));
    story.arrives(sale);
    story.arrives(sale);
    story.arrives(story.message().echoes(ANA, "VENDA FECHADA! 1,5 mil").at(start.plusSeconds(120)));

    assertThat(only().at("/value/amount").asString()).isEqualTo("1850.00");
    assertThat(outcomes()).containsExactly("won 350.00 key_phrase", "won 1500.00 key_phrase");
    assertThat(page().select(".facts-line").text())
        .contains("R$ 1,850.00")
        .contains("2 sales")
        .contains("Closed after 2 min");
  }

  @Test
  void the_customers_words_set_nothing() {
    story.arrives(
        story.message().from(ANA, "Ana").says("venda fechada R$ 350").at(start.plusSeconds(60)));

    assertThat(only().at("/stage").asString()).isEqualTo("new");
    assertThat(page().select(".facts-line").text()).doesNotContain("Closed after");
    assertThat(outcomes()).isEmpty();
  }

  @Test
  void a_refund_in_words_lowers_the_value_and_one_by_hand_without_an_amount_gives_all_back() {
    story.arrives(story.message().echoes(ANA, "Venda fechada R$ 350").at(start.plusSeconds(60)));
    story.arrives(
        story.message().echoes(ANA, "Estorno feito: R$ 50,00").at(start.plusSeconds(120)));

    assertThat(only().at("/value/amount").asString()).isEqualTo("300.00");
    assertThat(page().select(".facts-line").text()).contains("R$ 50.00 refunded");
    assertThat(page().select(".timeline").text()).contains("Refund recorded · −R$ 50.00");

    story.post(
        "/conversations/" + only().at("/id").asString() + "/stage", Map.of("outcome", "refunded"));

    assertThat(only().at("/value/amount").asString()).isEqualTo("0.00");
    assertThat(outcomes())
        .containsExactly(
            "won 350.00 key_phrase", "refunded 50.00 key_phrase", "refunded 300.00 user");
    lanes.drainAll();
    JsonNode totals = story.get("/reports/overview").at("/totals");
    assertThat(totals.at("/revenue/0/amount").asString("0.00")).isEqualTo("0.00");
  }

  @Test
  void an_amount_by_hand_is_read_as_people_write_it() {
    String stage = "/conversations/" + only().at("/id").asString() + "/stage";
    story.post(stage, Map.of("outcome", "won", "amount", "1.500"));
    assertThat(only().at("/value/amount").asString()).isEqualTo("1500.00");
    story.post(stage, Map.of("outcome", "won", "amount", "R$ 1.234,56"));
    assertThat(only().at("/value/amount").asString()).isEqualTo("2734.56");
    story.post(stage, Map.of("outcome", "refunded", "amount", "234.56"));
    assertThat(only().at("/value/amount").asString()).isEqualTo("2500.00");
  }

  @Test
  void the_box_says_what_a_message_would_do_and_why_not_and_changes_nothing() {
    Document does = tried("Venda fechada! entrada R$ 100, total R$ 1.234,56");
    assertThat(does.select("#words-answer").text())
        .contains("A sale R$ 1,234.56 · BRL")
        .contains("“venda fechada” counts")
        .contains("“R$ 100” is passed over");
    assertThat(tried("vendas fechadas").select("#words-answer").text())
        .contains("Does nothing")
        .contains("“vendas fechadas” is close to “venda fechada”");
    assertThat(tried("venda fechada?").select("#words-answer").text()).contains("it is a question");
    assertThat(outcomes()).isEmpty();
  }

  @Test
  void who_only_reads_sees_the_phrases_and_no_box() {
    var analyst = new TestPeople(port, beans).join(story.workspace().workspaceId(), Role.ANALYST);

    HttpAnswer page =
        HttpAnswer.send(
            port,
            "GET",
            "/w/" + story.workspace().slug() + "/conversations/words",
            null,
            "Cookie",
            analyst.cookie());

    assertThat(page.body()).contains("estorno feito").doesNotContain("<textarea");
  }

  /** Ana visits, comes by another ad, buys; that the first one was lost is told last. */
  private void lost_told_last() {
    story.arrives(story.message().echoes(ANA, "Visita marcada").at(start.plusSeconds(10)));
    story.arrives(
        story
            .message()
            .from(ANA, "Ana")
            .says("Oi de novo")
            .ad("1202", "AR2")
            .at(start.plusSeconds(30)));
    story.arrives(story.message().echoes(ANA, "Venda fechada R$ 350").at(start.plusSeconds(40)));
    assertThat(ledger()).containsExactly("qualified of 1", "won of 1");
    story.arrives(story.message().echoes(ANA, "Negócio perdido").at(start.plusSeconds(20)));
  }

  @Test
  void a_loss_that_is_told_late_begins_another_conversation_which_is_qualified_once() {
    lost_told_last();

    assertThat(story.conversations()).hasSize(2);
    assertThat(ledger()).containsExactly("qualified of 1", "qualified of 2", "won of 2");
    assertThat(story.get("/reports/overview").at("/totals/qualified").asInt()).isEqualTo(2);

    story.arrives(story.message().echoes(ANA, "Visita marcada").at(start.plusSeconds(45)));
    story.arrives(story.message().echoes(ANA, "tchau").at(start.plusSeconds(25)));
    assertThat(ledger()).containsExactly("qualified of 1", "qualified of 2", "won of 2");
  }

  @Test
  void a_sale_that_a_person_reports_for_an_earlier_day_begins_what_was_written_since() {
    story.arrives(
        story
            .message()
            .from(ANA, "Ana")
            .says("Vi outro")
            .ad("1202", "AR2")
            .at(start.plusSeconds(600)));
    String first = only().at("/id").asString();

    report(first, "won", start.plusSeconds(60));
    assertThat(story.conversations()).hasSize(2);
    assertThat(story.conversations().get(0).at("/attribution/ad/id").asString()).isEqualTo("1202");
    assertThat(story.get("/conversations/" + first).at("/stage").asString()).isEqualTo("won");
    assertThat(story.get("/conversations/" + first).at("/messages")).hasSize(1);

    report(first, "reopened", start.plusSeconds(120));
    assertThat(only().at("/id").asString()).isEqualTo(first);
    assertThat(only().at("/messages")).hasSize(2);
  }

  private void report(String conversation, String stage, Instant at) {
    HttpAnswer answer =
        story.api(
            "POST",
            "/conversations/" + conversation + "/outcomes",
            Map.of("stage", stage, "occurred_at", at.toString()));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    lanes.drainAll();
  }

  /** Which stage of which conversation Meta is told of, the conversations by their start. */
  private List<String> ledger() {
    List<String> order =
        story
            .conversations()
            .valueStream()
            .map(one -> one.at("/id").asString())
            .toList()
            .reversed();
    return story
        .get("/conversions")
        .at("/data")
        .valueStream()
        .filter(row -> !row.at("/status").asString().equals("cancelled"))
        .map(
            row ->
                (row.at("/event_name").asString().equals("Purchase") ? "won" : "qualified")
                    + " of "
                    + (order.indexOf(row.at("/conversation_id").asString()) + 1))
        .sorted()
        .toList();
  }

  private Document tried(String text) {
    TestPeople.Person agent =
        new TestPeople(port, beans).join(story.workspace().workspaceId(), Role.AGENT);
    HttpAnswer answer =
        HttpAnswer.send(
            port,
            "POST",
            "/w/" + story.workspace().slug() + "/conversations/words",
            "text="
                + java.net.URLEncoder.encode(text, java.nio.charset.StandardCharsets.UTF_8)
                + "&_csrf="
                + agent.token(),
            "Cookie",
            agent.cookie(),
            "Content-Type",
            "application/x-www-form-urlencoded");
    assertThat(answer.status()).isEqualTo(200);
    return Jsoup.parse(answer.body());
  }

  private JsonNode only() {
    JsonNode all = story.conversations();
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  private List<String> outcomes() {
    return only()
        .at("/outcomes")
        .valueStream()
        .map(
            one ->
                one.at("/stage").asString()
                    + " "
                    + one.at("/value/amount").asString("-")
                    + " "
                    + one.at("/by").asString())
        .toList();
  }

  private Document page() {
    return Jsoup.parse(story.see("/conversations/" + only().at("/id").asString()).body());
  }
}

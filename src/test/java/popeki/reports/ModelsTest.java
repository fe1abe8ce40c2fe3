package popeki.reports;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import popeki.HttpAnswer;
import popeki.PopekiTest;
import popeki.Story;
import popeki.TestClock;
import popeki.conversations.WhatsAppBody;
import popeki.platform.Lanes;
import popeki.workspaces.Workspaces;
import tools.jackson.databind.JsonNode;

/** One person, three touches, one sale: every model shares it, and every sum stays whole. */
@PopekiTest
@SuppressWarnings("NullAway.Init")
class ModelsTest {
  private static final String PERSON = "5511977776666";

  @Autowired Workspaces workspaces;
  @Autowired Lanes lanes;
  @Autowired TestClock clock;
  @LocalServerPort int port;

  private Story story;

  @BeforeEach
  void threeTouches() {
    story = Story.quiet(port, workspaces, lanes, clock, "Casa dos Modelos");
    String bio = story.link("Bio", "instagram", "Bio");
    String search = story.link("Search", "google", "Search");
    String mail = story.link("Mail", "newsletter", "Mail");
    says(story.click(bio, ""));
    story.outcome(conversation(), "won", "100.00");
    clock.advance(Duration.ofDays(7));
    // After a sale a new code begins a new conversation.
    says(story.click(search, ""));
    clock.advance(Duration.ofDays(7));
    says(story.click(mail, ""));
    story.outcome(conversation(), "won", "100.01");
  }

  private void says(String text) {
    WhatsAppBody body = story.message().from(PERSON, "Duda Lima").says(text);
    clock.advance(Duration.ofSeconds(40));
    story.arrives(body.at(TestClock.now()));
  }

  private String conversation() {
    return story.conversations().at("/0/id").asString();
  }

  private Map<String, String> by(String model, String field) {
    JsonNode report = story.get("/reports/campaigns?group_by=source&model=" + model);
    assertThat(report.at("/model").asString()).isEqualTo(model);
    var rows = new TreeMap<String, String>();
    var sum = BigDecimal.ZERO;
    for (JsonNode row : report.at("/rows")) {
      JsonNode value = field.equals("revenue") ? row.at("/revenue/0/amount") : row.at("/" + field);
      if (!value.isMissingNode() && new BigDecimal(value.asString()).signum() != 0) {
        rows.put(row.at("/key").asString(), value.asString());
        sum = sum.add(new BigDecimal(value.asString()));
      }
    }
    JsonNode total =
        field.equals("revenue")
            ? report.at("/totals/revenue/0/amount")
            : report.at("/totals/" + field);
    assertThat(sum).isEqualByComparingTo(total.asString());
    return rows;
  }

  @Test
  void a_conversation_is_the_last_touch_before_it_and_shared_by_the_others_with_the_ones_before() {
    assertThat(by("last", "conversations")).isEqualTo(Map.of("instagram", "1", "google", "1"));
    assertThat(by("first", "conversations")).isEqualTo(Map.of("instagram", "2"));
    assertThat(by("linear", "conversations"))
        .isEqualTo(Map.of("instagram", "1.5", "google", "0.5"));
    assertThat(by("position", "conversations"))
        .isEqualTo(Map.of("instagram", "1.5", "google", "0.5"));
    assertThat(by("time_decay", "conversations").get("google")).startsWith("0.66");
  }

  @Test
  void a_sale_is_led_to_by_what_came_during_the_conversation_too() {
    assertThat(by("last", "won")).isEqualTo(Map.of("instagram", "1", "newsletter", "1"));
    assertThat(by("first", "won")).isEqualTo(Map.of("instagram", "2"));
    assertThat(by("linear", "won"))
        .isEqualTo(Map.of("instagram", "1.333333", "google", "0.333333", "newsletter", "0.333334"));
    assertThat(by("position", "won"))
        .isEqualTo(Map.of("instagram", "1.4", "google", "0.2", "newsletter", "0.4"));
  }

  @Test
  void money_is_shared_to_the_cent() {
    assertThat(by("linear", "revenue"))
        .isEqualTo(Map.of("instagram", "133.33", "google", "33.33", "newsletter", "33.35"));
    assertThat(by("first", "revenue")).isEqualTo(Map.of("instagram", "200.01"));
  }

  @Test
  void a_correction_stands_alone_under_every_model() {
    HttpAnswer corrected =
        story.api(
            "PATCH",
            "/conversations/" + conversation(),
            Map.of("attribution", Map.of("source", "flyer"), "reason", "She showed it"));
    assertThat(corrected.status()).isEqualTo(200);

    for (String model : new String[] {"last", "first", "linear", "time_decay", "position"}) {
      assertThat(by(model, "conversations")).isEqualTo(Map.of("instagram", "1", "flyer", "1"));
      assertThat(by(model, "won")).isEqualTo(Map.of("instagram", "1", "flyer", "1"));
    }
  }

  @Test
  void the_file_says_the_same_as_the_api() {
    HttpAnswer file =
        HttpAnswer.send(
            port,
            "GET",
            "/api/v1/reports/campaigns?group_by=source&model=linear",
            null,
            "Authorization",
            "Bearer " + story.workspace().apiKey(),
            "Accept",
            "text/csv");

    assertThat(file.body()).contains("1.333333").contains("0.333334");
  }
}

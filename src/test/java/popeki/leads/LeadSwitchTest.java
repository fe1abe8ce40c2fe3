package popeki.leads;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import popeki.HttpAnswer;
import popeki.PopekiTest;
import popeki.Story;
import popeki.TestClock;
import popeki.platform.Lanes;
import popeki.platform.WorkspaceTx;
import popeki.workspaces.Workspaces;
import tools.jackson.databind.JsonNode;

/** A business that turns lead scoring off is obeyed, and so is one that turns it on again. */
@PopekiTest
@SuppressWarnings("NullAway.Init")
class LeadSwitchTest {
  @Autowired Workspaces workspaces;
  @Autowired Lanes lanes;
  @Autowired TestClock clock;
  @Autowired WorkspaceTx tx;
  @Autowired JdbcClient jdbc;
  @LocalServerPort int port;
  private Story story;

  @BeforeEach
  void a_business() {
    story = Story.quiet(port, workspaces, lanes, clock, "Clínica Aurora");
    story.signIn();
  }

  private void says(String waId, String text) {
    story.arrives(story.message().from(waId, "Bruno").says(text));
    story.settle();
    clock.advance(Duration.ofHours(2));
    lanes.drainAll();
  }

  private String path(String rest) {
    return "/w/" + story.workspace().slug() + rest;
  }

  private Document page() {
    HttpAnswer answer =
        HttpAnswer.send(port, "GET", path("/settings/processing"), null, "Cookie", story.signIn());
    assertThat(answer.status()).isEqualTo(200);
    return Jsoup.parse(answer.body());
  }

  private HttpAnswer turn(String purpose, boolean on) {
    String csrf = page().select("input[name=_csrf]").attr("value");
    return HttpAnswer.send(
        port,
        "POST",
        path("/settings/processing/" + purpose),
        "on=" + on + "&_csrf=" + URLEncoder.encode(csrf, StandardCharsets.UTF_8),
        "Cookie",
        story.signIn(),
        "Content-Type",
        "application/x-www-form-urlencoded");
  }

  private JsonNode lead(int conversation) {
    return story.conversations().get(conversation).at("/lead");
  }

  private long classifications() {
    return tx.in(
        story.workspace().workspaceId(),
        () ->
            jdbc.sql("select count(*) from leads.classification where workspace_id = :ws")
                .param("ws", story.workspace().workspaceId().value())
                .query(Long.class)
                .single());
  }

  @Test
  void nothing_is_read_while_it_is_off_and_what_waited_is_read_when_it_is_on_again() {
    says("5511987651001", "Oi, quero agendar uma avaliação para amanhã");
    assertThat(lead(0).at("/status").asString()).isEqualTo("classified");

    assertThat(turn("lead_scoring", false).status()).isEqualTo(302);
    says("5511987651002", "Bom dia, quanto custa o clareamento?");
    says("5511987651001", "Prefiro às 10h, pode ser?");
    assertThat(classifications()).isEqualTo(1);
    assertThat(lead(0).at("/status").asString()).isEqualTo("pending");
    assertThat(lead(1).at("/status").asString()).as("what was there stays").isEqualTo("classified");

    assertThat(turn("lead_scoring", true).status()).isEqualTo(302);
    lanes.drainAll();
    clock.advance(Duration.ofMinutes(2));
    lanes.drainAll();
    assertThat(lead(0).at("/status").asString()).isEqualTo("classified");
    assertThat(classifications()).isGreaterThanOrEqualTo(2);
  }

  @Test
  void every_switch_is_an_instruction_with_time_and_name() {
    JsonNode first = story.get("/audit?action=processing").at("/data");
    assertThat(first.findValuesAsString("subject"))
        .containsExactlyInAnyOrder("attribution", "lead_scoring");
    assertThat(first.get(0).at("/detail/source").asString()).isEqualTo("agreement");

    turn("lead_scoring", false);
    turn("lead_scoring", false);
    JsonNode after = story.get("/audit?subject=lead_scoring").at("/data");
    assertThat(after).hasSize(2);
    assertThat(after.get(0).at("/detail/processing/from").asString()).isEqualTo("on");
    assertThat(after.get(0).at("/detail/processing/to").asString()).isEqualTo("off");
    assertThat(after.get(0).at("/actor/name").asString()).isEqualTo("Carla Mendes");
    Document page = page();
    assertThat(page.select("section:has(#p-lead_scoring)").text())
        .contains("Off since", "Carla Mendes", "Turn lead scoring on")
        .doesNotContain("processing.");
    assertThat(page.select("section:has(#p-conversion_delivery) a.button").attr("href"))
        .endsWith("/deliveries/connection");
  }

  @Test
  void switching_the_destination_is_an_instruction_too() {
    for (boolean on : new boolean[] {true, true, false}) {
      HttpAnswer put =
          story.api(
              "PUT",
              "/destinations/meta",
              Map.of("dataset_id", "880011", "access_token", "invented", "enabled", on));
      assertThat(put.status()).isEqualTo(200);
    }
    JsonNode switched = story.get("/audit?subject=conversion_delivery").at("/data");
    assertThat(switched.findValuesAsString("to")).containsExactly("off", "on");
    JsonNode saved = story.get("/audit?action=destination.saved").at("/data/0/detail/enabled");
    assertThat(saved.at("/from").asBoolean()).isTrue();
    assertThat(saved.at("/to").asBoolean()).isFalse();
  }

  @Test
  void what_has_no_switch_here_cannot_be_switched_here() {
    assertThat(turn("attribution", false).status()).isEqualTo(404);
    assertThat(turn("conversion_delivery", true).status()).isEqualTo(404);
    assertThat(turn("mind_reading", true).status()).isEqualTo(404);
  }
}

package popeki.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class GraphRulesTest {
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
  private static final String WABA = "102030405060708";
  private static final String CLICK_ID = "ARA" + "x".repeat(120);
  private static final String HASH = "a".repeat(64);

  /** What is changed about a good event, and the subcode of the answer; 0 is a plain code 100. */
  static Stream<Arguments> broken() {
    return Stream.of(
        row("a name outside the closed list", event -> event.put("event_name", "Lead"), 2804066),
        row("a name of the website", event -> event.put("event_name", "Contact"), 2804066),
        row("a click id of another shape", event -> user(event).put("ctwa_clid", "abc"), 2804087),
        row("no click id", event -> user(event).remove("ctwa_clid"), 2804087),
        row(
            "another WhatsApp account",
            event -> user(event).put("whatsapp_business_account_id", "999"),
            2804087),
        row("more than seven days old", event -> at(event, -7 * 86_400 - 1), 2804003),
        row("in the future", event -> at(event, 3_600), 2804003),
        row("a time in words", event -> event.put("event_time", "yesterday"), 0),
        row("no channel", event -> event.remove("messaging_channel"), 0),
        row("an unknown action source", event -> event.put("action_source", "whatsapp"), 0),
        row("a phone in clear", event -> user(event).put("ph", "5511987654321"), 0),
        row(
            "one phone of two in clear",
            event -> user(event).putArray("ph").add(HASH).add("5511987654321"),
            0),
        row("a sale without an amount", event -> event.put("event_name", "Purchase"), 0),
        row("a website event without its page", event -> event.put("action_source", "website"), 0),
        row(
            "nobody to match",
            event -> {
              event.put("action_source", "chat");
              event.putObject("user_data").put("client_user_agent", "Mozilla/5.0");
            },
            2804050));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("broken")
  void refuses(String what, Consumer<ObjectNode> change, int subcode) {
    ObjectNode body = body();
    change.accept((ObjectNode) body.path("data").get(0));

    assertThat(GraphRules.judge(body, WABA, NOW))
        .as(what)
        .hasValueSatisfying(
            refusal -> {
              assertThat(refusal.code()).isEqualTo(100);
              assertThat(refusal.subcode()).isEqualTo(subcode);
            });
  }

  static Stream<Arguments> sound() {
    return Stream.of(
        row("a lead of an ad", event -> {}, 0),
        row("seven days old to the second", event -> at(event, -7 * 86_400), 0),
        row("hashed phones in both forms", e -> user(e).putArray("ph").add(HASH).add(HASH), 0),
        row(
            "a sale with its amount",
            event -> {
              event.put("event_name", "Purchase");
              event.putObject("custom_data").put("value", 350).put("currency", "BRL");
            },
            0),
        row(
            "a chat event of a tracked link",
            event -> {
              event.put("action_source", "chat").put("event_name", "Any name");
              event.putObject("user_data").put("fbc", "fb.1.1790000000123.IwAR0abc");
            },
            0));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("sound")
  void takes(String what, Consumer<ObjectNode> change, int unused) {
    ObjectNode body = body();
    change.accept((ObjectNode) body.path("data").get(0));

    assertThat(GraphRules.judge(body, WABA, NOW)).as(what).isEmpty();
  }

  @Test
  void one_bad_event_loses_the_batch() {
    ObjectNode body = body();
    ObjectNode bad = ((ObjectNode) body.path("data").get(0)).deepCopy();
    bad.put("event_name", "Subscribe");
    body.withArray("data").add(bad);

    assertThat(GraphRules.judge(body, WABA, NOW)).isPresent();
  }

  @Test
  void asks_for_one_to_a_thousand_events() {
    ObjectNode body = body();
    body.withArray("data").removeAll();

    assertThat(GraphRules.judge(body, WABA, NOW)).isPresent();
  }

  private static Arguments row(String what, Consumer<ObjectNode> change, int subcode) {
    return Arguments.of(what, change, subcode);
  }

  private static ObjectNode user(ObjectNode event) {
    return (ObjectNode) event.path("user_data");
  }

  private static void at(ObjectNode event, long offset) {
    event.put("event_time", NOW.getEpochSecond() + offset);
  }

  private static ObjectNode body() {
    ObjectNode body = JsonMapper.shared().createObjectNode();
    ObjectNode event = body.putArray("data").addObject();
    event.put("event_name", "LeadSubmitted");
    event.put("event_time", NOW.getEpochSecond() - 60);
    event.put("event_id", "pt_1");
    event.put("action_source", "business_messaging");
    event.put("messaging_channel", "whatsapp");
    event
        .putObject("user_data")
        .put("whatsapp_business_account_id", WABA)
        .put("ctwa_clid", CLICK_ID);
    return body;
  }
}

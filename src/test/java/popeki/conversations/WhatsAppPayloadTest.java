package popeki.conversations;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import popeki.conversations.InboundEvent.InboundMessage;
import popeki.conversations.InboundEvent.Unknown;

/** Every sample payload lies beside a text with the events it must give, one a line. */
class WhatsAppPayloadTest {

  static Stream<String> samples() throws IOException, URISyntaxException {
    try (var files = Files.list(folder())) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".json"))
          .map(name -> name.substring(0, name.length() - ".json".length()))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void reads_every_sample_as_written_beside_it(String sample)
      throws IOException, URISyntaxException {
    var events = WhatsAppPayload.parse(Files.readAllBytes(folder().resolve(sample + ".json")));

    var expected = Files.readString(folder().resolve(sample + ".txt")).strip();
    assertThat(EventLines.of(events)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "not json", "{", "{\"entry\":[", "{} {}", "{\"a\":tru}", "<xml/>"})
  void refuses_only_what_is_not_json_and_does_not_quote_it(String body) {
    assertThatThrownBy(() -> WhatsAppPayload.parse(body.getBytes(UTF_8)))
        .isInstanceOf(UnreadablePayload.class)
        .hasMessageStartingWith("webhook body is not JSON, reading stopped at character ")
        .hasNoCause();
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "null", "[]", "\"x\"", "{}", "{\"entry\":5}"})
  void keeps_json_of_an_unknown_shape(String body) {
    assertThat(WhatsAppPayload.parse(body.getBytes(UTF_8)))
        .hasOnlyElementsOfType(Unknown.class)
        .hasSize(1);
  }

  @Test
  void a_monstrous_value_costs_itself_and_not_its_message() {
    var body =
        batch(
            message(
                "wamid.1",
                "\"text\":{\"body\":\"one\"},\"x\":" + "[".repeat(5000) + "]".repeat(5000)),
            message(
                "wamid.2", "\"text\":{\"body\":\"two\"},\"x\":\"" + "y".repeat(2_000_000) + "\""),
            message("wamid.3", "\"text\":{\"body\":\"three\"},\"x\":" + "9".repeat(100_000)),
            message("wamid.4", "\"text\":{\"body\":\"four\"},\"x\":1e999999999"),
            message("wamid.5", "\"text\":{\"body\":\"five\"},\"" + "k".repeat(100_000) + "\":1"));

    assertThat(WhatsAppPayload.parse(body.getBytes(UTF_8)))
        .extracting(event -> ((InboundMessage) event).text())
        .containsExactly("one", "two", "three", "four", "five");
  }

  @Test
  void keeps_both_lists_when_a_key_comes_twice() {
    var body =
        """
        {"entry":[{"id":"1","changes":[{"field":"messages","value":{
          "messages":[%s],"messages":[%s],"messages":null}}]}]}"""
            .formatted(message("wamid.1", "\"a\":1"), message("wamid.2", "\"a\":1"));

    assertThat(WhatsAppPayload.parse(body.getBytes(UTF_8))).hasSize(2);
  }

  @Test
  void replaces_what_no_database_can_hold() {
    var body = batch(message("wamid.1", "\"text\":{\"body\":\"a\\u0000b\\ud83dc 👋\"}"));

    var message = (InboundMessage) WhatsAppPayload.parse(body.getBytes(UTF_8)).getFirst();

    assertThat(message.text()).isEqualTo("a\uFFFDb\uFFFDc 👋");
    assertThat(message.raw()).doesNotContain("\\u0000");
  }

  @Test
  void reads_on_past_broken_utf_8_and_a_byte_order_mark() {
    var body =
        ("\uFEFF" + batch(message("wamid.1", "\"text\":{\"body\":\"a?b\"}"))).getBytes(UTF_8);
    for (int i = 0; i < body.length; i++) {
      body[i] = body[i] == '?' ? (byte) 0xC3 : body[i];
    }

    var message = (InboundMessage) WhatsAppPayload.parse(body).getFirst();

    assertThat(message.text()).isEqualTo("a\uFFFDb");
  }

  @ParameterizedTest
  @MethodSource("samples")
  void says_nothing_of_people_when_an_event_is_printed(String sample)
      throws IOException, URISyntaxException {
    var events = WhatsAppPayload.parse(Files.readAllBytes(folder().resolve(sample + ".json")));

    assertThat(events.toString())
        .doesNotContain("55119", "55219", "1631555", "BR.", "US.1349", "wamid", "ABGG", "AREx")
        .doesNotContain("Ana", "ana.store", "Bruno", "Carla", "ARAk", "Venda", "tenant-7");
  }

  private static String message(String wamid, String more) {
    return """
        {"from":"5511987654321","id":"%s","timestamp":"1790000000","type":"text",%s}"""
        .formatted(wamid, more);
  }

  private static String batch(String... messages) {
    return """
        {"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages",
        "value":{"metadata":{"phone_number_id":"2"},"messages":[%s]}}]}]}"""
        .formatted(String.join(",", List.of(messages)));
  }

  private static Path folder() throws URISyntaxException {
    return Path.of(WhatsAppPayloadTest.class.getResource("/whatsapp").toURI());
  }
}

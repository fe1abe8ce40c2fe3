package popeki.conversations;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import popeki.conversations.InboundEvent.InboundMessage;
import popeki.conversations.InboundEvent.Malformed;
import popeki.conversations.InboundEvent.MessageStatus;
import popeki.conversations.InboundEvent.Unknown;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Whatever arrives, every item is accounted for and none costs another. All seeds are fixed. */
class WhatsAppPayloadFuzzTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Pattern KEY = Pattern.compile("\"\\w+\":");
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  @Test
  void two_thousand_mutated_payloads_never_break_the_reading()
      throws IOException, URISyntaxException {
    var samples = samples();
    var random = new Random(20261123);
    for (int round = 0; round < 2_000; round++) {
      var body = samples.get(random.nextInt(samples.size())).deepCopy();
      for (int i = random.nextInt(3); i >= 0; i--) {
        mutate(body, random);
      }

      var text = doubledKey(JSON.writeValueAsString(body), random);
      var events = WhatsAppPayload.parse(text.getBytes(UTF_8));

      assertThat(events).allSatisfy(WhatsAppPayloadFuzzTest::isWhole);
    }
  }

  @Test
  void a_mutated_item_leaves_its_neighbours_as_they_were() throws IOException, URISyntaxException {
    var all = messages();
    var random = new Random(42);
    for (int round = 0; round < 2_000; round++) {
      var items = random.ints(6, 0, all.size()).mapToObj(all::get).toList();
      var good = batch(items);
      var calm = WhatsAppPayload.parse(JSON.writeValueAsBytes(good));
      int victim = random.nextInt(items.size());
      var list = (ArrayNode) good.at("/entry/0/changes/0/value/messages");
      if (random.nextInt(8) == 0) {
        list.set(victim, oddity(random));
      } else {
        mutate(list.get(victim), random);
      }

      var shaken = WhatsAppPayload.parse(JSON.writeValueAsBytes(good));

      assertThat(shaken).hasSameSizeAs(calm);
      for (int i = 0; i < calm.size(); i++) {
        if (i != victim) {
          assertThat(shaken.get(i)).isEqualTo(calm.get(i));
        }
      }
    }
  }

  @Test
  void bytes_are_read_or_refused_in_one_way() throws IOException, URISyntaxException {
    var samples = samples();
    var random = new Random(3);
    int refused = 0;
    for (int round = 0; round < 2_000; round++) {
      var body = JSON.writeValueAsBytes(samples.get(random.nextInt(samples.size())));
      for (int i = random.nextInt(4); i >= 0; i--) {
        body[random.nextInt(body.length)] = (byte) random.nextInt(256);
      }
      try {
        assertThat(WhatsAppPayload.parse(body)).allSatisfy(WhatsAppPayloadFuzzTest::isWhole);
      } catch (UnreadablePayload unreadable) {
        refused++;
        assertThat(unreadable).hasMessageMatching("webhook body is not JSON.* character \\d+");
      }
    }
    assertThat(refused).isBetween(1, 1_999);
  }

  @Test
  void a_thousand_mixed_items_of_two_accounts_are_all_there_in_order() {
    var events = WhatsAppPayload.parse(mixed(1_000).getBytes(UTF_8));

    assertThat(events).hasSize(1_000);
    assertThat(events).filteredOn(InboundMessage.class::isInstance).hasSize(500);
    assertThat(events).filteredOn(MessageStatus.class::isInstance).hasSize(250);
    assertThat(events).filteredOn(Unknown.class::isInstance).hasSize(124);
    assertThat(events).filteredOn(Malformed.class::isInstance).hasSize(126);
    assertThat(events.stream().map(InboundEvent::wabaId).distinct()).containsExactly("111", "222");
    assertThat(events.stream().map(InboundEvent::phoneNumberId).distinct())
        .containsExactly("1110", "2220");
    assertThat(events.stream().map(event -> event.position().toString())).doesNotHaveDuplicates();
  }

  private static void isWhole(InboundEvent event) {
    assertThat(event.raw()).isNotBlank();
    assertThat(event.position().toString()).startsWith("entry[");
    // the fence around an item is for what nobody thought of; nothing here may need it
    if (event instanceof Malformed malformed) {
      assertThat(malformed.reason()).doesNotStartWith("unexpected");
    }
    if (event instanceof InboundMessage message) {
      assertThat(message.wamid().length()).isBetween(1, 255);
      assertThat(message.content().typeName()).isNotEmpty();
    }
  }

  private static String mixed(int items) {
    var half = items / 2;
    return """
        {"object":"whatsapp_business_account","entry":[%s,%s]}"""
        .formatted(account("111", half), account("222", items - half));
  }

  private static String account(String waba, int items) {
    int messages = items / 2;
    int statuses = items / 4;
    int odd = items / 8;
    return """
        {"id":"%s","changes":[
          {"field":"messages","value":{"metadata":{"phone_number_id":"%s0"},
            "messages":[%s],"statuses":[%s],"novelties":[%s],"errors":[%s]}}]}"""
        .formatted(
            waba,
            waba,
            repeated(messages, i -> text(waba, i)),
            repeated(statuses, i -> "{\"id\":\"wamid.S" + i + "\",\"status\":\"sent\"}"),
            repeated(odd, i -> "{\"n\":" + i + "}"),
            repeated(items - messages - statuses - odd, i -> "" + i));
  }

  private static String text(String waba, int i) {
    return """
        {"from":"5511900%06d","id":"wamid.%s.%d","timestamp":"1790000000","type":"text",\
        "text":{"body":"oi %d"}}"""
        .formatted(i, waba, i, i);
  }

  private static String repeated(int times, IntFunction<String> item) {
    return String.join(",", IntStream.range(0, times).mapToObj(item).toList());
  }

  /** Changes one place of the tree: drops, empties, swaps, buries, doubles or bloats it. */
  static void mutate(JsonNode root, Random random) {
    var places = new ArrayList<JsonNode>();
    collect(root, places);
    if (places.isEmpty()) {
      return;
    }
    switch (places.get(random.nextInt(places.size()))) {
      case ObjectNode object when !object.isEmpty() -> {
        var keys = List.copyOf(object.propertyNames());
        var key = keys.get(random.nextInt(keys.size()));
        if (random.nextInt(4) == 0) {
          object.remove(key);
        } else {
          object.set(key, oddity(random));
        }
      }
      case ArrayNode array when !array.isEmpty() -> {
        int index = random.nextInt(array.size());
        if (random.nextInt(4) == 0) {
          array.add(array.get(index).deepCopy());
        } else {
          array.set(index, oddity(random));
        }
      }
      default -> {}
    }
  }

  /** Now and then a key stands twice, the first time with something else. */
  static String doubledKey(String json, Random random) {
    var keys = KEY.matcher(json).results().toList();
    if (keys.isEmpty() || random.nextInt(3) > 0) {
      return json;
    }
    var key = keys.get(random.nextInt(keys.size()));
    var other = List.of("null", "[5]", "{}", "\"x\"").get(random.nextInt(4));
    return json.substring(0, key.start()) + key.group() + other + "," + json.substring(key.start());
  }

  private static void collect(JsonNode node, List<JsonNode> places) {
    if (node.isContainer()) {
      places.add(node);
      node.values().forEach(child -> collect(child, places));
    }
  }

  private static JsonNode oddity(Random random) {
    return switch (random.nextInt(14)) {
      case 0 -> NODES.nullNode();
      case 1 -> NODES.booleanNode(true);
      case 2 -> NODES.numberNode(-1);
      case 3 -> NODES.numberNode(Long.MAX_VALUE);
      case 4 -> NODES.numberNode(1e300);
      case 5 -> NODES.stringNode("");
      case 6 -> NODES.stringNode(" \u0000\uFFFF🎉");
      case 7 -> NODES.stringNode("9".repeat(400));
      case 8 -> NODES.stringNode("x".repeat(70_000));
      case 9 -> NODES.arrayNode();
      case 10 -> NODES.objectNode();
      case 11 -> NODES.arrayNode().add(NODES.arrayNode().add("x"));
      case 12 -> NODES.objectNode().put("id", 5).put("type", "text").put("body", true);
      default -> buried(60 + random.nextInt(300));
    };
  }

  private static JsonNode buried(int depth) {
    JsonNode node = NODES.stringNode("deep");
    for (int i = 0; i < depth; i++) {
      node = i % 2 == 0 ? NODES.arrayNode().add(node) : NODES.objectNode().set("k", node);
    }
    return node;
  }

  private static ObjectNode batch(List<JsonNode> messages) {
    var value = NODES.objectNode();
    value.putObject("metadata").put("phone_number_id", "100");
    var contacts = value.putArray("contacts");
    contacts.addObject().put("wa_id", "5511987654321").put("user_id", "BR.1502576394655843");
    contacts.addObject().put("wa_id", "5511987650000");
    var list = value.putArray("messages");
    messages.forEach(message -> list.add(message.deepCopy()));
    var body = NODES.objectNode().put("object", "whatsapp_business_account");
    var entry = body.putArray("entry").addObject().put("id", "200");
    entry.putArray("changes").addObject().put("field", "messages").set("value", value);
    return body;
  }

  private static List<JsonNode> messages() throws IOException, URISyntaxException {
    var messages = new ArrayList<JsonNode>();
    for (var sample : samples()) {
      for (var change : sample.at("/entry/0/changes")) {
        if ("messages".equals(change.path("field").asString(""))) {
          var list = change.at("/value/messages");
          if (list.size() == 1) {
            messages.add(list.get(0));
          }
        }
      }
    }
    assertThat(messages.size()).isGreaterThan(30);
    return messages;
  }

  static List<JsonNode> samples() throws IOException, URISyntaxException {
    var folder = Path.of(WhatsAppPayloadFuzzTest.class.getResource("/whatsapp").toURI());
    try (var files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".json"))
          .sorted()
          .map(file -> JSON.readTree(file.toFile()))
          .toList();
    }
  }
}

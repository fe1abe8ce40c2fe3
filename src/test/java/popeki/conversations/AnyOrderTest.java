package popeki.conversations;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import popeki.PopekiTest;
import popeki.Story;
import popeki.TestClock;
import popeki.platform.Lanes;
import popeki.workspaces.Workspaces;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Invariants I1 to I3: whatever order, repetition or split, the end is the same. */
@PopekiTest
@SuppressWarnings("NullAway.Init")
class AnyOrderTest {
  private static final int ORDERS = Integer.getInteger("popeki.orders", 8);
  private static final String FIRST_ID = "BR.1502576394655843";
  private static final String SECOND_ID = "BR.2202576394655843";
  private static final String PHONE = "5511987654321";
  private static final String NEW_PHONE = "5521976540000";

  @Autowired Workspaces workspaces;
  @Autowired Lanes lanes;
  @Autowired TestClock clock;
  @LocalServerPort int port;

  @Test
  void a_story_ends_the_same_in_every_order() {
    Instant start =
        clock
            .instant()
            .minus(Duration.ofHours(20))
            .truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
    Map<String, Object> expected = end(story("a"), start, new Random(0), false);
    assertThat(String.valueOf(expected.get("contacts"))).contains("Duda").contains(SECOND_ID);
    assertThat((List<?>) expected.get("contacts")).hasSize(1);
    assertThat((List<?>) expected.get("conversations")).hasSize(3);
    for (int order = 1; order <= ORDERS; order++) {
      assertThat(end(story("a"), start, new Random(order), true))
          .as("order " + order)
          .isEqualTo(expected);
    }
  }

  @Test
  void a_number_that_was_given_to_somebody_else_is_two_people_in_every_order() {
    List<Event> told =
        List.of(
            (n, t) -> said(n, "r1", t).from(PHONE, "Duda").userId(FIRST_ID).says("Oi").json(),
            (n, t) ->
                said(n, "r2", t.plusSeconds(3600))
                    .from(PHONE, "Rui")
                    .userId(SECOND_ID)
                    .says("número novo")
                    .json(),
            (n, t) -> said(n, "r3", t.plusSeconds(7200)).userId(SECOND_ID).says("alô?").json());
    var expected = endsTheSame(told);
    assertThat((List<?>) expected.get("contacts")).hasSize(2);
    assertThat((List<?>) expected.get("conversations")).hasSize(2);
  }

  @Test
  void who_changes_the_number_and_with_it_the_user_id_stays_one_person_in_every_order() {
    List<Event> told =
        List.of(
            (n, t) -> said(n, "c1", t).from(PHONE, "Duda").userId(FIRST_ID).says("Oi").json(),
            (n, t) -> newNumber(n, t.plusSeconds(3600)),
            (n, t) ->
                said(n, "c2", t.plusSeconds(7200))
                    .from(NEW_PHONE, "Duda")
                    .userId(SECOND_ID)
                    .says("sou eu")
                    .json());
    var expected = endsTheSame(told);
    assertThat((List<?>) expected.get("contacts")).hasSize(1);
    assertThat(String.valueOf(expected.get("contacts")))
        .contains(FIRST_ID)
        .contains(SECOND_ID)
        .contains(NEW_PHONE);
  }

  private Map<String, Object> endsTheSame(List<Event> told) {
    Instant start =
        clock
            .instant()
            .minus(Duration.ofHours(20))
            .truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
    Map<String, Object> expected = end(told, start, new Random(0), false);
    for (List<Integer> order :
        List.of(
            List.of(0, 2, 1),
            List.of(1, 0, 2),
            List.of(1, 2, 0),
            List.of(2, 0, 1),
            List.of(2, 1, 0))) {
      assertThat(end(order.stream().map(told::get).toList(), start, new Random(0), false))
          .as("order " + order)
          .isEqualTo(expected);
    }
    return expected;
  }

  /** An item: its words, as they stand in a body. */
  private interface Event {
    String json(String number, Instant start);
  }

  /**
   * One person: writes from an ad without showing a number; shows it; buys; comes back by another
   * ad; changes the number and with it the user id; stops and resumes marketing. Long before, two
   * messages with a silence between, which a third one in the middle shows never was.
   */
  private static List<Event> story(String name) {
    return List.of(
        (n, t) -> said(n, name + 1, t).userId(FIRST_ID).says("Oi").ad("1201", "AR1").json(),
        (n, t) ->
            said(n, name + 2, t.plusSeconds(60))
                .from(PHONE, "Duda")
                .userId(FIRST_ID)
                .says("sou a Duda")
                .json(),
        (n, t) ->
            said(n, name + 3, t.plusSeconds(90)).from("551187654321", "Duda").says("oi?").json(),
        (n, t) -> echo(n, name + 4, t.plusSeconds(120), PHONE, "Venda fechada R$ 350,00"),
        (n, t) -> status(n, name + 4, "delivered"),
        (n, t) -> status(n, name + 4, "read"),
        (n, t) ->
            said(n, name + 5, t.plusSeconds(3600))
                .from(PHONE, "Duda")
                .userId(FIRST_ID)
                .says("Vi outro anúncio")
                .ad("1202", "AR2")
                .json(),
        (n, t) -> newUserId(n, t.plusSeconds(7000)),
        (n, t) ->
            said(n, name + 6, t.plusSeconds(7200)).userId(SECOND_ID).says("numero novo").json(),
        (n, t) -> preference(n, t.plusSeconds(7300), "stop"),
        (n, t) -> preference(n, t.plusSeconds(7400), "resume"),
        (n, t) ->
            said(n, name + 7, t.minus(Duration.ofDays(150)))
                .from(PHONE, "Dudinha")
                .says("um")
                .json(),
        (n, t) ->
            said(n, name + 8, t.minus(Duration.ofDays(128)))
                .from(PHONE, "Dudinha")
                .says("dois")
                .json(),
        (n, t) ->
            said(n, name + 9, t.minus(Duration.ofDays(100)))
                .from(PHONE, "Dudinha")
                .says("três")
                .json());
  }

  private Map<String, Object> end(
      List<Event> story, Instant start, Random random, boolean shuffled) {
    Story business = Story.quiet(port, workspaces, lanes, clock, "Clínica Aurora");
    WhatsAppDoor door = business.door();
    var bodies = new ArrayList<String>();
    for (Event event : story) {
      bodies.add(event.json(business.phoneNumberId(), start));
      if (shuffled && random.nextInt(3) == 0) {
        bodies.add(event.json(business.phoneNumberId(), start));
      }
    }
    if (shuffled) {
      Collections.shuffle(bodies, random);
    }
    for (String body : shuffled && random.nextBoolean() ? List.of(together(bodies)) : bodies) {
      assertThat(door.post(body)).isEqualTo(200);
      if (random.nextInt(4) > 0) {
        lanes.drainAll();
      }
    }
    lanes.drainAll();
    return state(business);
  }

  /** Everything in one body. */
  private static String together(List<String> bodies) {
    var json = JsonMapper.shared();
    var entries = new ArrayList<JsonNode>();
    for (String body : bodies) {
      json.readTree(body).at("/entry").forEach(entries::add);
    }
    return json.writeValueAsString(Map.of("object", "whatsapp_business_account", "entry", entries));
  }

  private Map<String, Object> state(Story business) {
    var state = new TreeMap<String, Object>();
    var contacts = new ArrayList<Object>();
    for (JsonNode contact : business.get("/contacts").at("/data")) {
      var aliases = new TreeSet<String>();
      contact.at("/aliases").forEach(alias -> aliases.add(alias.toString()));
      contacts.add(
          List.of(
              contact.at("/name").toString(),
              contact.at("/phone").toString(),
              contact.at("/user_id").toString(),
              contact.at("/opted_out").toString(),
              aliases));
    }
    state.put("contacts", contacts);
    var conversations = new ArrayList<Object>();
    for (JsonNode row : business.get("/conversations").at("/data")) {
      JsonNode one = business.get("/conversations/" + row.at("/id").asString());
      var messages = new ArrayList<String>();
      for (JsonNode message : one.at("/messages")) {
        messages.add(message.at("/direction") + " " + message.at("/text"));
      }
      conversations.add(
          List.of(
              one.at("/started_at").toString(),
              one.at("/stage").toString(),
              one.at("/value").toString(),
              one.at("/attribution/status").toString(),
              one.at("/attribution/ad/id").toString(),
              messages));
    }
    state.put("conversations", conversations);
    JsonNode totals = business.get("/reports/overview?from=2020-01-01").at("/totals");
    for (String figure : List.of("conversations", "attributed", "qualified", "won", "revenue")) {
      state.put("total " + figure, totals.at("/" + figure).toString());
    }
    return state;
  }

  private static WhatsAppBody said(String number, String id, Instant at) {
    return WhatsAppBody.to(number).id("wamid." + number + id).at(at);
  }

  private static String echo(String number, String id, Instant at, String to, String text) {
    return WhatsAppBody.to(number).id("wamid." + number + id).at(at).echoes(to, text).json();
  }

  private static String status(String number, String id, String status) {
    return change(
        number,
        "messages",
        "\"statuses\":[{\"id\":\"wamid.%s%s\",\"status\":\"%s\",\"timestamp\":\"1790000100\",\"recipient_id\":\"%s\"}]"
            .formatted(number, id, status, PHONE));
  }

  /** Meta tells of a new number without a word of user ids. */
  private static String newNumber(String number, Instant at) {
    return change(
        number,
        "messages",
        "\"messages\":[{\"from\":\"%s\",\"id\":\"wamid.n%s\",\"timestamp\":\"%d\",\"type\":\"system\",\"system\":{\"type\":\"user_changed_number\",\"body\":\"User changed\",\"wa_id\":\"%s\"}}]"
            .formatted(PHONE, number, at.getEpochSecond(), NEW_PHONE));
  }

  private static String newUserId(String number, Instant at) {
    return change(
        number,
        "user_id_update",
        "\"user_id_update\":[{\"detail\":\"User id has been updated.\",\"user_id\":{\"previous\":\"%s\",\"current\":\"%s\"},\"timestamp\":\"%d\"}]"
            .formatted(FIRST_ID, SECOND_ID, at.getEpochSecond()));
  }

  private static String preference(String number, Instant at, String value) {
    return change(
        number,
        "user_preferences",
        "\"user_preferences\":[{\"user_id\":\"%s\",\"category\":\"marketing_messages\",\"value\":\"%s\",\"timestamp\":%d}]"
            .formatted(SECOND_ID, value, at.getEpochSecond()));
  }

  private static String change(String number, String field, String list) {
    return """
        {"object":"whatsapp_business_account","entry":[{"id":"102030405060708","changes":[{"field":"%s",
        "value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"551140000000",
        "phone_number_id":"%s"},%s}}]}]}"""
        .formatted(field, number, list);
  }
}

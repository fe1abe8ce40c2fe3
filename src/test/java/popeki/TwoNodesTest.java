package popeki;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import popeki.conversations.WhatsAppBody;
import popeki.conversations.WhatsAppDoor;
import popeki.platform.Lanes;
import popeki.platform.Nodes;
import popeki.platform.RunMode;
import popeki.platform.Settings;
import popeki.workspaces.Workspaces;
import tools.jackson.databind.JsonNode;

/** Two nodes, each with its own memory, over one database: what comes to both at once is one. */
@PopekiTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class TwoNodesTest {
  @Autowired Workspaces workspaces;
  @Autowired Settings settings;
  @Autowired Lanes lanes;
  @Autowired TestClock clock;
  @LocalServerPort int port;
  private ConfigurableApplicationContext second;

  @BeforeAll
  void start_the_second() throws IOException {
    var variables = TestEnvironment.variables();
    variables.putAll(Nodes.besides(settings, variables));
    Settings ofSecond = Settings.from(variables);
    var application = new SpringApplication(PopekiApplication.class, TestClock.Beans.class);
    application.setBannerMode(Banner.Mode.OFF);
    application.setDefaultProperties(
        java.util.Map.of("server.port", 0, "management.server.port", -1));
    application.addInitializers(
        context -> {
          var beans = (GenericApplicationContext) context;
          beans.registerBean(Settings.class, () -> ofSecond);
          beans.registerBean(RunMode.class, () -> RunMode.TEST);
        });
    second = application.run();
  }

  @AfterAll
  void stop_the_second() {
    second.close();
  }

  private int secondPort() {
    return second.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
  }

  @Test
  void an_album_of_ten_from_somebody_new_and_its_repetitions_are_one_conversation_of_ten() {
    for (int round = 0; round < 4; round++) {
      Story business = Story.quiet(port, workspaces, lanes, clock, "Clínica " + round);
      var photos =
          IntStream.range(0, 10)
              .mapToObj(
                  i ->
                      business
                          .message()
                          .id("wamid.album" + i + business.phoneNumberId())
                          .from("5511987654321", "Duda")
                          .userId("BR.1502576394655843")
                          .says("foto " + i)
                          .json())
              .toList();
      arriveOnBoth(photos, new Random(round));

      assertThat(business.get("/contacts").at("/data")).hasSize(1);
      assertThat(business.conversations()).hasSize(1);
      assertThat(texts(business.conversations().get(0)))
          .containsExactlyInAnyOrderElementsOf(
              IntStream.range(0, 10).mapToObj(i -> "foto " + i).toList());
      assertThat(onSecond(business, "/conversations")).isEqualTo(business.get("/conversations"));
      JsonNode totals = onSecond(business, "/reports/overview").at("/totals");
      assertThat(totals.at("/conversations").asInt()).isEqualTo(1);
    }
  }

  @Test
  void a_sale_and_its_statuses_told_to_both_count_once() {
    Story business = Story.quiet(port, workspaces, lanes, clock, "Clínica Ponte");
    String customer = "5511912345678";
    var start = TestClock.now().minusSeconds(600);
    WhatsAppBody question =
        business.message().from(customer, "Ana").says("Oi").ad("1201", "AR1").at(start);
    WhatsAppBody sale =
        business.message().echoes(customer, "Venda fechada R$ 350").at(start.plusSeconds(60));
    arriveOnBoth(List.of(question.json(), sale.json()), new Random(9));

    assertThat(business.conversations()).hasSize(1);
    JsonNode only = business.conversations().get(0);
    assertThat(only.at("/value/amount").asString()).isEqualTo("350.00");
    assertThat(only.at("/attribution/ad/id").asString()).isEqualTo("1201");
    assertThat(business.get("/conversions").at("/data")).hasSize(2);
  }

  /** Each body comes twice, to either node, while both work off what has come so far. */
  private void arriveOnBoth(List<String> bodies, Random random) {
    var doors = List.of(new WhatsAppDoor(port), new WhatsAppDoor(secondPort()));
    Lanes others = second.getBean(Lanes.class);
    var posts = new ArrayList<Runnable>();
    var answers = new ArrayList<Integer>();
    var left = new AtomicInteger(2 * bodies.size());
    for (int i = 0; i < 2 * bodies.size(); i++) {
      String body = bodies.get(i / 2);
      WhatsAppDoor door = doors.get((i / 2 + i) % 2);
      posts.add(
          () -> {
            int answer = door.post(body);
            synchronized (answers) {
              answers.add(answer);
            }
            left.decrementAndGet();
          });
    }
    Collections.shuffle(posts, random);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      posts.forEach(threads::execute);
      for (Lanes node : List.of(lanes, others)) {
        threads.execute(
            () -> {
              while (left.get() > 0) {
                node.nudge("whatsapp-inbox");
                node.drainAll();
              }
            });
      }
    }
    lanes.nudge("whatsapp-inbox");
    others.nudge("whatsapp-inbox");
    others.drainAll();
    lanes.drainAll();
    assertThat(answers).hasSize(2 * bodies.size()).containsOnly(200);
  }

  private JsonNode onSecond(Story business, String path) {
    return HttpAnswer.api(secondPort(), business.workspace().apiKey(), "GET", path, null).json();
  }

  private static List<String> texts(JsonNode conversation) {
    return conversation
        .at("/messages")
        .valueStream()
        .map(message -> message.at("/text").asString())
        .toList();
  }
}

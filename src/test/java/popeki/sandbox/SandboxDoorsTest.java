package popeki.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import popeki.PopekiTest;
import popeki.TestClock;
import popeki.TestEnvironment;
import popeki.platform.Actor;
import popeki.platform.Lanes;
import popeki.sandbox.WhatsAppBodies.AdTap;
import popeki.workspaces.NumberDraft;
import popeki.workspaces.Numbers;
import popeki.workspaces.WorkspaceDraft;
import popeki.workspaces.Workspaces;
import tools.jackson.databind.JsonNode;

/** What the pretend WhatsApp sends is what the service takes for the real one. */
@PopekiTest
class SandboxDoorsTest {
  @Autowired Workspaces workspaces;
  @Autowired Numbers numbers;
  @Autowired Lanes lanes;
  @Autowired TestClock clock;
  @LocalServerPort int port;

  private World world;
  private ServiceDoors doors;
  private Chat chat;
  private final Person ana =
      new Person("Ana Lima", "5511900000001", "BR.1234567890", "Mozilla/5.0", "192.0.2.7");

  @BeforeEach
  void connect() {
    var made =
        workspaces.create(
            new WorkspaceDraft(
                "Clínica " + UUID.randomUUID().toString().substring(0, 8),
                "Dana",
                UUID.randomUUID().toString().substring(0, 8) + "@popeki.example",
                "dental_clinic",
                "America/Sao_Paulo",
                "BRL"));
    String number = Long.toString(1_000_000_000L + new Random().nextInt(1_000_000_000));
    numbers.connect(
        made.workspaceId(),
        new NumberDraft(number, Worlds.WABA, "+55 11 90000-0001", null),
        Actor.system("test"));
    world =
        Worlds.world(
            URI.create("http://localhost:" + port),
            made.apiKey(),
            TestEnvironment.APP_SECRET,
            number,
            clock);
    doors = new ServiceDoors(world);
    chat = new Chat(world, doors, ana, new Random(5));
  }

  @AfterEach
  void close() {
    doors.close();
  }

  @Test
  void an_ad_s_first_message_is_a_conversation_with_its_ad() throws Exception {
    var ad = world.ads().getFirst();
    chat.say("Olá! Quanto custa? 🙏 a/b", new AdTap(ad, Casting.clickId(new Random(1))));

    JsonNode conversation = only();
    assertThat(conversation.path("messages").get(0).path("text").asString())
        .isEqualTo("Olá! Quanto custa? 🙏 a/b");
    assertThat(conversation.path("attribution").path("method").asString()).isEqualTo("ctwa");
    assertThat(conversation.path("attribution").path("ad").path("id").asString())
        .isEqualTo(ad.id());
  }

  @Test
  void an_ad_among_the_status_updates_is_credited_without_a_click_id() throws Exception {
    chat.say("Olá", new AdTap(world.ads().getFirst(), null));

    assertThat(only().path("attribution").path("ctwa_clid").isNull()).isTrue();
  }

  @Test
  void repeated_and_swapped_notifications_are_the_same_messages() throws Exception {
    chat.sayTwoSwapped("primeira", "segunda", null);
    var sent = chat.say("terceira", null);
    for (int i = 0; i < 5; i++) {
      assertThat(doors.notify(sent.body())).isEqualTo(200);
    }

    assertThat(
            only().path("messages").valueStream().map(message -> message.path("text").asString()))
        .containsExactlyInAnyOrder("primeira", "segunda", "terceira")
        .startsWith("primeira");
  }

  @Test
  void somebody_without_a_number_stays_the_same_person() throws Exception {
    chat.say("Olá", null);
    chat.sayWithoutNumber("Ainda tem horário?");

    JsonNode conversation = only();
    assertThat(conversation.path("messages").size()).isEqualTo(2);
    assertThat(conversation.path("contact").path("user_id").asString()).isEqualTo(ana.userId());
  }

  @Test
  void the_seller_s_words_close_the_sale() throws Exception {
    chat.say("Quero fechar", null);
    lanes.drainAll();
    chat.reply("Venda fechada R$ 350");

    JsonNode conversation = only();
    assertThat(conversation.path("stage").asString()).isEqualTo("won");
    assertThat(conversation.path("value").path("amount").asString()).isEqualTo("350.00");
  }

  @Test
  void a_tampered_notification_is_refused() throws Exception {
    var sent = chat.say("Olá", null);
    String signature = Signature.of(sent.body(), world.appSecret());

    assertThat(doors.notify(sent.body().replace("Ol", "0l"), signature)).isEqualTo(401);
    assertThat(doors.notify(sent.body(), Signature.of(sent.body(), "another"))).isEqualTo(401);
  }

  /** The only conversation of the workspace, once all work is done. */
  private JsonNode only() throws Exception {
    lanes.drainAll();
    JsonNode list = doors.read("/conversations").orElseThrow().path("data");
    assertThat(List.of(list.size())).containsExactly(1);
    return doors.read("/conversations/" + list.get(0).path("id").asString("")).orElseThrow();
  }
}

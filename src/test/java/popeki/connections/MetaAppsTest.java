package popeki.connections;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import popeki.HttpAnswer;
import popeki.PopekiTest;
import popeki.Story;
import popeki.TestClock;
import popeki.TestEnvironment;
import popeki.accounts.Accounts;
import popeki.platform.Lanes;
import popeki.workspaces.PageVisitor;
import popeki.workspaces.Workspaces;

/**
 * Meta apps of a business: their own address, secret and verify token, and whom they may tell of.
 */
@PopekiTest
@SuppressWarnings("NullAway.Init")
class MetaAppsTest {
  private static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final String OTHER_SECRET = "fedcba9876543210fedcba9876543210";

  @Autowired Workspaces workspaces;
  @Autowired Accounts accounts;
  @Autowired Lanes lanes;
  @Autowired TestClock clock;
  @LocalServerPort int port;

  private Story story;
  private PageVisitor owner;
  private String path;

  @BeforeEach
  void a_business() {
    story = Story.quiet(port, workspaces, lanes, clock, "Casa " + UUID.randomUUID());
    owner = PageVisitor.of(port, accounts, story.workspace().userId());
    path = "/w/" + story.workspace().slug() + "/settings/numbers";
  }

  @Test
  void the_page_gives_the_address_and_the_token_that_meta_asks_for() throws Exception {
    Document page = added("1029384756", SECRET);
    String door = door(page);
    String verify = page.select("#apps [data-copy]").get(1).attr("data-copy");

    assertThat(page.html()).doesNotContain(SECRET);
    assertThat(handshake(door, verify).body()).isEqualTo("1158201444");
    assertThat(handshake(door, "another").status()).isEqualTo(403);
    assertThat(handshake(door, TestEnvironment.VERIFY_TOKEN).status())
        .as("the environment's token opens the environment's address alone")
        .isEqualTo(403);
    assertThat(story.get("/audit").at("/data/0/action").asString()).isEqualTo("meta_app.saved");
    assertThat(story.get("/audit").at("/data/0").toString()).doesNotContain(SECRET, verify);
  }

  @Test
  void events_are_checked_against_the_apps_own_secret() throws Exception {
    String door = door(added("1029384756", SECRET));
    String body = body(story, "wamid.own-app");

    assertThat(tell(door, body, TestEnvironment.APP_SECRET)).isEqualTo(401);
    assertThat(tell("/webhooks/whatsapp", body, SECRET)).isEqualTo(401);
    assertThat(tell("/webhooks/whatsapp/" + "x".repeat(16), body, SECRET)).isEqualTo(404);
    assertThat(tell(door, body, SECRET)).isEqualTo(200);
    lanes.drainAll();

    assertThat(story.get("/conversations").at("/data")).hasSize(1);
  }

  @Test
  void an_app_may_tell_of_no_other_business() throws Exception {
    Story victim = Story.quiet(port, workspaces, lanes, clock, "Vítima " + UUID.randomUUID());
    String door = door(added("1029384756", SECRET));

    assertThat(tell(door, body(victim, "wamid.forged"), SECRET)).isEqualTo(200);
    lanes.drainAll();

    assertThat(victim.get("/conversations").at("/data")).isEmpty();
    assertThat(victim.get("/numbers").at("/data/0/last_event_at").isNull()).isTrue();
    assertThat(story.get("/conversations").at("/data")).isEmpty();
  }

  @Test
  void a_new_secret_keeps_the_address_and_a_removed_app_is_refused() throws Exception {
    String door = door(added("1029384756", SECRET));
    Document again = added("1029384756", OTHER_SECRET);
    assertThat(door(again)).isEqualTo(door);
    String body = body(story, "wamid.rotated");
    assertThat(tell(door, body, SECRET)).isEqualTo(401);
    assertThat(tell(door, body, OTHER_SECRET)).isEqualTo(200);

    String remove = again.select("#apps form[action$=/remove]").attr("action");
    assertThat(owner.post(remove, Map.of()).status()).isEqualTo(302);

    assertThat(tell(door, body, OTHER_SECRET)).isEqualTo(404);
    assertThat(story.get("/audit").at("/data/0/action").asString()).isEqualTo("meta_app.removed");
  }

  @Test
  void what_cannot_be_is_told_beside_its_field() {
    HttpAnswer refused =
        owner.post(path + "/apps", Map.of("app_id", "my app", "app_secret", SECRET));
    assertThat(refused.status()).isEqualTo(422);
    assertThat(org.jsoup.Jsoup.parse(refused.body()).select("#f-app_id-error").text())
        .startsWith("App ID must be");
    assertThat(refused.body()).doesNotContain(SECRET);
  }

  private Document added(String appId, String secret) {
    assertThat(owner.post(path + "/apps", Map.of("app_id", appId, "app_secret", secret)).status())
        .isEqualTo(302);
    return owner.page(path);
  }

  private static String door(Document page) {
    return page.select("#apps [data-copy]")
        .getFirst()
        .attr("data-copy")
        .replaceFirst("^https?://[^/]+", "");
  }

  private HttpAnswer handshake(String door, String token) {
    return HttpAnswer.send(
        port,
        "GET",
        door + "?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=" + token,
        null);
  }

  private int tell(String door, String body, String secret) throws Exception {
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    String signature =
        "sha256=" + HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
    return HttpAnswer.send(port, "POST", door, body, "X-Hub-Signature-256", signature).status();
  }

  private static String body(Story of, String wamid) {
    String number = of.get("/numbers").at("/data/0/phone_number_id").asString();
    return """
        {"object":"whatsapp_business_account","entry":[{"id":"102030405060708","changes":[{"field":"messages",
         "value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"551140000000","phone_number_id":"%s"},
          "contacts":[{"profile":{"name":"Ana"},"wa_id":"5511987650009"}],
          "messages":[{"from":"5511987650009","id":"%s%s","timestamp":"%d","type":"text","text":{"body":"Oi"}}]}}]}]}"""
        .formatted(number, wamid, UUID.randomUUID(), System.currentTimeMillis() / 1000);
  }
}

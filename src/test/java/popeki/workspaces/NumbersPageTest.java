package popeki.workspaces;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import popeki.HttpAnswer;
import popeki.PopekiTest;
import popeki.Story;
import popeki.TestClock;
import popeki.accounts.Accounts;
import popeki.kernel.NumberId;
import popeki.platform.Actor;
import popeki.platform.Lanes;
import popeki.platform.WorkspaceTx;
import tools.jackson.databind.JsonNode;

@PopekiTest
@SuppressWarnings("NullAway.Init")
class NumbersPageTest {
  @Autowired Workspaces workspaces;
  @Autowired Numbers numbers;
  @Autowired Accounts accounts;
  @Autowired MembershipRepository memberships;
  @Autowired WorkspaceTx tx;
  @Autowired Lanes lanes;
  @Autowired TestClock clock;
  @LocalServerPort int port;

  private Story story;
  private PageVisitor owner;
  private String path;
  private JsonNode number;

  @BeforeEach
  void a_business_with_a_number() {
    story = Story.quiet(port, workspaces, lanes, clock, "Casa Nova " + UUID.randomUUID());
    owner = PageVisitor.of(port, accounts, story.workspace().userId());
    path = "/w/" + story.workspace().slug() + "/settings/numbers";
    number = story.get("/numbers").at("/data/0");
  }

  private String one() {
    return path + "/" + number.at("/id").asString();
  }

  private static Map<String, String> draft(String phoneNumberId) {
    var draft = new HashMap<String, String>();
    draft.put("display_phone_number", "+351 21 000 0000");
    draft.put("phone_number_id", phoneNumberId);
    draft.put("waba_id", "990011");
    draft.put("access_token", "EAAB-secret-token");
    return draft;
  }

  @Test
  void connects_a_number_and_never_shows_its_token() {
    HttpAnswer connected = owner.post(path, draft("n" + UUID.randomUUID()));

    assertThat(connected.status()).isEqualTo(302);
    HttpAnswer page = owner.get(connected.header("Location").replaceFirst("^https?://[^/]+", ""));
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.body()).contains("+351 21 000 0000", "Listening…").doesNotContain("EAAB-");
    assertThat(owner.get(path).body()).contains("Stored").doesNotContain("EAAB-");
    JsonNode entry = story.get("/audit").at("/data/0");
    assertThat(entry.at("/action").asString()).isEqualTo("number.connected");
    assertThat(entry.toString()).doesNotContain("EAAB-", "+351", "351210000000");
  }

  @Test
  void says_in_words_that_another_workspace_has_the_number() {
    Story other = Story.quiet(port, workspaces, lanes, clock, "Outra " + UUID.randomUUID());
    String taken = other.get("/numbers").at("/data/0/phone_number_id").asString();

    HttpAnswer refused = owner.post(path, draft(taken));

    assertThat(refused.status()).isEqualTo(409);
    Document page = Jsoup.parse(refused.body());
    assertThat(page.select("#f-phone_number_id-error").text())
        .contains("already connected in another workspace");
    assertThat(page.select("#f-phone_number_id").attr("value")).isEqualTo(taken);
    assertThat(page.select("#f-access_token").attr("value")).isEmpty();
    assertThat(refused.body()).doesNotContain("EAAB-");
  }

  @Test
  void keeps_what_was_typed_when_it_cannot_be() {
    Map<String, String> draft = draft("not an id!");
    HttpAnswer refused = owner.post(path, draft);
    assertThat(refused.status()).isEqualTo(422);
    Document page = Jsoup.parse(refused.body());
    assertThat(page.select("#f-phone_number_id-error").text()).startsWith("Phone number ID must");
    assertThat(page.select("#f-waba_id").attr("value")).isEqualTo("990011");
  }

  @Test
  void listens_and_shows_the_event_that_was_received() {
    Document before = owner.page(one());
    assertThat(before.select("#listening").text()).startsWith("Listening…");
    assertThat(before.select("#listening").attr("hx-get")).isEqualTo(one() + "/listening");

    story.arrives(story.message().from("5511987650003", "Ana").says("Oi").at(TestClock.now()));

    Document after = Jsoup.parse(owner.get(one() + "/listening").body());
    assertThat(after.select("#listening").text())
        .startsWith("Event received. First came a message,");
    assertThat(after.select("#listening time")).hasSize(1);
    assertThat(after.select("[hx-get]")).as("it no longer asks").isEmpty();
  }

  @Test
  void names_a_wrong_signature_after_a_minute_because_one_was_seen() {
    clock.advance(Duration.ofSeconds(61));
    HttpAnswer.send(
        port,
        "POST",
        "/webhooks/whatsapp",
        "{}",
        "X-Hub-Signature-256",
        "sha256=" + "0".repeat(64));

    String said = owner.page(one()).select("#listening").text();

    assertThat(said).contains("signature that does not match").contains("WHATSAPP_APP_SECRET");
  }

  @Test
  void the_address_to_enter_at_meta_is_there_and_no_secret() {
    HttpAnswer page = owner.get(path);
    assertThat(Jsoup.parse(page.body()).select("[data-copy]").attr("data-copy"))
        .endsWith("/webhooks/whatsapp");
    assertThat(page.body()).contains("WHATSAPP_VERIFY_TOKEN");
  }

  @Test
  void a_number_that_was_taken_off_comes_back_as_itself_and_goes_elsewhere_only_with_proof() {
    String meta = number.at("/phone_number_id").asString();
    assertThat(owner.post(one() + "/disconnect", Map.of()).status()).isEqualTo(302);

    assertThat(owner.get(one()).status()).isEqualTo(404);
    assertThat(story.get("/numbers").at("/data")).isEmpty();
    assertThat(numbers.byPhoneNumberId(meta)).isEmpty();
    assertThat(story.get("/audit").at("/data/0/action").asString())
        .isEqualTo("number.disconnected");

    assertThat(owner.post(path, draft(meta)).status()).isEqualTo(302);
    assertThat(story.get("/numbers").at("/data/0/id").asString())
        .isEqualTo(number.at("/id").asString());
    assertThat(
            numbers
                .get(story.workspace().workspaceId(), NumberId.of(number.at("/id").asString()))
                .connected())
        .isTrue();
    owner.post(one() + "/disconnect", Map.of());
    Story other = Story.quiet(port, workspaces, lanes, clock, "Outra " + UUID.randomUUID());
    HttpAnswer typed =
        PageVisitor.of(port, accounts, other.workspace().userId())
            .post("/w/" + other.workspace().slug() + "/settings/numbers", draft(meta));
    assertThat(typed.status()).isEqualTo(409);
    assertThat(typed.body()).contains("proves that it is yours");
    assertThat(
            numbers
                .connectProven(
                    other.workspace().workspaceId(),
                    new NumberDraft(meta, "102030405060708", "+55 11 4000-0000", "EAAproof"),
                    Actor.system("test"))
                .connected())
        .isTrue();
    assertThat(numbers.byPhoneNumberId(meta).orElseThrow().workspace())
        .isEqualTo(other.workspace().workspaceId());
  }

  @Test
  void others_may_look_and_not_change() {
    PageVisitor agent =
        PageVisitor.joining(port, accounts, memberships, tx, story.workspace(), Role.AGENT);
    assertThat(agent.page(path).select("form[action=" + path + "]")).isEmpty();
    assertThat(agent.post(path, draft("n1")).status()).isEqualTo(403);
    assertThat(agent.post(one() + "/disconnect", Map.of()).status()).isEqualTo(403);
    assertThat(agent.page(one()).select("form[action*=disconnect]")).isEmpty();
  }
}

package popeki.conversations;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import popeki.HttpAnswer;
import popeki.PopekiTest;
import popeki.Story;
import popeki.TestClock;
import popeki.platform.Lanes;
import popeki.platform.WorkspaceTx;
import popeki.workspaces.Role;
import popeki.workspaces.TestPeople;
import popeki.workspaces.Workspaces;
import tools.jackson.databind.JsonNode;

/** Tags, notes and the file of the list, over the API and on the page. */
@PopekiTest
@SuppressWarnings("NullAway.Init")
class WorkApiTest {
  private static final String ANA = "5511976541234";

  @Autowired Workspaces workspaces;
  @Autowired Lanes lanes;
  @Autowired TestClock clock;
  @Autowired BeanFactory beans;
  @Autowired WorkspaceTx tx;
  @Autowired JdbcClient jdbc;
  @LocalServerPort int port;
  private Story story;
  private String conversation;

  @BeforeEach
  void somebody_wrote() {
    story = Story.quiet(port, workspaces, lanes, clock, "Loja " + UUID.randomUUID());
    story.arrives(
        story
            .message()
            .from(ANA, "=cmd|' /C calc'!A0")
            .says("Oi, quanto custa?")
            .ad("1201", "AR1"));
    story.settle();
    conversation = story.conversations().get(0).at("/id").asString();
  }

  private HttpAnswer api(String method, String rest, Object body) {
    return story.api(method, "/conversations/" + conversation + rest, body);
  }

  @Test
  void a_note_is_read_back_by_its_author_and_on_the_page_and_lies_sealed() {
    HttpAnswer added = api("POST", "/notes", Map.of("text", "  Prefers mornings\r\nCall first "));
    assertThat(added.status()).as(added.body()).isEqualTo(201);
    assertThat(added.json().at("/text").asString()).isEqualTo("Prefers mornings\nCall first");

    story.works(conversation, "vip", "Knows the owner");
    JsonNode notes = story.get("/conversations/" + conversation + "/notes");
    assertThat(texts(notes)).containsExactly("Prefers mornings\nCall first", "Knows the owner");
    assertThat(notes.at("/data/0/author").asString()).isNotEmpty();
    assertThat(notes.at("/data/1/author").asString()).isEqualTo("Carla Mendes");
    assertThat(notes.at("/next_cursor").isNull()).isTrue();

    String page =
        Jsoup.parse(story.see("/conversations/" + conversation).body()).select("#notes").text();
    assertThat(page)
        .contains("Prefers mornings")
        .contains("API key " + notes.at("/data/0/author").asString());
    assertThat(stored()).isNotEmpty().noneMatch(row -> row.contains("mornings"));
    assertThat(story.get("/audit").toString())
        .contains("conversation.note_added")
        .doesNotContain("mornings");
  }

  @Test
  void a_note_without_words_or_of_nobody_is_refused() {
    assertThat(api("POST", "/notes", Map.of("text", " \n ")).status()).isEqualTo(400);
    assertThat(api("POST", "/notes", Map.of("text", "a".repeat(4_001))).status()).isEqualTo(400);
    assertThat(api("POST", "/notes", Map.of()).status()).isEqualTo(400);
    conversation = UUID.randomUUID().toString();
    assertThat(api("POST", "/notes", Map.of("text", "x")).status()).isEqualTo(404);
    assertThat(story.api("GET", "/conversations/" + conversation + "/notes", null).status())
        .isEqualTo(404);
  }

  @Test
  void tags_are_set_as_a_whole_or_not_at_all() {
    HttpAnswer set = api("PUT", "/tags", Map.of("tags", List.of("VIP", "second visit", "vip")));
    assertThat(set.status()).as(set.body()).isEqualTo(200);
    assertThat(tags(set.json())).containsExactly("second visit", "vip");
    assertThat(Jsoup.parse(story.see("/conversations?tag=vip").body()).select(".row-link"))
        .hasSize(1);

    assertThat(tags(api("PUT", "/tags", Map.of("tags", List.of("vip", "paid"))).json()))
        .containsExactly("paid", "vip");
    HttpAnswer refused =
        api("PUT", "/tags", Map.of("tags", List.of("new one", "call 11 97654-1234")));
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.json().at("/detail").asString()).contains("phone numbers");
    var eleven = IntStream.range(0, 11).mapToObj(i -> "tag " + (char) ('a' + i)).toList();
    assertThat(api("PUT", "/tags", Map.of("tags", eleven)).status()).isEqualTo(400);
    assertThat(tags(story.conversations().get(0))).containsExactly("paid", "vip");

    assertThat(tags(api("PUT", "/tags", Map.of("tags", List.of())).json())).isEmpty();
    assertThat(api("PUT", "/tags", Map.of()).status()).isEqualTo(400);
  }

  @Test
  void the_list_over_the_api_is_also_a_file_of_the_same_filter() {
    api("PUT", "/tags", Map.of("tags", List.of("vip", "paid")));
    Instant later = clock.instant().plusSeconds(60);
    story.arrives(story.message().from("5511976540002", "Bia").says("Oi").at(later));

    List<String> all = file("");
    assertThat(all).hasSize(3);
    assertThat(all.getFirst()).startsWith("id,started_at,last_message_at,name,phone,source");
    assertThat(all.get(2))
        .startsWith(conversation)
        .contains("'=cmd|")
        .contains(",5511976541234,")
        .contains("paid | vip")
        .doesNotContain("quanto custa");
    assertThat(file("?source=nobody")).hasSize(1);
    HttpAnswer wrong = csv("?stage=unheard");
    assertThat(wrong.status()).isEqualTo(400);
  }

  @Test
  void the_list_on_the_page_is_a_file_with_masked_numbers_and_that_it_was_taken_is_logged() {
    story.arrives(story.message().from("5511976540002", "Bia 11 97654-0002").says("Bom dia"));
    HttpAnswer page = story.see("/conversations?q=Bia");
    String href = Jsoup.parse(page.body()).select("a[href*=conversations.csv]").attr("href");
    assertThat(href).endsWith("conversations.csv?q=Bia");

    HttpAnswer file =
        HttpAnswer.send(port, "GET", href + "&range=7d", null, "Cookie", story.signIn());
    assertThat(file.status()).isEqualTo(200);
    assertThat(file.header("Content-Type")).startsWith("text/csv");
    assertThat(file.header("Content-Disposition"))
        .matches(
            "attachment; filename=\"%s_conversations_\\d{4}-\\d\\d-\\d\\d_\\d{4}-\\d\\d-\\d\\d.csv\""
                .formatted(story.workspace().slug()));
    assertThat(file.header("Cache-Control")).contains("no-store");
    assertThat(file.body().lines()).hasSize(2);
    assertThat(file.body())
        .contains("Bia")
        .doesNotContain("5511976540002")
        .doesNotContain("97654-0002")
        .doesNotContain("Bom dia");
    JsonNode log = story.get("/audit").at("/data/0");
    assertThat(log.at("/action").asString()).isEqualTo("conversations.exported");
    assertThat(log.at("/detail/conversations").asInt()).isEqualTo(1);
  }

  @Test
  void a_person_is_found_by_the_number_as_people_write_it() {
    for (String other : List.of("5511955551234", "5521988881234", "5531977771234")) {
      clock.advance(java.time.Duration.ofSeconds(1));
      story.arrives(story.message().from(other, "Outra").says("Oi").at(clock.instant()));
    }
    story.settle();
    for (String typed :
        List.of(
            ANA,
            "+55 (11) 97654-1234",
            "97654.1234",
            "76541234",
            "551176541234",
            "011 97654-1234",
            "0055 11 97654 1234")) {
      JsonNode page =
          story.get(
              "/contacts?limit=1&q="
                  + java.net.URLEncoder.encode(typed, java.nio.charset.StandardCharsets.UTF_8));
      assertThat(page.at("/data")).as(typed).hasSize(1);
      assertThat(page.at("/data/0/phone").asString()).as(typed).isEqualTo("+" + ANA);
    }
    JsonNode page = story.get("/contacts?limit=3&q=1234");
    assertThat(page.at("/data")).hasSize(3);
    JsonNode rest =
        story.get("/contacts?limit=3&q=1234&cursor=" + page.at("/next_cursor").asString());
    assertThat(rest.at("/data")).hasSize(1);
    assertThat(rest.at("/next_cursor").isNull()).isTrue();
  }

  @Test
  void a_corrected_name_is_found_and_outlasts_what_the_person_calls_themselves() {
    String contact = story.conversations().get(0).at("/contact/id").asString();
    HttpAnswer renamed =
        story.api("PATCH", "/contacts/" + contact, Map.of("name", "Ana Beatriz Souza"));
    assertThat(renamed.status()).isEqualTo(200);
    assertThat(story.get("/contacts?q=beatriz").at("/data")).hasSize(1);

    clock.advance(java.time.Duration.ofSeconds(5));
    story.arrives(story.message().from(ANA, "aninha").says("Oi de novo").at(clock.instant()));
    story.settle();
    assertThat(story.get("/contacts/" + contact).at("/name").asString())
        .isEqualTo("Ana Beatriz Souza");
    assertThat(story.get("/contacts?q=aninha").at("/data")).hasSize(1);

    story.api("PATCH", "/contacts/" + contact, Map.of("name", "Ana Souza"));
    assertThat(story.get("/contacts/" + contact).at("/name").asString()).isEqualTo("Ana Souza");
  }

  @Test
  void a_conversation_opens_beside_the_list_at_an_address_of_its_own() {
    String list = "/conversations?category=hot&range=28d";
    var other = Jsoup.parse(story.see(list + "&open=" + conversation).body());
    var panel = other.select("dialog.side-panel");
    assertThat(panel.attr("data-close-href")).endsWith(list);
    assertThat(panel.text())
        .contains("meta")
        .contains("quanto custa")
        .contains("Open conversation");
    assertThat(panel.select("a.button-primary").attr("href"))
        .endsWith("/conversations/" + conversation);

    var plain = Jsoup.parse(story.see("/conversations").body());
    var line = plain.select("#conversation-rows .row-link");
    assertThat(line.attr("href")).endsWith("/conversations/" + conversation);
    assertThat(line.attr("hx-get")).endsWith("/conversations?open=" + conversation);
    assertThat(plain.select("dialog.side-panel")).isEmpty();

    HttpAnswer part =
        HttpAnswer.send(
            port,
            "GET",
            line.attr("hx-get"),
            null,
            "Cookie",
            story.signIn(),
            "HX-Request",
            "true",
            "HX-Target",
            "side");
    assertThat(part.body()).contains("side-panel").doesNotContain("<html");
    assertThat(story.see("/conversations?open=nonsense").status()).isEqualTo(200);
    assertThat(story.see("/conversations?open=" + UUID.randomUUID()).status()).isEqualTo(404);
  }

  @Test
  void who_does_not_read_messages_sees_none_beside_the_list() {
    var viewer = new TestPeople(port, beans).join(story.workspace().workspaceId(), Role.VIEWER);
    HttpAnswer answer =
        HttpAnswer.send(
            port,
            "GET",
            "/w/" + story.workspace().slug() + "/conversations?open=" + conversation,
            null,
            "Cookie",
            viewer.cookie());
    assertThat(Jsoup.parse(answer.body()).select("dialog.side-panel").text())
        .contains("Your role does not read messages")
        .doesNotContain("quanto custa")
        .doesNotContain(ANA);
  }

  private List<String> file(String query) {
    HttpAnswer answer = csv(query);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.header("Content-Disposition")).contains("conversations");
    return answer.body().lines().toList();
  }

  private HttpAnswer csv(String query) {
    return HttpAnswer.send(
        port,
        "GET",
        "/api/v1/conversations" + query,
        null,
        "Authorization",
        "Bearer " + story.workspace().apiKey(),
        "Accept",
        "text/csv");
  }

  private static List<String> texts(JsonNode notes) {
    return notes.at("/data").valueStream().map(note -> note.at("/text").asString()).toList();
  }

  private static List<String> tags(JsonNode conversation) {
    return conversation.at("/tags").valueStream().map(JsonNode::asString).toList();
  }

  private List<String> stored() {
    return tx.in(
        story.workspace().workspaceId(),
        () ->
            jdbc.sql(
                    "select n::text || encode(n.text_sealed, 'escape') from conversations.note n where workspace_id = :ws")
                .param("ws", story.workspace().workspaceId().value())
                .query(String.class)
                .list());
  }
}

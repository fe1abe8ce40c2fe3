package popeki.workspaces;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
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

/** Keys as an owner handles them: forms over HTTP, without script. */
@PopekiTest
@SuppressWarnings("NullAway.Init")
class ApiKeyPageTest {
  @Autowired Workspaces workspaces;
  @Autowired Lanes lanes;
  @Autowired TestClock clock;
  @Autowired JdbcClient jdbc;
  @LocalServerPort int port;
  private Story story;
  private String place;

  @BeforeEach
  void an_owner_signs_in() {
    story = Story.quiet(port, workspaces, lanes, clock, "Padaria Sol");
    place = "/w/" + story.workspace().slug() + "/settings/api-keys";
  }

  private HttpAnswer get(String path) {
    return HttpAnswer.send(port, "GET", path, null, "Cookie", story.signIn());
  }

  private HttpAnswer post(String path, String... fields) {
    Document page = Jsoup.parse(get(place).body());
    var form =
        new StringBuilder("_csrf=" + encoded(page.select("input[name=_csrf]").attr("value")));
    for (int i = 0; i < fields.length; i += 2) {
      form.append('&').append(fields[i]).append('=').append(encoded(fields[i + 1]));
    }
    return HttpAnswer.send(
        port,
        "POST",
        path,
        form.toString(),
        "Cookie",
        story.signIn(),
        "Content-Type",
        "application/x-www-form-urlencoded");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private String keyOn(HttpAnswer answer) {
    return Jsoup.parse(answer.body()).select(".copy > code").text();
  }

  private boolean works(String key) {
    return HttpAnswer.api(port, key, "GET", "/workspace", null).status() == 200;
  }

  private List<String> actions() {
    return story
        .get("/audit")
        .at("/data")
        .valueStream()
        .map(e -> e.at("/action").asString())
        .toList();
  }

  private String idOf(String name) {
    for (var key : story.get("/api-keys").at("/data")) {
      if (key.at("/name").asString().equals(name) && key.at("/replaced_by").isNull()) {
        return key.at("/id").asString();
      }
    }
    throw new AssertionError("no key " + name);
  }

  @Test
  void a_new_key_stands_on_the_answer_to_the_form_and_nowhere_else() {
    HttpAnswer made =
        post(place, "name", "Website", "scope", "read", "scope", "write", "days", "30");
    assertThat(made.status()).isEqualTo(200);
    assertThat(made.header("Cache-Control")).isEqualTo("no-store");
    String key = keyOn(made);
    assertThat(key).startsWith("pk_live_");
    assertThat(works(key)).isTrue();
    assertThat(made.body()).contains("Authorization: Bearer " + key);
    assertThat(made.headers().toString()).doesNotContain(key);
    HttpAnswer list = get(place);
    assertThat(list.body()).contains("Website", key.substring(0, 16)).doesNotContain(key);
    assertThat(Jsoup.parse(list.body()).select("td").eachText()).contains("Read, Write");
    Long kept =
        jdbc.sql(
                "select count(*) from platform.spring_session_attributes where position(cast(:key as bytea) in attribute_bytes) > 0")
            .param("key", key.getBytes(StandardCharsets.US_ASCII))
            .query(Long.class)
            .single();
    assertThat(kept).as("the session never sees it").isZero();
  }

  @Test
  void what_is_missing_is_said_and_what_was_typed_stays() {
    HttpAnswer answer = post(place, "name", "Half done", "days", "365");
    assertThat(answer.status()).isEqualTo(422);
    Document page = Jsoup.parse(answer.body());
    assertThat(page.select("[role=alert] li").eachText()).hasSize(1);
    assertThat(page.select("#f-name").attr("value")).isEqualTo("Half done");
    assertThat(page.select("option[selected]").eachAttr("value")).contains("365");
    assertThat(post(place, "name", "", "scope", "everything", "days", "12").status())
        .isEqualTo(422);
  }

  @Test
  void rotating_shows_the_successor_once_and_lets_the_old_one_go_on() {
    String old = keyOn(post(place, "name", "CRM", "scope", "read", "days", ""));
    HttpAnswer rotated = post(place + "/" + idOf("CRM") + "/rotate", "overlap_hours", "24");
    String successor = keyOn(rotated);
    assertThat(successor).startsWith("pk_live_").isNotEqualTo(old);
    assertThat(works(old)).isTrue();
    assertThat(works(successor)).isTrue();
    assertThat(get(place).body()).contains("has a successor").doesNotContain(successor);
    assertThat(actions()).contains("api_key.created", "api_key.rotated");
  }

  @Test
  void revoking_asks_first() {
    String key = keyOn(post(place, "name", "Script", "scope", "read", "days", "90"));
    String path = place + "/" + idOf("Script") + "/revoke";
    HttpAnswer asked = get(path);
    assertThat(asked.status()).isEqualTo(200);
    assertThat(asked.body()).contains("Revoke Script?");
    assertThat(works(key)).as("asking changes nothing").isTrue();
    assertThat(post(path).status()).isEqualTo(302);
    assertThat(works(key)).isFalse();
    assertThat(get(place).body()).contains("The key is revoked").doesNotContain(">Script<");
    assertThat(actions()).contains("api_key.revoked");
  }

  @Test
  void a_form_from_elsewhere_makes_nothing() {
    HttpAnswer answer =
        HttpAnswer.send(
            port,
            "POST",
            place,
            "name=Evil&scope=admin&days=",
            "Cookie",
            story.signIn(),
            "Content-Type",
            "application/x-www-form-urlencoded");
    assertThat(answer.status()).isEqualTo(403);
    assertThat(story.get("/api-keys").at("/data").size()).isEqualTo(1);
  }

  @Test
  void every_word_of_the_pages_is_there() {
    for (String path : List.of(place, place + "/" + idOf("First key") + "/revoke")) {
      assertThat(Jsoup.parse(get(path).body()).text()).doesNotContainPattern("keys\\.[a-z]");
    }
  }
}

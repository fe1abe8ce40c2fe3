package popeki.workspaces;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import popeki.HttpAnswer;
import popeki.PopekiTest;
import popeki.TestClock;
import popeki.platform.Actor;
import popeki.platform.Scope;
import popeki.platform.WorkspaceTx;
import tools.jackson.databind.JsonNode;

/** A key from its making to its end, and how fast it may ask. */
@PopekiTest
@SuppressWarnings("NullAway.Init")
class ApiKeyLifeTest {
  @Autowired Workspaces workspaces;
  @Autowired ApiKeys keys;
  @Autowired ApiLimits limits;
  @Autowired JdbcClient jdbc;
  @Autowired WorkspaceTx tx;
  @Autowired TestClock clock;
  @LocalServerPort int port;
  private NewWorkspace made;

  @BeforeEach
  void a_workspace() {
    made =
        workspaces.create(
            new WorkspaceDraft(
                "Óptica Lume",
                "Inês",
                UUID.randomUUID() + "@example.com",
                "real_estate",
                null,
                "EUR"));
  }

  private HttpAnswer call(String method, String path, @Nullable Object body, String... headers) {
    return HttpAnswer.api(port, made.apiKey(), method, path, body, headers);
  }

  private HttpAnswer with(String key, String... headers) {
    return HttpAnswer.api(port, key, "GET", "/workspace", null, headers);
  }

  private JsonNode key(String name, @Nullable Duration life, String... scopes) {
    var body = new HashMap<String, Object>(Map.of("name", name, "scopes", List.of(scopes)));
    if (life != null) {
      body.put("expires_at", clock.instant().plus(life).toString());
    }
    HttpAnswer answer = call("POST", "/api-keys", body);
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    return answer.json();
  }

  private JsonNode listed(String id) {
    for (JsonNode one : call("GET", "/api-keys", null).json().at("/data")) {
      if (one.at("/id").asString().equals(id)) {
        return one;
      }
    }
    throw new AssertionError("not in the list: " + id);
  }

  @Test
  void a_rotated_key_works_for_the_overlap_and_then_ends_while_its_successor_goes_on() {
    JsonNode old = key("CRM", null, "read", "write");
    HttpAnswer rotated =
        call(
            "POST",
            "/api-keys/" + old.at("/id").asString() + "/rotate",
            Map.of("overlap_hours", 2));
    assertThat(rotated.status()).isEqualTo(201);
    JsonNode successor = rotated.json();
    assertThat(successor.at("/name").asString()).isEqualTo("CRM");
    assertThat(successor.at("/scopes").toString()).isEqualTo("[\"read\",\"write\"]");
    assertThat(successor.at("/expires_at").isNull()).isTrue();
    JsonNode before = listed(old.at("/id").asString());
    assertThat(before.at("/replaced_by").asString()).isEqualTo(successor.at("/id").asString());
    assertThat(
            Duration.between(clock.instant(), Instant.parse(before.at("/expires_at").asString())))
        .isBetween(Duration.ofMinutes(119), Duration.ofMinutes(120));
    assertThat(with(old.at("/key").asString()).status()).isEqualTo(200);
    assertThat(with(successor.at("/key").asString()).status()).isEqualTo(200);
    clock.advance(Duration.ofMinutes(121));
    assertThat(with(old.at("/key").asString()).status()).isEqualTo(401);
    assertThat(with(successor.at("/key").asString()).status()).isEqualTo(200);
  }

  @Test
  void without_a_word_the_overlap_is_a_day() {
    JsonNode old = key("Daily", null, "read");
    assertThat(call("POST", "/api-keys/" + old.at("/id").asString() + "/rotate", null).status())
        .isEqualTo(201);
    clock.advance(Duration.ofHours(23));
    assertThat(with(old.at("/key").asString()).status()).isEqualTo(200);
    clock.advance(Duration.ofHours(2));
    assertThat(with(old.at("/key").asString()).status()).isEqualTo(401);
  }

  @Test
  void without_overlap_the_old_key_ends_at_once_though_it_was_just_used() {
    JsonNode old = key("Leaked", null, "read");
    assertThat(with(old.at("/key").asString()).status()).isEqualTo(200);
    call("POST", "/api-keys/" + old.at("/id").asString() + "/rotate", Map.of("overlap_hours", 0));
    assertThat(with(old.at("/key").asString()).status()).isEqualTo(401);
  }

  @Test
  void a_rotation_lends_no_key_a_longer_life_and_its_successor_lives_as_long() {
    JsonNode old = key("Short", Duration.ofHours(5), "read");
    JsonNode successor =
        call(
                "POST",
                "/api-keys/" + old.at("/id").asString() + "/rotate",
                Map.of("overlap_hours", 168))
            .json();
    assertThat(listed(old.at("/id").asString()).at("/expires_at").asString())
        .isEqualTo(old.at("/expires_at").asString());
    assertThat(
            Duration.between(
                clock.instant(), Instant.parse(successor.at("/expires_at").asString())))
        .isBetween(Duration.ofMinutes(299), Duration.ofMinutes(300));
  }

  @Test
  void a_key_is_rotated_once_and_none_that_has_ended() {
    String id = key("Once", null, "read").at("/id").asString();
    assertThat(call("POST", "/api-keys/" + id + "/rotate", null).status()).isEqualTo(201);
    HttpAnswer again = call("POST", "/api-keys/" + id + "/rotate", null);
    assertThat(again.status()).isEqualTo(409);
    assertThat(again.json().at("/code").asString()).isEqualTo("already_rotated");
    String ended = key("Ended", Duration.ofHours(1), "read").at("/id").asString();
    clock.advance(Duration.ofHours(2));
    assertThat(call("POST", "/api-keys/" + ended + "/rotate", null).status()).isEqualTo(404);
  }

  @Test
  void a_key_that_may_less_does_not_rotate_its_way_up() {
    String admin = key("Admin only", null, "admin").at("/key").asString();
    String mighty = key("Mighty", null, "read", "write").at("/id").asString();
    HttpAnswer answer =
        HttpAnswer.api(port, admin, "POST", "/api-keys/" + mighty + "/rotate", null);
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.json().at("/code").asString()).isEqualTo("scope_exceeded");
    assertThat(answer.body()).doesNotContain("pk_live_");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "169", "\"soon\"", "1.5"})
  void an_overlap_is_whole_hours_of_at_most_a_week(String hours) {
    String id = key("Bounds", null, "read").at("/id").asString();
    HttpAnswer answer =
        call("POST", "/api-keys/" + id + "/rotate", "{\"overlap_hours\":" + hours + "}");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().at("/errors/0/field").asString()).isEqualTo("overlap_hours");
  }

  @Test
  void a_rotation_is_logged_without_the_key() {
    String id = key("Logged", null, "read").at("/id").asString();
    String text = call("POST", "/api-keys/" + id + "/rotate", null).json().at("/key").asString();
    String log = call("GET", "/audit", null).body();
    assertThat(log).contains("api_key.rotated", "replaced_by").doesNotContain(text);
  }

  @Test
  void a_key_that_would_end_in_the_past_is_not_made() {
    HttpAnswer answer =
        call(
            "POST",
            "/api-keys",
            Map.of(
                "name",
                "Late",
                "scopes",
                List.of("read"),
                "expires_at",
                clock.instant().minusSeconds(1).toString()));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().at("/errors/0/field").asString()).isEqualTo("expires_at");
  }

  @Test
  void the_list_says_when_and_from_which_network_a_key_was_used_but_not_from_which_address() {
    JsonNode four = key("Four", null, "read");
    with(four.at("/key").asString(), "X-Forwarded-For", "203.0.113.77");
    assertThat(listed(four.at("/id").asString()).at("/last_used_from").asString())
        .isEqualTo("203.0.113.0/24");
    JsonNode six = key("Six", null, "read");
    with(six.at("/key").asString(), "X-Forwarded-For", "2001:db8:1234:5678::9");
    JsonNode shown = listed(six.at("/id").asString());
    assertThat(shown.at("/last_used_from").asString()).isEqualTo("2001:db8:1234:0:0:0:0:0/48");
    assertThat(shown.at("/last_used_at").isNull()).isFalse();
    assertThat(six.at("/key").asString())
        .startsWith(shown.at("/prefix").asString().replace("…", ""));
  }

  @Test
  void a_key_counts_in_the_header_only() {
    String text = made.apiKey();
    for (String path :
        List.of(
            "/workspace?api_key=" + text,
            "/workspace?access_token=" + text,
            "/workspace?key=" + text,
            "/workspace?authorization=Bearer%20" + text)) {
      assertThat(HttpAnswer.api(port, null, "GET", path, null).status()).as(path).isEqualTo(401);
    }
    for (String name : List.of("popeki", "Authorization", "api_key", "access_token")) {
      assertThat(
              HttpAnswer.api(port, null, "GET", "/workspace", null, "Cookie", name + "=" + text)
                  .status())
          .isEqualTo(401);
    }
    assertThat(HttpAnswer.api(port, null, "GET", "/workspace", null, "X-Api-Key", text).status())
        .isEqualTo(401);
    assertThat(
            HttpAnswer.api(port, null, "GET", "/workspace", null, "Authorization", "Basic " + text)
                .status())
        .isEqualTo(401);
  }

  @Test
  void a_mistyped_key_is_told_without_a_look_at_the_database() {
    String text = made.apiKey();
    String other = text.charAt(20) == 'a' ? "b" : "a";
    String typo = text.substring(0, 20) + other + text.substring(21);
    assertThat(ApiKeyText.parse(text)).isPresent();
    assertThat(ApiKeyText.parse(typo)).isEmpty();
    assertThat(with(typo).status()).isEqualTo(401);
  }

  @Test
  void every_answer_says_how_much_is_left() {
    HttpAnswer read = call("GET", "/workspace", null);
    assertThat(read.header("RateLimit-Policy")).isEqualTo("\"reads\";q=1000;w=10");
    assertThat(read.header("RateLimit")).matches("\"reads\";r=9\\d\\d;t=1");
    HttpAnswer write = call("POST", "/api-keys", "{");
    assertThat(write.status()).isEqualTo(400);
    assertThat(write.header("RateLimit-Policy")).isEqualTo("\"writes\";q=500;w=10");
    HttpAnswer lost = call("GET", "/nothing-here", null);
    assertThat(lost.header("RateLimit")).startsWith("\"reads\";r=");
  }

  @Test
  void a_key_that_asks_too_fast_waits_and_others_do_not() {
    ApiKeys.Created fast =
        keys.create(
            made.workspaceId(), "Fast", EnumSet.allOf(Scope.class), null, Actor.system("test"));
    // Far more than trickles back while this loop runs.
    for (int i = 0; i < 20_000 && limits.write(fast.key().id()).allowed(); i++) {}
    HttpAnswer refused;
    do {
      refused = HttpAnswer.api(port, fast.text(), "POST", "/api-keys", "{}");
    } while (refused.status() == 400);
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(refused.json().at("/code").asString()).isEqualTo("rate_limited");
    assertThat(refused.header("Retry-After")).isEqualTo("1");
    assertThat(refused.json().at("/retry_after").asInt()).isEqualTo(1);
    assertThat(refused.header("RateLimit")).startsWith("\"writes\";r=0;t=");
    assertThat(with(fast.text()).status()).as("reading has a pace of its own").isEqualTo(200);
    assertThat(call("POST", "/api-keys", "{}").status()).as("another key").isEqualTo(400);
    clock.advance(Duration.ofSeconds(2));
    assertThat(HttpAnswer.api(port, fast.text(), "POST", "/api-keys", "{}").status())
        .isEqualTo(400);
  }

  @Test
  void whoever_tries_keys_waits_and_a_good_key_from_the_same_place_goes_on() {
    String here = "198.51.100.7";
    for (int i = 0; i < 30; i++) {
      assertThat(with("pk_live_wrong" + i, "X-Forwarded-For", here).status()).isEqualTo(401);
    }
    HttpAnswer more = with("pk_live_wrong", "X-Forwarded-For", here);
    assertThat(more.status()).isEqualTo(429);
    assertThat(more.json().at("/code").asString()).isEqualTo("too_many_attempts");
    assertThat(Integer.parseInt(more.header("Retry-After"))).isBetween(1, 2);
    assertThat(with(made.apiKey(), "X-Forwarded-For", here).status()).isEqualTo(200);
    assertThat(with("pk_live_wrong", "X-Forwarded-For", "198.51.100.8").status()).isEqualTo(401);
    clock.advance(Duration.ofMinutes(1));
    assertThat(with("pk_live_wrong", "X-Forwarded-For", here).status()).isEqualTo(401);
  }

  @Test
  void one_who_has_a_whole_ipv6_network_tries_as_often_as_one_with_an_address() {
    for (int i = 0; i < 30; i++) {
      with("pk_live_wrong", "X-Forwarded-For", "2001:db8:77:1::" + Integer.toHexString(i + 1));
    }
    assertThat(with("pk_live_wrong", "X-Forwarded-For", "2001:db8:77:1:ffff::1").status())
        .isEqualTo(429);
    assertThat(with("pk_live_wrong", "X-Forwarded-For", "2001:db8:77:2::1").status())
        .isEqualTo(401);
  }

  @Test
  void what_is_stored_of_a_key_does_not_open_anything() {
    String stored =
        String.join(
            "\n",
            tx.in(
                made.workspaceId(),
                () ->
                    jdbc.sql(
                            "select row_to_json(k)::text from workspaces.api_key k where workspace_id = :ws")
                        .param("ws", made.workspaceId().value())
                        .query(String.class)
                        .list()));
    String secret = made.apiKey().substring("pk_live_".length() + 9);
    assertThat(stored).isNotEmpty().doesNotContain(secret).doesNotContain(made.apiKey());
  }
}

package popeki.links;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
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
import popeki.platform.WorkspaceTx;
import popeki.workspaces.Workspaces;

/** What somebody with bad intent may try with links. */
@PopekiTest
@SuppressWarnings("NullAway.Init")
class LinkAbuseTest {
  private static final String PHONE = "Mozilla/5.0 (Linux; Android 16) Instagram 390.0.0.21.83";
  private static final Pattern CHAT =
      Pattern.compile("https://wa\\.me/[0-9]{7,15}(\\?text=[A-Za-z0-9%._~*-]*)?");

  /** What could turn a redirect elsewhere, in a path, a query or a message. */
  private static final List<String> HOSTILE =
      List.of(
          "//evil.example",
          "///evil.example/%2e%2e",
          "/\\evil.example",
          "https://evil.example",
          "https:evil.example",
          "%2F%2Fevil.example",
          "%5C%5Cevil.example",
          "%252F%252Fevil.example",
          "%0d%0aLocation:%20https://evil.example",
          "%E5%98%8A%E5%98%8DLocation:%20https://evil.example",
          "%0aSet-Cookie:%20a=b",
          "@evil.example",
          "5511987654321@evil.example",
          ".evil.example",
          "?phone=5511000000000",
          "&phone=5511000000000",
          "#@evil.example/",
          "%23%40evil.example",
          "javascript:alert(1)",
          "data:text/html,x",
          "%00",
          "%c0%af%c0%afevil.example",
          "..%2f..%2fevil.example",
          ";/evil.example",
          "%u002f%u002fevil.example",
          "\u2044\u2044evil.example",
          "http%3A%2F%2Fevil.example%2F%3Fq%3D");

  @Autowired Workspaces workspaces;
  @Autowired Lanes lanes;
  @Autowired TestClock clock;
  @Autowired WorkspaceTx tx;
  @Autowired JdbcClient jdbc;
  @LocalServerPort int port;

  private Story story;

  @BeforeEach
  void a_business() {
    story = Story.quiet(port, workspaces, lanes, clock, "Casa Nova " + UUID.randomUUID());
  }

  /** A request as it is written, past every client's tidying; answers its head. */
  private String raw(String target, String... headers) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(30_000);
      var request = new StringBuilder("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n");
      request.append("User-Agent: ").append(PHONE).append("\r\n");
      for (String header : headers) {
        request.append(header).append("\r\n");
      }
      request.append("Connection: close\r\n\r\n");
      socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.UTF_8));
      String answer =
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      int end = answer.indexOf("\r\n\r\n");
      return end < 0 ? answer : answer.substring(0, end);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> locations(String head) {
    return head.lines()
        .filter(line -> line.regionMatches(true, 0, "Location:", 0, 9))
        .map(line -> line.substring(9).strip())
        .toList();
  }

  private HttpAnswer make(Map<String, @Nullable Object> changes) {
    var draft = new HashMap<String, @Nullable Object>();
    draft.put("name", "Bio");
    draft.put("number_id", story.get("/numbers").at("/data/0/id").asString());
    draft.put("message", "Oi");
    draft.putAll(changes);
    return story.api("POST", "/links", draft);
  }

  @Test
  void nothing_in_an_address_turns_a_link_elsewhere() {
    String slug = story.link("Bio", "instagram", "Spring");
    var tried = new ArrayList<String>();
    for (String bad : HOSTILE) {
      String inQuery = bad.replace(" ", "%20");
      tried.add("/" + slug + "?" + inQuery);
      for (String name :
          List.of(
              "url",
              "next",
              "redirect",
              "text",
              "phone",
              "campaign_name",
              "utm_campaign",
              "fbclid")) {
        tried.add("/" + slug + "?" + name + "=" + inQuery);
      }
      tried.add("/" + slug + inQuery);
      tried.add("/" + inQuery + "/" + slug);
      tried.add(inQuery + "/" + slug);
    }
    String home = locations(raw("/" + slug)).getFirst().replaceFirst("[?].*", "");
    int redirected = 0;
    for (String target : tried) {
      String head = raw(target, "X-Forwarded-Host: evil.example", "X-Original-URL: //evil.example");
      assertThat(head).as(target).doesNotContainIgnoringCase("set-cookie: a=b");
      for (String location : locations(head)) {
        assertThat(location).as(target).matches(CHAT).startsWith(home);
        redirected++;
      }
    }
    assertThat(redirected).isGreaterThan(HOSTILE.size() * 7);
  }

  @Test
  void nothing_in_a_message_turns_a_link_elsewhere() {
    for (String bad : HOSTILE) {
      HttpAnswer made = make(Map.of("message", "Oi " + bad, "code", "none"));
      if (made.status() == 201) {
        String head = raw("/" + made.json().at("/slug").asString());
        assertThat(locations(head)).as(bad).hasSize(1).allMatch(CHAT.asMatchPredicate());
      } else {
        assertThat(made.status()).as(bad).isEqualTo(422);
      }
    }
  }

  @Test
  void nothing_but_letters_digits_and_hyphens_becomes_a_slug_and_nothing_but_digits_a_number() {
    for (String bad : HOSTILE) {
      assertThat(make(Map.of("slug", bad)).status()).as(bad).isEqualTo(422);
      HttpAnswer number =
          story.api(
              "POST",
              "/numbers",
              Map.of(
                  "phone_number_id", "n" + UUID.randomUUID(),
                  "waba_id", "1",
                  "display_phone_number", "+55 11 9" + bad));
      assertThat(number.status()).as(bad).isEqualTo(400);
    }
  }

  @Test
  void who_guesses_names_is_told_to_wait_and_real_links_go_on() {
    String slug = story.link("Bio", "instagram", "Spring");
    String archived = story.link("Old", "instagram", "Spring");
    String id = story.get("/links").at("/data/0/id").asString();
    story.api("DELETE", "/links/" + id, null);
    String from = "X-Forwarded-For: 203.0.113.99";
    for (int i = 0; i < 60; i++) {
      assertThat(raw("/guess-" + i, from)).startsWith("HTTP/1.1 404");
    }

    String refused = raw("/guess-more", from);

    assertThat(refused).startsWith("HTTP/1.1 429").containsPattern("Retry-After: [1-9][0-9]?\r\n");
    assertThat(raw("/" + archived, from)).startsWith("HTTP/1.1 429");
    assertThat(raw("/q/guess-more", from)).startsWith("HTTP/1.1 429");
    assertThat(raw("/track.js?link=guess-more", from)).startsWith("HTTP/1.1 429");
    assertThat(raw("/q/" + slug, from)).startsWith("HTTP/1.1 200");
    assertThat(raw("/track.js?link=" + slug, from)).startsWith("HTTP/1.1 200");
    for (int i = 0; i < 5; i++) {
      assertThat(raw("/" + slug, from)).startsWith("HTTP/1.1 302");
    }
    assertThat(raw("/guess-more", "X-Forwarded-For: 203.0.113.98")).startsWith("HTTP/1.1 404");
    clock.advance(Duration.ofMinutes(1));
    assertThat(raw("/guess-more", from)).startsWith("HTTP/1.1 404");
  }

  @Test
  void a_business_that_signed_itself_up_makes_25_links_on_its_first_day() {
    var workspace = story.workspace().workspaceId();
    tx.run(
        workspace,
        () ->
            jdbc.sql(
                    """
            insert into workspaces.agreement
            values (:ws, :id, :id, '2026-11-24', '2026-11-24', now())""")
                .param("ws", workspace.value())
                .param("id", UUID.randomUUID())
                .update());
    for (int i = 0; i < 25; i++) {
      assertThat(make(Map.of()).status()).isEqualTo(201);
    }

    HttpAnswer refused = make(Map.of());

    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.json().at("/code").asString()).isEqualTo("too_many_links");
    assertThat(refused.json().at("/detail").asString()).contains("25 links in 24 hours");
    assertThat(Long.parseLong(refused.header("Retry-After"))).isBetween(1L, 86_401L);
    clock.advance(Duration.ofHours(24));
    assertThat(make(Map.of()).status()).isEqualTo(201);
  }

  @Test
  void one_that_the_operator_made_is_not_held_to_that() {
    for (int i = 0; i < 30; i++) {
      assertThat(make(Map.of()).status()).isEqualTo(201);
    }
    assertThat(LinkRules.mostADay(true)).isEqualTo(5_000);
  }
}

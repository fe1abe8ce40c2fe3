package popeki.links;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import popeki.PopekiTest;
import popeki.links.TestLinks.Made;

/** How {@code /track.js} is handed out; what it does is seen in a browser, in TrackScriptTest. */
@PopekiTest
@SuppressWarnings("NullAway.Init")
class TrackScriptServedTest {
  private static final int LARGEST = 4000;

  @LocalServerPort int port;
  private TestLinks links;

  @BeforeEach
  void links(@Autowired ApplicationContext beans) {
    links = new TestLinks(beans);
  }

  private HttpResponse<byte[]> get(String path, String... headers)
      throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try (var http = HttpClient.newHttpClient()) {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }
  }

  private static Optional<String> header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name);
  }

  @Test
  void any_page_may_load_it_and_keep_it_for_an_hour() throws Exception {
    Made made = links.make();
    String path = "/track.js?link=" + made.link().slug();

    var answer = get(path, "Origin", "https://shop.example", "Sec-GPC", "1");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "Content-Type")).hasValue("text/javascript;charset=utf-8");
    assertThat(header(answer, "Cache-Control").orElseThrow()).contains("max-age=3600", "public");
    assertThat(header(answer, "Access-Control-Allow-Origin")).hasValue("*");
    assertThat(header(answer, "Cross-Origin-Resource-Policy")).hasValue("cross-origin");
    assertThat(header(answer, "X-Content-Type-Options")).hasValue("nosniff");
    assertThat(answer.headers().map()).doesNotContainKey("set-cookie");
    String script = new String(answer.body(), StandardCharsets.UTF_8);
    assertThat(script)
        .contains("\"5511987654321\",\"551187654321\"", "utm_campaign", "fbclid", "sccid")
        .doesNotContain("@link@", "@ids@", "@campaign@", "eval(", "innerHTML", "document.cookie");
    assertThat(links.rows(made)).as("no click").isZero();

    var again = get(path, "If-None-Match", header(answer, "ETag").orElseThrow());
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
  }

  @Test
  void is_under_four_kilobytes() throws Exception {
    Made made = links.make();

    var answer = get("/track.js?link=" + made.link().slug(), "Accept-Encoding", "gzip");

    assertThat(header(answer, "Content-Encoding")).hasValue("gzip");
    assertThat(answer.body().length).isLessThan(LARGEST);
    assertThat(header(answer, "ETag").orElseThrow()).endsWith("-gz\"");
  }

  @Test
  void without_a_link_it_is_the_same_script_that_knows_no_number() throws Exception {
    var answer = get("/track.js");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains("LINK = null");
  }

  @Test
  void of_a_link_that_is_not_there_it_says_so_in_a_comment() throws Exception {
    var answer = get("/track.js?link=%3C/script%3E");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(header(answer, "Content-Type").orElseThrow()).startsWith("text/javascript");
    assertThat(new String(answer.body(), StandardCharsets.UTF_8))
        .startsWith("/*")
        .doesNotContain("</script>");
  }
}

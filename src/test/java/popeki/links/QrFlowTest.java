package popeki.links;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import popeki.HttpAnswer;
import popeki.PopekiTest;
import popeki.QrScanner;
import popeki.TestClock;
import popeki.platform.Lanes;
import popeki.workspaces.NewWorkspace;
import popeki.workspaces.WorkspaceDraft;
import popeki.workspaces.Workspaces;
import tools.jackson.databind.JsonNode;

/** From the printed code to the figures, by the doors that everybody uses. */
@PopekiTest
@SuppressWarnings("NullAway.Init")
class QrFlowTest {
  private static final String PHONE =
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Mobile/15E148 Safari/604.1";

  @LocalServerPort int port;
  @Autowired Workspaces workspaces;
  @Autowired Lanes lanes;
  @Autowired TestClock clock;
  private NewWorkspace made;
  private JsonNode link;

  @BeforeEach
  void a_link() {
    made =
        workspaces.create(
            new WorkspaceDraft(
                "Ponte Nova", "Ana", UUID.randomUUID() + "@example.com", null, null, null));
    var number =
        api(
            "POST",
            "/numbers",
            Map.of(
                "phone_number_id",
                "7" + Math.abs(UUID.randomUUID().getLeastSignificantBits() % 1_000_000_000L),
                "waba_id",
                "1",
                "display_phone_number",
                "+55 11 98765-4321"));
    link =
        api(
            "POST",
            "/links",
            Map.of(
                "name", "Poster",
                "number_id", number.at("/id").asString(),
                "message", "Oi!",
                "code", "none"));
  }

  private JsonNode api(String method, String path, Object body) {
    HttpAnswer answer = HttpAnswer.api(port, made.apiKey(), method, path, body);
    assertThat(answer.status()).as(answer.body()).isBetween(200, 299);
    return answer.json();
  }

  private JsonNode read(String path) {
    return HttpAnswer.api(port, made.apiKey(), "GET", path, null).json();
  }

  private HttpResponse<byte[]> picture(String query) {
    String path = URI.create(link.at("/qr_url").asString()).getPath();
    try (var http = HttpClient.newHttpClient()) {
      return http.send(
          HttpRequest.newBuilder(URI.create("http://localhost:" + port + path + query)).build(),
          HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private HttpAnswer visit(String query, String... headers) {
    var all = new java.util.ArrayList<>(List.of(headers));
    if (!all.contains("User-Agent")) {
      all.addAll(List.of("User-Agent", PHONE));
    }
    clock.advance(Duration.ofSeconds(11));
    return HttpAnswer.send(
        port, "GET", "/" + link.at("/slug").asString() + query, null, all.toArray(String[]::new));
  }

  @Test
  void a_scan_is_a_normal_visit_that_is_counted_apart() {
    URI scanned = URI.create(QrScanner.scan(picture("?format=png").body()));
    assertThat(scanned.toString()).isEqualTo(link.at("/url").asString() + "?via=qr");

    HttpAnswer scan = visit("?" + scanned.getQuery() + "&utm_medium=print");
    HttpAnswer tap = visit("?via=newsletter");
    visit("?via=qr", "User-Agent", "WhatsApp/2.19.308 A"); // the preview of a scanned link, shared

    assertThat(scan.status()).isEqualTo(302);
    assertThat(scan.header("Location")).isEqualTo(tap.header("Location"));
    JsonNode clicks = read("/clicks?link_id=" + link.at("/id").asString()).at("/data");
    assertThat(clicks.valueStream().map(click -> click.at("/via").asString(null)))
        .containsExactly("qr", null, "qr");
    assertThat(clicks.at("/2/params").isEmpty()).isTrue();
    assertThat(clicks.at("/2/utm/medium").asString()).isEqualTo("print");
    assertThat(clicks.at("/1/params/via").asString()).isEqualTo("newsletter");
    counts(2, 1, 1);

    lanes.drainAll();
    counts(2, 1, 1);
    HttpAnswer.api(port, made.apiKey(), "PUT", "/settings", Map.of("timezone", "Asia/Tokyo"));
    lanes.drainAll();
    counts(2, 1, 1);
    assertThat(read("/links").at("/data/0/counts/scans").asInt()).isEqualTo(1);
    String csv =
        HttpAnswer.api(port, made.apiKey(), "GET", "/links", null, "Accept", "text/csv").body();
    assertThat(csv.lines().findFirst().orElseThrow()).contains(",won,scans,");
  }

  private void counts(int clicks, int notCounted, int scans) {
    JsonNode counts = read("/links/" + link.at("/id").asString()).at("/counts");
    assertThat(counts.at("/clicks").asInt()).isEqualTo(clicks);
    assertThat(counts.at("/not_counted").asInt()).isEqualTo(notCounted);
    assertThat(counts.at("/scans").asInt()).isEqualTo(scans);
  }

  @Test
  void a_scanner_who_asks_not_to_be_tracked_is_still_a_scan() {
    visit("?via=qr", "Sec-GPC", "1");

    JsonNode click = read("/clicks").at("/data/0");
    assertThat(click.at("/via").asString()).isEqualTo("qr");
    assertThat(click.at("/ip").isNull()).isTrue();
  }

  @Test
  void draws_what_was_asked() {
    var png = picture("?format=png&size=480&margin=1&level=H&color=%235548d9&background=%23fffdf5");
    var svg = picture("?size=300&margin=0&level=q&color=%235548d9");

    var image = QrScanner.image(png.body());
    assertThat(image.getWidth()).isEqualTo(480);
    assertThat(image.getRGB(0, 0)).isEqualTo(0xFFFFFDF5);
    assertThat(QrScanner.scanOn(java.awt.Color.decode("#fffdf5"), png.body()))
        .startsWith(link.at("/url").asString());
    assertThat(new String(svg.body(), StandardCharsets.UTF_8))
        .startsWith("<svg")
        .contains("width=\"300\"", "fill=\"#5548d9\"");
    assertThat(svg.headers().firstValue("Content-Type")).hasValue("image/svg+xml");
    assertThat(svg.headers().map()).doesNotContainKey("set-cookie");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "size=99|size must be a whole number of pixels from 100 to 2000",
        "size=2001|size must be a whole number of pixels from 100 to 2000",
        "size=big|size must be a whole number of pixels from 100 to 2000",
        "margin=11|margin must be a whole number of modules from 0 to 10",
        "level=Z|level must be L, M, Q or H",
        "format=gif|format must be svg or png",
        "color=red|color must be a colour like #1b1a21",
        "color=%23ffffff&background=%23000000|color must be darker than the background",
        "color=%2325d366|color contrasts with the background by 1.9 to 1 only; scanners need 3 to 1",
        "format=png&size=100&margin=10&level=H|size must be at least 1",
      })
  void refuses_what_could_not_be_scanned(String query, String words) {
    var answer = picture("?" + query);

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains(words);
  }
}

package popeki.platform;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.http.ResponseEntity;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.context.request.ServletWebRequest;

class AssetsTest {
  private static final Path STATIC = Path.of("src/main/resources/static");
  private final AssetsController controller = new AssetsController();

  @Test
  void one_fingerprint_covers_every_file_so_the_sheet_finds_its_font() {
    String sheet = Assets.url("css/app.css");
    String font = Assets.url("vendor/geist/geist-latin-wght-normal.woff2");
    assertThat(sheet).matches("/assets/[0-9a-f]{12}/css/app.css");
    assertThat(font).startsWith(sheet.replace("css/app.css", ""));
    assertThat(text("css/app.css")).contains("../vendor/geist/geist-latin-wght-normal.woff2");
  }

  @Test
  void a_name_that_does_not_exist_is_a_mistake_of_ours() {
    assertThatThrownBy(() -> Assets.url("css/none.css")).hasMessageContaining("css/none.css");
  }

  @Test
  void the_sheet_is_one_file_in_layers_without_imports_and_comments() {
    assertThat(text("css/app.css"))
        .doesNotContain("@import", "/*")
        .contains("@layer tokens {", "@layer components {", ".uplot");
  }

  @Test
  void may_be_kept_for_ever_and_is_not_sent_twice() {
    MockHttpServletRequest request = new MockHttpServletRequest("GET", Assets.url("js/app.js"));
    var first = answer(request);
    assertThat(first.getStatusCode().value()).isEqualTo(200);
    assertThat(first.getHeaders().getCacheControl())
        .contains("max-age=31536000", "public", "immutable");
    assertThat(first.getHeaders().getFirst("Content-Type"))
        .isEqualTo("text/javascript;charset=utf-8");
    request.addHeader("If-None-Match", String.valueOf(first.getHeaders().getETag()));
    assertThat(answer(request).getStatusCode().value()).isEqualTo(304);
  }

  @Test
  void is_squeezed_for_those_who_can_read_it() {
    MockHttpServletRequest request = new MockHttpServletRequest("GET", Assets.url("css/app.css"));
    request.addHeader("Accept-Encoding", "gzip, br");
    var answer = answer(request);
    assertThat(answer.getHeaders().getFirst("Content-Encoding")).isEqualTo("gzip");
    assertThat(answer.getHeaders().getVary()).contains("Accept-Encoding");
  }

  @Test
  void an_old_fingerprint_or_an_unknown_name_is_not_found() {
    assertThat(status("/assets/000000000000/css/app.css")).isEqualTo(404);
    assertThat(status(Assets.url("css/app.css") + ".map")).isEqualTo(404);
    assertThat(status(Assets.url("css/app.css").replace("css/", "../css/"))).isEqualTo(404);
  }

  @Test
  void stays_inside_the_budget() {
    // gzip is about a tenth larger than brotli, so these bounds are on the safe side
    assertThat(gzipped("css/app.css")).as("style").isLessThan(16_000);
    assertThat(gzipped("js/app.js") + gzipped("js/chart.js")).as("own script").isLessThan(8_000);
    assertThat(gzipped("icons.svg")).as("icons").isLessThan(6_000);
    assertThat(bytes("vendor/geist/geist-latin-wght-normal.woff2").length).isLessThan(60_000);
  }

  @Test
  void what_we_did_not_write_is_what_we_say_it_is() throws Exception {
    String list = Files.readString(STATIC.resolve("vendor/VENDOR.md"));
    Matcher row = Pattern.compile("(?m)^\\| (\\S+) \\| .* \\| ([0-9a-f]{64}) \\|$").matcher(list);
    int rows = 0;
    while (row.find()) {
      byte[] file = Files.readAllBytes(STATIC.resolve("vendor").resolve(row.group(1)));
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(file);
      assertThat(HexFormat.of().formatHex(digest)).as(row.group(1)).isEqualTo(row.group(2));
      rows++;
    }
    assertThat(rows).isEqualTo(vendored());
  }

  private static long vendored() throws IOException {
    try (var files = Files.walk(STATIC.resolve("vendor"))) {
      return files.filter(f -> f.toString().matches(".*\\.(js|css|woff2)")).count();
    }
  }

  private ResponseEntity<byte[]> answer(MockHttpServletRequest request) {
    String fingerprint = String.valueOf(request.getRequestURI()).split("/")[2];
    return controller.asset(
        fingerprint, request, new ServletWebRequest(request, new MockHttpServletResponse()));
  }

  private int status(String uri) {
    return answer(new MockHttpServletRequest("GET", uri)).getStatusCode().value();
  }

  private static byte[] bytes(String path) {
    return asset(path).bytes();
  }

  private static int gzipped(String path) {
    byte[] squeezed = asset(path).gzipped();
    return squeezed == null ? Integer.MAX_VALUE : squeezed.length;
  }

  private static String text(String path) {
    return new String(bytes(path), UTF_8);
  }

  private static Assets.Asset asset(String path) {
    return Assets.find(Assets.url(path).split("/")[2], path).orElseThrow();
  }
}

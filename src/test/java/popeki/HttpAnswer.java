package popeki;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A request of the test's, over real HTTP, and what came back. Redirects are shown, not followed.
 *
 * <pre>
 * HttpAnswer made = HttpAnswer.api(port, key, "POST", "/links", Map.of("name", "Bio"));
 * assertThat(made.status()).isEqualTo(201);
 * assertThat(made.json().at("/url").asString()).startsWith("http");
 * </pre>
 */
public record HttpAnswer(int status, Map<String, List<String>> headers, String body) {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** Calls {@code /api/v1} + path; a body that is no text becomes JSON. */
  public static HttpAnswer api(
      int port,
      @Nullable String key,
      String method,
      String path,
      @Nullable Object body,
      String... headers) {
    var all = new ArrayList<>(List.of(headers));
    if (key != null) {
      all.addAll(List.of("Authorization", "Bearer " + key));
    }
    String text =
        body == null || body instanceof String ? (String) body : JSON.writeValueAsString(body);
    if (text != null && !all.contains("Content-Type")) {
      all.addAll(List.of("Content-Type", "application/json"));
    }
    return send(port, method, "/api/v1" + path, text, all.toArray(String[]::new));
  }

  /** Any request; headers come in pairs. */
  public static HttpAnswer send(
      int port, String method, String path, @Nullable String body, String... headers) {
    var request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      var response = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new HttpAnswer(response.statusCode(), response.headers().map(), response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public JsonNode json() {
    return JSON.readTree(body);
  }

  /** A header's first value, or an empty text. */
  public String header(String name) {
    return headers.entrySet().stream()
        .filter(entry -> entry.getKey().equalsIgnoreCase(name))
        .map(entry -> entry.getValue().getFirst())
        .findFirst()
        .orElse("");
  }

  /** The cookies that were set, as a browser would send them back. */
  public String cookies() {
    return headers.entrySet().stream()
        .filter(entry -> entry.getKey().equalsIgnoreCase("Set-Cookie"))
        .flatMap(entry -> entry.getValue().stream())
        .map(cookie -> cookie.substring(0, cookie.indexOf(';')))
        .reduce((first, second) -> first + "; " + second)
        .orElse("");
  }
}

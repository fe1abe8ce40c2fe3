package popeki.sandbox;

import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The service as the outside knows it: a link, a webhook and an API. */
final class ServiceDoors implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final JsonMapper JSON = JsonMapper.shared();

  private final World world;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(Duration.ofSeconds(2))
          .build();

  ServiceDoors(World world) {
    this.world = world;
  }

  /** The service did not answer, or not as it promises. */
  static final class DoorClosed extends Exception {
    private static final long serialVersionUID = 1L;

    DoorClosed(String message) {
      super(message);
    }

    DoorClosed(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * Where a tracked link led.
   *
   * @param url {@code https://wa.me/…}; nobody goes there
   * @param text what stands in the message box then
   */
  record Led(int status, String url, String text) {}

  /** Opens a tracked link as a browser does, and stays here. */
  Led open(World.TrackedLink link, Map<String, String> query, Person person)
      throws DoorClosed, InterruptedException {
    var request =
        HttpRequest.newBuilder(at("/" + link.slug() + search(query)))
            .header("User-Agent", person.userAgent())
            .header("X-Forwarded-For", person.address())
            .header("Accept", "text/html,application/xhtml+xml")
            .header("Accept-Language", "pt-BR,pt;q=0.9")
            .header("Sec-Fetch-Mode", "navigate")
            .header("Sec-Fetch-Dest", "document");
    if (link.referrer() != null) {
      request.header("Referer", link.referrer());
    }
    var answer = send(request.GET());
    String url = answer.headers().firstValue("Location").orElse("");
    return new Led(answer.statusCode(), url, textOf(url));
  }

  /** A preview robot fetches the link; nobody comes. */
  void preview(World.TrackedLink link, String userAgent) throws DoorClosed, InterruptedException {
    send(
        HttpRequest.newBuilder(at("/" + link.slug()))
            .header("User-Agent", userAgent)
            .header("X-Forwarded-For", "192.0.2.53")
            .GET());
  }

  /** WhatsApp notifies; the status it got. */
  int notify(String body) throws DoorClosed, InterruptedException {
    return notify(body, Signature.of(body, world.appSecret()));
  }

  int notify(String body, String signature) throws DoorClosed, InterruptedException {
    return send(HttpRequest.newBuilder(at("/webhooks/whatsapp"))
            .header("Content-Type", "application/json")
            .header("X-Hub-Signature-256", signature)
            .POST(HttpRequest.BodyPublishers.ofString(body)))
        .statusCode();
  }

  /** Meta verifies the address with a token; the status it got. */
  int handshake(String verifyToken) throws DoorClosed, InterruptedException {
    return send(HttpRequest.newBuilder(
                at(
                    "/webhooks/whatsapp?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token="
                        + encoded(verifyToken)))
            .GET())
        .statusCode();
  }

  /** Reads from the API; empty when it answers with anything but success. */
  Optional<JsonNode> read(String path) throws DoorClosed, InterruptedException {
    var answer =
        send(
            HttpRequest.newBuilder(at("/api/v1" + path))
                .header("Authorization", "Bearer " + world.apiKey())
                .header("Accept", "application/json")
                .GET());
    return answer.statusCode() == 200
        ? Optional.of(JSON.readTree(answer.body()))
        : Optional.empty();
  }

  /** Changes something over the API; the status it got. */
  int put(String path, String json) throws DoorClosed, InterruptedException {
    return send(HttpRequest.newBuilder(at("/api/v1" + path))
            .header("Authorization", "Bearer " + world.apiKey())
            .header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofString(json)))
        .statusCode();
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws DoorClosed, InterruptedException {
    try {
      return http.send(
          request.timeout(PATIENCE).build(),
          HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new DoorClosed("The service does not answer", e);
    }
  }

  private URI at(String path) {
    return URI.create(world.service() + path);
  }

  static String search(Map<String, String> query) {
    return query.isEmpty()
        ? ""
        : query.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(part -> part.getKey() + "=" + encoded(part.getValue()))
            .collect(Collectors.joining("&", "?", ""));
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** The text that a {@code wa.me} address carries. */
  static String textOf(@Nullable String url) {
    int at = url == null ? -1 : url.indexOf("text=");
    return url == null || at < 0
        ? ""
        : URLDecoder.decode(url.substring(at + 5), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}

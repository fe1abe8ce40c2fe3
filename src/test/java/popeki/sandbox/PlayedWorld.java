package popeki.sandbox;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import popeki.PretendGraph;
import popeki.TestClock;
import popeki.TestEnvironment;

/** The sandbox beside a test's service, with nobody in it but whom the test sends. */
public final class PlayedWorld implements AutoCloseable {
  private final Sandbox sandbox = Sandbox.open(45_000);
  private final World world;

  public PlayedWorld(int servicePort, String apiKey, TestClock clock) {
    world =
        Worlds.world(
            URI.create("http://localhost:" + servicePort),
            apiKey,
            TestEnvironment.APP_SECRET,
            "7" + ThreadLocalRandom.current().nextLong(100_000_000_000L, 999_999_999_999L),
            clock);
    sandbox.enter(world, false);
    PretendGraph.shared().behind(sandbox.peers());
  }

  /** The token of a kind, as the page of the sandbox lists it. */
  public static String token(String kind) {
    return PretendTokens.Kind.valueOf(kind).token();
  }

  /** The number that is connected in these tests. */
  public String spare() {
    return world.number().phoneNumberId() + "2";
  }

  public String neighbour() {
    return world.number().phoneNumberId() + "3";
  }

  /** The number that the world begins with. */
  public String first() {
    return world.number().phoneNumberId();
  }

  public String waba() {
    return world.number().wabaId();
  }

  public static String photo() {
    return PretendAccounts.PHOTO;
  }

  /** Presses a button of the page; what came of it. */
  public String press(String action, Map<String, String> form) {
    try (HttpClient http = HttpClient.newHttpClient()) {
      String body =
          form.entrySet().stream()
              .map(
                  field ->
                      field.getKey()
                          + "="
                          + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
              .collect(Collectors.joining("&"));
      http.send(
          HttpRequest.newBuilder(URI.create(sandbox.peers() + "/numbers/" + action))
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build(),
          HttpResponse.BodyHandlers.discarding());
      String page =
          http.send(
                  HttpRequest.newBuilder(URI.create(sandbox.peers() + "/numbers")).build(),
                  HttpResponse.BodyHandlers.ofString())
              .body();
      return org.jsoup.Jsoup.parse(page).select("#said").text();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public String press(String action) {
    return press(action, Map.of());
  }

  @Override
  public void close() {
    sandbox.close();
  }
}

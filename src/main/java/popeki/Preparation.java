package popeki;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import popeki.platform.RunMode;
import popeki.platform.Settings;

/**
 * One start on a scratch folder with a few requests, while the launcher has the classes recorded
 * that a start needs. It is part of the build; no installation runs it.
 */
final class Preparation {
  private static final List<String> PAGES =
      List.of("/", "/login", "/health/ready", "/no-such-link", "/api/v1/links", "/privacy");

  private Preparation() {}

  /** Starts, asks for some pages and stops. */
  static int run(String folder) {
    int port = freePort();
    Settings settings =
        Settings.from(
            Map.of(
                "POPEKI_DATA", folder,
                "PORT", String.valueOf(port),
                "MANAGEMENT_PORT", String.valueOf(freePort())));
    try (var context = Service.open(settings, RunMode.SERVICE);
        var http = HttpClient.newHttpClient()) {
      for (String page : PAGES) {
        ask(http, URI.create("http://localhost:" + port + page));
      }
      return context.isRunning() ? 0 : 1;
    }
  }

  private static void ask(HttpClient http, URI page) {
    var request = HttpRequest.newBuilder(page).timeout(Duration.ofSeconds(30)).build();
    try {
      http.send(request, HttpResponse.BodyHandlers.discarding());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

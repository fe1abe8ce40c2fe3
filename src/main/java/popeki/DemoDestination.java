package popeki;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import popeki.platform.Settings;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Lets the demo's conversions go to the pretend Meta, set up over the API like any customer's. */
final class DemoDestination {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private DemoDestination() {}

  static void connect(Settings settings, DemoFile file) {
    var request =
        HttpRequest.newBuilder(
                URI.create("http://localhost:" + settings.port() + "/api/v1/destinations/meta"))
            .timeout(PATIENCE)
            .header("Authorization", "Bearer " + file.apiKey())
            .header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofString(body(file).toString()))
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      int status = http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      if (status != 200) {
        throw new IllegalStateException(
            "The demo's destination was answered with " + status + " instead of 200");
      }
    } catch (IOException e) {
      throw new IllegalStateException("The service does not answer at its own API", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("The start was interrupted", e);
    }
  }

  private static ObjectNode body(DemoFile file) {
    ObjectNode body = JsonMapper.shared().createObjectNode().put("enabled", true);
    var datasets = body.putArray("datasets");
    datasets
        .addObject()
        .put("kind", "messaging")
        .put("dataset_id", DemoBusiness.DATASET)
        .put("waba_id", DemoBusiness.WABA_ID)
        .put("page_id", DemoBusiness.PAGE_ID)
        .put("access_token", file.metaToken());
    datasets
        .addObject()
        .put("kind", "web")
        .put("dataset_id", DemoBusiness.WEB_DATASET)
        .put("access_token", file.metaToken());
    return body;
  }
}

package popeki.conversations;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import popeki.TestEnvironment;

/** Meta, as far as the webhook door can tell: bodies signed with the app's secret, over HTTP. */
public final class WhatsAppDoor {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final int port;

  public WhatsAppDoor(int port) {
    this.port = port;
  }

  /** Posts a body with its right signature and answers the status. */
  public int post(String body) {
    return post(body, "sha256=" + signature(body.getBytes(StandardCharsets.UTF_8)));
  }

  /** Posts a body with any signature. */
  public int post(String body, String signature) {
    var request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/webhooks/whatsapp"))
            .header("Content-Type", "application/json")
            .header("X-Hub-Signature-256", signature)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      return CLIENT.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String signature(byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(
          new SecretKeySpec(
              TestEnvironment.APP_SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}

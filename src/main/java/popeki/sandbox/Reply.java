package popeki.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** An answer of the pretend world's server. */
final class Reply {
  private final int status;
  private final byte[] body;
  private final Map<String, String> headers;

  private Reply(int status, byte[] body, Map<String, String> headers) {
    this.status = status;
    this.body = body;
    this.headers = headers;
  }

  int status() {
    return status;
  }

  byte[] body() {
    return body;
  }

  Map<String, String> headers() {
    return headers;
  }

  static Reply file(String type, byte[] bytes) {
    return new Reply(200, bytes, Map.of("Content-Type", type));
  }

  /** The same with further headers. */
  Reply with(Map<String, String> more) {
    var all = new java.util.HashMap<>(headers);
    all.putAll(more);
    return new Reply(status, body, Map.copyOf(all));
  }

  static Reply html(String page) {
    return text(200, "text/html;charset=utf-8", page);
  }

  static Reply json(int status, JsonNode body) {
    return text(status, "application/json;charset=utf-8", body.toString());
  }

  /** After a form: look there. */
  static Reply see(String path) {
    return new Reply(303, new byte[0], Map.of("Location", path));
  }

  static Reply notFound() {
    return text(
        404,
        "text/plain;charset=utf-8",
        "There is nothing here. The start page of the demo is at /");
  }

  private static Reply text(int status, String type, String text) {
    return new Reply(status, text.getBytes(StandardCharsets.UTF_8), Map.of("Content-Type", type));
  }
}

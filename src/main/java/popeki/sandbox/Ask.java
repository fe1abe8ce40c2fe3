package popeki.sandbox;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request to the pretend world's server. */
record Ask(
    String method,
    String host,
    String path,
    Map<String, String> query,
    String bearer,
    String body) {
  private static final int LONGEST = 4 << 20;

  static Ask of(HttpExchange exchange) throws IOException {
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    return new Ask(
        exchange.getRequestMethod(),
        String.valueOf(exchange.getRequestHeaders().getFirst("Host")),
        exchange.getRequestURI().getPath(),
        pairs(exchange.getRequestURI().getRawQuery()),
        authorization != null && authorization.startsWith("Bearer ")
            ? authorization.substring(7)
            : "",
        new String(exchange.getRequestBody().readNBytes(LONGEST), StandardCharsets.UTF_8));
  }

  boolean is(String wanted) {
    return method.equals(wanted);
  }

  /** The fields of a form. */
  Map<String, String> form() {
    return pairs(body);
  }

  /** The parts of the path: {@code /v26.0/123/events} is v26.0, 123, events. */
  List<String> parts() {
    return List.of(path.substring(1).split("/"));
  }

  private static Map<String, String> pairs(@Nullable String text) {
    var pairs = new HashMap<String, String>();
    for (String pair : text == null || text.isEmpty() ? new String[0] : text.split("&")) {
      int at = pair.indexOf('=');
      if (at > 0) {
        pairs.put(decoded(pair.substring(0, at)), decoded(pair.substring(at + 1)));
      }
    }
    return Map.copyOf(pairs);
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }
}

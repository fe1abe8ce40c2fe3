package popeki;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A customer's website: static pages on another origin than the service's. */
final class LandingSite implements AutoCloseable {
  private final HttpServer server;
  private final Map<String, Page> pages = new ConcurrentHashMap<>();

  private record Page(String html, String policy) {}

  LandingSite() {
    try {
      this.server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** A page under this path, whatever the query. */
  void page(String path, String body) {
    page(path, body, "");
  }

  /** The same under a security policy. */
  void page(String path, String body, String policy) {
    pages.put(
        path,
        new Page(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>A shop</title>"
                + "<link rel=\"icon\" href=\"data:,\"></head><body>"
                + body
                + "</body></html>",
            policy));
  }

  /** A script of the site's own. */
  void script(String path, String text) {
    pages.put(path, new Page(text, "script"));
  }

  private void answer(HttpExchange exchange) throws IOException {
    Page page = pages.get(exchange.getRequestURI().getPath());
    byte[] body = page == null ? new byte[0] : page.html().getBytes(StandardCharsets.UTF_8);
    boolean script = page != null && page.policy().equals("script");
    exchange
        .getResponseHeaders()
        .set("Content-Type", script ? "text/javascript" : "text/html; charset=utf-8");
    if (page != null && !script && !page.policy().isEmpty()) {
      exchange.getResponseHeaders().set("Content-Security-Policy", page.policy());
    }
    exchange.sendResponseHeaders(page == null ? 404 : 200, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}

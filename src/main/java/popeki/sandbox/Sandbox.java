package popeki.sandbox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import popeki.sandbox.ServiceDoors.DoorClosed;

/**
 * The pretend world: visitors, WhatsApp, Meta's Graph and an AI provider, on one loopback port. It
 * knows the service by its public doors only. {@link #open} takes the port, so that the service can
 * be told where its peers are; {@link #enter} lets the people in once it accepts traffic.
 */
public final class Sandbox implements AutoCloseable {
  /** The pretend Meta app whose events come to the service: what META_APP_ID names. */
  public static final String APP_ID = "1029384756102938";

  private static final Logger log = LoggerFactory.getLogger(Sandbox.class);
  private static final int PORTS_TO_TRY = 50;
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final StartPages pages = new StartPages();
  private final GraphJournal journal = new GraphJournal();
  private volatile @Nullable Inhabited inhabited;

  /** The parts that need the service. */
  private record Inhabited(
      World world,
      ServiceDoors doors,
      PretendGraph graph,
      PretendAccounts accounts,
      PretendAds ads,
      NumberScenes numbers,
      Guide guide,
      LiveStream stream) {}

  private Sandbox(HttpServer server) {
    this.server = server;
    server.setExecutor(threads);
    server.createContext("/", this::serve);
    server.start();
  }

  /** Listens on the first free port from this one on, on the loopback interface only. */
  public static Sandbox open(int firstPort) {
    for (int port = firstPort; port < firstPort + PORTS_TO_TRY; port++) {
      try {
        return new Sandbox(
            HttpServer.create(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Math.min(port, 65_535)),
                0));
      } catch (BindException e) {
        log.debug("Port {} is taken; the sandbox tries the next one", port);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    throw new IllegalStateException(
        "No port from " + firstPort + " to " + (firstPort + PORTS_TO_TRY - 1) + " is free");
  }

  /** Where the start page is. */
  public URI startPage() {
    return URI.create("http://localhost:" + server.getAddress().getPort());
  }

  /** Where the pretend Graph and the pretend AI provider are. */
  public URI peers() {
    return URI.create(
        "http://"
            + InetAddress.getLoopbackAddress().getHostAddress()
            + ":"
            + server.getAddress().getPort());
  }

  /**
   * Sets the workspace up as the business's own programs do, over the API.
   *
   * @throws IllegalStateException when the service takes it otherwise than with 200
   */
  public static void configure(World world, String path, String json) {
    try (var doors = new ServiceDoors(world)) {
      int status = doors.put(path, json);
      if (status != 200) {
        throw new IllegalStateException("PUT " + path + " was answered with " + status);
      }
    } catch (DoorClosed e) {
      throw new IllegalStateException("The service does not answer at its own API", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("The start was interrupted", e);
    }
  }

  /** Lets people in; the first visitor comes at once. */
  public void enter(World world) {
    enter(world, true);
  }

  /**
   * @param lively false keeps the pretend visitors out: only who is sent from the page comes
   */
  void enter(World world, boolean lively) {
    var doors = new ServiceDoors(world);
    var stream = new LiveStream(world, doors);
    var tokens = new PretendTokens(world);
    var accounts = new PretendAccounts(world, tokens);
    var ads = new PretendAds(world, tokens);
    inhabited =
        new Inhabited(
            world,
            doors,
            new PretendGraph(world, journal, tokens, accounts, ads),
            accounts,
            ads,
            new NumberScenes(world, doors, tokens, accounts),
            new Guide(world, doors, journal),
            stream);
    if (lively) {
      stream.start();
    }
  }

  /** The pretend ads, for tests that change what they are called. */
  PretendAds ads() {
    return java.util.Objects.requireNonNull(inhabited).ads();
  }

  /** Everybody leaves at once; nothing is waited for. */
  @Override
  public void close() {
    Inhabited people = inhabited;
    inhabited = null;
    if (people != null) {
      people.stream().close();
      people.guide().close();
      people.doors().close();
    }
    server.stop(0);
    threads.shutdownNow();
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      Reply reply = answer(Ask.of(exchange));
      var headers = exchange.getResponseHeaders();
      headers.set("Content-Security-Policy", POLICY);
      headers.set("X-Content-Type-Options", "nosniff");
      headers.set("Cache-Control", "no-store");
      reply.headers().forEach(headers::set);
      boolean empty = reply.body().length == 0 || exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(reply.status(), empty ? -1 : reply.body().length);
      if (!empty) {
        exchange.getResponseBody().write(reply.body());
      }
    } catch (RuntimeException e) {
      log.warn("The pretend world could not answer {}", exchange.getRequestURI().getPath(), e);
    }
  }

  private Reply answer(Ask ask) {
    Reply file = ask.is("GET") ? pages.file(ask.path()) : null;
    if (file != null) {
      return file;
    }
    Inhabited people = inhabited;
    if (people == null) {
      return pages.waiting();
    }
    if (ask.path().matches("/v[0-9]+[.][0-9]+/.*")) {
      return people.graph().answer(ask);
    }
    var download = people.accounts().download(ask);
    if (download.isPresent()) {
      return download.get();
    }
    var picture = people.ads().picture(ask);
    if (picture.isPresent()) {
      return picture.get();
    }
    if (ask.path().equals("/v1/chat/completions")) {
      return PretendAi.answer(ask);
    }
    return page(people, ask);
  }

  private Reply page(Inhabited people, Ask ask) {
    var parts = ask.parts();
    String id = parts.size() > 1 ? parts.get(1) : "";
    String action = parts.size() > 2 ? parts.get(2) : "";
    boolean post = ask.is("POST");
    return switch (parts.getFirst()) {
      case "" -> pages.start(people.world());
      case "numbers" -> {
        if (post) {
          people.numbers().act(id, ask.form());
          yield Reply.see("/numbers");
        }
        yield pages.numbers(people.world(), people.numbers().stage());
      }
      case "meta" -> pages.journal(people.world(), journal);
      case "play" ->
          post && id.isEmpty()
              ? Reply.see("/play/" + start(people, ask).id())
              : people
                  .guide()
                  .find(id)
                  .map(walk -> visit(people, walk, post, action))
                  .orElseGet(() -> Reply.see("/"));
      default -> Reply.notFound();
    };
  }

  private static Walk start(Inhabited people, Ask ask) {
    return people.guide().start(Scene.of(ask.form().getOrDefault("scene", "")));
  }

  private Reply visit(Inhabited people, Walk walk, boolean post, String action) {
    if (post) {
      people.guide().act(walk, action);
      return Reply.see("/play/" + walk.id());
    }
    return action.equals("part")
        ? pages.part(walk.view())
        : pages.walk(people.world(), walk.view());
  }
}

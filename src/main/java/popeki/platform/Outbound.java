package popeki.platform;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The only door to other systems; nothing else opens a socket. Who may be called is named by the
 * beans of type {@link Peer}. No redirect is followed, a connection takes 2 seconds at most, the
 * whole exchange has a deadline, and an answer has a size.
 *
 * <p>A call has two halves, so that a caller may know when it left: {@link #start} returns once the
 * request is on its way, {@link Call#answer} waits for what comes back.
 */
@Component
public class Outbound {
  private static final Duration CONNECT = Duration.ofSeconds(2);

  private final List<Peer> peers;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(CONNECT)
          .build();

  Outbound(List<Peer> peers, List<Peers> more) {
    this.peers =
        Stream.concat(peers.stream(), more.stream().flatMap(each -> each.all().stream())).toList();
  }

  /** As many peers as the configuration names, in one bean. */
  public record Peers(List<Peer> all) {
    public Peers {
      all = List.copyOf(all);
    }
  }

  /**
   * An outside system that may be called.
   *
   * @param purpose what for, in a word, as it stands in errors and metrics
   * @param base where it is; calls go to its scheme, host and port, whatever the path
   * @param deadline for the whole exchange, body included
   * @param maxBytes the longest answer that is read
   * @param below hosts under the base's name are this peer's too: a network of servers that name
   *     their pictures {@code scontent-gru1-1.fbcdn.net}
   */
  public record Peer(String purpose, URI base, Duration deadline, int maxBytes, boolean below) {
    /** One host. */
    public Peer(String purpose, URI base, Duration deadline, int maxBytes) {
      this(purpose, base, deadline, maxBytes, false);
    }

    /** The usual bounds: 10 seconds, 64 KiB. */
    public static Peer of(String purpose, URI base) {
      return new Peer(purpose, base, Duration.ofSeconds(10), 64 << 10);
    }

    /** Whether an address that came from elsewhere lies with this peer. */
    public boolean isAt(URI uri) {
      return base.getScheme().equalsIgnoreCase(String.valueOf(uri.getScheme()))
          && isNamed(String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT))
          && base.getPort() == uri.getPort()
          && uri.getRawUserInfo() == null;
    }

    private boolean isNamed(String host) {
      String own = base.getHost().toLowerCase(Locale.ROOT);
      return host.equals(own) || (below && host.endsWith("." + own));
    }
  }

  /** A request; the body is text in UTF-8 and may be empty. */
  public record Letter(String method, URI uri, Map<String, String> headers, String body) {}

  /** What came back, whatever its status. */
  public record Answer(int status, HttpHeaders headers, String body) {}

  /** What came back when it is no text: a picture, a recording. */
  public record Delivered(int status, HttpHeaders headers, byte[] body) {}

  /** What there was instead of an answer. */
  public enum Why {
    /** Nobody there, or the exchange broke off. */
    BROKEN,
    /** The time was up. */
    SLOW,
    /** It was longer than the peer's answers may be. */
    TOO_LONG
  }

  /** No answer, and how much of the call may have happened. */
  public static final class NoAnswer extends Exception {
    private static final long serialVersionUID = 1L;
    private final Why why;
    private final boolean reached;

    NoAnswer(String message, Why why, boolean reached, Throwable cause) {
      super(message, cause);
      this.why = why;
      this.reached = reached;
    }

    public Why why() {
      return why;
    }

    /** False when the request surely never arrived; otherwise it may have had its effect. */
    public boolean mayHaveArrived() {
      return reached;
    }
  }

  /**
   * Sends the request and returns when it has left, or when it is clear that it cannot.
   *
   * @throws IllegalArgumentException when the address is none of the peer's, or the peer is none of
   *     those that may be called: a mistake in the product, not in the world
   */
  public Call start(Peer peer, Letter letter) {
    if (!peers.contains(peer) || !peer.isAt(letter.uri())) {
      throw new IllegalArgumentException(
          "Outbound calls for " + peer.purpose() + " do not go to " + letter.uri().getHost());
    }
    var body = new Departure(letter.body());
    var request = HttpRequest.newBuilder(letter.uri()).method(letter.method(), body);
    letter.headers().forEach(request::header);
    long started = System.nanoTime();
    var answer =
        client.sendAsync(
            request.timeout(peer.deadline()).build(),
            HttpResponse.BodyHandlers.limiting(
                HttpResponse.BodyHandlers.ofByteArray(), peer.maxBytes()));
    body.awaitOr(answer, CONNECT.plusMillis(500));
    return new Call(peer, answer, body, started);
  }

  /** Sends the request and waits for the answer. */
  public Answer send(Peer peer, Letter letter) throws NoAnswer {
    return start(peer, letter).answer();
  }

  /** A request on its way. */
  public static final class Call {
    private final Peer peer;
    private final CompletableFuture<HttpResponse<byte[]>> answer;
    private final Departure body;
    private final long started;

    private Call(
        Peer peer, CompletableFuture<HttpResponse<byte[]>> answer, Departure body, long started) {
      this.peer = peer;
      this.answer = answer;
      this.body = body;
      this.started = started;
    }

    /** Waits for the answer until the deadline; then the connection is closed. */
    public Answer answer() throws NoAnswer {
      return answer(peer.deadline());
    }

    /** The same for a caller whose own time is up earlier. */
    public Answer answer(Duration atMost) throws NoAnswer {
      Delivered came = delivered(atMost);
      return new Answer(
          came.status(), came.headers(), new String(came.body(), StandardCharsets.UTF_8));
    }

    /** The same for an answer that is no text. */
    public Delivered delivered() throws NoAnswer {
      return delivered(peer.deadline());
    }

    private Delivered delivered(Duration atMost) throws NoAnswer {
      Duration time = atMost.compareTo(peer.deadline()) < 0 ? atMost : peer.deadline();
      long left = time.toNanos() - (System.nanoTime() - started);
      try {
        var response = answer.get(Math.max(left, 0), TimeUnit.NANOSECONDS);
        return new Delivered(response.statusCode(), response.headers(), response.body());
      } catch (TimeoutException e) {
        answer.cancel(true);
        throw failed("no whole answer within " + time.toSeconds() + " s", Why.SLOW, e);
      } catch (ExecutionException e) {
        throw failed(reason(e.getCause()), why(e.getCause()), e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        answer.cancel(true);
        throw failed("the wait was interrupted", Why.BROKEN, e);
      }
    }

    private NoAnswer failed(String what, Why why, Throwable cause) {
      return new NoAnswer(peer.purpose() + ": " + what, why, body.left(), cause);
    }

    private static Why why(@Nullable Throwable cause) {
      return switch (cause) {
        case HttpConnectTimeoutException _ -> Why.BROKEN;
        case HttpTimeoutException _ -> Why.SLOW;
        case IOException cut when String.valueOf(cut.getMessage()).startsWith("body exceeds") ->
            Why.TOO_LONG;
        case null, default -> Why.BROKEN;
      };
    }

    private static String reason(@Nullable Throwable cause) {
      return switch (cause) {
        case null -> "it failed";
        case HttpConnectTimeoutException _ -> "no connection within " + CONNECT.toSeconds() + " s";
        case IOException _ -> "the exchange broke off (" + cause.getClass().getSimpleName() + ")";
        default -> cause.getClass().getSimpleName();
      };
    }
  }

  /**
   * The body, which knows when it was asked for: then the connection stands and the head is out.
   */
  private static final class Departure implements HttpRequest.BodyPublisher {
    private final HttpRequest.BodyPublisher bytes;
    private final CompletableFuture<Boolean> left = new CompletableFuture<>();

    Departure(String body) {
      this.bytes = HttpRequest.BodyPublishers.ofString(body);
    }

    @Override
    public long contentLength() {
      return bytes.contentLength();
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
      left.complete(true);
      bytes.subscribe(subscriber);
    }

    boolean left() {
      return left.isDone();
    }

    /** Waits for the departure, or for the end of a call that never departs. */
    void awaitOr(CompletableFuture<?> answer, Duration atMost) {
      try {
        CompletableFuture.anyOf(left, answer.handle((ok, failed) -> true))
            .get(atMost.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        answer.cancel(true);
      } catch (ExecutionException e) {
        throw new IllegalStateException("A handled future cannot fail", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        answer.cancel(true);
      }
    }
  }
}

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Visits by the clock: the n-th is due at a fixed instant whether or not earlier ones were answered,
 * and its latency counts from that instant, so that a stall is felt by everyone who came during it.
 *
 * <p>Arguments: port, rate a second, seconds, connections, file of visits (path, user agent and
 * address, tab between). Prints one JSON object. The first second is warm-up and not counted.
 */
final class OpenLoop {
  private static final byte[] END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] FOUND = "HTTP/1.1 302".getBytes(StandardCharsets.US_ASCII);
  private static final long LONGEST_NAP = 100_000;

  private final List<byte[]> visits;
  private final long[] latencies;
  private final long interval;
  private final int skipped;
  private final ArrayDeque<Connection> free = new ArrayDeque<>();
  private final Selector selector = Selector.open();
  private int counted;
  private int errors;
  private long worstLateness;

  private static final class Connection {
    final SocketChannel channel;
    final ByteBuffer answer = ByteBuffer.allocate(16_384);
    int visit;

    Connection(SocketChannel channel) {
      this.channel = channel;
    }
  }

  private OpenLoop(List<byte[]> visits, int rate, int seconds) throws IOException {
    this.visits = visits;
    this.interval = 1_000_000_000L / rate;
    this.latencies = new long[rate * seconds];
    this.skipped = Math.min(rate, latencies.length / 2);
  }

  public static void main(String[] args) throws IOException {
    int port = Integer.parseInt(args[0]);
    int rate = Integer.parseInt(args[1]);
    var visits = new ArrayList<byte[]>();
    for (String line : Files.readAllLines(Path.of(args[4]))) {
      String[] part = line.split("\t");
      visits.add(
          ("GET " + part[0] + " HTTP/1.1\r\nHost: localhost\r\nUser-Agent: " + part[1]
                  + "\r\nX-Forwarded-For: " + part[2] + "\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
    }
    var loop = new OpenLoop(visits, rate, Integer.parseInt(args[2]));
    for (int i = 0; i < Integer.parseInt(args[3]); i++) {
      loop.connect(port);
    }
    loop.run();
  }

  private void connect(int port) throws IOException {
    var channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.configureBlocking(false);
    var connection = new Connection(channel);
    channel.register(selector, SelectionKey.OP_READ, connection);
    free.add(connection);
  }

  private void run() throws IOException {
    long start = System.nanoTime() + 50_000_000;
    int next = 0;
    int answered = 0;
    long end = start + latencies.length * interval + 10_000_000_000L;
    while (answered < latencies.length && System.nanoTime() < end) {
      long now = System.nanoTime();
      while (next < latencies.length && start + next * interval <= now && !free.isEmpty()) {
        if (next >= skipped) {
          worstLateness = Math.max(worstLateness, now - start - next * interval);
        }
        send(free.poll(), next++);
      }
      int before = answered;
      selector.selectNow();
      for (SelectionKey key : selector.selectedKeys()) {
        var connection = (Connection) key.attachment();
        if (isAnswered(connection)) {
          latencies[connection.visit] = System.nanoTime() - start - connection.visit * interval;
          answered++;
          free.add(connection);
        }
      }
      selector.selectedKeys().clear();
      if (before == answered) {
        long due = next < latencies.length ? start + next * interval - System.nanoTime() : LONGEST_NAP;
        if (due > 0) {
          LockSupport.parkNanos(Math.min(due, LONGEST_NAP));
        }
      }
    }
    // Who was never answered has waited until now.
    for (int i = 0; i < latencies.length; i++) {
      latencies[i] = latencies[i] == 0 ? System.nanoTime() - start - i * interval : latencies[i];
    }
    report(start, answered);
  }

  private void send(Connection connection, int visit) throws IOException {
    connection.visit = visit;
    connection.answer.clear();
    var request = ByteBuffer.wrap(visits.get(visit % visits.size()));
    while (request.hasRemaining()) {
      connection.channel.write(request);
    }
  }

  /** The whole head is there; a redirect has no body. */
  private boolean isAnswered(Connection connection) throws IOException {
    ByteBuffer answer = connection.answer;
    if (connection.channel.read(answer) < 0) {
      throw new IOException("the service closed a connection");
    }
    int size = answer.position();
    byte[] bytes = answer.array();
    if (size < END.length || !Arrays.equals(bytes, size - END.length, size, END, 0, END.length)) {
      return false;
    }
    if (!Arrays.equals(bytes, 0, FOUND.length, FOUND, 0, FOUND.length)) {
      errors++;
    }
    return true;
  }

  private void report(long start, int answered) {
    double seconds = (System.nanoTime() - start) / 1e9;
    long[] sorted = Arrays.copyOfRange(latencies, skipped, latencies.length);
    Arrays.sort(sorted);
    counted = sorted.length;
    System.out.printf(
        "{\"rate\": %.0f, \"p50_ms\": %.3f, \"p99_ms\": %.3f, \"p999_ms\": %.3f, \"max_ms\": %.3f, \"late_ms\": %.3f, \"errors\": %d}%n",
        answered / seconds, at(sorted, 0.5), at(sorted, 0.99), at(sorted, 0.999), at(sorted, 1),
        worstLateness / 1e6, errors + latencies.length - answered);
  }

  private double at(long[] sorted, double part) {
    return sorted[Math.min(counted - 1, (int) (counted * part))] / 1e6;
  }
}

package popeki;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The demo as a person starts it: a process of its own, from nothing to a scored conversation. */
@Tag("slow")
class DemoFlowTest {
  private static final Duration LIVE_WITHIN = Duration.ofSeconds(10);

  @TempDir Path folder;

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void starts_shows_a_live_conversation_and_leaves_nothing_behind() throws Exception {
    int port = freePort();
    Path data = folder.resolve("demo");
    Process demo = start(port, data);
    try (BufferedReader lines = demo.inputReader()) {
      assertThat(firstWith(lines, "Ready: ")).contains("http://localhost:" + port);
      long ready = System.nanoTime();

      assertThat(liveConversation(port, data, ready)).isTrue();
      assertThat(Duration.ofNanos(System.nanoTime() - ready)).isLessThan(LIVE_WITHIN);

      demo.destroy();
      assertThat(demo.waitFor(40, TimeUnit.SECONDS)).isTrue();
    } finally {
      demo.destroyForcibly().waitFor();
    }
    for (int each = port; each <= port + 2; each++) {
      assertThat(isFree(each)).as("port " + each).isTrue();
    }
    assertThat(processesOf(data)).isEmpty();
  }

  /** Asks until the first live one stands attributed and scored, or the time is over. */
  private static boolean liveConversation(int port, Path data, long ready) throws Exception {
    String key =
        JsonMapper.shared()
            .readTree(Files.readString(data.resolve("demo.json")))
            .path("apiKey")
            .asString();
    try (HttpClient http = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(
                  URI.create("http://localhost:" + port + "/api/v1/conversations?limit=20"))
              .header("Authorization", "Bearer " + key)
              .build();
      while (System.nanoTime() - ready < LIVE_WITHIN.toNanos()) {
        var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        var list = JsonMapper.shared().readTree(answer.body()).path("data");
        if (list.valueStream().anyMatch(DemoFlowTest::isLiveAndDone)) {
          return true;
        }
        TimeUnit.MILLISECONDS.sleep(200);
      }
      return false;
    }
  }

  /** The messages of the history carry ids of their own kind. */
  private static boolean isLiveAndDone(JsonNode conversation) {
    return !conversation
            .path("messages")
            .path(0)
            .path("wamid")
            .asString("wamid.demo.")
            .startsWith("wamid.demo.")
        && conversation.path("attribution").path("status").asString("").equals("attributed")
        && conversation.path("lead").path("status").asString("").equals("classified");
  }

  private Process start(int port, Path data) throws IOException {
    var command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            productClasspath(),
            "popeki.Main",
            "demo",
            "--port",
            Integer.toString(port),
            "--data",
            data.toString());
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** Without the tests' own classes, as it is shipped. */
  private static String productClasspath() {
    String whole =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return Arrays.stream(whole.split(File.pathSeparator))
        .filter(part -> !part.endsWith("test-classes") && !part.endsWith("test-classes/"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String firstWith(BufferedReader lines, String start) throws IOException {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith(start)) {
        return line;
      }
    }
    return "the process ended without a line " + start;
  }

  private static List<String> processesOf(Path data) {
    return ProcessHandle.allProcesses()
        .flatMap(process -> process.info().commandLine().stream())
        .filter(line -> line.contains(data.toString()))
        .toList();
  }

  /** Three ports in a row: the service's, its management's, the sandbox's. */
  private static int freePort() throws IOException {
    for (int port = 43_000; port < 44_000; port += 5) {
      if (isFree(port) && isFree(port + 1) && isFree(port + 2)) {
        return port;
      }
    }
    throw new IOException("no three free ports in a row");
  }

  private static boolean isFree(int port) throws IOException {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (java.net.BindException e) {
      return false;
    }
  }
}

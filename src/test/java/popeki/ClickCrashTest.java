package popeki;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Thousands of visitors, the service killed three times and the database once; {@code
 * -Dpopeki.clicks=10000} sends as many as one has time for. The clients' log of every answer and
 * its code is held against the API afterwards: one counted click for each code, and no more beside
 * them than there were requests without an answer.
 */
@Tag("slow")
class ClickCrashTest {
  private static final int CLICKS = Integer.getInteger("popeki.clicks", 3_000);
  private static final int AT_ONCE = 32;
  private static final int PATIENCE = 240;

  private final int port = freePort();
  private final int managementPort = freePort();
  private final AtomicInteger visitors = new AtomicInteger();
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicInteger unanswered = new AtomicInteger();
  private final AtomicBoolean givenUp = new AtomicBoolean();
  private final Set<String> codes = ConcurrentHashMap.newKeySet();
  private Path data = Path.of("");
  private String key = "";

  @BeforeEach
  void a_folder_of_its_own() throws IOException {
    data = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "crash-");
  }

  @AfterEach
  void nothing_is_left() throws IOException {
    database().forEach(ProcessHandle::destroyForcibly);
    FileSystemUtils.deleteRecursively(data);
  }

  @Test
  void each_answered_click_is_counted_once_whatever_is_killed() throws Exception {
    ChildProcess service = serve("0");
    try {
      JsonNode link = makeLink();
      List<Future<?>> clients = new ArrayList<>();
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < AT_ONCE; i++) {
          clients.add(threads.submit(() -> visit("/" + link.at("/slug").asString())));
        }
        for (int kill = 1; kill <= 2; kill++) {
          awaitAnswers(CLICKS * kill / 4);
          service.kill();
          service = serve(String.valueOf(kill));
        }
        awaitAnswers(CLICKS * 8 / 10);
        database().forEach(ProcessHandle::destroyForcibly);
        awaitAnswers(CLICKS * 85 / 100); // from the spool
        service.kill();
        service = serve("3");
        for (Future<?> client : clients) {
          client.get(PATIENCE, TimeUnit.SECONDS);
        }
      } finally {
        givenUp.set(true);
      }
      assertThat(answered.get() + unanswered.get()).isEqualTo(CLICKS);
      assertThat(codes).as("a code for each answer").hasSize(answered.get());
      compare(link.at("/id").asString());
    } finally {
      service.close();
    }
  }

  private void compare(String link) {
    Map<String, Integer> counted = countedOnceLoaded(link);
    assertThat(counted.values()).as("no code twice").allMatch(times -> times == 1);
    assertThat(counted.keySet()).as("each answered click").containsAll(codes);
    assertThat(counted.size() - codes.size())
        .as("committed with the answer cut off")
        .isLessThanOrEqualTo(unanswered.get());
    assertThat(api("GET", "/links/" + link, null).at("/counts/clicks").asInt())
        .as("the figure that the seller sees")
        .isEqualTo(counted.size());
  }

  /** One visitor after the other; one whom nobody could be asked for comes again. */
  private void visit(String path) {
    try (var client = new RawClient(port)) {
      int visitor = visitors.getAndIncrement();
      while (visitor < CLICKS && !givenUp.get()) {
        RawClient.Outcome outcome =
            client.get(path, "198.18." + visitor / 250 + "." + (1 + visitor % 250));
        switch (outcome) {
          case RawClient.Redirected to -> {
            codes.add(to.code());
            answered.incrementAndGet();
          }
          case RawClient.CutOff _ -> unanswered.incrementAndGet();
          case RawClient.NotSent _ -> LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        if (!(outcome instanceof RawClient.NotSent)) {
          visitor = visitors.getAndIncrement();
        }
      }
    }
  }

  private void awaitAnswers(int count) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE);
    while (answered.get() < count) {
      assertThat(System.nanoTime()).as("only " + answered + " answers").isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  /** The spool is loaded behind the answers: looked at until all are there, or patience ends. */
  private Map<String, Integer> countedOnceLoaded(String link) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    Map<String, Integer> counted = counted(link);
    while (!counted.keySet().containsAll(codes) && System.nanoTime() < deadline) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
      counted = counted(link);
    }
    return counted;
  }

  private Map<String, Integer> counted(String link) {
    Map<String, Integer> counted = new HashMap<>();
    String cursor = "";
    do {
      JsonNode page = api("GET", "/clicks?limit=200&link_id=" + link + cursor, null);
      for (JsonNode click : page.at("/data")) {
        if (click.at("/counted").asBoolean()) {
          counted.merge(click.at("/code").asString(), 1, Integer::sum);
        }
      }
      JsonNode next = page.at("/next_cursor");
      cursor = next.isNull() ? "" : "&cursor=" + next.asString();
    } while (!cursor.isEmpty());
    return counted;
  }

  private JsonNode makeLink() throws Exception {
    try (var command =
        start(
            "admin",
            "admin",
            "create-workspace",
            "--business",
            "Clínica Aurora",
            "--name",
            "Ana",
            "--email",
            "ana@example.com")) {
      command.end(PATIENCE);
      assertThat(command.lines()).as("one JSON object beside a running service").hasSize(1);
      JsonNode made = JsonMapper.shared().readTree(command.lines().getFirst());
      key = made.at("/api_key").asString();
    }
    JsonNode number =
        api(
            "POST",
            "/numbers",
            Map.of(
                "phone_number_id", "1065432100",
                "waba_id", "2065432100",
                "display_phone_number", "+55 11 98765-4321"));
    return api(
        "POST",
        "/links",
        Map.of(
            "name", "Bio",
            "number_id", number.at("/id").asString(),
            "message", "Oi",
            "code", "visible"));
  }

  private JsonNode api(String method, String path, @org.jspecify.annotations.Nullable Object body) {
    HttpAnswer answer = HttpAnswer.api(port, key, method, path, body);
    assertThat(answer.status()).as(path + " " + answer.body()).isIn(200, 201);
    return answer.json();
  }

  private ChildProcess serve(String name) throws IOException {
    ChildProcess service = start(name, "serve");
    service.await(line -> line.startsWith("Ready: "), PATIENCE);
    return service;
  }

  private ChildProcess start(String name, String... words) throws IOException {
    var all = new ArrayList<>(List.of(Main.class.getName()));
    all.addAll(List.of(words));
    return ChildProcess.java(
        data.resolve(name + ".log"),
        Map.of(
            "PORT", String.valueOf(port),
            "MANAGEMENT_PORT", String.valueOf(managementPort),
            "POPEKI_DATA", data.resolve("var").toString(),
            "TRUSTED_PROXIES", "127.0.0.0/8"),
        List.of(),
        all);
  }

  /** The database's processes, children first. */
  private List<ProcessHandle> database() throws IOException {
    Path file = data.resolve("var/postgres/data/postmaster.pid");
    if (!Files.exists(file)) {
      return List.of();
    }
    long pid = Long.parseLong(Files.readAllLines(file).getFirst().strip());
    var all = new ArrayList<ProcessHandle>();
    ProcessHandle.of(pid)
        .ifPresent(
            postmaster -> {
              all.add(postmaster);
              postmaster.descendants().forEach(all::add);
            });
    return all;
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}

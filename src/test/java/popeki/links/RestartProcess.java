package popeki.links;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import popeki.PopekiApplication;
import popeki.kernel.LinkId;
import popeki.kernel.WorkspaceId;
import popeki.links.TestLinks.Made;
import popeki.platform.RunMode;
import popeki.platform.Settings;

/**
 * The service in a process of its own, for {@link RestartTest}. {@code first}: 64 visitors at once
 * are the very first requests; then the database is killed, more visitors come, and the process
 * ends as if killed. {@code second}: starts on the same folder and tells what is there.
 */
final class RestartProcess {
  private static final String PHONE = "Mozilla/5.0 (Linux; Android 16) Instagram 390.0.0.21.83";
  private static final int AT_ONCE = 64;

  private RestartProcess() {}

  public static void main(String[] args) throws Exception {
    Path data = Path.of(args[1]);
    var context = start(data);
    var links = new TestLinks(context);
    int port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    if (args[0].equals("first")) {
      Made made = links.make(TestLinks.aLink());
      Files.writeString(data.resolve("made"), made.workspace() + " " + made.link().id());
      int answered = visit(port, made, 0, AT_ONCE);
      killDatabase(data);
      int spooled = visit(port, made, AT_ONCE, 32);
      long bytes = context.getBean(ClickLog.class).spool().bytes();
      say("answered=" + answered + " without_database=" + spooled + " spool=" + (bytes > 0));
      Runtime.getRuntime().halt(0);
    }
    String[] made = Files.readString(data.resolve("made")).split(" ");
    awaitEmptySpool(context);
    report(links, new WorkspaceId(UUID.fromString(made[0])), LinkId.of(made[1]));
    context.close();
  }

  private static ConfigurableApplicationContext start(Path data) {
    Settings settings =
        Settings.from(Map.of("POPEKI_DATA", data.toString(), "TRUSTED_PROXIES", "127.0.0.0/8"));
    var application = new SpringApplication(PopekiApplication.class);
    application.setBannerMode(Banner.Mode.OFF);
    application.setDefaultProperties(Map.of("server.port", 0, "management.server.port", -1));
    application.addInitializers(
        context -> {
          var beans = (GenericApplicationContext) context;
          beans.registerBean(Settings.class, () -> settings);
          beans.registerBean(RunMode.class, () -> RunMode.SERVICE);
        });
    return application.run();
  }

  private static int visit(int port, Made made, int from, int count)
      throws InterruptedException, ExecutionException, TimeoutException {
    int answered = 0;
    try (var http = HttpClient.newHttpClient();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> visits = new ArrayList<>();
      IntStream.range(from, from + count)
          .forEach(visitor -> visits.add(threads.submit(() -> status(http, port, made, visitor))));
      for (Future<Integer> visit : visits) {
        answered += visit.get(60, TimeUnit.SECONDS) == 302 ? 1 : 0;
      }
    }
    return answered;
  }

  private static int status(HttpClient http, int port, Made made, int visitor)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + made.path()))
            .timeout(Duration.ofSeconds(50))
            .header("User-Agent", PHONE)
            .header("X-Forwarded-For", "198.51.100." + visitor)
            .build();
    return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  private static void killDatabase(Path data) throws IOException {
    try (Stream<String> lines = Files.lines(data.resolve("postgres/data/postmaster.pid"))) {
      var postmaster = ProcessHandle.of(Long.parseLong(lines.findFirst().orElseThrow().strip()));
      var all = new ArrayList<>(postmaster.orElseThrow().descendants().toList());
      all.add(postmaster.orElseThrow());
      all.reversed().forEach(ProcessHandle::destroyForcibly);
    }
  }

  private static void awaitEmptySpool(ConfigurableApplicationContext context) {
    ClickSpool spool = context.getBean(ClickLog.class).spool();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (spool.bytes() > 0 && System.nanoTime() < deadline) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
  }

  private static void report(TestLinks links, WorkspaceId workspace, LinkId id) {
    var made = new Made(workspace, links.named(workspace, id));
    say("rows=" + links.rows(made) + " counted=" + links.counts(made).clicks());
  }

  private static void say(String line) {
    System.out.println("RESULT " + line);
    System.out.flush();
  }
}

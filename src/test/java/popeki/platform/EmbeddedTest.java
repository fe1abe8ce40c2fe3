package popeki.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.util.FileSystemUtils;
import popeki.ChildProcess;

/** The embedded database in real processes that are really killed. */
@Tag("slow")
class EmbeddedTest {
  private static final int PATIENCE = 120;

  private Path folder = Path.of("");

  @BeforeEach
  void a_folder_of_its_own() throws IOException {
    folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "embedded-");
  }

  @AfterEach
  void nothing_is_left() throws IOException {
    postmaster().ifPresent(ProcessHandle::destroyForcibly);
    FileSystemUtils.deleteRecursively(folder);
  }

  @Test
  void outlives_kills_of_the_service_and_of_the_database_and_an_orderly_stop() throws Exception {
    // The service is killed: its database goes on as an orphan, and the next start takes it over.
    try (var service = start("keep", "1")) {
      service.await(line -> line.contains("kept at"), PATIENCE);
      service.kill();
    }
    assertThat(postmaster()).as("an orphan").isPresent();
    long orphan = postmaster().orElseThrow().pid();
    try (var service = start("keep", "2")) {
      service.await(line -> line.contains("kept at"), PATIENCE);
      assertThat(postmaster().orElseThrow().pid()).isNotEqualTo(orphan);

      // Both are killed.
      ProcessHandle database = postmaster().orElseThrow();
      service.kill();
      database.destroyForcibly();
      database.onExit().get(20, TimeUnit.SECONDS);
    }
    assertThat(result("count", "3")).containsExactly("rows 2 fsync on", "stopped true");
    assertThat(postmaster()).as("an orderly stop leaves no process").isEmpty();

    // The pid of the file belongs to somebody else by now, as after the restart of a container.
    Path pidFile = folder.resolve("postgres/data/postmaster.pid");
    Files.writeString(pidFile, ProcessHandle.current().pid() + "\n" + folder + "\n");
    assertThat(result("count", "4")).containsExactly("rows 2 fsync on", "stopped true");
    assertThat(ProcessHandle.current().isAlive()).isTrue();
  }

  @Test
  void a_second_start_is_refused_and_disturbs_nothing_and_no_password_opens_nothing()
      throws Exception {
    try (var service = start("keep", "1")) {
      service.await(line -> line.contains("kept at"), PATIENCE);

      assertThat(result("count", "2"))
          .singleElement()
          .asString()
          .startsWith("refused: Another Popeki Track is running on " + folder)
          .contains("POPEKI_DATA");
      assertThat(Embedded.inUse(folder)).isTrue();
      Embedded.Address address = Embedded.running(folder).orElseThrow();
      for (String password : List.of("", "postgres", address.secret())) {
        assertThatThrownBy(
                () ->
                    DriverManager.getConnection(address.jdbcUrl("postgres"), "postgres", password)
                        .close())
            .isInstanceOf(SQLException.class)
            .hasMessageContaining("password");
      }
      EmbeddedProcess.superuser(address).close();
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(folder.resolve("postgres"))))
          .isEqualTo("rwx------");
    }
  }

  @Test
  void runs_as_an_ordinary_user_too() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "already an ordinary user");
    Path elsewhere = Files.createTempDirectory("popeki-nobody-");
    try {
      run("chown", "65534:65534", elsewhere.toString());
      var nobody = List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
      Path output = folder.resolve("nobody.log");
      Process readable =
          new ProcessBuilder(
                  "setpriv",
                  "--reuid=65534",
                  "--regid=65534",
                  "--clear-groups",
                  System.getProperty("java.home") + "/bin/java",
                  "-cp",
                  System.getProperty("java.class.path"),
                  "-version")
              .start();
      assumeTrue(readable.waitFor() == 0, "an ordinary user may not run this Java");
      assumeTrue(readableByAll(), "an ordinary user may not read this build");
      try (var child =
          ChildProcess.java(
              output,
              Map.of("HOME", elsewhere.toString()),
              nobody,
              List.of(EmbeddedProcess.class.getName(), "keep", elsewhere.toString()))) {
        child.await(line -> line.contains("kept at"), PATIENCE);
        child.stop(60);
      }
    } finally {
      postmaster(elsewhere).ifPresent(ProcessHandle::destroyForcibly);
      FileSystemUtils.deleteRecursively(elsewhere);
    }
  }

  /** Whether every folder on the way to the classes lets others pass. */
  private static boolean readableByAll() throws IOException {
    for (Path at = Path.of("target").toAbsolutePath(); at != null; at = at.getParent()) {
      if (!PosixFilePermissions.toString(Files.getPosixFilePermissions(at)).endsWith("x")) {
        return false;
      }
    }
    String home = System.getProperty("user.home");
    return !System.getProperty("java.class.path").contains(home)
        || PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(home)))
            .endsWith("x");
  }

  private ChildProcess start(String what, String name) throws IOException {
    return ChildProcess.java(
        folder.resolve(name + ".log"),
        Map.of(),
        List.of(),
        List.of(EmbeddedProcess.class.getName(), what, folder.toString()));
  }

  private List<String> result(String what, String name) throws Exception {
    try (var child = start(what, name)) {
      child.end(PATIENCE);
      return child.lines().stream()
          .filter(line -> line.startsWith("RESULT "))
          .map(line -> line.substring(7))
          .toList();
    }
  }

  private java.util.Optional<ProcessHandle> postmaster() throws IOException {
    return postmaster(folder);
  }

  private static java.util.Optional<ProcessHandle> postmaster(Path folder) throws IOException {
    Path file = folder.resolve("postgres/data/postmaster.pid");
    if (!Files.exists(file)) {
      return java.util.Optional.empty();
    }
    long pid = Long.parseLong(Files.readAllLines(file).getFirst().strip());
    return ProcessHandle.of(pid).filter(found -> found.pid() != ProcessHandle.current().pid());
  }

  private static void run(String... command) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
  }
}

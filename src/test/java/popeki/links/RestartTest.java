package popeki.links;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.util.FileSystemUtils;

/** Real processes: a cold start under load, a killed database, a killed service. */
@Tag("slow")
class RestartTest {
  @Test
  void answers_64_first_visitors_at_once_and_loses_no_click_to_a_killed_database_and_service()
      throws Exception {
    Path data = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "restart-");

    assertThat(run("first", data)).isEqualTo("answered=64 without_database=32 spool=true");
    assertThat(run("second", data)).isEqualTo("rows=96 counted=96");
    FileSystemUtils.deleteRecursively(data);
  }

  private static String run(String phase, Path data) throws IOException, InterruptedException {
    Path output = data.resolve(phase + ".log");
    Process process =
        new ProcessBuilder(
                List.of(
                    System.getProperty("java.home") + "/bin/java",
                    "-Xmx512m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-Djdk.virtualThreadScheduler.parallelism=2",
                    "--enable-native-access=ALL-UNNAMED",
                    "-cp",
                    System.getProperty("java.class.path"),
                    RestartProcess.class.getName(),
                    phase,
                    data.toString()))
            .redirectErrorStream(true)
            .redirectOutput(new File(output.toString()))
            .start();
    boolean ended = process.waitFor(180, TimeUnit.SECONDS);
    process.destroyForcibly();
    assertThat(ended).as(() -> "the process hangs, see " + output).isTrue();
    return Files.readAllLines(output).stream()
        .filter(line -> line.startsWith("RESULT "))
        .map(line -> line.substring(7))
        .findFirst()
        .orElse("no result, see " + output);
  }
}

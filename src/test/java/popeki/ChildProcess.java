package popeki;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** A Java process of a test's own, killed at the latest when the test closes it. */
public final class ChildProcess implements AutoCloseable {
  private final Process process;
  private final Path output;

  private ChildProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /** Starts a main class on the class path of the tests, with exactly these variables. */
  public static ChildProcess java(
      Path output, Map<String, String> environment, List<String> prefix, List<String> words)
      throws IOException {
    var command = new ArrayList<>(prefix);
    command.addAll(
        List.of(
            System.getProperty("java.home") + "/bin/java",
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path")));
    command.addAll(words);
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().keySet().removeIf(name -> !name.equals("PATH") && !name.equals("HOME"));
    builder.environment().putAll(environment);
    return new ChildProcess(builder.start(), output);
  }

  /** Waits for a line of the output. */
  public String await(Predicate<String> line, int seconds) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (System.nanoTime() < deadline) {
      Optional<String> found = lines().stream().filter(line).findFirst();
      if (found.isPresent()) {
        return found.get();
      }
      if (!process.isAlive() && lines().stream().noneMatch(line)) {
        break;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
    throw new IllegalStateException("not said within " + seconds + " s: " + lines());
  }

  public List<String> lines() throws IOException {
    return Files.readString(output).lines().toList();
  }

  /** As the power cut does: nothing is told to it. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor(20, TimeUnit.SECONDS);
  }

  /** As Ctrl-C does. */
  public void stop(int seconds) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
      throw new IllegalStateException("it does not stop");
    }
  }

  public void end(int seconds) throws InterruptedException {
    if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
      throw new IllegalStateException("it does not end");
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}

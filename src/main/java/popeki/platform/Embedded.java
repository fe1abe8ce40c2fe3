package popeki.platform;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tukaani.xz.XZInputStream;

/**
 * A real PostgreSQL under the data folder, for an installation that names no database. Durable
 * (fsync and synchronous_commit on), password-protected, loopback only, and started by {@code
 * pg_ctl}, so that a Ctrl-C in the terminal reaches the service and not the database: the service
 * stops first and stops the database last.
 *
 * <p>It survives a kill of either process. An orphaned server of this folder is stopped and started
 * anew; a stale pid file is removed; a second service on the same folder is refused.
 */
public final class Embedded implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Embedded.class);
  private static final String VERSION = "18.6.0";
  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration WATCH = Duration.ofMillis(500);

  private final Path home;
  private final Path data;
  private final Path binaries;
  private final List<String> prefix;
  private final FileChannel lockFile;
  private final String secret;
  private final int port;
  private volatile boolean closing;

  /** Where the database of a folder answers and with which secret; the passwords derive from it. */
  public record Address(int port, String secret) {
    public String jdbcUrl(String database) {
      return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }
  }

  private Embedded(Path home, int wantedPort) {
    this.home = home;
    this.data = home.resolve("data");
    this.binaries = home.resolve("bin-" + VERSION);
    createPrivate(home);
    this.lockFile = lock(home);
    this.secret = secret(home);
    this.port = port(home, wantedPort);
    this.prefix = prefix(home);
  }

  /**
   * Starts the database of a data folder, creating it at the first time.
   *
   * @param dataFolder POPEKI_DATA
   * @param wantedPort 0 for a free port that is then remembered
   * @throws SettingsException when another service uses the folder or the machine forbids the start
   */
  public static Embedded start(Path dataFolder, int wantedPort) {
    var embedded = new Embedded(dataFolder.resolve("postgres"), wantedPort);
    try {
      embedded.unpack();
      embedded.initialise();
      embedded.stopOrphan();
      embedded.launch();
      Thread.ofPlatform().daemon().name("postgres-watch").start(embedded::watch);
      return embedded;
    } catch (RuntimeException e) {
      embedded.unlock();
      throw e;
    }
  }

  /** The address of a server that another process runs on this folder, when one does. */
  public static Optional<Address> running(Path dataFolder) {
    Path home = dataFolder.resolve("postgres");
    try {
      if (!Files.exists(home.resolve("port")) || !Files.exists(home.resolve("secret"))) {
        return Optional.empty();
      }
      if (postmaster(home.resolve("data")).isEmpty()) {
        return Optional.empty();
      }
      int port = Integer.parseInt(Files.readString(home.resolve("port")).strip());
      return Optional.of(new Address(port, Files.readString(home.resolve("secret")).strip()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The address of the server of a service that is just starting. */
  static Address await(Path dataFolder, Duration most) {
    long deadline = System.nanoTime() + most.toNanos();
    Optional<Address> found = running(dataFolder);
    while (found.isEmpty() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
      found = running(dataFolder);
    }
    return found.orElseThrow(
        () ->
            new SettingsException(
                "A service holds "
                    + dataFolder
                    + " but its database does not come up; see its log"));
  }

  /** True when a live service holds the folder. */
  public static boolean inUse(Path dataFolder) {
    Path lock = dataFolder.resolve("postgres").resolve("lock");
    if (!Files.exists(lock)) {
      return false;
    }
    try (var channel = FileChannel.open(lock, StandardOpenOption.WRITE);
        FileLock taken = channel.tryLock()) {
      return taken == null;
    } catch (OverlappingFileLockException inThisProcess) {
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Address address() {
    return new Address(port, secret);
  }

  /** Stops the server in an orderly way and lets go of the folder. */
  @Override
  public synchronized void close() {
    closing = true;
    run(List.of(tool("pg_ctl"), "-D", data.toString(), "-m", "fast", "-w", "-t", "30", "stop"));
    unlock();
  }

  /**
   * Starts the server again when it died while we live: until then clicks go to the spool and
   * webhooks are refused, and with it back both are taken in.
   */
  private void watch() {
    while (!closing) {
      LockSupport.parkNanos(WATCH.toNanos());
      synchronized (this) {
        if (!closing && postmaster(data).isEmpty()) {
          restart();
        }
      }
    }
  }

  private void restart() {
    log.warn(
        "The embedded database has died; it is started again and recovers what it had committed");
    try {
      stopOrphan();
      launch();
    } catch (SettingsException e) {
      log.error("{}; tried again in a moment", e.getMessage());
    }
  }

  private void launch() {
    Path logFile = home.resolve("postgres.log");
    var result =
        run(
            List.of(
                tool("pg_ctl"),
                "-D",
                data.toString(),
                "-l",
                logFile.toString(),
                "-w",
                "-t",
                String.valueOf(START_TIMEOUT.toSeconds()),
                "-o",
                "-p " + port,
                "start"));
    if (result.exit() != 0) {
      throw new SettingsException(
          "The embedded database did not start (see "
              + logFile
              + "); is port "
              + port
              + " taken? POPEKI_DB_PORT chooses another");
    }
  }

  private void stopOrphan() {
    Optional<ProcessHandle> orphan = postmaster(data);
    if (orphan.isEmpty()) {
      deleteQuietly(data.resolve("postmaster.pid"));
      return;
    }
    log.warn("A database of an earlier run still serves {}; it is stopped and started anew", data);
    run(List.of(tool("pg_ctl"), "-D", data.toString(), "-m", "fast", "-w", "-t", "10", "stop"));
    if (postmaster(data).isPresent()) {
      run(
          List.of(
              tool("pg_ctl"), "-D", data.toString(), "-m", "immediate", "-w", "-t", "10", "stop"));
    }
    orphan.get().onExit().completeOnTimeout(orphan.get(), 10, TimeUnit.SECONDS).join();
    deleteQuietly(data.resolve("postmaster.pid"));
  }

  /**
   * The live server of this folder. A pid alone proves nothing: after a restart of the machine or
   * container another process may carry it, so its command line must name a postgres.
   */
  private static Optional<ProcessHandle> postmaster(Path data) {
    Path pidFile = data.resolve("postmaster.pid");
    try {
      if (!Files.exists(pidFile)) {
        return Optional.empty();
      }
      List<String> lines = Files.readAllLines(pidFile);
      long pid = lines.isEmpty() ? -1 : Long.parseLong(lines.getFirst().strip());
      return ProcessHandle.of(pid)
          .filter(ProcessHandle::isAlive)
          .filter(process -> isPostgresOf(process, data));
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static boolean isPostgresOf(ProcessHandle process, Path data) {
    Path commandLine = Path.of("/proc", String.valueOf(process.pid()), "cmdline");
    try {
      String command =
          Files.exists(commandLine)
              ? Files.readString(commandLine, StandardCharsets.ISO_8859_1)
              : process.info().commandLine().orElse("");
      return command.contains("postgres") && command.contains(data.toString());
    } catch (IOException e) {
      return false;
    }
  }

  private void initialise() {
    if (Files.exists(data.resolve("PG_VERSION")) && Files.exists(home.resolve("initialised"))) {
      writeConfiguration();
      return;
    }
    deleteTree(data);
    Path password = home.resolve("initial-password");
    writePrivate(password, Passwords.derive(secret, "postgres"));
    var result =
        run(
            List.of(
                tool("initdb"),
                "-D",
                data.toString(),
                "-U",
                "postgres",
                "--encoding=UTF8",
                "--locale=C",
                "--auth=scram-sha-256",
                "--pwfile=" + password));
    deleteQuietly(password);
    if (result.exit() != 0) {
      throw new SettingsException(
          "The embedded database could not be created in " + data + ": " + result.lastLine());
    }
    writeConfiguration();
    writePrivate(home.resolve("initialised"), VERSION);
  }

  /**
   * A young server makes a segment of its log every 16 MB, and filling it with zeros stops every
   * commit for some 30 ms; without, each commit costs a little more until segments are used again.
   */
  private void writeConfiguration() {
    writePrivate(
        data.resolve("postgresql.auto.conf"),
        """
        listen_addresses = '127.0.0.1'
        unix_socket_directories = ''
        max_connections = 60
        password_encryption = 'scram-sha-256'
        fsync = on
        synchronous_commit = on
        full_page_writes = on
        shared_buffers = '128MB'
        min_wal_size = '1GB'
        max_wal_size = '4GB'
        wal_compression = on
        wal_init_zero = off
        jit = off
        timezone = 'UTC'
        log_timezone = 'UTC'
        log_min_error_statement = panic
        log_parameter_max_length = 0
        log_parameter_max_length_on_error = 0
        """);
  }

  private void unpack() {
    if (Files.exists(binaries.resolve("bin/postgres"))) {
      return;
    }
    Path fresh = home.resolve("unpacking");
    deleteTree(fresh);
    createPrivate(fresh);
    String archive = "/postgres-" + platform() + ".txz";
    try (InputStream resource = Embedded.class.getResourceAsStream(archive)) {
      if (resource == null) {
        throw new SettingsException(
            "There is no embedded database for "
                + platform()
                + "; set DATABASE_URL to a PostgreSQL 15 or newer");
      }
      extract(resource, fresh);
      deleteTree(binaries);
      Files.move(fresh, binaries, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void extract(InputStream archive, Path target) throws IOException {
    try (var tar = new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(archive)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path path = target.resolve(entry.getName()).normalize();
        if (!path.startsWith(target)) {
          throw new IOException("the archive points outside its folder: " + entry.getName());
        }
        write(tar, entry, path);
      }
    }
  }

  private static void write(TarArchiveInputStream tar, TarArchiveEntry entry, Path path)
      throws IOException {
    if (entry.isDirectory()) {
      Files.createDirectories(path);
      return;
    }
    Files.createDirectories(path.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
      return;
    }
    Files.copy(tar, path);
    if ((entry.getMode() & 0100) != 0) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  private static String platform() {
    String os =
        System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("mac")
            ? "darwin"
            : "linux";
    String cpu = System.getProperty("os.arch", "");
    boolean arm = cpu.equals("aarch64") || cpu.equals("arm64");
    return os + "-" + (arm ? "arm_64" : "x86_64");
  }

  /** PostgreSQL refuses to run as root; a user namespace, or failing that another user, serves. */
  private static List<String> prefix(Path home) {
    if (!"root".equals(System.getProperty("user.name"))) {
      return List.of();
    }
    if (execute(List.of("unshare", "-U", "true")).exit() == 0) {
      return List.of("unshare", "-U");
    }
    if (execute(List.of("chown", "-R", "65534:65534", home.toString())).exit() == 0) {
      return List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
    }
    throw new SettingsException(
        "The embedded database cannot run as root on this machine; start as an ordinary user or set DATABASE_URL");
  }

  private static int port(Path home, int wanted) {
    Path remembered = home.resolve("port");
    try {
      int port = wanted;
      if (port == 0 && Files.exists(remembered)) {
        port = Integer.parseInt(Files.readString(remembered).strip());
        if (!isFree(port) && postmaster(home.resolve("data")).isEmpty()) {
          port = 0;
        }
      }
      if (port == 0) {
        try (var socket =
            new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
          port = socket.getLocalPort();
        }
      }
      writePrivate(remembered, String.valueOf(port));
      return port;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isFree(int port) {
    try (var socket =
        new java.net.ServerSocket(port, 1, java.net.InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }

  private static String secret(Path home) {
    Path file = home.resolve("secret");
    try {
      if (!Files.exists(file)) {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        writePrivate(file, Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
      }
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FileChannel lock(Path home) {
    try {
      var channel =
          FileChannel.open(
              home.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (tryLock(channel) == null) {
        channel.close();
        throw new SettingsException(
            "Another Popeki Track is running on "
                + home.getParent()
                + "; stop it, or choose another folder with POPEKI_DATA");
      }
      return channel;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException inThisProcess) {
      return null;
    }
  }

  private void unlock() {
    try {
      lockFile.close();
    } catch (IOException e) {
      log.warn("The lock of {} could not be released", home, e);
    }
  }

  private String tool(String name) {
    return binaries.resolve("bin").resolve(name).toString();
  }

  private Result run(List<String> command) {
    var full = new ArrayList<>(prefix);
    full.addAll(command);
    return execute(full);
  }

  private record Result(int exit, String output) {
    String lastLine() {
      String[] lines = output.strip().split("\n");
      return lines[lines.length - 1];
    }
  }

  private static Result execute(List<String> command) {
    try {
      Path output = Files.createTempFile("popeki-pg", ".out");
      try {
        // A file and not a pipe: the server inherits it and would keep a pipe open for ever.
        Process process =
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(90, TimeUnit.SECONDS)) {
          process.destroyForcibly();
          return new Result(-1, "timed out: " + command.getLast());
        }
        return new Result(process.exitValue(), Files.readString(output));
      } finally {
        Files.deleteIfExists(output);
      }
    } catch (IOException e) {
      return new Result(-1, e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Result(-1, "interrupted");
    }
  }

  private static void createPrivate(Path folder) {
    try {
      Files.createDirectories(folder);
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void writePrivate(Path file, String text) {
    try {
      Files.writeString(file, text);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void deleteQuietly(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      log.warn("{} could not be removed", file, e);
    }
  }

  private static void deleteTree(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

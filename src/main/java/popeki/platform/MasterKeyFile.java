package popeki.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The file with the master key: base64 of 32 bytes a line, the first line writes. It is only ever
 * replaced as a whole and on the disk before anything relies on it, so a crash leaves the one
 * before or the one after.
 */
final class MasterKeyFile {
  private final Path path;
  private volatile @Nullable State seen;

  /** By what a change shows; two changes within a clock's tick differ in size. */
  private record State(long modified, long size) {}

  MasterKeyFile(Path path) {
    this.path = path;
  }

  /** The keys of the file, which is made at the first start. */
  List<byte[]> readOrMake() {
    if (!Files.exists(path)) {
      try {
        Files.createDirectories(parent());
        Path fresh = written(List.of(random()));
        try {
          // Of two first starts at once one makes the key and both take it.
          Files.createLink(path, fresh);
        } catch (FileAlreadyExistsException e) {
          return read();
        } finally {
          Files.delete(fresh);
        }
        syncFolder();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return read();
  }

  List<byte[]> read() {
    try {
      State state = state();
      List<byte[]> keys = parse(Files.readAllBytes(path));
      seen = state;
      return keys;
    } catch (NoSuchFileException e) {
      throw broken();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether the file is another than the one last read. */
  boolean hasChanged() {
    try {
      return !state().equals(seen);
    } catch (IOException e) {
      return false;
    }
  }

  /** A new key in front, unless another command put one there at the same time. */
  void addKey() {
    locked(
        () -> {
          List<byte[]> keys = read();
          if (keys.size() == 1) {
            replace(List.of(random(), keys.getFirst()));
          }
        });
  }

  void dropOldKeys() {
    locked(() -> replace(List.of(read().getFirst())));
  }

  private interface Change {
    void make() throws IOException;
  }

  private void locked(Change change) {
    Path lock = path.resolveSibling(path.getFileName() + ".lock");
    try (FileChannel channel =
            FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var _ = channel.lock()) {
      change.make();
    } catch (IOException e) {
      throw new UncheckedIOException(path + " could not be changed", e);
    }
  }

  private void replace(List<byte[]> keys) throws IOException {
    Path fresh = written(keys);
    Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    syncFolder();
  }

  private Path written(List<byte[]> keys) throws IOException {
    Path fresh =
        Files.createTempFile(
            parent(),
            "master.key.",
            ".new",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    var text = new StringBuilder();
    keys.forEach(key -> text.append(Base64.getEncoder().encodeToString(key)).append('\n'));
    try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.US_ASCII));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    return fresh;
  }

  private void syncFolder() throws IOException {
    try (FileChannel directory = FileChannel.open(parent(), StandardOpenOption.READ)) {
      directory.force(true);
    }
  }

  private Path parent() {
    return java.util.Objects.requireNonNull(path.getParent());
  }

  private State state() throws IOException {
    return new State(Files.getLastModifiedTime(path).toMillis(), Files.size(path));
  }

  private List<byte[]> parse(byte[] content) {
    var keys = new ArrayList<byte[]>();
    // Byte by byte: a file that is no text at all is no key either.
    for (String line : new String(content, StandardCharsets.ISO_8859_1).split("\\R")) {
      if (!line.isBlank()) {
        keys.add(key(line.strip()));
      }
    }
    if (keys.isEmpty()) {
      throw broken();
    }
    return keys;
  }

  private byte[] key(String line) {
    try {
      byte[] key = Base64.getDecoder().decode(line);
      if (key.length == 32) {
        return key;
      }
    } catch (IllegalArgumentException e) {
      throw broken();
    }
    throw broken();
  }

  private SettingsException broken() {
    return new SettingsException(
        path + " is not a master key (base64 of 32 bytes a line); restore it from your backup");
  }

  private static byte[] random() {
    var key = new byte[32];
    new SecureRandom().nextBytes(key);
    return key;
  }
}

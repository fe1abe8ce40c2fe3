package popeki.links;

import com.google.crypto.tink.Aead;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Uuid7;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Clicks on the local disk while the database is away. Each is sealed by itself under the master
 * key, with its length in front; a batch is on disk before its visitors are sent on. Files are only
 * appended to, of bounded size each and together; a file once closed is loaded and deleted.
 */
final class ClickSpool implements AutoCloseable {
  private static final byte[] PLACE = "v1|click-spool".getBytes(StandardCharsets.UTF_8);
  private static final String ENDING = ".clicks";
  private static final String KEPT_ENDING = ".unreadable";
  private static final int LONGEST_RECORD = 1 << 20;
  private static final long LARGEST_FILE = 16L << 20;

  private final Path folder;
  private final Aead key;
  private final long capacity;
  private final JsonMapper json = JsonMapper.builder().build();
  private final AtomicLong bytes = new AtomicLong();
  private @Nullable FileChannel open;
  private @Nullable Path openFile;

  /**
   * What a file held.
   *
   * @param torn whether its end was cut off by a crash: a record that nobody was answered for
   * @param unreadable whole records that did not open
   */
  record Content(List<Click> clicks, boolean torn, int unreadable) {}

  /**
   * @param folder is made when it is not there
   * @param capacity at most so many bytes in all files together
   */
  ClickSpool(Path folder, Aead key, long capacity) {
    this.folder = folder;
    this.key = key;
    this.capacity = capacity;
    try {
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(
            folder,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      for (Path file : files()) {
        bytes.addAndGet(Files.size(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The click spool cannot be opened at " + folder, e);
    }
  }

  /**
   * Returns after the clicks are on disk; false when the spool is full.
   *
   * @throws UncheckedIOException when the disk refuses
   */
  synchronized boolean append(List<Click> clicks) {
    ByteBuffer records = sealed(clicks);
    int length = records.remaining();
    if (bytes.get() + length > capacity) {
      return false;
    }
    try {
      FileChannel file = writable(clicks.getLast().occurredAt());
      while (records.hasRemaining()) {
        file.write(records);
      }
      file.force(false);
      bytes.addAndGet(length);
      return true;
    } catch (IOException e) {
      // Whatever of the batch is there ends in a torn record: nothing is appended behind it.
      closeOpen();
      throw new UncheckedIOException("Clicks could not be written to the spool", e);
    }
  }

  /** How many bytes wait. */
  long bytes() {
    return bytes.get();
  }

  /** Closes the file under way and names all that wait, oldest first. */
  synchronized List<Path> waiting() {
    closeOpen();
    return files();
  }

  /** Reads a file; empty when another process still writes it. */
  Optional<Content> read(Path path) {
    try (FileChannel file =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      if (file.tryLock() == null) {
        return Optional.empty();
      }
      var content = ByteBuffer.allocate((int) Math.min(file.size(), 2 * LARGEST_FILE));
      int read = 0;
      while (read >= 0 && content.hasRemaining()) {
        read = file.read(content);
      }
      return Optional.of(opened(content.flip()));
    } catch (OverlappingFileLockException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("A file of the click spool cannot be read: " + path, e);
    }
  }

  /** Removes a file whose clicks are in the database. */
  synchronized void delete(Path file) {
    try {
      long size = Files.size(file);
      Files.delete(file);
      bytes.addAndGet(-size);
    } catch (IOException e) {
      throw new UncheckedIOException("A loaded file of the click spool stays: " + file, e);
    }
  }

  /** Puts a file aside for a person to look at; it is not loaded again. */
  synchronized Path keep(Path file) {
    try {
      long size = Files.size(file);
      Path kept = Files.move(file, file.resolveSibling(file.getFileName() + KEPT_ENDING));
      bytes.addAndGet(-size);
      return kept;
    } catch (IOException e) {
      throw new UncheckedIOException("A file of the click spool cannot be put aside: " + file, e);
    }
  }

  @Override
  public synchronized void close() {
    closeOpen();
  }

  private FileChannel writable(Instant newest) throws IOException {
    FileChannel file = open;
    if (file != null && file.size() < LARGEST_FILE) {
      return file;
    }
    closeOpen();
    Path path = folder.resolve(Uuid7.at(newest) + ENDING);
    file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    file.lock();
    open = file;
    openFile = path;
    try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
      directory.force(true); // the file's name is to survive a power cut too
    }
    return file;
  }

  private void closeOpen() {
    FileChannel file = open;
    Path path = openFile;
    open = null;
    openFile = null;
    if (file == null || path == null) {
      return;
    }
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException("A file of the click spool did not close: " + path, e);
    }
  }

  private List<Path> files() {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(ENDING)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("The click spool cannot be read at " + folder, e);
    }
  }

  private ByteBuffer sealed(List<Click> clicks) {
    var records = new ArrayList<byte[]>(clicks.size());
    int length = 0;
    for (Click click : clicks) {
      byte[] record = seal(json.writeValueAsBytes(click));
      records.add(record);
      length += Integer.BYTES + record.length;
    }
    var buffer = ByteBuffer.allocate(length);
    records.forEach(record -> buffer.putInt(record.length).put(record));
    return buffer.flip();
  }

  private byte[] seal(byte[] plain) {
    try {
      return key.encrypt(plain, PLACE);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("A click could not be sealed for the spool", e);
    }
  }

  private Content opened(ByteBuffer content) {
    var clicks = new ArrayList<Click>();
    int unreadable = 0;
    while (content.remaining() >= Integer.BYTES) {
      int length = content.getInt();
      if (length <= 0 || length > LONGEST_RECORD || length > content.remaining()) {
        return new Content(clicks, true, unreadable);
      }
      var record = new byte[length];
      content.get(record);
      Click click = open(record);
      if (click == null) {
        unreadable++;
      } else {
        clicks.add(click);
      }
    }
    return new Content(clicks, content.hasRemaining(), unreadable);
  }

  private @Nullable Click open(byte[] record) {
    try {
      return json.readValue(key.decrypt(record, PLACE), Click.class);
    } catch (GeneralSecurityException | JacksonException unreadable) {
      return null;
    }
  }
}

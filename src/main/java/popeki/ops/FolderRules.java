package popeki.ops;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import popeki.platform.Finding;
import popeki.platform.Settings;

/** The data folder: who may read it, how much room it has, what waits in the click spool. */
final class FolderRules {
  private static final long TIGHT = 5L << 30;
  private static final long TOO_TIGHT = 1L << 30;

  private FolderRules() {}

  static List<Finding> findings(Settings settings) {
    Path data = settings.data();
    if (!Files.isDirectory(data)) {
      return List.of(Finding.ok("data folder", data + " is made at the first start"));
    }
    try {
      var findings = new ArrayList<Finding>();
      findings.add(writable(data));
      findings.add(room(data));
      findings.add(key(settings));
      findings.add(spool(data.resolve("spool")));
      return findings;
    } catch (IOException | UncheckedIOException e) {
      return List.of(
          Finding.error("data folder", data + " cannot be read; give this user the rights to it"));
    }
  }

  private static Finding writable(Path data) {
    return Files.isWritable(data)
        ? Finding.ok("data folder", data.toString())
        : Finding.error("data folder", data + " cannot be written; chown it to this user");
  }

  private static Finding room(Path data) throws IOException {
    long free = Files.getFileStore(data).getUsableSpace();
    String text = (free >> 20) + " MB free at " + data;
    if (free < TOO_TIGHT) {
      return Finding.error(
          "disk", text + ": the database and the click spool stop soon; make room");
    }
    return free < TIGHT
        ? Finding.warning("disk", text + "; make room, or move POPEKI_DATA")
        : Finding.ok("disk", text);
  }

  private static Finding key(Settings settings) throws IOException {
    Path file = settings.data().resolve("master.key");
    if (settings.masterKey() != null) {
      return Finding.ok("master key", "is given in POPEKI_MASTER_KEY");
    }
    if (!Files.exists(file)) {
      return Finding.ok("master key", "is made at the first start");
    }
    var rights = Files.getPosixFilePermissions(file);
    boolean open =
        rights.contains(PosixFilePermission.OTHERS_READ)
            || rights.contains(PosixFilePermission.GROUP_READ);
    return open
        ? Finding.error("master key", file + " can be read by others; chmod 600 it")
        : Finding.warning(
            "master key",
            "lies in " + file + ": without a copy elsewhere a lost disk loses all content");
  }

  private static Finding spool(Path folder) throws IOException {
    long waiting = bytes(folder, ".clicks");
    long aside = bytes(folder, ".unreadable") + bytes(folder.resolve("refused"), ".clicks");
    if (aside > 0) {
      return Finding.warning(
          "click spool",
          aside
              + " bytes in "
              + folder
              + " were put aside (unreadable, or refused by the database)");
    }
    return waiting > 0
        ? Finding.warning(
            "click spool",
            waiting + " bytes of clicks wait for the database; they are loaded once it answers")
        : Finding.ok("click spool", "is empty");
  }

  private static long bytes(Path folder, String ending) throws IOException {
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    long sum = 0;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(path -> path.toString().endsWith(ending)).toList()) {
        sum += Files.size(file);
      }
    }
    return sum;
  }
}

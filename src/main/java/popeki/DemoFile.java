package popeki;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the demo must remember between starts, in {@code demo.json} of its data folder: secrets made
 * at the first start, and the workspace that was made then.
 *
 * @param workspace null until it is made
 * @param starts how often the demo was started; each time other people come
 */
record DemoFile(
    String appSecret,
    String verifyToken,
    String metaToken,
    String password,
    @Nullable UUID workspace,
    @Nullable String slug,
    @Nullable String apiKey,
    int starts) {
  private static final JsonMapper JSON = JsonMapper.shared();

  /** The file of this folder, or a fresh one. */
  static DemoFile in(Path data) {
    Path file = path(data);
    if (Files.isRegularFile(file)) {
      return JSON.readValue(file.toFile(), DemoFile.class);
    }
    var random = new SecureRandom();
    return new DemoFile(
        secret(random, 24),
        secret(random, 18),
        "EAAdemo" + secret(random, 24),
        "sorriso-" + (100_000 + random.nextInt(900_000)),
        null,
        null,
        null,
        0);
  }

  DemoFile started() {
    return new DemoFile(
        appSecret, verifyToken, metaToken, password, workspace, slug, apiKey, starts + 1);
  }

  DemoFile with(UUID newWorkspace, String newSlug, String newApiKey) {
    return new DemoFile(
        appSecret, verifyToken, metaToken, password, newWorkspace, newSlug, newApiKey, starts);
  }

  /** Keeps it, whole or not at all, readable by its owner only. */
  DemoFile keep(Path data) {
    try {
      Files.createDirectories(data);
      Path draft = data.resolve("demo.json.new");
      Files.deleteIfExists(draft);
      Files.createFile(
          draft,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(draft, JSON.writeValueAsString(this));
      Files.move(
          draft, path(data), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path path(Path data) {
    return data.resolve("demo.json");
  }

  private static String secret(SecureRandom random, int bytes) {
    byte[] secret = new byte[bytes];
    random.nextBytes(secret);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
  }

  /** Logs get no secret. */
  @Override
  public String toString() {
    return "DemoFile[" + slug + "]";
  }
}

package popeki.links;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import tools.jackson.databind.json.JsonMapper;

/**
 * The script for landing pages with what it needs to know written into it, so that it asks nobody
 * anything: the link, and the names that {@link ClickQuery} reads.
 */
final class TrackScript {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String TEMPLATE =
      shipped()
          .replace("@campaign@", String.join("|", ClickQuery.campaignNames()))
          .replace("@ids@", String.join("|", ClickQuery.clickIdNames()));

  private final byte[] bytes;
  private final byte[] gzipped;
  private final String digest;

  private TrackScript(String text) {
    this.bytes = text.getBytes(StandardCharsets.UTF_8);
    this.gzipped = gzip(bytes);
    this.digest = digest(bytes);
  }

  /** Without a link it rewrites nothing by itself; its tag may name one. */
  static TrackScript of(Optional<TrackedLink> link) {
    String known =
        link.map(
                one ->
                    JSON.writeValueAsString(
                        Map.of("s", one.slug(), "u", one.url(), "n", one.numbers())))
            .orElse("null");
    return new TrackScript(TEMPLATE.replace("\"@link@\"", known));
  }

  byte[] bytes(boolean squeezed) {
    return squeezed ? gzipped : bytes;
  }

  String etag(boolean squeezed) {
    return '"' + digest + (squeezed ? "-gz" : "") + '"';
  }

  /** As written, without lines of comment and indentation. */
  private static String shipped() {
    try (var file = TrackScript.class.getResourceAsStream("/track/track.js")) {
      String written =
          new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
      return Arrays.stream(written.split("\n"))
          .map(String::strip)
          .filter(line -> !line.isEmpty() && !isComment(line))
          .collect(Collectors.joining("\n", "/* Popeki Track */\n", "\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isComment(String line) {
    return line.startsWith("//") || line.startsWith("/*") || line.startsWith("*");
  }

  private static byte[] gzip(byte[] bytes) {
    var out = new ByteArrayOutputStream();
    try (var zip = new GZIPOutputStream(out)) {
      zip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}

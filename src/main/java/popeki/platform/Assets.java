package popeki.platform;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * Styles, scripts, icons and the font, read once at start. Their URLs carry one fingerprint of the
 * whole set, so browsers may keep them for ever and a relative reference (the font in the style
 * sheet) stays inside the same set: {@code Assets.url("css/app.css")} is {@code
 * /assets/3f9a…/css/app.css}.
 */
public final class Assets {
  private static final String ROOT = "static/";
  private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/", Pattern.DOTALL);
  private static final Pattern IMPORT =
      Pattern.compile("@import url\\(\"([^\"]+)\"\\) layer\\((\\w+)\\);");
  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("css", "text/css;charset=utf-8"),
          Map.entry("js", "text/javascript;charset=utf-8"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("json", "application/json"),
          Map.entry("txt", "text/plain;charset=utf-8"),
          Map.entry("md", "text/plain;charset=utf-8"),
          Map.entry("woff2", "font/woff2"),
          Map.entry("png", "image/png"),
          Map.entry("ico", "image/x-icon"),
          Map.entry("webmanifest", "application/manifest+json"));

  private static final Assets SHIPPED = read();

  private final String fingerprint;
  private final Map<String, Asset> files;

  private Assets(String fingerprint, Map<String, Asset> files) {
    this.fingerprint = fingerprint;
    this.files = files;
  }

  /** One file as served. */
  static final class Asset {
    private final String type;
    private final String etag;
    private final byte[] bytes;
    private final byte @Nullable [] gzipped;

    private Asset(String type, byte[] bytes, boolean squeeze) {
      this.type = type;
      this.etag = '"' + hex(bytes) + '"';
      this.bytes = bytes;
      this.gzipped = squeeze ? gzip(bytes) : null;
    }

    String type() {
      return type;
    }

    String etag() {
      return etag;
    }

    byte[] bytes() {
      return bytes;
    }

    /** Null for files that are packed already. */
    byte @Nullable [] gzipped() {
      return gzipped;
    }
  }

  /** The address of a file under {@code static/}; a name that does not exist is a mistake. */
  public static String url(String path) {
    if (!SHIPPED.files.containsKey(path)) {
      throw new IllegalArgumentException("no asset " + path);
    }
    return "/assets/" + SHIPPED.fingerprint + "/" + path;
  }

  static Set<String> paths() {
    return SHIPPED.files.keySet();
  }

  static Optional<Asset> find(String fingerprint, String path) {
    return SHIPPED.fingerprint.equals(fingerprint)
        ? Optional.ofNullable(SHIPPED.files.get(path))
        : Optional.empty();
  }

  private static Assets read() {
    Map<String, byte[]> raw = new TreeMap<>();
    try {
      for (Resource file :
          new PathMatchingResourcePatternResolver().getResources("classpath*:" + ROOT + "**")) {
        String url = file.getURL().toString();
        String path = url.substring(url.lastIndexOf("/" + ROOT) + ROOT.length() + 1);
        if (file.isReadable() && TYPES.containsKey(ending(path))) {
          raw.put(path, file.getContentAsByteArray());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, byte[]> served = new TreeMap<>(raw);
    served.computeIfPresent("css/app.css", (_, sheet) -> bundle(sheet, raw));
    Map<String, Asset> files = new TreeMap<>();
    served.forEach((path, bytes) -> files.put(path, asset(path, bytes)));
    return new Assets(fingerprint(served), Map.copyOf(files));
  }

  /**
   * Puts the imported sheets in place, each in its layer, without comments: one request, not six.
   */
  private static byte[] bundle(byte[] sheet, Map<String, byte[]> raw) {
    Matcher imports = IMPORT.matcher(text(sheet));
    String whole =
        imports.replaceAll(
            found ->
                Matcher.quoteReplacement(
                    "@layer "
                        + found.group(2)
                        + " {\n"
                        + text(imported(found.group(1), raw))
                        + "}"));
    String bare = COMMENT.matcher(whole).replaceAll("").replaceAll("\n\\s*", "\n");
    return bare.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] imported(String reference, Map<String, byte[]> raw) {
    String path = reference.startsWith("../") ? reference.substring(3) : "css/" + reference;
    byte[] sheet = raw.get(path);
    if (sheet == null) {
      throw new IllegalStateException("css/app.css imports " + reference + ", which is missing");
    }
    return sheet;
  }

  private static Asset asset(String path, byte[] bytes) {
    String ending = ending(path);
    return new Asset(type(ending), bytes, !ending.equals("woff2") && !ending.equals("png"));
  }

  private static String type(String ending) {
    return TYPES.getOrDefault(ending, "application/octet-stream");
  }

  private static String ending(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static String fingerprint(Map<String, byte[]> files) {
    MessageDigest digest = sha256();
    files.forEach(
        (path, bytes) -> {
          digest.update(path.getBytes(StandardCharsets.UTF_8));
          digest.update(bytes);
        });
    return HexFormat.of().formatHex(digest.digest(), 0, 6);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(sha256().digest(bytes), 0, 8);
  }

  private static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
      zip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}

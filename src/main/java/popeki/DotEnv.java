package popeki;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Reads {@code .env} of the working folder; what the environment itself says comes first. */
final class DotEnv {
  private DotEnv() {}

  static Map<String, String> over(Map<String, String> environment) {
    Path file = Path.of(".env");
    if (!Files.isRegularFile(file)) {
      return Map.copyOf(environment);
    }
    try {
      var merged = new HashMap<>(parse(Files.readString(file)));
      merged.putAll(environment);
      return Map.copyOf(merged);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * {@code NAME=value} a line; {@code #} begins a comment line; quotes around a value are dropped.
   */
  static Map<String, String> parse(String text) {
    var values = new HashMap<String, String>();
    for (String line : text.lines().map(String::strip).toList()) {
      int equals = line.indexOf('=');
      if (equals > 0 && !line.startsWith("#")) {
        String name = line.substring(0, equals).strip();
        values.put(
            name.startsWith("export ") ? name.substring(7).strip() : name,
            unquote(line.substring(equals + 1).strip()));
      }
    }
    return values;
  }

  private static String unquote(String value) {
    for (String quote : new String[] {"\"", "'"}) {
      if (value.length() >= 2 && value.startsWith(quote) && value.endsWith(quote)) {
        return value.substring(1, value.length() - 1);
      }
    }
    return value;
  }
}

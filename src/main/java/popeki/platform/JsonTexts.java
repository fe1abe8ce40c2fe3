package popeki.platform;

import java.util.Map;
import popeki.kernel.Pure;

/** An object of texts as JSON, for the click path: three a click, and nothing else is in them. */
@Pure
final class JsonTexts {
  private static final String HEX = "0123456789abcdef";

  private JsonTexts() {}

  static String of(Map<String, String> values) {
    if (values.isEmpty()) {
      return "{}";
    }
    var json = new StringBuilder(256).append('{');
    values.forEach(
        (name, value) -> {
          if (json.length() > 1) {
            json.append(',');
          }
          quote(json, name);
          json.append(':');
          quote(json, value);
        });
    return json.append('}').toString();
  }

  private static void quote(StringBuilder json, String text) {
    json.append('"');
    int done = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == '"' || c == '\\') {
        json.append(text, done, i)
            .append("\\u00")
            .append(HEX.charAt(c >> 4))
            .append(HEX.charAt(c & 15));
        done = i + 1;
      }
    }
    json.append(text, done, text.length()).append('"');
  }
}

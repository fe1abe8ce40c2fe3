package popeki.platform;

import tools.jackson.databind.json.JsonMapper;

/**
 * JSON that may stand inside an HTML script block: no {@code <}, {@code >} or {@code &} survives.
 */
final class JsonBlock {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private JsonBlock() {}

  static String of(Object value) {
    return MAPPER
        .writeValueAsString(value)
        .replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029");
  }
}

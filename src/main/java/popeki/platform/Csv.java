package popeki.platform;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Pure;

/**
 * Lines of a CSV file (RFC 4180, commas, CRLF). Text that a spreadsheet would run as a formula gets
 * an apostrophe in front, because strangers write the first message; numbers stay numbers.
 *
 * <p>{@code Csv.line(List.of("=1+1", -5, "a,b"))} is {@code '=1+1,-5,"a,b"}.
 */
@Pure
public final class Csv {
  /** The media type, for {@code produces} and the answer's header. */
  public static final String MEDIA_TYPE = "text/csv";

  /** The same with its character set. */
  public static final String CONTENT_TYPE = "text/csv;charset=UTF-8";

  private Csv() {}

  /** One line with its end; null is an empty cell. */
  public static String line(List<? extends @Nullable Object> cells) {
    var line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      line.append(i == 0 ? "" : ",").append(cell(cells.get(i)));
    }
    return line.append("\r\n").toString();
  }

  private static String cell(@Nullable Object value) {
    return switch (value) {
      case null -> "";
      case BigDecimal number -> number.toPlainString();
      case Number number -> number.toString();
      default -> quoted(safe(value.toString()));
    };
  }

  private static String safe(String text) {
    int first = 0;
    while (first < text.length() && isPassedOver(text.charAt(first))) {
      first++;
    }
    boolean formula =
        first < text.length() && "=+-@\uFF1D\uFF0B\uFF0D\uFF20".indexOf(text.charAt(first)) >= 0;
    boolean control = !text.isEmpty() && Character.isISOControl(text.charAt(0));
    return formula || control ? "'" + text : text;
  }

  /** What a spreadsheet may drop before it looks for a formula: blanks, controls, marks unseen. */
  private static boolean isPassedOver(char c) {
    return Character.isWhitespace(c)
        || Character.isSpaceChar(c)
        || Character.isISOControl(c)
        || Character.getType(c) == Character.FORMAT;
  }

  private static String quoted(String text) {
    return text.chars().anyMatch(c -> c == '"' || c == ',' || c == '\n' || c == '\r')
        ? '"' + text.replace("\"", "\"\"") + '"'
        : text;
  }
}

package popeki.ads;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A file of costs as somebody exported it: lines of cells, and which line names the columns.
 *
 * @param head the names of the columns
 * @param rows the lines below, without empty ones
 */
record SpendFile(List<String> head, List<Line> rows) {
  static final int MOST_BYTES = 2 << 20;
  static final int MOST_ROWS = 20_000;

  private static final int MOST_COLUMNS = 200;
  private static final int MOST_LINES_BEFORE_HEAD = 20;
  private static final int LONGEST_CELL = 2_000;
  private static final List<Character> SEPARATORS = List.of(',', ';', '\t', '|');
  private static final Charset WINDOWS = Charset.forName("windows-1252");

  SpendFile {
    head = List.copyOf(head);
    rows = List.copyOf(rows);
  }

  /**
   * A line of cells.
   *
   * @param number as a text editor counts, the first is 1
   */
  record Line(long number, List<String> cells) {
    Line {
      cells = List.copyOf(cells);
    }

    String cell(int column) {
      return column < 0 || column >= cells.size() ? "" : cells.get(column).strip();
    }

    boolean isEmpty() {
      return cells.stream().allMatch(String::isBlank);
    }
  }

  /** What became of the bytes. */
  sealed interface Read {
    /** A file with columns and rows. */
    record Fine(SpendFile file) implements Read {}

    /**
     * None.
     *
     * @param cause the end of the key of the words that say why and what to do
     */
    record Broken(String cause) implements Read {}
  }

  static Read read(byte[] bytes) {
    if (bytes.length == 0) {
      return new Read.Broken("empty");
    }
    if (bytes.length > MOST_BYTES) {
      return new Read.Broken("large");
    }
    if (isWorkbook(bytes)) {
      return new Read.Broken("workbook");
    }
    String text = text(bytes);
    List<Line> best = List.of();
    int head = -1;
    int width = 1;
    for (char separator : separators(text)) {
      Optional<List<Line>> lines = lines(text, separator);
      int at = lines.map(SpendFile::headAt).orElse(-1);
      int columns = at < 0 ? 0 : (int) filled(lines.orElseThrow().get(at));
      if (columns > width) {
        best = lines.orElseThrow();
        head = at;
        width = columns;
      }
    }
    if (head < 0) {
      return new Read.Broken("no_columns");
    }
    List<Line> rows =
        best.subList(head + 1, best.size()).stream().filter(line -> !line.isEmpty()).toList();
    if (rows.isEmpty()) {
      return new Read.Broken("no_rows");
    }
    if (rows.size() > MOST_ROWS) {
      return new Read.Broken("many_rows");
    }
    List<String> names = best.get(head).cells().stream().map(String::strip).toList();
    return new Read.Fine(new SpendFile(names, rows));
  }

  /** UTF-8 with or without its mark, UTF-16 with it, or else what Windows writes. */
  private static String text(byte[] bytes) {
    Charset charset = StandardCharsets.UTF_8;
    int skip = 0;
    if (starts(bytes, 0xEF, 0xBB, 0xBF)) {
      skip = 3;
    } else if (starts(bytes, 0xFF, 0xFE)) {
      charset = StandardCharsets.UTF_16LE;
      skip = 2;
    } else if (starts(bytes, 0xFE, 0xFF)) {
      charset = StandardCharsets.UTF_16BE;
      skip = 2;
    }
    try {
      return charset
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes, skip, bytes.length - skip))
          .toString();
    } catch (CharacterCodingException notUtf) {
      return new String(bytes, skip, bytes.length - skip, WINDOWS);
    }
  }

  /** A workbook is a ZIP file, an old one an OLE file; people upload them under any name. */
  private static boolean isWorkbook(byte[] bytes) {
    return starts(bytes, 'P', 'K', 3, 4) || starts(bytes, 0xD0, 0xCF, 0x11, 0xE0);
  }

  private static boolean starts(byte[] bytes, int... first) {
    if (bytes.length < first.length) {
      return false;
    }
    for (int i = 0; i < first.length; i++) {
      if ((bytes[i] & 0xFF) != first[i]) {
        return false;
      }
    }
    return true;
  }

  /** A first line {@code sep=;} is Excel's way to name it. */
  private static List<Character> separators(String text) {
    return text.regionMatches(true, 0, "sep=", 0, 4) && text.length() > 4
        ? List.of(text.charAt(4))
        : SEPARATORS;
  }

  private static Optional<List<Line>> lines(String text, char separator) {
    if (separator == '"' || separator == '\r' || separator == '\n') {
      return Optional.empty();
    }
    var lines = new ArrayList<Line>();
    try (CsvReader<CsvRecord> reader =
        CsvReader.builder()
            .fieldSeparator(separator)
            .skipEmptyLines(true)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .ofCsvRecord(text.replace("\0", ""))) {
      for (CsvRecord row : reader) {
        if (row.getFieldCount() > MOST_COLUMNS) {
          return Optional.empty();
        }
        if (lines.size() > MOST_ROWS + MOST_LINES_BEFORE_HEAD) {
          break;
        }
        lines.add(
            new Line(
                row.getStartingLineNumber(),
                row.getFields().stream()
                    .map(
                        cell ->
                            cell.length() > LONGEST_CELL ? cell.substring(0, LONGEST_CELL) : cell)
                    .toList()));
      }
      return Optional.of(lines);
    } catch (CsvParseException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The line that names the columns: exports put their title and dates above it. It is the first of
   * the widest among the first lines.
   */
  private static int headAt(List<Line> lines) {
    int at = -1;
    long width = 1;
    for (int i = 0; i < Math.min(lines.size(), MOST_LINES_BEFORE_HEAD); i++) {
      long filled = filled(lines.get(i));
      if (filled > width) {
        at = i;
        width = filled;
      }
    }
    return at;
  }

  private static long filled(Line line) {
    return line.cells().stream().filter(cell -> !cell.isBlank()).count();
  }
}

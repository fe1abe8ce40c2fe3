package popeki;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The product's source files, read as text: what bytecode no longer tells. */
final class Sources {
  static final Path JAVA = Path.of("src/main/java/popeki");

  private static final Pattern LITERAL =
      Pattern.compile(
          "\"\"\"(?<block>.*?)\"\"\"|\"(?<line>(?:\\\\.|[^\"\\\\\\n])*)\"", Pattern.DOTALL);
  private static final Pattern TABLE =
      Pattern.compile(
          "\\b(?:from|join|into|update|using|only)\\s+([a-z_]+)\\.([a-z_]+)\\b",
          Pattern.CASE_INSENSITIVE);

  private Sources() {}

  /** A table that a SQL text names. */
  record NamedTable(String module, String file, String schema, String table) {
    @Override
    public String toString() {
      return module + "/" + file + " names " + schema + "." + table;
    }
  }

  static List<Path> java() {
    return under(JAVA, ".java");
  }

  static List<Path> under(Path folder, String ending) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every {@code schema.table} that follows from, join, into, update, using in a text of Java. */
  static List<NamedTable> tables(String module, String file, String source) {
    var found = new ArrayList<NamedTable>();
    Matcher literal = LITERAL.matcher(source);
    while (literal.find()) {
      String text = literal.group("block") != null ? literal.group("block") : literal.group("line");
      Matcher table = TABLE.matcher(text);
      while (table.find()) {
        found.add(new NamedTable(module, file, table.group(1), table.group(2)));
      }
    }
    return found;
  }

  /** The first folder below {@code popeki}, or an empty text for the base package. */
  static String module(Path file) {
    Path inside = JAVA.relativize(file);
    return inside.getNameCount() == 1 ? "" : inside.getName(0).toString();
  }
}

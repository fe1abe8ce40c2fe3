package popeki;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The table of {@code docs/results/03-workspaces.md} tells the truth about tests, and all of it.
 */
class AsvsTableTest {
  private static final Path TABLE = Path.of("docs/results/03-workspaces.md");

  /** Every item that was taken on; a row may hold several. */
  private static final List<String> ITEMS =
      List.of(
          """
          1.1.2 1.2.1 1.2.2 1.2.3 1.2.4 1.2.9 1.2.10 1.3.2 1.3.3 1.3.6 1.3.7 1.3.11 1.5.2
          2.2.1 2.2.2 2.2.3 2.3.1 2.3.3 2.3.4 2.4.1
          3.2.1 3.2.2 3.3.1 3.3.2 3.3.3 3.3.4 3.4.1 3.4.2 3.4.3 3.4.4 3.4.5 3.4.6 3.5.1 3.5.2 3.5.3 3.5.4 3.7.2
          4.1.1 4.1.2 4.1.3 4.2.1 5.2.1 5.3.2 5.4.1 5.4.2
          6.1.1 6.2.1 6.2.3 6.2.4 6.2.5 6.2.8 6.2.9 6.2.12 6.3.1 6.3.2 6.3.3 6.3.4 6.4.1 6.4.2 6.4.3
          6.5.1 6.5.2 6.5.3 6.5.4 6.5.5 6.6.3
          7.2.3 7.2.4 7.3.1 7.3.2 7.4.1 7.4.2 7.4.3 7.4.5 7.5.1 7.5.2
          8.2.1 8.2.2 8.2.3 8.3.1 8.4.1 9.1.1 9.1.2 9.1.3 9.2.1 9.2.2 9.2.3
          11.1.1 11.1.2 11.2.2 11.3.1 11.3.2 11.3.3 11.4.2 11.5.1 12.1.1 12.2.1 12.3.1 12.3.2
          13.2.2 13.2.3 13.2.4 13.2.5 13.3.1 13.4.2 13.4.4 13.4.5 14.1.1 14.1.2 14.2.1 14.3.1 14.3.2 14.3.3
          15.1.2 15.1.3 15.2.1 15.2.2 15.3.2 15.3.3 15.3.4
          16.2.5 16.3.1 16.3.2 16.3.3 16.3.4 16.4.1 16.5.1 16.5.2 16.5.3"""
              .split("\\s+"));

  @Test
  void names_tests_that_exist_for_every_item_or_says_why_not_yet() throws IOException {
    var methods = methods();
    var wrong = new ArrayList<String>();
    var named = new TreeSet<String>();
    for (String line : Files.readAllLines(TABLE)) {
      if (!line.matches("\\| \\d+\\..*")) {
        continue;
      }
      String[] cells = line.split("\\|");
      named.addAll(Arrays.asList(cells[1].strip().split(",\\s*")));
      String proof = cells[3].strip();
      if (proof.startsWith("not yet: ")) {
        if (proof.length() < 25) {
          wrong.add(line);
        }
        continue;
      }
      for (String test : proof.split(",\\s*")) {
        String[] parts = test.split("#");
        if (parts.length != 2
            || !methods.getOrDefault(parts[0], "").contains("void " + parts[1] + "(")) {
          wrong.add("no such test: " + test);
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(named).containsExactlyInAnyOrderElementsOf(ITEMS);
  }

  /** The text of each test class, by its name. */
  private static Map<String, String> methods() throws IOException {
    var texts = new TreeMap<String, String>();
    var annotated = Pattern.compile("@(Test|ParameterizedTest|TestFactory)");
    try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
      for (Path file : files.filter(path -> path.toString().endsWith("Test.java")).toList()) {
        String text = Files.readString(file);
        if (annotated.matcher(text).find()) {
          texts.put(String.valueOf(file.getFileName()).replace(".java", ""), text);
        }
      }
    }
    return texts;
  }
}

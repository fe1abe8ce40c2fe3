package popeki.conversations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import popeki.kernel.Money;

/** Amounts as people write them around the world; a line of the corpus each. */
class AmountCorpusTest {
  private static final List<KeyPhrase> SALE = KeyPhrase.DEFAULTS;

  @Test
  void every_line_of_the_corpus_means_what_it_says() throws IOException {
    List<String[]> lines = corpus();
    var wrong = new ArrayList<String>();
    for (String[] line : lines) {
      Money expected = line[2].equals("-") ? null : new Money(Long.parseLong(line[2]), line[3]);
      Money read = read("Venda fechada " + line[0], line[1]);
      if (!Objects.equals(read, expected)) {
        wrong.add(line[0] + " in " + line[1] + " was read as " + read);
      }
    }
    assertThat(lines).hasSizeGreaterThan(75);
    assertThat(wrong).isEmpty();
  }

  /** A cheerful message around it changes nothing. */
  @Test
  void whatever_stands_around_it() throws IOException {
    var wrong = new ArrayList<String>();
    for (String[] line : corpus()) {
      if (!line[2].equals("-")) {
        Money expected = new Money(Long.parseLong(line[2]), line[3]);
        for (String text :
            List.of(
                "VENDA FECHADA!! ✅ " + line[0] + " 🎉",
                "Oi Ana! Vénda fechada: *" + line[0] + "*\nObrigado!")) {
          if (!expected.equals(read(text, line[1]))) {
            wrong.add(text + " in " + line[1] + " was read as " + read(text, line[1]));
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static @org.jspecify.annotations.Nullable Money read(String text, String home) {
    return StageWords.read(text, SALE, home).map(StageWord::value).orElse(null);
  }

  private static List<String[]> corpus() throws IOException {
    try (var file =
        Objects.requireNonNull(
            AmountCorpusTest.class.getResourceAsStream("/conversations/amounts.tsv"))) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#") && !line.isBlank())
          .map(line -> line.split("\t"))
          .toList();
    }
  }
}

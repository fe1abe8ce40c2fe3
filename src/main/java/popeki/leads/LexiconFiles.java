package popeki.leads;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads the word files under {@code leads/}: one file per concept, a section {@code [pt]} per
 * language, one phrase a line, {@code #} for comments. A missing file or a phrase that does not
 * parse stops the start with its file and line.
 */
final class LexiconFiles {
  private final Map<LeadLanguage, Lexicon> lexicons = new EnumMap<>(LeadLanguage.class);
  private final Map<LeadLanguage, Map<String, String>> wordLists =
      new EnumMap<>(LeadLanguage.class);
  private final Map<LeadLanguage, List<String>> vocabulary = new EnumMap<>(LeadLanguage.class);

  private final List<Steering> steering = new ArrayList<>();

  LexiconFiles() {
    for (LeadLanguage language : LeadLanguage.values()) {
      lexicons.put(language, new Lexicon());
      wordLists.put(language, new HashMap<>());
      vocabulary.put(language, new ArrayList<>());
    }
    read("words.txt").forEach(this::addWordList);
    for (Concept concept : Concept.values()) {
      read(concept.file()).forEach(line -> addPhrase(concept, line));
    }
  }

  /** One line of a file, in the section of its language. */
  record Line(String file, int number, LeadLanguage language, String text) {}

  /** A phrase of an attempt to steer; these are looked for in every language at once. */
  record Steering(Concept concept, Phrase phrase) {}

  List<Steering> steering() {
    return steering;
  }

  Map<LeadLanguage, Lexicon> lexicons() {
    return lexicons;
  }

  Map<LeadLanguage, List<String>> vocabulary() {
    return vocabulary;
  }

  List<Line> read(String file) {
    try (InputStream stream = LexiconFiles.class.getResourceAsStream("/leads/" + file)) {
      if (stream == null) {
        throw new IllegalStateException("Word file leads/" + file + " is missing from the build");
      }
      return lines(file, new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException("Word file leads/" + file + " cannot be read", e);
    }
  }

  private static List<Line> lines(String file, BufferedReader reader) {
    List<Line> lines = new ArrayList<>();
    LeadLanguage language = LeadLanguage.OTHER;
    int number = 0;
    for (String raw : reader.lines().toList()) {
      number++;
      String text = folded(raw.replaceFirst("(^|\\s)#.*$", "").strip());
      if (text.matches("\\[[a-z]{2}\\]")) {
        language = LeadLanguage.valueOf(text.substring(1, 3).toUpperCase(Locale.ROOT));
      } else if (!text.isEmpty()) {
        lines.add(new Line(file, number, language, text));
      }
    }
    return lines;
  }

  /** The files may be written with accents and capitals; matching knows neither. */
  private static String folded(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFKD)
        .replaceAll("[\\u0300-\\u036F]", "")
        .toLowerCase(Locale.ROOT);
  }

  private void addWordList(Line line) {
    String[] sides = line.text().split("\\s*=\\s*", 2);
    lists(line.language()).put(sides[0], sides[1]);
  }

  private void addPhrase(Concept concept, Line line) {
    try {
      Phrase phrase = Phrase.parse(line.text(), lists(line.language()));
      if (concept.steers()) {
        steering.add(new Steering(concept, phrase));
      } else {
        lexicon(line.language()).add(concept, phrase);
        vocabulary
            .computeIfAbsent(line.language(), _ -> new ArrayList<>())
            .addAll(phrase.exactWords());
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(
          "leads/%s line %d does not parse: %s".formatted(line.file(), line.number(), line.text()),
          e);
    }
  }

  private Map<String, String> lists(LeadLanguage language) {
    return wordLists.computeIfAbsent(language, _ -> new HashMap<>());
  }

  private Lexicon lexicon(LeadLanguage language) {
    return lexicons.computeIfAbsent(language, _ -> new Lexicon());
  }
}

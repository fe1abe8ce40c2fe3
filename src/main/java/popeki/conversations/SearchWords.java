package popeki.conversations;

import java.text.Normalizer;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import popeki.kernel.Pure;

/** The words of a name as the search compares them: {@code "José da Silva"} is jose, da, silva. */
@Pure
final class SearchWords {
  private static final Pattern MARKS = Pattern.compile("\\p{M}+");
  private static final Pattern BETWEEN = Pattern.compile("[^\\p{L}\\p{N}]+");
  private static final int MOST = 8;

  /** Under which name words are hashed. */
  static final String INDEX = "word";

  private SearchWords() {}

  /** The last four digits of a phone number, which are searched like a word. */
  static String ending(String digits) {
    return digits.substring(digits.length() - 4);
  }

  static Set<String> of(String name) {
    String plain = MARKS.matcher(Normalizer.normalize(name, Normalizer.Form.NFKD)).replaceAll("");
    var words = new LinkedHashSet<String>();
    for (String word : BETWEEN.split(plain.toLowerCase(Locale.ROOT))) {
      if (!word.isEmpty() && words.size() < MOST) {
        words.add(word);
      }
    }
    return words;
  }
}

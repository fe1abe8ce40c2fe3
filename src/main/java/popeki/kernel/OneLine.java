package popeki.kernel;

import java.text.Normalizer;
import java.util.regex.Pattern;

/**
 * A name as people may type it anywhere: of a person, a business, a key. What would break a line or
 * turn the reading direction of the text around it is taken out, since such a name could pass for
 * another one in a list, a log or a mail (Unicode TR 36, 39).
 */
public final class OneLine {
  private static final Pattern BREAKS = Pattern.compile("[\\s\\p{Cc}\\u2028\\u2029]+");

  /** Embeddings, overrides and isolates; the plain marks that Arabic and Hebrew need stay. */
  private static final Pattern TURNS = Pattern.compile("[\\u202A-\\u202E\\u2066-\\u2069]");

  private OneLine() {}

  /** The text in one line, composed (NFC), without space around it; may be empty. */
  public static String of(String typed) {
    String turned = TURNS.matcher(Normalizer.normalize(typed, Normalizer.Form.NFC)).replaceAll("");
    return BREAKS.matcher(turned).replaceAll(" ").strip();
  }
}

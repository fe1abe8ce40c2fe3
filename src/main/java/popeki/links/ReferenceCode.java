package popeki.links;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import popeki.kernel.Pure;

/**
 * What a click leaves in the visitor's message, so that the conversation can be told which click it
 * came from: ten characters without 0, O, 1, I and L, such as {@code K7QM2XPA4B}. Seven are random,
 * three check them: every mistake in up to three places and every swap of neighbours is noticed,
 * and any other ten characters pass once in 29,791. A code is no secret.
 *
 * <p>It is written twice: as {@code (ref K7QM2XPA4B)} on a last line, and again in zero-width
 * characters behind the first word. Either alone brings the click back.
 */
@Pure
public record ReferenceCode(String value) {
  static final String ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
  static final int LENGTH = 10;
  private static final int RANDOM = 7;
  private static final int DIGITS = 8;

  /** The prime makes the letters a field: the three checks are a Reed-Solomon code over it. */
  private static final int FIELD = ALPHABET.length();

  /** What x³ leaves when divided by (x−1)(x−3)(x−9), highest power first; 3 generates the field. */
  private static final int[] CUBE = {13, 23, 27};

  /** Added to the checks, so that nothing regular ({@code 2222222222}) is a code. */
  private static final int[] OFFSET = {5, 17, 26};

  public ReferenceCode {
    if (!isCode(value)) {
      throw new IllegalArgumentException("not a reference code");
    }
  }

  /** Where a code stood in a text. */
  public enum How {
    VISIBLE,
    INVISIBLE,
    BOTH
  }

  /** A code found in a text, and in which of its two forms. */
  public record Found(ReferenceCode code, How how) {}

  /**
   * A new code; always with a letter and a digit, so that it never looks like a word or a price.
   */
  public static ReferenceCode of(RandomGenerator random) {
    var letters = new int[LENGTH];
    do {
      for (int i = 0; i < RANDOM; i++) {
        letters[i] = random.nextInt(FIELD);
      }
      System.arraycopy(checks(letters), 0, letters, RANDOM, LENGTH - RANDOM);
    } while (!isMixed(letters));
    return new ReferenceCode(spell(letters));
  }

  /** Reads exactly ten characters in either case; empty when they are no code. */
  public static Optional<ReferenceCode> parse(String tenChars) {
    var upper = tenChars.toUpperCase(Locale.ROOT);
    return isCode(upper) ? Optional.of(new ReferenceCode(upper)) : Optional.empty();
  }

  /** The message as the visitor's WhatsApp shall open with it. */
  public static String write(ReferenceCode code, CodeMode mode, String message) {
    return switch (mode) {
      case NONE -> message;
      case VISIBLE -> VisibleCode.append(code, message);
      case INVISIBLE -> InvisibleCode.insert(code, message);
      case BOTH -> InvisibleCode.insert(code, VisibleCode.append(code, message));
    };
  }

  /**
   * Every code in a received text, in the order they appear, each once. Survives another case,
   * full-width letters, inserted spaces, dashes and line breaks, quoting, markdown, forwarding, a
   * lost marker and the loss of either form.
   */
  public static List<Found> find(String text) {
    return CodeFinder.find(text);
  }

  /** The text as a person should read it: both forms of every code removed. */
  public static String strip(String text) {
    return CodeFinder.strip(text);
  }

  @Override
  public String toString() {
    return value;
  }

  /** The place of a letter in the alphabet, or -1; the letter is in upper case. */
  static int letter(int upperCase) {
    return ALPHABET.indexOf(upperCase);
  }

  static boolean isDigit(int letter) {
    return letter < DIGITS;
  }

  static String spell(int[] letters) {
    var text = new StringBuilder(letters.length);
    for (int letter : letters) {
      text.append(ALPHABET.charAt(letter));
    }
    return text.toString();
  }

  private static boolean isCode(String text) {
    if (text.length() != LENGTH) {
      return false;
    }
    var letters = new int[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      letters[i] = letter(text.charAt(i));
      if (letters[i] < 0) {
        return false;
      }
    }
    return isCode(letters);
  }

  static boolean isCode(int[] letters) {
    var checks = checks(letters);
    return letters[7] == checks[0]
        && letters[8] == checks[1]
        && letters[9] == checks[2]
        && isMixed(letters);
  }

  /** The three checks of the first seven letters: what dividing them leaves. */
  private static int[] checks(int[] letters) {
    int high = 0;
    int middle = 0;
    int low = 0;
    for (int i = 0; i < RANDOM; i++) {
      int factor = (letters[i] + high) % FIELD;
      high = (middle + factor * CUBE[0]) % FIELD;
      middle = (low + factor * CUBE[1]) % FIELD;
      low = (factor * CUBE[2]) % FIELD;
    }
    return new int[] {
      (high + OFFSET[0]) % FIELD, (middle + OFFSET[1]) % FIELD, (low + OFFSET[2]) % FIELD
    };
  }

  private static boolean isMixed(int[] letters) {
    int digits = 0;
    for (int letter : letters) {
      digits += isDigit(letter) ? 1 : 0;
    }
    return digits > 0 && digits < letters.length;
  }
}

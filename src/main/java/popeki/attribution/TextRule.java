package popeki.attribution;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import popeki.kernel.FoldedWords;
import popeki.kernel.NumberId;

/**
 * A rule of the business: who writes this came from there. Words are compared without regard to
 * case, accents and marks; a regular expression sees the text as it was written, in either case.
 *
 * @param rank the first of several rules that match decides; 0 comes first
 * @param number at which it holds; null for all
 * @param pattern for {@link Kind#REGEX} of the RE2 kind, whose time grows with the text and no more
 */
record TextRule(
    UUID id,
    int rank,
    @Nullable NumberId number,
    Kind kind,
    String pattern,
    String source,
    @Nullable String campaign) {
  static final int LONGEST_PATTERN = 200;

  /** Of a message no more is looked at. */
  private static final int LONGEST_TEXT = 4_096;

  /** How a rule compares. */
  enum Kind {
    CONTAINS,
    EXACT,
    STARTS,
    ENDS,
    REGEX;

    /** The name in forms and in the database. */
    String wire() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Kind> of(@Nullable String wire) {
      for (Kind kind : values()) {
        if (kind.wire().equals(wire)) {
          return Optional.of(kind);
        }
      }
      return Optional.empty();
    }
  }

  /** What is wrong with a pattern, as a word; empty when it may be saved. */
  static Optional<String> problem(Kind kind, String pattern) {
    if (pattern.isBlank() || pattern.length() > LONGEST_PATTERN) {
      return Optional.of("length");
    }
    if (kind == Kind.REGEX) {
      try {
        Pattern.compile(pattern);
        return Optional.empty();
      } catch (PatternSyntaxException e) {
        return Optional.of("regex");
      }
    }
    return FoldedWords.of(pattern).words().isEmpty() ? Optional.of("words") : Optional.empty();
  }

  boolean holdsAt(NumberId other) {
    return number == null || number.equals(other);
  }

  /**
   * A text that rules are compared with.
   *
   * @param words folded
   */
  record Said(String text, List<String> words) {
    /** A text whose reference code is taken out. */
    static Said of(String text) {
      String looked = text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) : text;
      return new Said(looked, FoldedWords.of(looked).folded());
    }
  }

  /** Whether a text, its reference code taken out, is meant. */
  boolean matches(String text) {
    return comparison().test(Said.of(text));
  }

  /** Says whether texts are meant; made once for many of them. */
  Predicate<Said> comparison() {
    if (kind == Kind.REGEX) {
      Pattern expression = Pattern.compile(pattern, Pattern.CASE_INSENSITIVE);
      return said -> expression.matcher(said.text()).find();
    }
    List<String> wanted = FoldedWords.of(pattern).folded();
    return said -> compares(said.words(), wanted);
  }

  private boolean compares(List<String> said, List<String> wanted) {
    int spare = said.size() - wanted.size();
    if (spare < 0) {
      return false;
    }
    return switch (kind) {
      case EXACT -> said.equals(wanted);
      case STARTS -> said.subList(0, wanted.size()).equals(wanted);
      case ENDS -> said.subList(spare, said.size()).equals(wanted);
      case CONTAINS, REGEX -> contains(said, wanted, spare);
    };
  }

  private static boolean contains(List<String> said, List<String> wanted, int spare) {
    for (int at = 0; at <= spare; at++) {
      if (said.subList(at, at + wanted.size()).equals(wanted)) {
        return true;
      }
    }
    return false;
  }
}

package popeki.conversations;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import popeki.kernel.OneLine;
import popeki.kernel.Pure;

/**
 * What a tag may be: one short line, always in small letters, so that "VIP" and "vip" are one. A
 * tag is a word of the business that every role sees and that stands in addresses, so a phone
 * number is none: numbers and what people said belong into notes.
 */
@Pure
final class TagRules {
  static final int LONGEST = 30;
  static final int MOST = 10;

  /** Different tags of a workspace: a list that nobody can survey helps nobody. */
  static final int MOST_NAMES = 200;

  /** Seven digits and more, however they are grouped. */
  private static final Pattern NUMBER = Pattern.compile("\\d(?:[\\s\\u00A0().-]*\\d){6,}");

  private TagRules() {}

  static String tidy(String typed) {
    return OneLine.of(typed).toLowerCase(Locale.ROOT);
  }

  /** A refusal for who calls the API. */
  static String sentence(String refusal) {
    return switch (refusal) {
      case "length" -> "must have 1 to 30 characters each";
      case "number" -> "must not hold phone numbers or e-mail addresses; put them into a note";
      case "many" -> "must be ten at most";
      default ->
          "would be more than 200 different ones in the workspace; use one of those there are";
    };
  }

  /**
   * Why a tag cannot be put on.
   *
   * @param there what the conversation has already
   * @param used what the workspace uses already
   * @return the end of a key of words; empty when it can
   */
  static Optional<String> refusal(String tag, Collection<String> there, Collection<String> used) {
    if (tag.isEmpty() || tag.codePointCount(0, tag.length()) > LONGEST) {
      return Optional.of("length");
    }
    if (NUMBER.matcher(tag).find() || tag.indexOf('@') >= 0) {
      return Optional.of("number");
    }
    if (there.contains(tag)) {
      return Optional.empty();
    }
    if (there.size() >= MOST) {
      return Optional.of("many");
    }
    return used.size() >= MOST_NAMES && !used.contains(tag)
        ? Optional.of("names")
        : Optional.empty();
  }
}

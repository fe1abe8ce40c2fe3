package popeki.conversations;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Pure;

/**
 * What someone typed to find a person: words of the name, the end of a phone number, or a user id.
 *
 * <p>The list shows everyone the last four digits, so anyone may look for those. A longer number or
 * a user id asks "is this person a customer?", which only roles that may see whole numbers may ask.
 */
@Pure
record PersonSearch(String text, Kind kind) {
  static final int LONGEST = 80;
  private static final int SHOWN_TO_ALL = 4;
  private static final Pattern NUMBER = Pattern.compile("[+0-9][0-9 ()./\\-\\u00A0]*");
  private static final Pattern USER_ID = Pattern.compile("[A-Za-z]{2}\\.[A-Za-z0-9.]+");

  enum Kind {
    NOTHING,
    SEARCH,
    /** Fewer than four digits: nothing is looked up by so few. */
    TOO_SHORT,
    /** More than this role may ask for. */
    NOT_FOR_THIS_ROLE
  }

  /**
   * @param wholeNumbers whether the role may see whole numbers
   */
  static PersonSearch of(@Nullable String typed, boolean wholeNumbers) {
    String text = typed == null ? "" : typed.strip();
    if (text.isEmpty()) {
      return new PersonSearch("", Kind.NOTHING);
    }
    String cut = text.length() > LONGEST ? text.substring(0, LONGEST) : text;
    return new PersonSearch(cut, kind(cut, wholeNumbers));
  }

  private static Kind kind(String text, boolean wholeNumbers) {
    if (NUMBER.matcher(text).matches()) {
      int digits = text.replaceAll("[^0-9]", "").length();
      if (digits < SHOWN_TO_ALL) {
        return Kind.TOO_SHORT;
      }
      return digits > SHOWN_TO_ALL && !wholeNumbers ? Kind.NOT_FOR_THIS_ROLE : Kind.SEARCH;
    }
    return USER_ID.matcher(text).matches() && !wholeNumbers ? Kind.NOT_FOR_THIS_ROLE : Kind.SEARCH;
  }
}

package popeki.conversations;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The person at the customer's end, as one item names them. At least one id is there; none in
 * particular is promised: people with a username write without a phone number.
 *
 * @param waId digits, usually but not always the phone number
 * @param userId Meta's business-scoped user id, {@code BR.1502576394655843}; case-sensitive
 * @param parentUserId the same for the portfolio's parent, {@code BR.ENT.99887766}
 * @param profileName untrusted text, at most 255 characters
 * @param username mutable, for display only
 */
record Sender(
    @Nullable String waId,
    @Nullable String userId,
    @Nullable String parentUserId,
    @Nullable String profileName,
    @Nullable String username) {
  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,32}");
  private static final Pattern DECORATED = Pattern.compile("\\+?[0-9][0-9 ().-]*");
  private static final Pattern DECORATION = Pattern.compile("[^0-9]");
  private static final Pattern USER_ID = Pattern.compile("[A-Z]{2}\\.(ENT\\.)?[A-Za-z0-9]{1,128}");

  Sender {
    if (waId == null && userId == null && parentUserId == null) {
      throw new IllegalArgumentException("a sender without any id");
    }
  }

  /**
   * The digits when they can be a phone number (7 to 15 of them); what they dial is for {@code
   * PhoneNumber} to say.
   */
  @Nullable String phoneDigits() {
    return waId != null && waId.length() >= 7 && waId.length() <= 15 ? waId : null;
  }

  /** Digits are a WhatsApp id; a value with a letter or an inner dot never is. */
  static @Nullable String waIdIn(@Nullable String value) {
    if (value == null) {
      return null;
    }
    if (DIGITS.matcher(value).matches()) {
      return value;
    }
    // 1.5 or 12.3 would be half an id: only a number written for people loses its signs
    if (!DECORATED.matcher(value).matches() || !value.startsWith("+")) {
      return null;
    }
    return waIdIn(DECORATION.matcher(value).replaceAll(""));
  }

  /** Some deliver the user id in the place of the phone number; it is then taken for what it is. */
  static @Nullable String userIdIn(@Nullable String value) {
    return value != null && USER_ID.matcher(value).matches() ? value : null;
  }

  /** Logs get no person. */
  @Override
  public String toString() {
    return "Sender[…]";
  }
}

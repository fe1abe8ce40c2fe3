package popeki.accounts;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import popeki.kernel.Pure;

/** An e-mail address of a user, in lower case. */
@Pure
public record EmailAddress(String value) {
  private static final Pattern SHAPE =
      Pattern.compile(
          "[^\\s@<>()\\[\\],;:\"\\\\]{1,64}@[^\\s@<>()\\[\\],;:\"\\\\]+\\.[^\\s@.]{2,}");

  public static Optional<EmailAddress> parse(String text) {
    String address = text.strip().toLowerCase(Locale.ROOT);
    return address.length() <= 254 && SHAPE.matcher(address).matches()
        ? Optional.of(new EmailAddress(address))
        : Optional.empty();
  }

  /** Logs get no address. */
  @Override
  public String toString() {
    return "EmailAddress";
  }
}

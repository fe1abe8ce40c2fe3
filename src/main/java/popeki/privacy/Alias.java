package popeki.privacy;

import java.util.Locale;

/**
 * One identifier of a person. None is promised: some people have no phone number, others no user
 * id.
 *
 * @param value normalised: a user id verbatim, a phone as its match key, an e-mail in lower case
 */
public record Alias(Type type, String value) {
  /** The kinds of identifier, by falling certainty that they name one person. */
  public enum Type {
    USER_ID,
    PARENT_USER_ID,
    WA_ID,
    PHONE,
    EMAIL;

    /** As it stands in the database. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Logs get no person. */
  @Override
  public String toString() {
    return "Alias[" + type + "]";
  }
}

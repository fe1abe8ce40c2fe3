package popeki.kernel;

import java.util.UUID;

/** A person who wrote to a business. */
public record ContactId(UUID value) {
  public static ContactId of(String text) {
    return new ContactId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}

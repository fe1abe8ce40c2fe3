package popeki.kernel;

import java.util.UUID;

/** A connected WhatsApp number. */
public record NumberId(UUID value) {
  public static NumberId of(String text) {
    return new NumberId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}

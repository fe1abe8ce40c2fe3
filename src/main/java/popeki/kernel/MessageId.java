package popeki.kernel;

import java.util.UUID;

/** A message as stored here; the provider's own id is its wamid. */
public record MessageId(UUID value) {
  public static MessageId of(String text) {
    return new MessageId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}

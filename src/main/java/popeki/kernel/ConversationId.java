package popeki.kernel;

import java.util.UUID;

/** One conversation of a contact with a number. */
public record ConversationId(UUID value) {
  public static ConversationId of(String text) {
    return new ConversationId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}

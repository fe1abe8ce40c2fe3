package popeki.kernel;

import java.util.UUID;

/** A tracked link. */
public record LinkId(UUID value) {
  public static LinkId of(String text) {
    return new LinkId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}

package popeki.kernel;

import java.util.UUID;

/**
 * One visit of a tracked link; made before the commit, so it is the idempotency key of a retried
 * write.
 */
public record ClickId(UUID value) {
  public static ClickId of(String text) {
    return new ClickId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}

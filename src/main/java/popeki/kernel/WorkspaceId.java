package popeki.kernel;

import java.util.UUID;

/** A tenant: one business. */
public record WorkspaceId(UUID value) {
  public static WorkspaceId of(String text) {
    return new WorkspaceId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}

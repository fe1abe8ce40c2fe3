package popeki.workspaces;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import popeki.kernel.UserId;

/** A person of a team, as those who manage people see them. */
record Colleague(
    UserId user,
    String name,
    String email,
    Role role,
    Instant joinedAt,
    @Nullable Instant lastSeenAt) {

  /** Logs get neither name nor address. */
  @Override
  public String toString() {
    return "Colleague[" + user + ", " + role + "]";
  }
}

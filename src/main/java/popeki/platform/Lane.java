package popeki.platform;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import popeki.kernel.WorkspaceId;

/**
 * A kind of work that is drained in the background: what, for whom. Rows of work lie in the
 * module's own table; a lane is only woken. One node at a time drains one key of a kind, for a
 * slice, so a busy workspace does not starve the others.
 */
public interface Lane {
  /** The name of the work, such as {@code leads}. */
  String kind();

  /**
   * Drains due rows until none is left or the slice is used up, as the worker role. Each row is
   * committed by itself; an exception is logged, and the lane comes back later with growing pauses.
   */
  Next drain(Slice slice);

  /**
   * One turn of a lane.
   *
   * @param key whose work; a workspace's or a destination's id
   * @param workspace null for work that belongs to no workspace
   * @param until when the slice is used up
   */
  record Slice(UUID key, @Nullable WorkspaceId workspace, Instant until) {
    /** The workspace of a lane that always has one. */
    public WorkspaceId owner() {
      if (workspace == null) {
        throw new IllegalStateException("This lane belongs to no workspace");
      }
      return workspace;
    }
  }

  /** When the lane wants its next turn; a wake-up in between comes first. */
  record Next(@Nullable Instant at) {
    /** Nothing waits; only a wake-up brings the lane back. */
    public static Next idle() {
      return new Next(null);
    }

    public static Next at(Instant due) {
      return new Next(due);
    }
  }
}

package popeki.platform;

import java.time.Duration;
import java.util.function.Consumer;
import org.springframework.jdbc.core.simple.JdbcClient;
import popeki.kernel.WorkspaceId;

/** Further nodes over the same database, deaf to notices, and rotations whose waits tests fill. */
public final class Nodes {
  private Nodes() {}

  /** A vault with a cache of its own that hears of nothing. */
  public static Vault deaf(MasterKey master, JdbcClient jdbc) {
    return new Vault(master, jdbc);
  }

  /** What the time limit of the cache does. */
  public static void expire(Vault vault) {
    vault.forgetAll();
  }

  static KeyRotation.Pause waiting(Duration settle, Consumer<Duration> wait) {
    return new KeyRotation.Pause() {
      @Override
      public Duration settle() {
        return settle;
      }

      @Override
      public void pass(Duration time) {
        wait.accept(time);
      }
    };
  }

  /** Rotates content and index key; each wait calls the work instead of passing. */
  public static KeyRotation.Done rotate(
      KeyRotation rotation, WorkspaceId workspace, Runnable duringWait) {
    return rotation
        .at(waiting(Duration.ofHours(1), _ -> duringWait.run()))
        .rotate(java.util.List.of(workspace), true, _ -> {});
  }
}

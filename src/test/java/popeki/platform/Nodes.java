package popeki.platform;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.springframework.jdbc.core.simple.JdbcClient;
import popeki.kernel.WorkspaceId;

/** Further nodes over the same database, deaf to notices, and rotations whose waits tests fill. */
public final class Nodes {
  private Nodes() {}

  /**
   * What a node of its own needs beside its folder, to work on the same database with the same
   * master key.
   *
   * @param variables those of the further node, which name its folder
   */
  public static Map<String, String> besides(Settings first, Map<String, String> variables)
      throws IOException {
    Embedded.Address address = Embedded.running(first.data()).orElseThrow();
    Files.copy(
        first.data().resolve("master.key"),
        Path.of(String.valueOf(variables.get("POPEKI_DATA"))).resolve("master.key"));
    return Map.of(
        "DATABASE_URL", url(address, "popeki_login"),
        "DATABASE_OWNER_URL", url(address, "popeki_owner"));
  }

  private static String url(Embedded.Address address, String role) {
    String password = Passwords.derive(address.secret(), role);
    return address.jdbcUrl("popeki")
        + "?user="
        + role
        + "&password="
        + URLEncoder.encode(password, StandardCharsets.UTF_8);
  }

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

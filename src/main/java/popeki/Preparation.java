package popeki;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import popeki.platform.RunMode;
import popeki.platform.Settings;

/**
 * One start on a scratch folder, while the launcher has the classes recorded that a start needs. It
 * is part of the build; no installation runs it.
 */
final class Preparation {
  private Preparation() {}

  /** Starts and stops. */
  static int run(String folder) {
    Settings settings =
        Settings.from(
            Map.of(
                "POPEKI_DATA", folder,
                "PORT", String.valueOf(freePort()),
                "MANAGEMENT_PORT", String.valueOf(freePort())));
    try (var context = Service.open(settings, RunMode.SERVICE)) {
      return context.isRunning() ? 0 : 1;
    }
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package popeki;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import popeki.platform.Embedded;
import popeki.platform.Settings;

/**
 * Where the service of a data folder is reached, remembered for the commands beside it: {@code demo
 * --port 9000} needs no PORT at {@code admin create-workspace} for its links to work.
 */
final class ServiceAddress {
  private static final String FILE = "public-url";

  private ServiceAddress() {}

  /** Notes the address; called once the service is ready. */
  static void remember(Settings settings) {
    try {
      Files.createDirectories(settings.data());
      Files.writeString(settings.data().resolve(FILE), settings.publicUrl().toString());
    } catch (IOException e) {
      throw new UncheckedIOException("The data folder cannot be written: " + settings.data(), e);
    }
  }

  /**
   * The settings of a command: the environment's, and the running service's address if it says
   * none.
   */
  static Settings beside(Map<String, String> environment) {
    Settings settings = Settings.from(environment);
    Path remembered = settings.data().resolve(FILE);
    boolean told = environment.containsKey("PUBLIC_URL") || environment.containsKey("PORT");
    if (told || !Embedded.inUse(settings.data()) || !Files.exists(remembered)) {
      return settings;
    }
    try {
      var known = new HashMap<>(environment);
      known.put("PUBLIC_URL", Files.readString(remembered).strip());
      return Settings.from(known);
    } catch (IOException e) {
      throw new UncheckedIOException("The data folder cannot be read: " + settings.data(), e);
    }
  }
}

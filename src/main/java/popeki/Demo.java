package popeki;

import java.util.HashMap;
import java.util.Map;
import popeki.platform.Settings;

/** The main job with nothing configured: {@code ./popeki demo}. */
final class Demo {
  private Demo() {}

  static int start(Map<String, String> environment, String[] args) {
    var merged = new HashMap<>(environment);
    merged.putIfAbsent("POPEKI_DATA", "var/demo");
    for (int i = 0; i + 1 < args.length; i += 2) {
      switch (args[i]) {
        case "--port" -> merged.put("PORT", args[i + 1]);
        case "--data" -> merged.put("POPEKI_DATA", args[i + 1]);
        default ->
            throw new popeki.platform.SettingsException(
                "demo knows --port and --data, not " + args[i]);
      }
    }
    return Service.start(Settings.from(merged));
  }
}

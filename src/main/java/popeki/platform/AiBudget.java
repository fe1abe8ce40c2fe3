package popeki.platform;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import popeki.kernel.Pure;

/**
 * How much may be asked of AI providers, in tokens of questions and answers together; days and
 * months are UTC's. {@code AI_BUDGET=workspace_day=5000000;month=2000000000} changes two of them.
 *
 * @param callsPerMinute of one workspace: a flood of messages is no reason to spend a day's tokens
 * @param workspaceDay of one workspace on one day
 * @param day of the whole installation on one day
 */
@Pure
public record AiBudget(
    int callsPerMinute, long workspaceDay, long workspaceMonth, long day, long month) {
  /** About 5,000 conversations a day for a workspace, ten such workspaces. */
  static final AiBudget DEFAULT =
      new AiBudget(1_200, 10_000_000, 200_000_000, 100_000_000, 2_000_000_000);

  private static final long MOST = 1_000_000_000_000L;

  static AiBudget parse(String text) {
    var parts = new LinkedHashMap<String, Long>();
    for (String part : text.split(";")) {
      if (!part.isBlank()) {
        String[] pair = part.split("=", 2);
        if (pair.length != 2 || parts.put(key(pair[0]), amount(pair[1])) != null) {
          throw malformed();
        }
      }
    }
    var budget =
        new AiBudget(
            (int)
                Math.min(
                    Integer.MAX_VALUE,
                    taken(parts, "workspace_calls_per_minute", DEFAULT.callsPerMinute)),
            taken(parts, "workspace_day", DEFAULT.workspaceDay),
            taken(parts, "workspace_month", DEFAULT.workspaceMonth),
            taken(parts, "day", DEFAULT.day),
            taken(parts, "month", DEFAULT.month));
    if (!parts.isEmpty()) {
      throw malformed();
    }
    return budget;
  }

  private static String key(String text) {
    return text.strip().toLowerCase(Locale.ROOT);
  }

  private static long amount(String text) {
    String digits = text.strip().replace("_", "");
    if (!digits.matches("[0-9]{1,13}") || Long.parseLong(digits) > MOST) {
      throw malformed();
    }
    return Long.parseLong(digits);
  }

  private static long taken(Map<String, Long> parts, String name, long usual) {
    Long given = parts.remove(name);
    return given == null ? usual : given;
  }

  private static SettingsException malformed() {
    return new SettingsException(
        "AI_BUDGET must be tokens such as workspace_day=5000000;workspace_month=100000000;day=50000000;month=1000000000;workspace_calls_per_minute=600");
  }
}

package popeki.ops;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;
import popeki.platform.Checkup;
import popeki.platform.Finding;
import popeki.platform.Finding.Grade;
import popeki.platform.Settings;
import popeki.platform.SettingsException;
import popeki.platform.TimeConfiguration;

/**
 * {@code ./popeki doctor}: a line for each thing that can be wrong, with how to mend it. It goes on
 * as far as it can: wrong settings leave nothing to look at, an unreachable database leaves the
 * settings and the folder.
 */
public final class Doctor {
  private Doctor() {}

  /**
   * Looks and prints.
   *
   * @param modules starts the application beside the service, lets the function look, and stops it
   * @return the exit code: 1 when anything is an error
   */
  public static int run(
      Supplier<Settings> settings, Function<Settings, List<Finding>> modules, PrintStream out) {
    List<Finding> findings = findings(settings, modules);
    findings.forEach(finding -> out.println(line(finding)));
    return findings.stream().anyMatch(finding -> finding.grade() == Grade.ERROR) ? 1 : 0;
  }

  /** What the modules find. */
  public static List<Finding> of(Collection<Checkup> checkups) {
    return checkups.stream().flatMap(checkup -> checkup.findings().stream()).toList();
  }

  private static List<Finding> findings(
      Supplier<Settings> read, Function<Settings, List<Finding>> modules) {
    var findings = new ArrayList<Finding>();
    try {
      Settings settings = read.get();
      findings.addAll(ConfigurationRules.findings(settings, TimeConfiguration.today()));
      findings.addAll(FolderRules.findings(settings));
      findings.addAll(modules.apply(settings));
    } catch (RuntimeException e) {
      findings.add(Finding.error(findings.isEmpty() ? "configuration" : "start", reason(e)));
    }
    return findings;
  }

  private static String reason(RuntimeException e) {
    Throwable root = e;
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SettingsException) {
        return String.valueOf(cause.getMessage());
      }
      root = cause;
    }
    return root.getClass().getSimpleName() + ": " + root.getMessage();
  }

  private static String line(Finding finding) {
    return String.format(
        Locale.ROOT,
        "%-8s %s: %s",
        finding.grade().name().toLowerCase(Locale.ROOT),
        finding.subject(),
        finding.text());
  }
}

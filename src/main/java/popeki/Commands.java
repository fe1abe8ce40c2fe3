package popeki;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.springframework.context.ConfigurableApplicationContext;
import popeki.ops.CommandRefused;
import popeki.ops.Doctor;
import popeki.ops.OperatorCommand;
import popeki.ops.OperatorCommands;
import popeki.ops.Options;
import popeki.ops.Syntax;
import popeki.platform.Checkup;
import popeki.platform.Finding;
import popeki.platform.RunMode;
import popeki.platform.Settings;

/** Runs an operator's command beside a running service, or without one. */
final class Commands {
  private Commands() {}

  /** The exit code of {@code admin …}; a wrong word is told before anything is started. */
  static int run(Map<String, String> environment, String[] words, PrintStream out) {
    List<String> typed = Arrays.asList(words);
    Syntax syntax = OperatorCommands.named(typed);
    int length = syntax.name().split(" ").length;
    Options options = syntax.read(typed.subList(length, typed.size()));
    Settings settings = ServiceAddress.beside(environment);
    try (var context = Service.open(settings, RunMode.COMMAND)) {
      return command(context, syntax).run(options, out);
    }
  }

  /** The exit code of {@code doctor}. */
  static int doctor(Map<String, String> environment, PrintStream out) {
    return Doctor.run(() -> ServiceAddress.beside(environment), Commands::modules, out);
  }

  private static List<Finding> modules(Settings settings) {
    try (var context = Service.open(settings, RunMode.COMMAND)) {
      return Doctor.of(context.getBeansOfType(Checkup.class).values());
    }
  }

  private static OperatorCommand command(ConfigurableApplicationContext context, Syntax syntax) {
    return context.getBeansOfType(OperatorCommand.class).values().stream()
        .filter(candidate -> candidate.syntax().equals(syntax))
        .findFirst()
        .orElseThrow(
            () -> new CommandRefused("the command " + syntax.name() + " is not installed"));
  }
}

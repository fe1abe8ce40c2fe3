package popeki;

import popeki.ops.OperatorCommand;
import popeki.platform.RunMode;
import popeki.platform.Settings;

/** Runs an operator's command beside a running service, or without one. */
final class Commands {
  private Commands() {}

  /** The exit code of {@code doctor} or {@code admin …}. */
  static int run(String command, Settings settings, String[] args) {
    try (var context = Service.open(settings, RunMode.COMMAND)) {
      for (OperatorCommand candidate : context.getBeansOfType(OperatorCommand.class).values()) {
        String name = command.equals("admin") && args.length > 0 ? "admin " + args[0] : command;
        if (candidate.name().equals(name)) {
          return candidate.run(args);
        }
      }
    }
    System.err.println(
        "popeki: there is no such command; ./popeki admin create-workspace --business B --name N --email E");
    return 2;
  }
}

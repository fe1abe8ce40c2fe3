package popeki;

import java.util.Arrays;
import java.util.Map;
import popeki.platform.Settings;
import popeki.platform.SettingsException;

/**
 * The commands of the launcher. Each reads the environment first and says in one line what is
 * wrong.
 */
public final class Main {
  private Main() {}

  /** Starts {@code serve}, {@code demo}, {@code doctor}, {@code admin} or {@code bench}. */
  public static void main(String[] args) {
    String command = args.length == 0 ? "help" : args[0];
    String[] rest = args.length == 0 ? args : Arrays.copyOfRange(args, 1, args.length);
    try {
      int exit = run(command, rest);
      if (exit >= 0) {
        System.exit(exit);
      }
    } catch (RuntimeException e) {
      System.err.println("popeki: " + oneLine(e));
      System.exit(2);
    }
  }

  /** The exit code, or -1 while a service goes on. */
  private static int run(String command, String[] args) {
    Map<String, String> environment = DotEnv.over(System.getenv());
    return switch (command) {
      case "serve" -> Service.start(Settings.from(environment));
      case "demo" -> Demo.start(environment, args);
      case "doctor", "admin" -> Commands.run(command, Settings.from(environment), args);
      default -> usage();
    };
  }

  private static int usage() {
    System.err.println(
        """
        usage: ./popeki demo [--port 8080] [--data var/demo]   try it: a living demo, nothing to configure
               ./popeki serve                                  run the service; settings come from the environment
               ./popeki test [--quick]                         every test, set-up included
               ./popeki bench [name]                           benchmarks, written to target/bench/
               ./popeki doctor                                 check the configuration, a line each
               ./popeki admin create-workspace --business B --name N --email E""");
    return 2;
  }

  /** The words of the setting that is wrong, wherever in the chain of causes they stand. */
  private static String oneLine(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SettingsException) {
        return String.valueOf(cause.getMessage());
      }
      if (cause instanceof org.springframework.boot.web.server.PortInUseException inUse) {
        return "PORT "
            + inUse.getPort()
            + " is taken by another process; choose another with PORT or --port";
      }
    }
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return "the start failed: " + root.getClass().getSimpleName() + ": " + root.getMessage();
  }
}

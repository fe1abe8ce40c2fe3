package popeki;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.Map;
import popeki.ops.CommandRefused;
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
    try {
      int exit = run(args);
      if (exit >= 0) {
        System.exit(exit);
      }
    } catch (CommandRefused e) {
      System.err.println("popeki: " + e.getMessage());
      System.exit(2);
    } catch (RuntimeException e) {
      System.err.println("popeki: " + oneLine(e));
      System.exit(2);
    }
  }

  /** The exit code, or -1 while a service goes on. */
  private static int run(String[] words) {
    String command = words.length == 0 ? "help" : words[0];
    String[] args = words.length == 0 ? words : Arrays.copyOfRange(words, 1, words.length);
    Map<String, String> environment = DotEnv.over(System.getenv());
    return switch (command) {
      case "serve" -> Service.start(Settings.from(environment));
      case "demo" -> Demo.start(environment, args);
      case "prepare" -> Preparation.run(args[0]);
      case "doctor" -> Commands.doctor(environment, standardOutputOfItsOwn());
      case "admin" -> Commands.run(environment, words, standardOutputOfItsOwn());
      default -> usage();
    };
  }

  /**
   * Scripts read what a command prints: whatever else would be written there goes to the errors.
   */
  private static PrintStream standardOutputOfItsOwn() {
    PrintStream out = System.out;
    System.setOut(System.err);
    return out;
  }

  private static int usage() {
    System.err.println(
        """
        usage: ./popeki demo [--port 8080] [--data var/demo]   try it: a living demo, nothing to configure
               ./popeki serve                                  run the service; settings come from the environment
               ./popeki test [--quick]                         every test, set-up included
               ./popeki bench [name]                           benchmarks, written to target/bench/
               ./popeki doctor                                 check the configuration, a line each
               ./popeki admin create-workspace --business B --name N --email E
               ./popeki admin sign-in-link | remove-second-factor --email E
               ./popeki admin rotate-keys [--master] [--workspace S | --all] [--index]
               ./popeki admin outbox [--to E]                  mails kept here for want of a mail server""");
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
    // Nothing a setting explains: whoever looks for the cause needs the trace.
    e.printStackTrace();
    return "the start failed: " + root.getClass().getSimpleName() + ": " + root.getMessage();
  }
}

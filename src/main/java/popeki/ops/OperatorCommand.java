package popeki.ops;

import java.io.PrintStream;

/** One command of the operator, as a bean: {@code admin create-workspace}, {@code doctor} … */
public interface OperatorCommand {
  /** What may be typed; known before the application starts. */
  Syntax syntax();

  /**
   * Does it.
   *
   * @param out the only stream that scripts read; a refusal is a {@link CommandRefused}
   * @return the exit code
   */
  int run(Options options, PrintStream out);
}

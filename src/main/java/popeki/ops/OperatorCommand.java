package popeki.ops;

/** One command of the operator: {@code doctor}, {@code admin create-workspace} … */
public interface OperatorCommand {
  /** As it is typed after {@code ./popeki}. */
  String name();

  /** Runs with the words after the command's first; answers the exit code. */
  int run(String[] args);
}

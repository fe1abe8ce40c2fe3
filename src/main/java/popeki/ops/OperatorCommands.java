package popeki.ops;

import java.util.List;

/** The commands there are, known before the application starts, so that a slip costs no start. */
public final class OperatorCommands {
  private static final List<Syntax> ALL =
      List.of(
          CreateWorkspaceCommand.SYNTAX,
          SignInLinkCommand.SYNTAX,
          RemoveSecondFactorCommand.SYNTAX,
          OutboxCommand.SYNTAX,
          RotateKeysCommand.SYNTAX,
          ReprocessCommand.SYNTAX);

  private OperatorCommands() {}

  /**
   * The command that the words begin with.
   *
   * @throws CommandRefused when there is none
   */
  public static Syntax named(List<String> words) {
    String typed = String.join(" ", words.subList(0, Math.min(2, words.size())));
    return ALL.stream()
        .filter(syntax -> syntax.name().equals(typed))
        .findFirst()
        .orElseThrow(
            () ->
                new CommandRefused(
                    "there is no command \""
                        + typed
                        + "\"; there are "
                        + String.join(", ", names())));
  }

  private static List<String> names() {
    return ALL.stream().map(Syntax::name).toList();
  }
}

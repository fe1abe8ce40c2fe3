package popeki.conversations;

import java.util.List;
import java.util.Optional;
import popeki.kernel.Pure;
import popeki.workspaces.Workspace;

/** The key phrases of a workspace, as its settings spell them. */
final class KeyPhrases {
  private KeyPhrases() {}

  static List<KeyPhrase> of(Workspace workspace) {
    return workspace.settings().keyPhrases().stream()
        .flatMap(phrase -> of(phrase.phrase(), phrase.stage()).stream())
        .toList();
  }

  @Pure
  private static Optional<KeyPhrase> of(String phrase, String stage) {
    return OutcomeKind.of(stage).map(kind -> new KeyPhrase(phrase, kind));
  }
}

package popeki.connections;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one look at Meta showed about a number and its token.
 *
 * @param trouble why the token does not work; null when it does
 * @param facts null when the token does not work
 * @param hindrance what kept the rest from being seen
 */
record Examined(
    @Nullable Trouble trouble,
    @Nullable TokenFacts facts,
    @Nullable Boolean subscribed,
    @Nullable Boolean listed,
    Set<String> neighbours,
    @Nullable FoundNumber found,
    @Nullable Trouble hindrance) {
  Examined {
    neighbours = Set.copyOf(neighbours);
  }

  static Examined refused(Trouble trouble) {
    return new Examined(trouble, null, null, null, Set.of(), null, null);
  }
}

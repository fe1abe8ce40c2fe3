package popeki.connections;

import java.util.List;
import java.util.UUID;

/**
 * What a pasted token shows, kept until somebody chooses.
 *
 * @param id how the page of the choice is called
 */
record Offer(UUID id, String token, TokenFacts facts, List<FoundNumber> numbers) {
  Offer {
    numbers = List.copyOf(numbers);
  }

  /** Logs get no token. */
  @Override
  public String toString() {
    return "Offer[" + id + "]";
  }
}

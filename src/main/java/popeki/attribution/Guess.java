package popeki.attribution;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Matching} says of a conversation.
 *
 * @param touch the likeliest visit of the likeliest link; null when there is none
 * @param probability that the conversation came from that link, by whichever of its visits; 0 to 1
 * @param detail the same for people
 * @param rivals what it may have come from instead, likelier first
 */
record Guess(@Nullable Touch touch, double probability, String detail, List<Evidence> rivals) {
  static final Guess NONE = new Guess(null, 0, "", List.of());

  Guess {
    rivals = List.copyOf(rivals);
  }
}

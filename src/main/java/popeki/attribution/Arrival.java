package popeki.attribution;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Pure;

/**
 * A conversation's beginning as {@link Matching} looks at it: no name, no number, no words.
 *
 * @param conversation whose beginning it is
 * @param country of the person, two letters; null when unknown
 * @param returning the person had a conversation before
 * @param likeness how like the first words are to the texts of the number's links; a link that is
 *     not named has {@link Likeness#OTHER}
 * @param certain it is known where it came from, so that it is nobody else's
 */
@Pure
record Arrival(
    UUID conversation,
    Instant at,
    @Nullable String country,
    boolean returning,
    Map<UUID, Likeness> likeness,
    boolean certain) {

  Likeness likeness(UUID link) {
    return likeness.getOrDefault(link, Likeness.OTHER);
  }
}

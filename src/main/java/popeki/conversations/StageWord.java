package popeki.conversations;

import org.jspecify.annotations.Nullable;
import popeki.kernel.Money;

/**
 * A key phrase found in a message.
 *
 * @param value the amount that goes with it, positive; null when none was written
 */
record StageWord(OutcomeKind stage, KeyPhrase by, @Nullable Money value) {}

package popeki.attribution;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import popeki.kernel.ConversationId;
import popeki.platform.Delta;

/**
 * A stored decision. Each stays; one is current.
 *
 * @param modelLearntAt which model a probable answer is from; null for the model before anything
 *     was learnt, and for answers without one
 * @param actorType machine, user or api_key; a person's outranks the machine's
 * @param reason a person's words; null for the machine
 */
record Decision(
    UUID id,
    ConversationId conversation,
    boolean current,
    String status,
    String method,
    double confidence,
    Delta.Credit credit,
    @Nullable UUID clickId,
    @Nullable String ctwaClid,
    @Nullable Instant touchAt,
    List<Evidence> evidence,
    int ruleVersion,
    int windowDays,
    @Nullable Instant modelLearntAt,
    String actorType,
    @Nullable String actorName,
    @Nullable String reason,
    Instant decidedAt) {

  /** Visits that it may have come from were weighed, enough to be credited or not. */
  boolean isGuessed() {
    return method.equals("probable")
        || (method.equals("none") && evidence.stream().anyMatch(one -> one.weight() > 0));
  }

  boolean isMachine() {
    return actorType.equals("machine");
  }
}

package popeki.conversations;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import popeki.kernel.ConversationId;
import popeki.kernel.Pure;

/**
 * Which conversation an item belongs to. A contact's silence of more than the gap, or a new ad
 * click or reference code after won or lost, begins a new one; otherwise a new click is another
 * touch of the same one.
 *
 * <p>Only the provider's time counts, never the order of arrival: an item that comes late joins the
 * conversation that was running when it was written. What may not begin a conversation (echoes of
 * the business, history, reactions …) joins the latest one begun by then, however long ago, and
 * stands apart when there is none.
 */
@Pure
final class ConversationRules {
  private ConversationRules() {}

  /**
   * One reason why somebody wrote.
   *
   * @param key equal for the same click or code, whichever message tells of it
   */
  record Touch(String key) {

    /** The click of an ad; null for a post, which is no ad, and where Meta says neither id. */
    static @Nullable Touch ofAd(@Nullable Referral referral) {
      if (referral == null || "post".equals(referral.sourceType())) {
        return null;
      }
      if (referral.ctwaClid() != null) {
        return new Touch("ctwa:" + referral.ctwaClid());
      }
      return referral.sourceId() == null ? null : new Touch("ad:" + referral.sourceId());
    }

    static Touch ofCode(String referenceCode) {
      return new Touch("code:" + referenceCode.toUpperCase(Locale.ROOT));
    }
  }

  /**
   * A conversation of this contact with this number, as known so far.
   *
   * @param lastHeardAt when the contact, not the business, last wrote
   * @param closedAt when it became won or lost; null while open and after a reopening
   * @param touches every click and code seen in it
   * @param startedBy why it began
   */
  record Span(
      ConversationId id,
      Instant startedAt,
      Instant lastHeardAt,
      @Nullable Instant closedAt,
      Set<Touch> touches,
      Reason startedBy) {}

  /**
   * @param opens a customer's live message of a kind that may begin a conversation
   * @param touches the ad click and the reference code that it carries
   */
  record Arrival(Instant occurredAt, boolean opens, Set<Touch> touches) {}

  enum Reason {
    FIRST,
    SILENCE,
    NEW_TOUCH_AFTER_CLOSE
  }

  sealed interface Decision {
    /**
     * @param startsEarlier the item is older than the conversation's start, which moves back to it
     * @param bridges a later conversation that began for a silence which this late item shows never
     *     was; null almost always
     */
    record Join(
        ConversationId conversation, boolean startsEarlier, @Nullable ConversationId bridges)
        implements Decision {}

    record Start(Reason reason) implements Decision {}

    /** Belongs to the contact and to no conversation. */
    record Apart() implements Decision {}
  }

  /**
   * @param known in any order
   * @param gap the silence that a conversation survives; one moment more does not
   */
  static Decision decide(Arrival item, List<Span> known, Duration gap) {
    var running = latestBegunBy(item.occurredAt(), known);
    if (!item.opens()) {
      return running == null ? new Decision.Apart() : new Decision.Join(running.id(), false, null);
    }
    var next = earliestBegunAfter(item.occurredAt(), known);
    if (isNewTouchAfterClose(item, running, known)) {
      return new Decision.Start(Reason.NEW_TOUCH_AFTER_CLOSE);
    }
    var reached = next != null && within(gap, item.occurredAt(), next.startedAt()) ? next : null;
    if (running != null && within(gap, running.lastHeardAt(), item.occurredAt())) {
      return new Decision.Join(running.id(), false, begunBySilence(reached));
    }
    if (reached != null) {
      return new Decision.Join(reached.id(), true, null);
    }
    return new Decision.Start(known.isEmpty() ? Reason.FIRST : Reason.SILENCE);
  }

  private static @Nullable Span latestBegunBy(Instant moment, List<Span> known) {
    return known.stream()
        .filter(span -> !span.startedAt().isAfter(moment))
        .max(BY_START)
        .orElse(null);
  }

  private static @Nullable Span earliestBegunAfter(Instant moment, List<Span> known) {
    return known.stream()
        .filter(span -> span.startedAt().isAfter(moment))
        .min(BY_START)
        .orElse(null);
  }

  /** The id only breaks ties, so that the order of the list never matters. */
  private static final Comparator<Span> BY_START =
      Comparator.comparing(Span::startedAt).thenComparing(span -> span.id().value());

  /** A click or code that no conversation has seen, after the running one was won or lost. */
  private static boolean isNewTouchAfterClose(
      Arrival item, @Nullable Span running, List<Span> known) {
    if (running == null
        || running.closedAt() == null
        || running.closedAt().isAfter(item.occurredAt())) {
      return false;
    }
    return item.touches().stream()
        .anyMatch(touch -> known.stream().noneMatch(span -> span.touches().contains(touch)));
  }

  private static @Nullable ConversationId begunBySilence(@Nullable Span span) {
    return span != null && span.startedBy() == Reason.SILENCE ? span.id() : null;
  }

  private static boolean within(Duration gap, Instant earlier, Instant later) {
    return Duration.between(earlier, later).compareTo(gap) <= 0;
  }
}

package popeki.conversations;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import popeki.kernel.ConversationId;
import popeki.kernel.Pure;

/**
 * Which conversation the newest item of all belongs to. A contact's silence of more than the gap,
 * or a new ad click or reference code after won or lost, begins a new one; otherwise a new click is
 * another touch of the same one.
 *
 * <p>What may not begin a conversation (echoes of the business, reactions …) joins the running one,
 * however long ago it began, and stands apart when there is none.
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
   * @param touches every click and code seen in it
   */
  record Span(ConversationId id, Instant startedAt, Instant lastHeardAt, Set<Touch> touches) {}

  /**
   * The time from a sale or a loss on.
   *
   * @param until when it was reopened; null when it was not
   */
  record Closing(Instant from, @Nullable Instant until) {
    /** Whether what began then was over at a moment. */
    boolean ends(Instant began, Instant at) {
      return !from.isBefore(began) && !from.isAfter(at) && (until == null || at.isBefore(until));
    }
  }

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
    record Join(ConversationId conversation) implements Decision {}

    record Start(Reason reason) implements Decision {}

    /** Belongs to the contact and to no conversation. */
    record Apart() implements Decision {}
  }

  /**
   * @param item the newest of all; {@link Grouping} answers for what comes late
   * @param known in any order
   * @param closings of all of them
   * @param gap the silence that a conversation survives; one moment more does not
   */
  static Decision decide(
      Arrival item, List<Span> known, Collection<Closing> closings, Duration gap) {
    Span running = known.stream().max(BY_START).orElse(null);
    if (running == null) {
      return item.opens() ? new Decision.Start(Reason.FIRST) : new Decision.Apart();
    }
    if (item.opens() && isNewTouchAfterClose(item, running, known, closings)) {
      return new Decision.Start(Reason.NEW_TOUCH_AFTER_CLOSE);
    }
    boolean silent = Duration.between(running.lastHeardAt(), item.occurredAt()).compareTo(gap) > 0;
    return item.opens() && silent
        ? new Decision.Start(Reason.SILENCE)
        : new Decision.Join(running.id());
  }

  /** The id only breaks ties, so that the order of the list never matters. */
  private static final Comparator<Span> BY_START =
      Comparator.comparing(Span::startedAt).thenComparing(span -> span.id().value());

  /** A click or code that no conversation has seen, after the running one was won or lost. */
  private static boolean isNewTouchAfterClose(
      Arrival item, Span running, List<Span> known, Collection<Closing> closings) {
    boolean closed =
        closings.stream().anyMatch(one -> one.ends(running.startedAt(), item.occurredAt()));
    return closed
        && item.touches().stream()
            .anyMatch(touch -> known.stream().noneMatch(span -> span.touches().contains(touch)));
  }
}

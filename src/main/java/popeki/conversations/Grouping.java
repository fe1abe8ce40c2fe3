package popeki.conversations;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import popeki.conversations.ConversationRules.Closing;
import popeki.conversations.ConversationRules.Reason;
import popeki.conversations.ConversationRules.Touch;
import popeki.kernel.ConversationId;
import popeki.kernel.MessageId;
import popeki.kernel.Pure;

/**
 * All messages of one person with one number, cut into conversations. {@link ConversationRules}
 * answers for the message that is the newest of all; this answers for the whole, whatever order it
 * came in: the same messages are always cut the same way.
 */
@Pure
final class Grouping {
  private Grouping() {}

  /**
   * A message, without its words.
   *
   * @param opens a customer's message of a kind that may begin a conversation
   * @param now the conversation it is in; null when it stands apart
   */
  record Item(
      MessageId id,
      Instant at,
      boolean inbound,
      boolean opens,
      Set<Touch> touches,
      @Nullable ConversationId now) {}

  /**
   * A conversation.
   *
   * @param items oldest first; the first one opens
   */
  record Group(Reason startedBy, List<Item> items) {
    Instant startedAt() {
      return items.getFirst().at();
    }
  }

  /**
   * @param groups oldest first
   * @param apart what was written before the person ever wrote
   */
  record Cut(List<Group> groups, List<Item> apart) {}

  /** Of one second, what begins a conversation comes before what answers in it. */
  private static final Comparator<Item> IN_ORDER =
      Comparator.comparing(Item::at)
          .thenComparing(Item::opens, Comparator.reverseOrder())
          .thenComparing(item -> item.touches().isEmpty())
          .thenComparing(item -> item.id().value());

  /**
   * @param closings of all conversations of the person with the number
   * @param gap the silence that a conversation survives; one moment more does not
   */
  static Cut of(Collection<Item> items, Collection<Closing> closings, Duration gap) {
    var groups = new ArrayList<Group>();
    var apart = new ArrayList<Item>();
    var seen = new HashSet<Touch>();
    Instant heard = Instant.MIN;
    for (Item item : items.stream().sorted(IN_ORDER).toList()) {
      Group running = groups.isEmpty() ? null : groups.getLast();
      if (item.opens()) {
        Reason reason = reasonToBegin(item, running, heard, seen, closings, gap);
        if (reason != null) {
          running = new Group(reason, new ArrayList<>());
          groups.add(running);
        }
        seen.addAll(item.touches());
      }
      if (running == null) {
        apart.add(item);
      } else {
        running.items().add(item);
        heard = item.inbound() ? item.at() : heard;
      }
    }
    return new Cut(groups, apart);
  }

  /** Null when the running conversation goes on. */
  private static @Nullable Reason reasonToBegin(
      Item item,
      @Nullable Group running,
      Instant heard,
      Set<Touch> seen,
      Collection<Closing> closings,
      Duration gap) {
    if (running == null) {
      return Reason.FIRST;
    }
    Instant began = running.startedAt();
    boolean closed = closings.stream().anyMatch(one -> one.ends(began, item.at()));
    if (closed && !seen.containsAll(item.touches())) {
      return Reason.NEW_TOUCH_AFTER_CLOSE;
    }
    return Duration.between(heard, item.at()).compareTo(gap) > 0 ? Reason.SILENCE : null;
  }
}

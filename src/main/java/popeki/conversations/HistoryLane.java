package popeki.conversations;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import popeki.conversations.InboundEvent.HistoryMessage;
import popeki.platform.Lane;
import popeki.platform.Lanes;
import popeki.platform.RunMode;

/**
 * Works off the past of numbers: half a year of messages comes in a few big bodies, which one
 * worker reads person by person, while what people write now goes its own way.
 */
@Component
class HistoryLane implements Lane {
  static final String KIND = "whatsapp-history";

  private static final UUID WORKER = new UUID(0, 1);

  /** The lease: a body of 3 MB on a busy machine; done twice, it changes nothing. */
  private static final InboxWork.Manner MANNER =
      new InboxWork.Manner(
          WebhookInbox.Queue.HISTORY, 1, Duration.ofMinutes(10), Duration.ofSeconds(5));

  /** Messages of a person in one transaction. */
  private static final int AT_ONCE = 50;

  private static final Duration LONGEST_REST = Duration.ofSeconds(1);

  private final InboxWork work;
  private final Clock clock;
  private final ObjectProvider<Lanes> lanes;
  private final RunMode mode;

  HistoryLane(InboxWork work, Clock clock, ObjectProvider<Lanes> lanes, RunMode mode) {
    this.work = work;
    this.clock = clock;
    this.lanes = lanes;
    this.mode = mode;
  }

  /** What belongs to the past, and may wait. */
  static boolean isPast(InboundEvent event) {
    return switch (event) {
      case HistoryMessage _, InboundEvent.HistoryProgress _, InboundEvent.ContactSynced _ -> true;
      case InboundEvent.InboundMessage _,
          InboundEvent.EchoedMessage _,
          InboundEvent.MessageStatus _,
          InboundEvent.IdentityChanged _,
          InboundEvent.PreferenceChanged _,
          InboundEvent.AutomaticEvent _,
          InboundEvent.AccountNotice _,
          InboundEvent.ErrorNotice _,
          InboundEvent.Unknown _,
          InboundEvent.Malformed _ ->
          false;
    };
  }

  @EventListener(ContextRefreshedEvent.class)
  void open() {
    if (mode != RunMode.COMMAND) {
      lanes.getObject().wake(KIND, WORKER, null, clock.instant());
    }
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public Next drain(Slice slice) {
    return work.drain(slice, MANNER, this::take);
  }

  private void take(WebhookInbox.Item item) {
    work.read(item).ifPresent(events -> take(item, events));
  }

  private void take(WebhookInbox.Item item, List<InboundEvent> events) {
    var tally = new Tally();
    var people = new LinkedHashMap<Object, List<HistoryMessage>>();
    for (InboundEvent event : events) {
      if (event instanceof HistoryMessage past && past.phoneNumberId() != null) {
        people
            .computeIfAbsent(
                List.of(past.phoneNumberId(), ContactDirectory.aliases(past.customer())),
                _ -> new ArrayList<>())
            .add(past);
      } else {
        work.take(item, event, tally);
      }
    }
    people.values().forEach(past -> take(item, past, tally));
    work.settle(item, WebhookInbox.Queue.HISTORY, tally);
  }

  private void take(WebhookInbox.Item item, List<HistoryMessage> past, Tally tally) {
    for (int from = 0; from < past.size(); from += AT_ONCE) {
      long started = System.nanoTime();
      work.takePast(item, past.subList(from, Math.min(past.size(), from + AT_ONCE)), tally);
      rest(System.nanoTime() - started);
    }
  }

  /** The past has time: two thirds of it belong to what people write now. */
  private static void rest(long worked) {
    LockSupport.parkNanos(Math.min(2 * worked, LONGEST_REST.toNanos()));
  }
}

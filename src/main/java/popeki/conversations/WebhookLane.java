package popeki.conversations;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import popeki.platform.Lane;
import popeki.platform.Lanes;
import popeki.platform.RunMode;

/**
 * Works off what people write now. What a body tells of the past is left to {@link HistoryLane},
 * once the rest of it is taken in or has failed often enough.
 */
@Component
class WebhookLane implements Lane {
  static final String KIND = "whatsapp-inbox";

  /** Bodies are independent, so a few workers share one inbox. */
  private static final int WORKERS = 3;

  private static final InboxWork.Manner MANNER =
      new InboxWork.Manner(
          WebhookInbox.Queue.LIVE, 20, Duration.ofSeconds(60), Duration.ofSeconds(2));

  private final WebhookInbox inbox;
  private final InboxWork work;
  private final Clock clock;
  private final ObjectProvider<Lanes> lanes;
  private final RunMode mode;

  WebhookLane(
      WebhookInbox inbox, InboxWork work, Clock clock, ObjectProvider<Lanes> lanes, RunMode mode) {
    this.inbox = inbox;
    this.work = work;
    this.clock = clock;
    this.lanes = lanes;
    this.mode = mode;
  }

  /** The workers' rows exist before the first webhook; the door itself may only insert. */
  @EventListener(ContextRefreshedEvent.class)
  void open() {
    if (mode == RunMode.COMMAND) {
      return;
    }
    for (int worker = 0; worker < WORKERS; worker++) {
      lanes.getObject().wake(KIND, new UUID(0, worker + 1L), null, clock.instant());
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
    events.stream()
        .filter(event -> !HistoryLane.isPast(event))
        .forEach(event -> work.take(item, event, tally));
    boolean enough = tally.isSettled() || item.isLastTry();
    if (enough && events.stream().anyMatch(HistoryLane::isPast)) {
      inbox.toHistory(item, tally);
      lanes.getObject().nudge(HistoryLane.KIND);
    } else {
      work.settle(item, WebhookInbox.Queue.LIVE, tally);
    }
  }
}

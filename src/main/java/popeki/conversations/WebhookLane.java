package popeki.conversations;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import popeki.platform.Lane;
import popeki.platform.Lanes;
import popeki.platform.RunMode;

/**
 * Works off the inbox: a body is parsed, and each item in it is taken in by a transaction of its
 * own. An item that fails does not hold up its neighbours; the body comes back for it a few times
 * and is then dead, with the reason, while the rest stands. Doing an item twice changes nothing.
 */
@Component
class WebhookLane implements Lane {
  static final String KIND = "whatsapp-inbox";

  private static final Logger log = LoggerFactory.getLogger(WebhookLane.class);

  /** Bodies are independent, so a few workers share one inbox. */
  private static final int WORKERS = 3;

  private static final Duration LEASE = Duration.ofSeconds(60);
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

  private final WebhookInbox inbox;
  private final EventIntake intake;
  private final Clock clock;
  private final ObjectProvider<Lanes> lanes;
  private final RunMode mode;

  WebhookLane(
      WebhookInbox inbox,
      EventIntake intake,
      Clock clock,
      ObjectProvider<Lanes> lanes,
      RunMode mode) {
    this.inbox = inbox;
    this.intake = intake;
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
    while (clock.instant().isBefore(slice.until())) {
      List<WebhookInbox.Item> items = inbox.claim(WebhookInbox.Queue.LIVE, 20, LEASE);
      if (items.isEmpty()) {
        return Next.at(clock.instant().plus(LOOK_AGAIN));
      }
      items.forEach(this::take);
    }
    return Next.at(clock.instant());
  }

  private void take(WebhookInbox.Item item) {
    List<InboundEvent> events;
    try {
      events = WhatsAppPayload.parse(inbox.open(item));
    } catch (UnreadablePayload e) {
      inbox.dead(item, "not JSON: " + e.getMessage());
      return;
    } catch (RuntimeException e) {
      inbox.unopened(item, e);
      return;
    }
    var tally = new Tally();
    events.stream()
        .filter(event -> !HistoryLane.isPast(event))
        .forEach(event -> take(item, event, tally));
    if (events.stream().anyMatch(HistoryLane::isPast) && tally.isSettled()) {
      inbox.toHistory(item);
      lanes.getObject().nudge(HistoryLane.KIND);
    } else {
      inbox.settle(item, WebhookInbox.Queue.LIVE, tally);
    }
  }

  private void take(WebhookInbox.Item item, InboundEvent event, Tally tally) {
    try {
      tally.add(intake.accept(item.app(), event, item.receivedAt().toInstant()));
    } catch (RuntimeException e) {
      log.warn("Item {} of webhook {} was not taken in", event.position(), item.id(), e);
      tally.failed(event.position() + ": " + e.getClass().getSimpleName());
    }
  }
}

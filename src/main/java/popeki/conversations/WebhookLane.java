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
import popeki.connections.MetaApps;
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

  private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

  private final WebhookInbox inbox;
  private final EventIntake intake;
  private final MetaApps apps;
  private final Clock clock;
  private final ObjectProvider<Lanes> lanes;
  private final RunMode mode;

  WebhookLane(
      WebhookInbox inbox,
      EventIntake intake,
      MetaApps apps,
      Clock clock,
      ObjectProvider<Lanes> lanes,
      RunMode mode) {
    this.inbox = inbox;
    this.intake = intake;
    this.apps = apps;
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
      List<WebhookInbox.Item> items = inbox.claim(20);
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
    }
    var tally = new Tally();
    for (InboundEvent event : events) {
      try {
        tally.add(
            mayTell(item.app(), event)
                ? intake.accept(event, item.receivedAt().toInstant())
                : Intake.FOREIGN);
      } catch (RuntimeException e) {
        log.warn("Item {} of webhook {} was not taken in", event.position(), item.id(), e);
        tally.failed(event.position() + ": " + e.getClass().getSimpleName());
      }
    }
    settle(item, tally);
  }

  /** Whoever holds the secret of one business's app may not write into another business. */
  private boolean mayTell(String app, InboundEvent event) {
    return app.equals(WebhookInbox.ENVIRONMENT)
        || apps.mayTell(app, event.phoneNumberId(), event.wabaId());
  }

  private void settle(WebhookInbox.Item item, Tally tally) {
    if (tally.isSettled()) {
      inbox.done(item, tally.summary());
    } else if (item.attempts() < WebhookInbox.MAX_ATTEMPTS) {
      inbox.later(item, tally.summary());
    } else if (tally.hasFailures()) {
      inbox.dead(item, tally.summary());
    } else {
      inbox.done(item, tally.summary());
    }
  }

  /** What became of the items of one body, in a line without content. */
  private static final class Tally {
    private final java.util.TreeMap<String, Integer> counts = new java.util.TreeMap<>();
    private final java.util.ArrayList<String> failures = new java.util.ArrayList<>();
    private boolean waits;

    void add(Intake outcome) {
      counts.merge(outcome.code(), 1, Integer::sum);
      waits |= outcome == Intake.TOO_EARLY;
    }

    void failed(String where) {
      failures.add(where);
    }

    boolean hasFailures() {
      return !failures.isEmpty();
    }

    boolean isSettled() {
      return failures.isEmpty() && !waits;
    }

    String summary() {
      String known =
          counts.entrySet().stream()
              .map(entry -> entry.getValue() + " " + entry.getKey())
              .collect(java.util.stream.Collectors.joining(", "));
      String failed =
          failures.isEmpty()
              ? ""
              : "; failed: " + String.join(", ", failures.subList(0, Math.min(5, failures.size())));
      return known + failed;
    }
  }
}

package popeki.conversations;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import popeki.platform.Lane;
import popeki.workspaces.Numbers;

/**
 * What both lanes of the inbox do with a body: claim it, open and read it, take its items in one by
 * one. An item that fails does not hold up its neighbours; the body comes back for it a few times
 * and is then dead, with the reason, while the rest stands. Doing an item twice changes nothing.
 */
@Component
class InboxWork {
  private static final Logger log = LoggerFactory.getLogger(InboxWork.class);

  private final WebhookInbox inbox;
  private final EventIntake intake;
  private final Numbers numbers;
  private final Clock clock;

  InboxWork(WebhookInbox inbox, EventIntake intake, Numbers numbers, Clock clock) {
    this.inbox = inbox;
    this.intake = intake;
    this.numbers = numbers;
    this.clock = clock;
  }

  /**
   * How a lane goes through its queue.
   *
   * @param atOnce how many bodies it claims together
   * @param lease for how long they are its own
   * @param lookAgain after which pause it looks by itself when nothing was there
   */
  record Manner(WebhookInbox.Queue queue, int atOnce, Duration lease, Duration lookAgain) {}

  /** Works bodies off until none is left or the slice is used up. */
  Lane.Next drain(Lane.Slice slice, Manner manner, Consumer<WebhookInbox.Item> take) {
    while (clock.instant().isBefore(slice.until())) {
      List<WebhookInbox.Item> items = inbox.claim(manner.queue(), manner.atOnce(), manner.lease());
      if (items.isEmpty()) {
        return Lane.Next.at(clock.instant().plus(manner.lookAgain()));
      }
      items.stream().filter(inbox::keep).forEach(take);
    }
    return Lane.Next.at(clock.instant());
  }

  /** What a body says; empty when it cannot be opened or read, which is then noted on it. */
  Optional<List<InboundEvent>> read(WebhookInbox.Item item) {
    try {
      return Optional.of(WhatsAppPayload.parse(inbox.open(item)));
    } catch (UnreadablePayload e) {
      inbox.dead(item, "not JSON: " + e.getMessage());
    } catch (RuntimeException e) {
      inbox.unopened(item, e);
    }
    return Optional.empty();
  }

  void take(WebhookInbox.Item item, InboundEvent event, Tally tally) {
    attempt(
        item,
        event,
        tally,
        () -> tally.add(event, intake.accept(item.app(), event, item.receivedAt().toInstant())));
  }

  /**
   * Takes in what is told of the past of one person.
   *
   * @param past not empty
   */
  void takePast(WebhookInbox.Item item, List<InboundEvent.HistoryMessage> past, Tally tally) {
    attempt(
        item,
        past.getFirst(),
        tally,
        () -> intake.acceptPast(item.app(), past, item.receivedAt().toInstant(), tally));
  }

  /**
   * Ends the work on a body. A number that was connected while it was read may have been looked for
   * too early, so whoever ends it looks once more.
   */
  void settle(WebhookInbox.Item item, WebhookInbox.Queue queue, Tally tally) {
    inbox.settle(item, queue, tally);
    for (String unclaimed : tally.unclaimed()) {
      numbers
          .byPhoneNumberId(unclaimed)
          .ifPresent(number -> inbox.readAgain(unclaimed, numbers.heardSince(number)));
    }
  }

  /** Of a body that another worker took over meanwhile, the rest is left to that one. */
  private void attempt(WebhookInbox.Item item, InboundEvent event, Tally tally, Runnable work) {
    try {
      if (!inbox.keep(item)) {
        return;
      }
      work.run();
    } catch (RuntimeException e) {
      log.warn("Item {} of webhook {} was not taken in", event.position(), item.id(), e);
      tally.failed(event.position() + ": " + e.getClass().getSimpleName());
    }
  }
}

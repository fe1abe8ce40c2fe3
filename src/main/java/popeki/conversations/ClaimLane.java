package popeki.conversations;

import java.time.Clock;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import popeki.platform.Lane;
import popeki.platform.Lanes;
import popeki.workspaces.ConnectedNumber;
import popeki.workspaces.NumberConnected;
import popeki.workspaces.Numbers;

/**
 * A number was connected: what came for it before, when nobody had it, is read again; all of it
 * where the number is proved to be the workspace's, else what came just before. A body read twice
 * changes nothing.
 */
@Component
class ClaimLane implements Lane {
  static final String KIND = "whatsapp-claimed";

  private final WebhookInbox inbox;
  private final Numbers numbers;
  private final Lanes lanes;
  private final Clock clock;

  ClaimLane(WebhookInbox inbox, Numbers numbers, Lanes lanes, Clock clock) {
    this.inbox = inbox;
    this.numbers = numbers;
    this.lanes = lanes;
    this.clock = clock;
  }

  @EventListener
  void on(NumberConnected connected) {
    lanes.wake(KIND, connected.workspace(), clock.instant());
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public Next drain(Slice slice) {
    for (ConnectedNumber number : numbers.list(slice.owner())) {
      inbox.readAgain(number.phoneNumberId(), numbers.heardSince(number));
    }
    return Next.idle();
  }
}

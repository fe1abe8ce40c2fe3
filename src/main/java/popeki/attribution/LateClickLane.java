package popeki.attribution;

import java.time.Clock;
import java.time.Duration;
import org.springframework.stereotype.Component;
import popeki.conversations.Conversations;
import popeki.kernel.ConversationId;
import popeki.links.Links;
import popeki.platform.Lane;
import popeki.platform.WorkspaceTx;

/**
 * Decides again where visits came late: they waited on a node's disk while the database was away. A
 * code may have been told before its visit was known, and a visit may be what a conversation
 * without a code probably came from.
 */
@Component
class LateClickLane implements Lane {
  /** A click waits in a spool for as long as the database is away, which is hours, not weeks. */
  private static final Duration LOOK_BACK = Duration.ofDays(8);

  private final Attributions attributions;
  private final Conversations conversations;
  private final TouchRepository touches;
  private final ArrivalRepository arrivals;
  private final WorkspaceTx tx;
  private final Clock clock;

  LateClickLane(
      Attributions attributions,
      Conversations conversations,
      TouchRepository touches,
      ArrivalRepository arrivals,
      WorkspaceTx tx,
      Clock clock) {
    this.attributions = attributions;
    this.conversations = conversations;
    this.touches = touches;
    this.arrivals = arrivals;
    this.tx = tx;
    this.clock = clock;
  }

  @Override
  public String kind() {
    return Links.LATE_CLICKS;
  }

  @Override
  public Next drain(Slice slice) {
    var since = clock.instant().minus(LOOK_BACK);
    var waiting = tx.in(slice.owner(), () -> touches.withUnknownCode(slice.owner(), since));
    for (ConversationId conversation : waiting) {
      tx.run(
          slice.owner(),
          () -> {
            if (conversations.hold(slice.owner(), conversation)) {
              attributions.decide(slice.owner(), conversation);
            }
          });
    }
    tx.run(
        slice.owner(),
        () ->
            arrivals
                .numbers(slice.owner(), since)
                .forEach(
                    number ->
                        attributions.lookAgain(slice.owner(), number, since, clock.instant())));
    return Next.idle();
  }
}

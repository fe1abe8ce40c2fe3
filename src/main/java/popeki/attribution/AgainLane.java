package popeki.attribution;

import java.time.Clock;
import java.util.List;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import popeki.ads.AdsLearnt;
import popeki.attribution.AgainRepository.Waiting;
import popeki.conversations.Conversations;
import popeki.kernel.WorkspaceId;
import popeki.platform.Lane;
import popeki.platform.WorkspaceTx;

/**
 * Decides conversations again where something that they were decided by is another now: a rule, a
 * window, or where an ad belongs. Each is committed by itself, so it goes on where it was stopped.
 */
@Component
class AgainLane implements Lane {
  static final String KIND = "attribution-again";

  private static final int AT_ONCE = 200;

  private final AgainRepository again;
  private final Attributions attributions;
  private final Conversations conversations;
  private final WorkspaceTx tx;
  private final Clock clock;

  AgainLane(
      AgainRepository again,
      Attributions attributions,
      Conversations conversations,
      WorkspaceTx tx,
      Clock clock) {
    this.again = again;
    this.attributions = attributions;
    this.conversations = conversations;
    this.tx = tx;
    this.clock = clock;
  }

  /** Everything of the workspace is decided again; asked twice, it is done once. */
  void all(WorkspaceId workspace) {
    tx.run(workspace, () -> again.all(workspace));
  }

  @EventListener
  void on(AdsLearnt learnt) {
    again.ofAds(learnt.workspace(), learnt.adIds());
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public Next drain(Slice slice) {
    WorkspaceId workspace = slice.owner();
    while (clock.instant().isBefore(slice.until())) {
      List<Waiting> waiting = tx.in(workspace, () -> again.some(workspace, AT_ONCE));
      if (waiting.isEmpty()) {
        return Next.idle();
      }
      for (Waiting one : waiting) {
        tx.run(workspace, () -> decide(workspace, one));
      }
    }
    return Next.at(clock.instant());
  }

  private void decide(WorkspaceId workspace, Waiting waiting) {
    if (conversations.hold(workspace, waiting.conversation())) {
      attributions.decide(workspace, waiting.conversation());
      attributions.credit(workspace, waiting.conversation());
    }
    again.done(workspace, waiting);
  }
}

package popeki.attribution;

import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import popeki.ads.AdsLearnt;
import popeki.attribution.AgainRepository.Waiting;
import popeki.conversations.Conversations;
import popeki.kernel.ConversationId;
import popeki.kernel.WorkspaceId;
import popeki.platform.Lane;
import popeki.platform.WorkspaceTx;

/**
 * Decides conversations again where something that they were decided by is another now: a rule, a
 * window, or where an ad belongs. So many at once are committed together that what they stand on is
 * read and written in few statements; it goes on where it was stopped.
 */
@Component
class AgainLane implements Lane {
  static final String KIND = "attribution-again";

  private static final int AT_ONCE = 1_000;

  private final AgainRepository again;
  private final Attributions attributions;
  private final Conversations conversations;
  private final RuleReader rules;
  private final MatchModels models;
  private final WorkspaceTx tx;
  private final Clock clock;

  AgainLane(
      AgainRepository again,
      Attributions attributions,
      Conversations conversations,
      RuleReader rules,
      MatchModels models,
      WorkspaceTx tx,
      Clock clock) {
    this.again = again;
    this.attributions = attributions;
    this.conversations = conversations;
    this.rules = rules;
    this.models = models;
    this.tx = tx;
    this.clock = clock;
  }

  /**
   * Everything of the workspace is decided again, by the rules that stand and by what is learnt
   * anew; asked twice, it is done once.
   */
  void all(WorkspaceId workspace) {
    tx.run(
        workspace,
        () -> {
          models.outdate(workspace);
          again.all(workspace, rules.holdForAll(workspace));
        });
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
    models.renew(workspace);
    while (clock.instant().isBefore(slice.until())) {
      if (!some(workspace, AT_ONCE)) {
        return Next.idle();
      }
    }
    return Next.at(clock.instant());
  }

  /** Decides some that wait, all of them or none; false when none waits. */
  boolean some(WorkspaceId workspace, int most) {
    return tx.in(
        workspace,
        () -> {
          List<Waiting> waiting = again.some(workspace, most);
          if (waiting.isEmpty()) {
            return false;
          }
          Set<ConversationId> here =
              conversations.hold(workspace, waiting.stream().map(Waiting::conversation).toList());
          rules.again(
              workspace,
              here,
              waiting.stream()
                  .filter(Waiting::words)
                  .map(Waiting::conversation)
                  .filter(here::contains)
                  .toList());
          attributions.again(workspace, here);
          again.done(workspace, waiting);
          return true;
        });
  }
}

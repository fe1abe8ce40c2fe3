package popeki.attribution;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import popeki.attribution.ArrivalRepository.Due;
import popeki.attribution.MatchModelRepository.Learnt;
import popeki.attribution.Matching.Posterior;
import popeki.conversations.Conversations;
import popeki.kernel.ConversationId;
import popeki.kernel.DateRange;
import popeki.kernel.NumberId;
import popeki.kernel.WorkspaceId;
import popeki.platform.Lane;
import popeki.platform.Lanes;
import popeki.platform.WorkspaceTx;
import popeki.workspaces.Workspace;
import popeki.workspaces.Workspaces;

/**
 * Matches conversations without a certain sign with visits, wherever something changed. It reads
 * stretches of a day with the {@link Matching#REACH} before them, so that an answer is the same
 * whichever stretch it was found in.
 */
@Component
class ProbableLane implements Lane {
  static final String KIND = "attribution-probable";

  private static final Duration STRETCH = Duration.ofDays(1);
  private static final int MOST_ARRIVALS = 20_000;

  private final ArrivalRepository arrivals;
  private final DecisionRepository decisions;
  private final MatchModels models;
  private final Guessing guessing;
  private final Attributions attributions;
  private final Conversations conversations;
  private final Workspaces workspaces;
  private final WorkspaceTx tx;
  private final Lanes lanes;
  private final Clock clock;

  ProbableLane(
      ArrivalRepository arrivals,
      DecisionRepository decisions,
      MatchModels models,
      Guessing guessing,
      Attributions attributions,
      Conversations conversations,
      Workspaces workspaces,
      WorkspaceTx tx,
      Lanes lanes,
      Clock clock) {
    this.arrivals = arrivals;
    this.decisions = decisions;
    this.models = models;
    this.guessing = guessing;
    this.attributions = attributions;
    this.conversations = conversations;
    this.workspaces = workspaces;
    this.tx = tx;
    this.lanes = lanes;
    this.clock = clock;
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public Next drain(Slice slice) {
    WorkspaceId workspace = slice.owner();
    Learnt known = models.latest(workspace).orElse(null);
    if (known == null || known.at().isBefore(clock.instant().minus(MatchModels.FRESH))) {
      tx.run(workspace, () -> lanes.wake(LearningLane.KIND, workspace, clock.instant()));
    }
    while (clock.instant().isBefore(slice.until())) {
      Due due = tx.in(workspace, () -> arrivals.nextDue(workspace)).orElse(null);
      if (due == null) {
        return Next.idle();
      }
      // Whoever made it due may have learnt before.
      match(workspace, due, models.latest(workspace).orElse(null));
      tx.run(workspace, () -> arrivals.done(workspace, due));
    }
    return Next.at(clock.instant());
  }

  private void match(WorkspaceId workspace, Due due, @Nullable Learnt learnt) {
    MatchModel model = learnt == null ? MatchModel.PRIOR : learnt.model();
    Instant end = due.to().plus(Matching.REACH);
    Instant now = clock.instant();
    Instant latest = (due.to().isAfter(now) ? due.to() : now).plusSeconds(1);
    Instant until = end.isBefore(latest) ? end : latest;
    Workspace owner = workspaces.get(workspace);
    var matching = new Matching(model, due.number().value(), owner.timezone());
    // What is told of one visit may leave for an ad platform: that visit has to be so certain.
    var settings = owner.settings().attribution();
    double oneVisit = Math.max(settings.probableThreshold(), settings.sendThreshold());
    var matched = new Attributions.Matched(learnt == null ? null : learnt.at(), due.exact());
    for (Instant from = due.from(); from.isBefore(until); from = from.plus(STRETCH)) {
      Instant to = from.plus(STRETCH).isBefore(until) ? from.plus(STRETCH) : until;
      for (Posterior posterior : posteriors(workspace, due.number(), matching, from, to)) {
        if (!posterior.arrival().at().isBefore(from)) {
          answer(workspace, posterior, oneVisit, matched);
        }
      }
    }
  }

  private List<Posterior> posteriors(
      WorkspaceId workspace, NumberId number, Matching matching, Instant from, Instant to) {
    var horizon = Duration.ofSeconds((long) DelayCurve.HORIZON_SECONDS);
    return tx.in(
        workspace,
        () ->
            matching.of(
                arrivals.arrivals(
                    workspace, number, new DateRange(from.minus(horizon), to), MOST_ARRIVALS),
                models.candidates(
                    workspace, number, new DateRange(from.minus(Matching.REACH), to))));
  }

  private void answer(
      WorkspaceId workspace, Posterior posterior, double oneVisit, Attributions.Matched matched) {
    var conversation = new ConversationId(posterior.arrival().conversation());
    tx.run(
        workspace,
        () -> {
          Guess guess = guessing.guess(workspace, posterior, oneVisit);
          if (guess.touch() == null && hasNothingToTakeBack(workspace, conversation)) {
            return;
          }
          if (conversations.hold(workspace, conversation)) {
            attributions.guess(workspace, conversation, guess, matched);
          }
        });
  }

  private boolean hasNothingToTakeBack(WorkspaceId workspace, ConversationId conversation) {
    return decisions.latestOfMachine(workspace, List.of(conversation)).stream()
        .noneMatch(Decision::isGuessed);
  }
}

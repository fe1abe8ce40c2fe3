package popeki.conversations;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import popeki.conversations.ConversationRules.Closing;
import popeki.kernel.Pure;

/**
 * How outcomes move a conversation along {@code new → contacted → qualified → quoted → won | lost}.
 *
 * <ul>
 *   <li>A step forward moves; a step that is behind changes nothing, so "contacted" after "quoted"
 *       stays quoted.
 *   <li>Won and lost end a conversation; only a sale, a loss or "reopened" moves it after that.
 *   <li>Won after won is another sale. Won after lost is a sale: the customer came back.
 *   <li>Lost after won stands as lost. The sale is not taken back by it: the stage says how things
 *       are now, sales and refunds say what was sold.
 *   <li>Reopened leads back to qualified, or to contacted when it never was; on an open
 *       conversation it changes nothing.
 *   <li>A refund gives money back and moves no stage. It is believed whatever the stage, since
 *       systems report out of order.
 *   <li>Qualified, quoted and won each count as qualified the first time, even where the stage
 *       stays.
 * </ul>
 */
@Pure
final class StageRules {
  private StageRules() {}

  /**
   * @param qualifiedBefore the conversation has once been qualified or beyond
   */
  static StageChange apply(Stage current, OutcomeKind kind, boolean qualifiedBefore) {
    var next =
        switch (kind) {
          case CONTACTED -> forward(current, Stage.CONTACTED);
          case QUALIFIED -> forward(current, Stage.QUALIFIED);
          case QUOTED -> forward(current, Stage.QUOTED);
          case WON -> Stage.WON;
          case LOST -> Stage.LOST;
          case REOPENED -> reopened(current, qualifiedBefore);
          case REFUNDED -> current;
        };
    return new StageChange(
        next,
        next != current,
        !qualifiedBefore && qualifies(kind),
        kind == OutcomeKind.WON,
        kind == OutcomeKind.REFUNDED);
  }

  /**
   * Where a conversation stands.
   *
   * @param qualified it has once been qualified or beyond
   * @param closedAt when it was won or lost; null while open
   */
  record Standing(Stage stage, boolean qualified, @Nullable Instant closedAt) {}

  /**
   * @param outcomes in the order in which they happened, whatever the order they were told in
   */
  static Standing after(List<Outcome> outcomes) {
    var standing = new Standing(Stage.NEW, false, null);
    for (Outcome outcome : outcomes) {
      StageChange change = apply(standing.stage(), outcome.kind(), standing.qualified());
      Instant closedAt = null;
      if (change.stage().isClosed()) {
        boolean again = change.moved() || change.sale();
        closedAt = again ? outcome.occurredAt() : standing.closedAt();
      }
      standing =
          new Standing(change.stage(), standing.qualified() || change.firstQualified(), closedAt);
    }
    return standing;
  }

  /**
   * Every sale and every loss, until the conversation was reopened.
   *
   * @param outcomes in the order in which they happened
   */
  static List<Closing> closings(List<Outcome> outcomes) {
    var closings = new ArrayList<Closing>();
    for (int i = 0; i < outcomes.size(); i++) {
      OutcomeKind kind = outcomes.get(i).kind();
      if (kind == OutcomeKind.WON || kind == OutcomeKind.LOST) {
        Instant until =
            outcomes.subList(i, outcomes.size()).stream()
                .filter(later -> later.kind() == OutcomeKind.REOPENED)
                .map(Outcome::occurredAt)
                .findFirst()
                .orElse(null);
        closings.add(new Closing(outcomes.get(i).occurredAt(), until));
      }
    }
    return closings;
  }

  private static Stage forward(Stage current, Stage step) {
    return current.isClosed() || current.compareTo(step) >= 0 ? current : step;
  }

  private static Stage reopened(Stage current, boolean qualifiedBefore) {
    if (!current.isClosed()) {
      return current;
    }
    return qualifiedBefore ? Stage.QUALIFIED : Stage.CONTACTED;
  }

  /** Counts as qualified the first time. */
  static boolean qualifies(OutcomeKind kind) {
    return switch (kind) {
      case QUALIFIED, QUOTED, WON -> true;
      case CONTACTED, LOST, REOPENED, REFUNDED -> false;
    };
  }
}

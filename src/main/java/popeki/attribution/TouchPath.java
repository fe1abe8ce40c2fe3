package popeki.attribution;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Pure;
import popeki.platform.Delta;

/**
 * The touches that led to a fact, in one place for every model. A conversation's beginning was led
 * to by what the person came by before, inside the window, and by what opened it. What happens in
 * it later was led to by the touches since as well.
 *
 * <p>A returning person who came by nothing this time came by themselves: no earlier touch is
 * credited. A person's correction stands alone, under every model.
 */
@Pure
record TouchPath(List<Step> steps) {
  TouchPath {
    steps = List.copyOf(steps);
  }

  /** A touch on the way. */
  record Step(Instant at, @Nullable UUID clickId, Delta.Credit credit) {}

  /**
   * What is known of a conversation's credit.
   *
   * @param opening what it is credited to; null when it is to nothing
   * @param manual a person said so
   */
  record Credited(@Nullable Step opening, boolean manual, Instant startedAt) {}

  /**
   * The path to a fact.
   *
   * @param beginning the fact is that the conversation began
   * @param at of the fact
   * @param earlier touches told in the person's conversations before this one
   * @param own touches told in this one
   */
  static TouchPath to(
      boolean beginning,
      Instant at,
      Credited credited,
      List<Touch> earlier,
      List<Touch> own,
      Windows windows) {
    Step opening = credited.opening();
    if (credited.manual()) {
      return new TouchPath(opening == null ? List.of() : List.of(opening));
    }
    var steps = new ArrayList<Step>();
    if (opening != null) {
      for (Touch touch : earlier) {
        Instant from = credited.startedAt().minus(windows.of(touch.credit().source()));
        if (counts(touch)
            && !touch.happenedAt().isBefore(from)
            && touch.happenedAt().isBefore(opening.at())) {
          steps.add(step(touch));
        }
      }
      steps.add(opening);
    }
    if (!beginning) {
      for (Touch touch : own) {
        if (counts(touch)
            && windows.hold(touch)
            && !touch.toldAt().isAfter(at)
            && !isOpening(touch, opening)) {
          steps.add(step(touch));
        }
      }
    }
    steps.sort(Comparator.comparing(Step::at));
    return new TouchPath(steps);
  }

  /** Only what is certain to be this person's leads anywhere. */
  private static boolean counts(Touch touch) {
    return switch (touch.kind()) {
      case AD, AD_WITHOUT_ID -> true;
      case CLICK -> touch.standing() == Touch.Standing.OWN;
      case POST, TEXT, RULE -> false;
    };
  }

  private static boolean isOpening(Touch touch, @Nullable Step opening) {
    return opening != null
        && touch.happenedAt().equals(opening.at())
        && Objects.equals(touch.clickId(), opening.clickId());
  }

  private static Step step(Touch touch) {
    return new Step(touch.happenedAt(), touch.clickId(), touch.credit());
  }

  /** The last touch's credit; nobody's where there is none. */
  Delta.Credit last() {
    return steps.isEmpty() ? Delta.Credit.NONE : steps.getLast().credit();
  }
}

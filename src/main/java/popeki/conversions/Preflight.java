package popeki.conversions;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Pure;

/**
 * May this conversion go to Meta, and how? Asked when it is born, when a person asks for it again
 * and right before it goes. The rules stand in order, the first that speaks decides, and each
 * refusal has its reason. What passes here is what Meta takes.
 */
@Pure
final class Preflight {
  /** Meta refuses what is older than seven days; the minute is for the way there. */
  static final Duration TAKEN_FOR = Duration.ofDays(7).minusMinutes(1);

  private static final Duration CLOCK_SKEW = Duration.ofSeconds(30);
  private static final Duration WORTH_WAITING = Duration.ofMinutes(10);

  private static final List<Rule> RULES =
      List.of(
          Preflight::personAgrees,
          Preflight::destinationIsSet,
          Preflight::isFresh,
          Preflight::hasHappened,
          Preflight::destinationIsOn,
          Preflight::isPaidFor,
          Preflight::saleHasAnAmount,
          Preflight::visitorAllowsTracking,
          Preflight::sourceIsSureEnough,
          Preflight::aClickStandsBehindIt);

  private Preflight() {}

  /**
   * All that the decision rests on.
   *
   * @param subject null when the conversation was erased
   * @param threshold how sure of the source it must be, 0 to 1
   * @param paid the plan includes it
   */
  record Question(
      Outgoing event,
      @Nullable Subject subject,
      boolean suppressed,
      double threshold,
      boolean paid,
      @Nullable Destination destination,
      Instant now) {}

  private interface Rule {
    Optional<Decision> judge(Question question);
  }

  static Decision decide(Question question) {
    for (Rule rule : RULES) {
      Optional<Decision> decided = rule.judge(question);
      if (decided.isPresent()) {
        return decided.get();
      }
    }
    return waysOut(question);
  }

  private static Optional<Decision> personAgrees(Question q) {
    return when(q.subject() == null || q.suppressed(), new Decision.Cancel(Reason.OPTED_OUT));
  }

  private static Optional<Decision> destinationIsSet(Question q) {
    return when(q.destination() == null, new Decision.Hold(Reason.NOT_CONFIGURED));
  }

  private static Optional<Decision> isFresh(Question q) {
    return when(isTooOld(q.event().occurredAt(), q.now()), new Decision.Expire());
  }

  private static Optional<Decision> hasHappened(Question q) {
    Duration ahead = Duration.between(q.now(), q.event().occurredAt());
    if (ahead.compareTo(WORTH_WAITING) > 0) {
      return Optional.of(new Decision.Reject(Reason.IN_THE_FUTURE));
    }
    return when(ahead.compareTo(CLOCK_SKEW) > 0, new Decision.Wait(q.event().occurredAt()));
  }

  private static Optional<Decision> destinationIsOn(Question q) {
    var destination = q.destination();
    return when(destination == null || !destination.enabled(), new Decision.Hold(Reason.DISABLED));
  }

  private static Optional<Decision> isPaidFor(Question q) {
    return when(!q.paid(), new Decision.Hold(Reason.UNPAID));
  }

  private static Optional<Decision> saleHasAnAmount(Question q) {
    var value = q.event().value();
    return when(
        EventNames.needsValue(q.event().eventName()) && (value == null || value.minor() < 0),
        new Decision.Reject(Reason.VALUE_MISSING));
  }

  private static Optional<Decision> aClickStandsBehindIt(Question q) {
    return when(ways(q).isEmpty(), new Decision.Reject(Reason.NO_CLICK_ID));
  }

  private static Optional<Decision> visitorAllowsTracking(Question q) {
    var touch = touch(q);
    return when(touch != null && touch.gpc(), new Decision.Reject(Reason.GPC));
  }

  /** A likely source may become a sure one; no source at all is the next rule's. */
  private static Optional<Decision> sourceIsSureEnough(Question q) {
    var touch = touch(q);
    boolean something = touch != null && (touch.confidence() > 0 || !ways(q).isEmpty());
    return when(
        touch != null && something && touch.confidence() < q.threshold(),
        new Decision.Hold(Reason.BELOW_THRESHOLD));
  }

  /** The first way with a dataset that works; an ad's own click id before a link's. */
  private static Decision waysOut(Question q) {
    Decision closed = new Decision.Hold(Reason.NO_DATASET_FOR_CHANNEL);
    for (Route route : ways(q)) {
      Decision decision = along(route, q);
      if (decision instanceof Decision.Send) {
        return decision;
      }
      if (decision.refusal() != Reason.NO_DATASET_FOR_CHANNEL) {
        closed = decision;
      }
    }
    return closed;
  }

  private static Decision along(Route route, Question q) {
    var destination = q.destination();
    var subject = q.subject();
    if (destination == null || subject == null) {
      return new Decision.Hold(Reason.NOT_CONFIGURED);
    }
    var dataset = destination.dataset(route, subject.wabaId());
    if (dataset.isEmpty()) {
      return new Decision.Hold(Reason.NO_DATASET_FOR_CHANNEL);
    }
    if (destination.isParked(dataset.get())) {
      return new Decision.Hold(Reason.TOKEN_PARKED);
    }
    if (route == Route.WEB && !canBeMatched(subject)) {
      return new Decision.Reject(Reason.NOTHING_TO_MATCH);
    }
    return EventNames.resolve(route, q.event().eventName())
        .<Decision>map(name -> new Decision.Send(route, dataset.get(), name))
        .orElse(new Decision.Reject(Reason.EVENT_NOT_ALLOWED));
  }

  /** The ways that the touch opens; after a first attempt only that one, or Meta counts twice. */
  static List<Route> ways(Question q) {
    var touch = touch(q);
    var ways = new ArrayList<Route>();
    if (touch != null && touch.ctwaClid() != null) {
      ways.add(Route.MESSAGING);
    }
    if (touch != null && touch.click() != null) {
      ways.add(Route.WEB);
    }
    var taken = q.event().route();
    if (taken != null) {
      ways.removeIf(way -> way != taken);
    }
    return ways;
  }

  static boolean isTooOld(Instant occurredAt, Instant now) {
    return now.isAfter(occurredAt.plus(TAKEN_FOR));
  }

  private static boolean canBeMatched(Subject subject) {
    var touch = subject.touch();
    var click = touch == null ? null : touch.click();
    return subject.phone() != null || (click != null && click.fbclid() != null);
  }

  private static Subject.@Nullable Touch touch(Question q) {
    return q.subject() == null ? null : q.subject().touch();
  }

  private static Optional<Decision> when(boolean applies, Decision decision) {
    return applies ? Optional.of(decision) : Optional.empty();
  }
}

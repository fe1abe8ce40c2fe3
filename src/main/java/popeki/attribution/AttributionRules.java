package popeki.attribution;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import popeki.kernel.Pure;
import popeki.platform.Delta;

/**
 * Which touch opened a conversation. The rules, first match wins among the touches that were told
 * in the first day, earliest message first, an ad before a code in the same message:
 *
 * <ol>
 *   <li>An ad with its id: attributed to the ad, certain.
 *   <li>An ad without its id: an ad it was, which one is not known.
 *   <li>A reference code whose visit is ours, not shared, and inside the window: attributed to the
 *       link, certain.
 *   <li>Nothing of that: unattributed. A post is no ad; a passed-on code is another person's click.
 * </ol>
 *
 * Touches that did not win stand in the evidence with weight 0 and say why.
 */
@Pure
final class AttributionRules {
  /** Raised whenever an answer could change; stored with each decision. */
  static final int VERSION = 1;

  /** People put the code back, or answer the greeting first, within the first day. */
  static final Duration OPENING = Duration.ofHours(24);

  private AttributionRules() {}

  /**
   * Decides.
   *
   * @param startedAt when the conversation's first message was written
   * @param touches in any order; the order never changes the answer
   * @param window how long before its message a visit may lie
   */
  static Verdict decide(Instant startedAt, List<Touch> touches, Duration window) {
    List<Touch> ordered = touches.stream().sorted(EARLIEST_STRONGEST).toList();
    Optional<Touch> winner =
        ordered.stream()
            .filter(touch -> !touch.toldAt().isAfter(startedAt.plus(OPENING)))
            .filter(touch -> mayWin(touch, window))
            .findFirst();
    var evidence = new ArrayList<Evidence>();
    winner.ifPresent(touch -> evidence.add(won(touch)));
    for (Touch touch : ordered) {
      if (winner.isEmpty() || !touch.equals(winner.get())) {
        evidence.add(lost(touch, startedAt, window, winner.isPresent()));
      }
    }
    return winner.map(touch -> verdict(touch, evidence)).orElseGet(() -> Verdict.none(evidence));
  }

  private static final Comparator<Touch> EARLIEST_STRONGEST =
      Comparator.comparing(Touch::toldAt)
          .thenComparing(Touch::kind)
          .thenComparing(Touch::happenedAt, Comparator.reverseOrder())
          .thenComparing(Touch::key);

  private static boolean mayWin(Touch touch, Duration window) {
    return switch (touch.kind()) {
      case AD, AD_WITHOUT_ID -> true;
      case POST -> false;
      case CLICK -> touch.standing() == Touch.Standing.OWN && inside(touch, window);
    };
  }

  private static boolean inside(Touch touch, Duration window) {
    return !touch.happenedAt().isBefore(touch.toldAt().minus(window));
  }

  private static Verdict verdict(Touch touch, List<Evidence> evidence) {
    return switch (touch.kind()) {
      case AD -> new Verdict("attributed", "ctwa", 1, touch.credit(), touch, evidence);
      case AD_WITHOUT_ID -> new Verdict("ad_unknown", "ctwa", 1, touch.credit(), touch, evidence);
      case CLICK -> new Verdict("attributed", "code", 1, touch.credit(), touch, evidence);
      case POST -> new Verdict("unattributed", "none", 0, Delta.Credit.NONE, null, evidence);
    };
  }

  private static Evidence won(Touch touch) {
    return switch (touch.kind()) {
      case AD ->
          new Evidence(
              "ad_referral", "WhatsApp names the ad " + touch.adId() + " on the first message", 1);
      case AD_WITHOUT_ID ->
          new Evidence(
              "ad_referral_without_id", "WhatsApp says an ad was tapped, and not which", 1);
      case CLICK ->
          new Evidence(
              "reference_code",
              "The message carries the code that was made for one visit of " + name(touch),
              1);
      case POST -> new Evidence("post_referral", "A post's button was tapped; a post is no ad", 0);
    };
  }

  private static Evidence lost(
      Touch touch, Instant startedAt, Duration window, boolean somethingWon) {
    if (touch.kind() == Touch.Kind.POST) {
      return new Evidence("post_referral", "A post's button was tapped; a post is no ad", 0);
    }
    if (touch.kind() == Touch.Kind.CLICK && touch.standing() == Touch.Standing.SHARED) {
      return new Evidence(
          "shared_code",
          "The code of " + name(touch) + " was used by another conversation first",
          0);
    }
    if (touch.kind() == Touch.Kind.CLICK && touch.standing() == Touch.Standing.UNKNOWN) {
      return new Evidence("unknown_code", "A well-formed code, but no visit here has it", 0);
    }
    if (touch.kind() == Touch.Kind.CLICK && !inside(touch, window)) {
      return new Evidence(
          "outside_window",
          "The visit of " + name(touch) + " lies more than " + window.toDays() + " days back",
          0);
    }
    if (touch.toldAt().isAfter(startedAt.plus(OPENING))) {
      return new Evidence("later_touch", "Came again later by " + way(touch), 0);
    }
    return new Evidence(
        somethingWon ? "other_touch" : "later_touch", "Also came by " + way(touch), 0);
  }

  private static String way(Touch touch) {
    return switch (touch.kind()) {
      case AD -> "the ad " + touch.adId();
      case AD_WITHOUT_ID -> "an ad that WhatsApp does not name";
      case POST -> "a post";
      case CLICK -> name(touch);
    };
  }

  private static String name(Touch touch) {
    return touch.label() == null ? "a tracked link" : "the link “" + touch.label() + "”";
  }
}

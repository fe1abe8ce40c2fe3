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
 *   <li>The exact text of one link alone, when the text says enough of its own: attributed to the
 *       link, certain.
 *   <li>A rule of the business, the first in its order: attributed to what it says, certain.
 *   <li>A visit that probably led here, from the threshold on: attributed to its link, likely.
 *   <li>Nothing of that: unattributed. A post is no ad; a passed-on code is another person's click.
 * </ol>
 *
 * Touches that did not win stand in the evidence with weight 0 and say why.
 */
@Pure
final class AttributionRules {
  /** Raised whenever an answer could change; stored with each decision. */
  static final int VERSION = 2;

  /** People put the code back, or answer the greeting first, within the first day. */
  static final Duration OPENING = Duration.ofHours(24);

  private AttributionRules() {}

  /**
   * Decides.
   *
   * @param startedAt when the conversation's first message was written
   * @param touches in any order; the order never changes the answer
   * @param windows how long before its message a visit may lie
   */
  static Verdict decide(Instant startedAt, List<Touch> touches, Windows windows) {
    List<Touch> ordered = touches.stream().sorted(EARLIEST_STRONGEST).toList();
    Optional<Touch> winner = winner(startedAt, ordered, windows);
    var evidence = new ArrayList<Evidence>();
    winner.ifPresent(touch -> evidence.add(won(touch)));
    for (Touch touch : ordered) {
      if (winner.isEmpty() || !touch.equals(winner.get())) {
        evidence.add(lost(touch, startedAt, windows, winner.isPresent()));
      }
    }
    return winner.map(touch -> verdict(touch, evidence)).orElseGet(() -> Verdict.none(evidence));
  }

  /** The verdict where nothing certain was found, and what is probable is known. */
  static Verdict decide(Verdict certain, Guess guess, double threshold) {
    if (certain.touch() != null) {
      return certain;
    }
    var evidence = new ArrayList<Evidence>();
    Touch touch = guess.touch();
    boolean enough = touch != null && guess.probability() >= threshold;
    if (touch != null) {
      evidence.add(
          new Evidence(
              enough ? Evidence.PROBABLE : Evidence.BELOW_THRESHOLD,
              guess.detail(),
              guess.probability()));
    }
    evidence.addAll(guess.rivals());
    evidence.addAll(certain.evidence());
    return touch != null && enough
        ? new Verdict(
            "attributed", "probable", guess.probability(), touch.credit(), touch, evidence)
        : Verdict.none(evidence);
  }

  private static Optional<Touch> winner(Instant startedAt, List<Touch> ordered, Windows windows) {
    List<Touch> opening =
        ordered.stream().filter(touch -> !touch.toldAt().isAfter(startedAt.plus(OPENING))).toList();
    return opening.stream()
        .filter(touch -> mayWin(touch, windows))
        .findFirst()
        .or(() -> onlyText(opening))
        .or(
            () ->
                opening.stream()
                    .filter(touch -> touch.kind() == Touch.Kind.RULE)
                    .min(Comparator.comparingInt(Touch::rank).thenComparing(EARLIEST_STRONGEST)));
  }

  /** A text that two links have tells neither, and one with another person's code was passed on. */
  private static Optional<Touch> onlyText(List<Touch> opening) {
    if (opening.stream().anyMatch(touch -> touch.standing() == Touch.Standing.SHARED)) {
      return Optional.empty();
    }
    List<Touch> texts =
        opening.stream()
            .filter(touch -> touch.kind() == Touch.Kind.TEXT)
            .filter(touch -> touch.standing() == Touch.Standing.OWN)
            .toList();
    return texts.stream().map(Touch::linkId).distinct().count() == 1
        ? Optional.of(texts.getFirst())
        : Optional.empty();
  }

  private static final Comparator<Touch> EARLIEST_STRONGEST =
      Comparator.comparing(Touch::toldAt)
          .thenComparing(Touch::kind)
          .thenComparing(Touch::happenedAt, Comparator.reverseOrder())
          .thenComparing(Touch::key);

  /** WhatsApp or the message itself names the ad or the visit. */
  private static boolean mayWin(Touch touch, Windows windows) {
    return switch (touch.kind()) {
      case AD, AD_WITHOUT_ID -> true;
      case POST -> false;
      case CLICK -> touch.standing() == Touch.Standing.OWN && windows.hold(touch);
      case TEXT, RULE -> false;
    };
  }

  private static Verdict verdict(Touch touch, List<Evidence> evidence) {
    return switch (touch.kind()) {
      case AD -> new Verdict("attributed", "ctwa", 1, touch.credit(), touch, evidence);
      case AD_WITHOUT_ID -> new Verdict("ad_unknown", "ctwa", 1, touch.credit(), touch, evidence);
      case CLICK -> new Verdict("attributed", "code", 1, touch.credit(), touch, evidence);
      case TEXT -> new Verdict("attributed", "text", 1, touch.credit(), touch, evidence);
      case RULE -> new Verdict("attributed", "rule", 1, touch.credit(), touch, evidence);
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
      case TEXT ->
          new Evidence(
              "link_text",
              "Wrote the text of " + name(touch) + " word for word; no other has it",
              1);
      case RULE -> new Evidence("text_rule", "The rule “" + touch.label() + "” holds", 1);
      case POST -> new Evidence("post_referral", "A post's button was tapped; a post is no ad", 0);
    };
  }

  private static Evidence lost(
      Touch touch, Instant startedAt, Windows windows, boolean somethingWon) {
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
    if (touch.kind() == Touch.Kind.CLICK && !windows.hold(touch)) {
      return new Evidence(
          "outside_window",
          "The visit of "
              + name(touch)
              + " lies more than "
              + windows.of(touch.credit().source()).toDays()
              + " days back",
          0);
    }
    if (touch.kind() == Touch.Kind.TEXT && touch.standing() == Touch.Standing.COMMON) {
      return new Evidence(
          "common_text", "The text of " + name(touch) + " is what many people write", 0);
    }
    if (touch.kind() == Touch.Kind.TEXT && !somethingWon) {
      return new Evidence(
          "shared_text", "Has the text of " + name(touch) + ", as another link does", 0);
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
      case TEXT -> "the text of " + name(touch);
      case RULE -> "the rule “" + touch.label() + "”";
    };
  }

  private static String name(Touch touch) {
    return touch.label() == null ? "a tracked link" : "the link “" + touch.label() + "”";
  }
}

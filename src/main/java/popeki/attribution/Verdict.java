package popeki.attribution;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import popeki.platform.Delta;

/**
 * What the rules say of a conversation.
 *
 * @param status attributed, ad_unknown or unattributed
 * @param method ctwa, code, text, rule, probable, manual or none
 * @param confidence 0 to 1; 1 for what is certain
 * @param touch the one that opened the conversation; null for none
 * @param evidence the deciding one first
 */
record Verdict(
    String status,
    String method,
    double confidence,
    Delta.Credit credit,
    @Nullable Touch touch,
    List<Evidence> evidence) {

  private static final double NOTABLE = 0.02;

  Verdict {
    evidence = List.copyOf(evidence);
  }

  static Verdict none(List<Evidence> evidence) {
    return new Verdict("unattributed", "none", 0, Delta.Credit.NONE, null, evidence);
  }

  /** A probability that moves by less than anybody would act upon is not told again. */
  private boolean isAsProbable(Decision known) {
    return told(known.evidence()).equals(told(evidence))
        && Math.abs(weight(known.evidence()) - weight(evidence)) < NOTABLE;
  }

  /** What was told, without what was weighed. */
  private static List<Evidence> told(List<Evidence> evidence) {
    return evidence.stream().filter(one -> !one.isGuess()).toList();
  }

  /** How probable the likeliest was. */
  private static double weight(List<Evidence> evidence) {
    return evidence.stream()
        .filter(Evidence::isLikeliest)
        .mapToDouble(Evidence::weight)
        .findFirst()
        .orElse(0);
  }

  /**
   * The same answer as far as figures and people can tell.
   *
   * @param exact a probability that moved at all is another answer
   */
  boolean sameAs(@Nullable Decision known, boolean exact) {
    return known != null
        && known.status().equals(status)
        && known.method().equals(method)
        && known.credit().equals(credit)
        && Objects.equals(known.clickId(), touch == null ? null : touch.clickId())
        && (known.evidence().equals(evidence) || (!exact && isAsProbable(known)));
  }
}

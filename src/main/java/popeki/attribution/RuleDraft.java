package popeki.attribution;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import popeki.kernel.NumberId;
import popeki.kernel.OneLine;
import popeki.kernel.Pure;

/**
 * A rule as somebody typed it.
 *
 * @param number the id of a number; empty for all
 */
@Pure
record RuleDraft(String kind, String pattern, String source, String campaign, String number) {
  static final int LONGEST_SOURCE = 100;
  private static final int LONGEST_CAMPAIGN = 200;

  static RuleDraft of(Map<String, String> typed) {
    String kind = typed.getOrDefault("kind", "");
    String pattern = typed.getOrDefault("pattern", "");
    return new RuleDraft(
        kind,
        // Between the signs of an expression a blank or a mark may be meant.
        kind.equals(TextRule.Kind.REGEX.wire()) ? pattern.strip() : OneLine.of(pattern),
        OneLine.of(typed.getOrDefault("source", "")),
        OneLine.of(typed.getOrDefault("campaign", "")),
        typed.getOrDefault("number", "").strip());
  }

  /** What is wrong, a word by field; empty when it may be saved. */
  Map<String, String> problems() {
    var problems = new LinkedHashMap<String, String>();
    TextRule.Kind.of(kind)
        .ifPresentOrElse(
            known ->
                TextRule.problem(known, pattern).ifPresent(word -> problems.put("pattern", word)),
            () -> problems.put("kind", "unknown"));
    if (source.isEmpty() || source.length() > LONGEST_SOURCE) {
      problems.put("source", "length");
    }
    if (campaign.length() > LONGEST_CAMPAIGN) {
      problems.put("campaign", "length");
    }
    if (!number.isEmpty() && numberId() == null) {
      problems.put("number", "unknown");
    }
    return problems;
  }

  @Nullable NumberId numberId() {
    try {
      return number.isEmpty() ? null : NumberId.of(number);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** The rule, once there are no problems. */
  TextRule rule(UUID id, int rank) {
    return new TextRule(
        id,
        rank,
        numberId(),
        TextRule.Kind.of(kind).orElseThrow(),
        pattern,
        source,
        campaign.isEmpty() ? null : campaign);
  }

  /** The fields of the form again. */
  Map<String, String> fields() {
    return Map.of(
        "kind", kind, "pattern", pattern, "source", source, "campaign", campaign, "number", number);
  }
}

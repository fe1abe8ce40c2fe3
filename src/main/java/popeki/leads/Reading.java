package popeki.leads;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a reader, AI or built-in, takes from a conversation. It holds no score: {@link LeadScorer}
 * gives that by fixed rules.
 *
 * @param interest what they want, at most 80 characters; empty when unclear
 */
public record Reading(
    LeadCategory category,
    LeadIntent intent,
    @Nullable Budget budget,
    Urgency urgency,
    LeadLanguage language,
    boolean priceSensitive,
    String interest,
    boolean injectionSuspected,
    Confidence confidence,
    List<Signal> signals) {
  public Reading {
    signals = List.copyOf(signals);
  }
}

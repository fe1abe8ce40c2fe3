package popeki.leads;

import java.util.ArrayList;
import popeki.platform.Words;

/**
 * A conversation in a line, put together from the fields: <em>Wants to book · apartamento de dois
 * quartos · budget R$ 650,000.00 · this week</em>.
 */
final class LeadSummary {
  private LeadSummary() {}

  static String of(Verdict.Label label, Words words) {
    var parts = new ArrayList<String>();
    parts.add(words.of("leads.intent." + label.intent().wireName()));
    if (!label.interest().isBlank()) {
      parts.add("“" + label.interest() + "”");
    }
    if (label.budget() != null) {
      parts.add(words.of("leads.summary.budget", label.budget()));
    }
    if (label.urgency() != Urgency.UNKNOWN) {
      parts.add(words.of("leads.summary.urgency." + label.urgency().wireName()));
    }
    if (label.priceSensitive()) {
      parts.add(words.of("leads.summary.price"));
    }
    return String.join(" · ", parts);
  }
}

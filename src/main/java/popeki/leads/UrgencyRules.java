package popeki.leads;

import popeki.kernel.Pure;

/** How soon: the soonest time the lead names, unless they say it is not for now. */
@Pure
final class UrgencyRules {
  private UrgencyRules() {}

  static Urgency urgency(LeadCategory category, Clues clues) {
    if (category == LeadCategory.SPAM || category == LeadCategory.OTHER) {
      return Urgency.UNKNOWN;
    }
    if (category == LeadCategory.COLD && clues.has(Concept.NOT_NOW)) {
      return Urgency.LATER;
    }
    if (clues.has(Concept.TODAY)
        || (category == LeadCategory.HOT && clues.has(Concept.EMERGENCY))) {
      return Urgency.NOW;
    }
    if (clues.has(Concept.THIS_WEEK)) {
      return Urgency.THIS_WEEK;
    }
    return clues.has(Concept.LATER) ? Urgency.LATER : Urgency.UNKNOWN;
  }
}

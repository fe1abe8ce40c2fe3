package popeki.leads;

import java.util.List;

/**
 * A score with every point explained: the reasons' points sum exactly to the score. The word a
 * person sees (hot, warm, cold …) is the category, never derived from the number.
 */
public record LeadScore(int score, LeadCategory category, List<Reason> reasons) {
  public LeadScore {
    reasons = List.copyOf(reasons);
  }
}

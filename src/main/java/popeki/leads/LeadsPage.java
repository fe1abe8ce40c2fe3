package popeki.leads;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The page of leads: how scores are spread, the latest hot ones, and how this person hears of them.
 *
 * @param scored how many conversations have a score in the time shown
 * @param bands tens of points, the highest first
 * @param categories hot to other
 * @param wish null for roles that are not told
 */
public record LeadsPage(
    long scored,
    List<Bar> bands,
    List<Bar> categories,
    List<Hot> hot,
    @Nullable Wish wish,
    Instant now) {

  /**
   * A count with its share of the largest one.
   *
   * @param href the conversations behind it
   */
  public record Bar(String name, String count, double share, String percent, String href) {}

  /**
   * A hot lead.
   *
   * @param fresh new since this person last looked
   */
  public record Hot(
      String href, int score, String category, String intent, Instant at, boolean fresh) {}

  /** Their choice, and where to change it. */
  public record Wish(boolean inApp, boolean byMail, boolean mailLeaves, String action) {}
}

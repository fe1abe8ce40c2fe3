package popeki.conversations;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The page of what Meta told.
 *
 * @param syncs how far the past of each number is
 * @param numbered whether any number is connected, of which there could be news
 */
public record NewsView(
    List<Row> rows, List<Sync> syncs, boolean numbered, @Nullable String moreHref, Instant now) {

  /**
   * @param number null for news of the whole account
   * @param grave the business must do something
   * @param body as Meta sent it; null where the role may not read it
   */
  public record Row(
      String sentence, @Nullable String number, boolean grave, @Nullable String body, Instant at) {}

  /** The past of a number. */
  public record Sync(String number, int percent) {}
}

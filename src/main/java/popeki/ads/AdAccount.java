package popeki.ads;

import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import popeki.connections.Trouble;

/**
 * An ad account of the business.
 *
 * @param tokenId null when it is disconnected; its past stays
 * @param trouble why the account itself cannot be read; the token may be well
 * @param cataloguedAt when all its ads were last read
 * @param spentAt when its spend was last read
 * @param pull the reading of spend that is under way
 */
record AdAccount(
    FoundAccount what,
    @Nullable UUID tokenId,
    Instant connectedAt,
    @Nullable Instant disconnectedAt,
    @Nullable Trouble trouble,
    @Nullable Instant troubleAt,
    @Nullable String catalogueAfter,
    @Nullable Instant cataloguedAt,
    @Nullable Instant spentAt,
    boolean spentWhole,
    @Nullable Pull pull,
    int failures) {
  String id() {
    return what.accountId();
  }

  /**
   * Spend that is being read, so far; another start goes on from here.
   *
   * @param run the report that Meta makes in the background; null when pages are asked directly
   * @param ready that report is made
   * @param after the cursor of the next page
   */
  record Pull(
      UUID id,
      LocalDate since,
      LocalDate until,
      @Nullable String run,
      boolean ready,
      @Nullable String after) {
    MarketingClient.Days days() {
      return new MarketingClient.Days(since, until);
    }
  }
}

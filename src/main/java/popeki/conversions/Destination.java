package popeki.conversions;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where conversions go, as the workspace set it up.
 *
 * @param parked datasets whose token or permissions Meta refused, each with Meta's code; they rest
 *     until the destination is saved again
 * @param pausedUntil Meta asked for a pause or does not answer; nothing is tried before
 */
record Destination(
    boolean enabled,
    List<Dataset> datasets,
    @Nullable String testEventCode,
    Events events,
    Map<String, Integer> parked,
    @Nullable Instant pausedUntil,
    Instant updatedAt) {

  /**
   * A set of events at Meta.
   *
   * @param wabaId the business account whose conversations it takes; null takes every one
   * @param pageId the Facebook page of the ads, when known
   */
  record Dataset(
      Route kind, String datasetId, @Nullable String wabaId, @Nullable String pageId, Token token) {

    /** Whether it is this kind of dataset and takes this business account. */
    boolean serves(Route route, String waba) {
      return kind == route && (wabaId == null || wabaId.equals(waba));
    }
  }

  /** A secret that no log and no debugger's hover shows. */
  record Token(String secret) {
    @Override
    public String toString() {
      return "Token[hidden]";
    }
  }

  /** What each stage is called at Meta. */
  record Events(String qualified, String won) {
    static final Events USUAL = new Events("LeadSubmitted", "Purchase");

    String of(Stage stage) {
      return switch (stage) {
        case QUALIFIED -> qualified;
        case WON -> won;
      };
    }
  }

  /**
   * The dataset for a conversation: one that names its business account before one that does not.
   */
  Optional<Dataset> dataset(Route route, String waba) {
    var serving = datasets.stream().filter(dataset -> dataset.serves(route, waba)).toList();
    return serving.stream()
        .filter(dataset -> dataset.wabaId() != null)
        .findFirst()
        .or(() -> serving.stream().findFirst());
  }

  boolean isParked(Dataset dataset) {
    return parked.containsKey(dataset.datasetId());
  }
}

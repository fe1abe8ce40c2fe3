package popeki.links;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import popeki.kernel.WorkspaceId;
import popeki.platform.Delta;

/** What a batch of clicks changes in the figures: one delta per credit and quarter of an hour. */
final class ClickBatch {
  private static final long QUARTER_HOUR_SECONDS = 900;

  private ClickBatch() {}

  private record Bucket(long quarterHour, Delta.Credit credit) {}

  /** The deltas of each workspace. */
  static Map<WorkspaceId, List<Delta>> deltas(List<Click> clicks) {
    var sums = new LinkedHashMap<WorkspaceId, Map<Bucket, Delta>>();
    for (Click click : clicks) {
      sums.computeIfAbsent(click.workspace(), workspace -> new LinkedHashMap<>())
          .merge(bucket(click), delta(click), ClickBatch::sum);
    }
    var deltas = new LinkedHashMap<WorkspaceId, List<Delta>>();
    sums.forEach((workspace, sum) -> deltas.put(workspace, new ArrayList<>(sum.values())));
    return deltas;
  }

  private static Bucket bucket(Click click) {
    Instant at = click.occurredAt();
    return new Bucket(Math.floorDiv(at.getEpochSecond(), QUARTER_HOUR_SECONDS), click.credit());
  }

  private static Delta delta(Click click) {
    int counted = click.counted() ? 1 : 0;
    int scanned = click.scanned() ? 1 : 0;
    return Delta.clicks(click.occurredAt(), click.credit(), counted, 1 - counted, scanned);
  }

  private static Delta sum(Delta one, Delta other) {
    return Delta.clicks(
        one.occurredAt(),
        one.credit(),
        one.clicks() + other.clicks(),
        one.notCounted() + other.notCounted(),
        one.scans() + other.scans());
  }
}

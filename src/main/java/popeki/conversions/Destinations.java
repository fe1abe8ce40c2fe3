package popeki.conversions;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;
import popeki.kernel.WorkspaceId;
import popeki.platform.Actor;
import popeki.platform.Audit;
import popeki.platform.Lanes;
import popeki.platform.LiveUpdates;
import popeki.platform.WorkspaceTx;

/**
 * Sets the destination up, switches it off, takes it away. What waits when it is switched off is
 * held in the same commit, after which nothing leaves; what was held before it is switched on stays
 * held until a person asks for it.
 */
@Component
class Destinations {
  private final DestinationRepository destinations;
  private final ConversionRepository conversions;
  private final WorkspaceTx tx;
  private final Audit audit;
  private final Lanes lanes;
  private final LiveUpdates live;
  private final Clock clock;

  Destinations(
      DestinationRepository destinations,
      ConversionRepository conversions,
      WorkspaceTx tx,
      Audit audit,
      Lanes lanes,
      LiveUpdates live,
      Clock clock) {
    this.destinations = destinations;
    this.conversions = conversions;
    this.tx = tx;
    this.audit = audit;
    this.lanes = lanes;
    this.live = live;
    this.clock = clock;
  }

  Optional<Destination> find(WorkspaceId workspace) {
    return tx.in(workspace, () -> destinations.find(workspace));
  }

  /** Replaces the whole. */
  Destination save(WorkspaceId workspace, DestinationRequest.Draft draft, Actor actor) {
    return tx.in(workspace, () -> replace(workspace, draft, actor));
  }

  private Destination replace(WorkspaceId workspace, DestinationRequest.Draft draft, Actor actor) {
    // Microseconds, as the database keeps them: a delivery compares this moment.
    var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    var destination =
        new Destination(
            draft.enabled(),
            draft.datasets(),
            draft.testEventCode(),
            draft.events(),
            Map.of(),
            null,
            now);
    destinations.save(workspace, destination);
    if (destination.enabled()) {
      lanes.wake(ConversionLane.KIND, workspace, now);
    } else {
      conversions.holdAll(workspace, Reason.DISABLED);
    }
    audit.append(workspace, actor, "destination.saved", "meta", detail(destination));
    live.changed(workspace);
    return destination;
  }

  /** Takes it away; false when there is none. */
  boolean remove(WorkspaceId workspace, Actor actor) {
    return tx.in(
        workspace,
        () -> {
          if (!destinations.delete(workspace)) {
            return false;
          }
          conversions.holdAll(workspace, Reason.NOT_CONFIGURED);
          audit.append(workspace, actor, "destination.removed", "meta", Map.of());
          live.changed(workspace);
          return true;
        });
  }

  private static Map<String, ?> detail(Destination destination) {
    List<String> sets =
        destination.datasets().stream()
            .map(set -> set.kind().wire() + ":" + set.datasetId())
            .toList();
    return Map.of("enabled", destination.enabled(), "datasets", sets);
  }
}

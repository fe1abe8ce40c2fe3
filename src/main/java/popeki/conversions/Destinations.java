package popeki.conversions;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import popeki.kernel.WorkspaceId;
import popeki.platform.Actor;
import popeki.platform.Audit;
import popeki.platform.Lanes;
import popeki.platform.LiveUpdates;
import popeki.platform.WorkspaceTx;
import popeki.workspaces.Processing;
import popeki.workspaces.Purpose;

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
  private final Processing processing;
  private final Lanes lanes;
  private final LiveUpdates live;
  private final Clock clock;

  Destinations(
      DestinationRepository destinations,
      ConversionRepository conversions,
      WorkspaceTx tx,
      Audit audit,
      Processing processing,
      Lanes lanes,
      LiveUpdates live,
      Clock clock) {
    this.destinations = destinations;
    this.conversions = conversions;
    this.tx = tx;
    this.audit = audit;
    this.processing = processing;
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
    Destination before = destinations.find(workspace).orElse(null);
    destinations.save(workspace, destination);
    processing.set(workspace, Purpose.CONVERSION_DELIVERY, destination.enabled(), actor);
    if (destination.enabled()) {
      lanes.wake(ConversionLane.KIND, workspace, now);
    } else {
      conversions.holdAll(workspace, Reason.DISABLED);
    }
    audit.append(workspace, actor, "destination.saved", "meta", difference(before, destination));
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
          processing.set(workspace, Purpose.CONVERSION_DELIVERY, false, actor);
          audit.append(workspace, actor, "destination.removed", "meta", Map.of());
          live.changed(workspace);
          return true;
        });
  }

  /** What is other than before; of tokens only that they are. */
  private static Map<String, ?> difference(@Nullable Destination before, Destination after) {
    var changed = new LinkedHashMap<String, Object>();
    put(changed, "enabled", before != null && before.enabled(), after.enabled());
    put(changed, "datasets", before == null ? List.of() : sets(before), sets(after));
    put(changed, "events", before == null ? "" : names(before), names(after));
    put(
        changed,
        "test_event_code",
        before == null || before.testEventCode() == null ? "" : before.testEventCode(),
        after.testEventCode() == null ? "" : after.testEventCode());
    if (before != null && !tokens(before).equals(tokens(after))) {
      changed.put("access_token", "replaced");
    }
    return changed;
  }

  private static void put(Map<String, Object> changed, String name, Object from, Object to) {
    if (!from.equals(to)) {
      changed.put(name, Map.of("from", from, "to", to));
    }
  }

  private static List<String> sets(Destination destination) {
    return destination.datasets().stream()
        .map(set -> set.kind().wire() + ":" + set.datasetId())
        .toList();
  }

  private static String names(Destination destination) {
    return destination.events().qualified() + ", " + destination.events().won();
  }

  private static List<Destination.Token> tokens(Destination destination) {
    return destination.datasets().stream().map(Destination.Dataset::token).toList();
  }
}

package popeki.conversions;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import popeki.kernel.WorkspaceId;
import popeki.platform.Outbound;
import popeki.platform.WorkspaceTx;

/**
 * The last steps before the socket. An opt-out or a switch-off wins up to the moment the request
 * leaves, and once it has committed none leaves: the departure holds the conversion's row and the
 * destination while it asks one last time and lets the request go, and whoever cancels or switches
 * off waits for that moment. Only the departure happens there, two seconds at most; the answer is
 * awaited outside of any transaction.
 */
@Component
class Departures {
  private final WorkspaceTx tx;
  private final Assessments assessments;
  private final ConversionRepository conversions;
  private final DestinationRepository destinations;
  private final ConversionContext context;
  private final Payloads payloads;
  private final MetaConversionsClient meta;
  private final Clock clock;

  Departures(
      WorkspaceTx tx,
      Assessments assessments,
      ConversionRepository conversions,
      DestinationRepository destinations,
      ConversionContext context,
      Payloads payloads,
      MetaConversionsClient meta,
      Clock clock) {
    this.tx = tx;
    this.assessments = assessments;
    this.conversions = conversions;
    this.destinations = destinations;
    this.context = context;
    this.payloads = payloads;
    this.meta = meta;
    this.clock = clock;
  }

  /**
   * A claimed conversion with its way and its words.
   *
   * @param configuredAt the state of the destination that this rests on
   */
  record Delivery(
      ConversionRepository.Claim claim,
      Decision.Send way,
      Subject subject,
      String event,
      Instant configuredAt) {}

  /** A request that has left. */
  record Departed(UUID attempt, Outbound.Call call) {}

  Assessments.Assessment assess(
      WorkspaceId workspace,
      ConversionRepository.Claim claim,
      @Nullable Destination destination,
      Instant now) {
    var conversion = claim.conversion();
    return assessments.assess(
        workspace, conversion.conversation(), conversion.event(), destination, now);
  }

  /** Writes the event down, or takes the words of the first attempt. */
  Delivery prepare(
      WorkspaceId workspace,
      ConversionRepository.Claim claim,
      Decision.Send way,
      Preflight.Question question) {
    var subject = question.subject();
    var destination = question.destination();
    if (subject == null || destination == null) {
      throw new IllegalStateException("Nothing departs without a person and a destination");
    }
    var conversion = claim.conversion();
    String event =
        conversions
            .payload(workspace, conversion.id())
            .map(before -> payloads.open(workspace, conversion.id(), before))
            .orElseGet(
                () ->
                    payloads.event(
                        new MetaPayload.Letter(
                            conversion.event(),
                            subject,
                            way.route(),
                            way.eventName(),
                            way.dataset().pageId())));
    return new Delivery(claim, way, subject, event, destination.updatedAt());
  }

  /** Asks one last time and lets it go; empty when it may not go any more. */
  Optional<Departed> depart(WorkspaceId workspace, Delivery delivery) {
    return tx.in(workspace, () -> departNow(workspace, delivery));
  }

  DeliveryResult answer(Outbound.Call call) {
    return meta.finish(call);
  }

  private Optional<Departed> departNow(WorkspaceId workspace, Delivery delivery) {
    // The destination before the row, the order of everyone who locks both.
    var destination = destinations.findAndKeep(workspace).orElse(null);
    var claim = delivery.claim();
    if (!conversions.keepForDeparture(workspace, claim)) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    if (destination == null
        || !destination.enabled()
        || !destination.updatedAt().equals(delivery.configuredAt())
        || context.suppressed(workspace, delivery.subject())) {
      // Back into the queue: the next claim decides anew and finds the reason.
      conversions.settle(
          workspace, claim, ConversionRepository.Standing.at(now, Status.PENDING, null));
      return Optional.empty();
    }
    byte[] sealed = payloads.seal(workspace, claim.conversion().id(), delivery.event());
    UUID attempt = conversions.depart(workspace, claim, delivery.way(), sealed, now);
    String body = payloads.body(delivery.event(), destination.testEventCode());
    return Optional.of(new Departed(attempt, meta.start(delivery.way().dataset(), body)));
  }
}

package popeki.conversions;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import popeki.kernel.WorkspaceId;
import popeki.platform.Actor;
import popeki.platform.Audit;
import popeki.platform.Lane;
import popeki.platform.LiveUpdates;
import popeki.platform.WorkspaceTx;

/**
 * Delivers what is due in one workspace, one event after the other: claim and decide, let it go,
 * wait for the answer, write it down. Each step commits by itself, so that a crash anywhere leads
 * to one more attempt with the same event id and never to silence.
 */
@Component
class ConversionLane implements Lane {
  static final String KIND = "conversions";
  private static final Logger log = LoggerFactory.getLogger(ConversionLane.class);

  /** One stubborn event may not hold its neighbours back for longer. */
  private static final int LONGEST_PAUSE_FOR_ALL = 60;

  private final WorkspaceTx tx;
  private final ConversionRepository conversions;
  private final DestinationRepository destinations;
  private final Departures departures;
  private final Audit audit;
  private final LiveUpdates live;
  private final Clock clock;

  ConversionLane(
      WorkspaceTx tx,
      ConversionRepository conversions,
      DestinationRepository destinations,
      Departures departures,
      Audit audit,
      LiveUpdates live,
      Clock clock) {
    this.tx = tx;
    this.conversions = conversions;
    this.destinations = destinations;
    this.departures = departures;
    this.audit = audit;
    this.live = live;
    this.clock = clock;
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public Next drain(Slice slice) {
    WorkspaceId workspace = slice.owner();
    while (clock.instant().isBefore(slice.until())) {
      Step step = tx.in(workspace, () -> claim(workspace, clock.instant()));
      switch (step) {
        case Step.Rest rest -> {
          return rest.next();
        }
        case Step.Settled _ -> live.changed(workspace);
        case Step.Go go -> deliver(workspace, go.delivery());
      }
    }
    return Next.at(clock.instant());
  }

  private sealed interface Step {
    /** Nothing is due. */
    record Rest(Next next) implements Step {}

    /** The row was decided without a call. */
    record Settled() implements Step {}

    /** The row may go. */
    record Go(Departures.Delivery delivery) implements Step {}
  }

  private Step claim(WorkspaceId workspace, Instant now) {
    Destination destination = destinations.find(workspace).orElse(null);
    if (destination != null && conversions.expire(workspace, now.minus(Preflight.TAKEN_FOR)) > 0) {
      live.changed(workspace);
    }
    Instant pausedUntil = destination == null ? null : destination.pausedUntil();
    if (pausedUntil != null && pausedUntil.isAfter(now)) {
      return new Step.Rest(Next.at(pausedUntil));
    }
    return conversions
        .claim(workspace, now)
        .map(claim -> decide(workspace, claim, destination, now))
        .orElseGet(() -> new Step.Rest(next(workspace, destination)));
  }

  private Step decide(
      WorkspaceId workspace,
      ConversionRepository.Claim claim,
      @Nullable Destination destination,
      Instant now) {
    var assessed = departures.assess(workspace, claim, destination, now);
    return switch (assessed.decision()) {
      case Decision.Send way ->
          new Step.Go(departures.prepare(workspace, claim, way, assessed.question()));
      case Decision.Wait early -> {
        settle(workspace, claim, Status.PENDING, null, early.until());
        yield new Step.Settled();
      }
      case Decision.Hold _, Decision.Expire _, Decision.Reject _, Decision.Cancel _ -> {
        settle(workspace, claim, assessed.decision().status(), assessed.decision().refusal(), now);
        yield new Step.Settled();
      }
    };
  }

  private void deliver(WorkspaceId workspace, Departures.Delivery delivery) {
    Optional<Departures.Departed> departed = departures.depart(workspace, delivery);
    if (departed.isEmpty()) {
      live.changed(workspace);
      return;
    }
    DeliveryResult result = departures.answer(departed.get().call());
    tx.run(workspace, () -> write(workspace, delivery, departed.get().attempt(), result));
    live.changed(workspace);
  }

  private void write(
      WorkspaceId workspace, Departures.Delivery delivery, UUID attempt, DeliveryResult result) {
    var claim = delivery.claim();
    Instant now = clock.instant();
    conversions.arrive(workspace, attempt, result);
    switch (result) {
      case DeliveryResult.Accepted _ -> conversions.sent(workspace, claim.conversion().id(), now);
      case DeliveryResult.Rejected rejected -> {
        boolean old = rejected.reason() == Reason.TOO_OLD;
        settle(workspace, claim, old ? Status.EXPIRED : Status.REJECTED, rejected.reason(), now);
        log.info(
            "Conversion {} refused by Meta ({}); not tried again; shown in Deliveries",
            claim.conversion().id(),
            rejected.reason().wire());
      }
      case DeliveryResult.Retry retry -> tryAgain(workspace, claim, retry, now);
      case DeliveryResult.Parked parked -> park(workspace, delivery, parked, now);
    }
  }

  private void tryAgain(
      WorkspaceId workspace,
      ConversionRepository.Claim claim,
      DeliveryResult.Retry retry,
      Instant now) {
    var id = claim.conversion().id();
    var plan =
        RetryRules.plan(
            retry,
            claim.conversion().tries() + 1,
            conversions.unknownSince(workspace, id).orElse(null),
            ThreadLocalRandom.current().nextDouble(),
            now);
    switch (plan) {
      case RetryRules.Plan.GiveUp end -> settle(workspace, claim, Status.FAILED, end.reason(), now);
      case RetryRules.Plan.Again again -> {
        // The destination before the row, the order of everyone who locks both.
        pauseOthers(workspace, retry, again.at(), now);
        settle(workspace, claim, Status.PENDING, retry.reason(), again.at());
        if (retry.reason() == Reason.RATE_LIMITED) {
          conversions.forgiveTry(workspace, id);
        }
      }
    }
  }

  /** What Meta says about its own state holds for every event of the workspace. */
  private void pauseOthers(
      WorkspaceId workspace, DeliveryResult.Retry retry, Instant until, Instant now) {
    if (retry.reason() == Reason.RATE_LIMITED) {
      destinations.pause(workspace, until);
    } else if (retry.reason() == Reason.UNAVAILABLE) {
      Instant latest = now.plusSeconds(LONGEST_PAUSE_FOR_ALL);
      destinations.pause(workspace, until.isAfter(latest) ? latest : until);
    }
  }

  private void park(
      WorkspaceId workspace,
      Departures.Delivery delivery,
      DeliveryResult.Parked parked,
      Instant now) {
    Integer said = parked.answer().code();
    int code = said == null ? parked.answer().httpStatus() : said;
    String dataset = delivery.way().dataset().datasetId();
    if (delivery.configuredAt().equals(configuredAt(workspace))
        && destinations.park(workspace, dataset, code)) {
      audit.append(
          workspace,
          Actor.system("conversions"),
          "destination.parked",
          dataset,
          Map.of("code", code));
      log.warn(
          "Dataset {} of workspace {} rests: Meta refused its token (code {}); its conversions are held until a new one is saved",
          dataset,
          workspace,
          code);
    }
    settle(workspace, delivery.claim(), Status.HELD, Reason.TOKEN_PARKED, now);
  }

  private @Nullable Instant configuredAt(WorkspaceId workspace) {
    return destinations.find(workspace).map(Destination::updatedAt).orElse(null);
  }

  private void settle(
      WorkspaceId workspace,
      ConversionRepository.Claim claim,
      Status status,
      @Nullable Reason reason,
      Instant due) {
    conversions.settle(
        workspace, claim, new ConversionRepository.Standing(status, reason, due, null));
  }

  /** When something is due next: an attempt, or the end of what is held. */
  private Next next(WorkspaceId workspace, @Nullable Destination destination) {
    Optional<Instant> expiry =
        destination == null
            ? Optional.empty()
            : conversions
                .oldestHeld(workspace)
                .map(oldest -> oldest.plus(Preflight.TAKEN_FOR).plusSeconds(1));
    return Stream.concat(conversions.nextDue(workspace).stream(), expiry.stream())
        .min(Instant::compareTo)
        .map(Next::at)
        .orElseGet(Next::idle);
  }
}

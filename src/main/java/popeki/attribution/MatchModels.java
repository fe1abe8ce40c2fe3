package popeki.attribution;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import popeki.attribution.MatchLearning.History;
import popeki.attribution.MatchModelRepository.Learnt;
import popeki.kernel.DateRange;
import popeki.kernel.NumberId;
import popeki.kernel.WorkspaceId;
import popeki.links.Links;
import popeki.links.VisitSeen;
import popeki.platform.WorkspaceTx;
import popeki.workspaces.Workspaces;

/** What is believed of each workspace's people, and where it is learnt. */
@Component
class MatchModels {
  /** How far back the past is looked at. */
  private static final Duration MEMORY = Duration.ofDays(28);

  /** People change slowly: a model is good for a day. */
  static final Duration FRESH = Duration.ofDays(1);

  private static final int MOST_ARRIVALS = 5_000;
  private static final int MOST_VISITS = 20_000;

  /** From fewer conversations nothing is learnt that the prior does not know better. */
  static final int FEWEST_ARRIVALS = 20;

  private final MatchModelRepository models;
  private final ArrivalRepository arrivals;
  private final TouchRepository touches;
  private final Links links;
  private final Workspaces workspaces;
  private final WorkspaceTx tx;
  private final Clock clock;

  MatchModels(
      MatchModelRepository models,
      ArrivalRepository arrivals,
      TouchRepository touches,
      Links links,
      Workspaces workspaces,
      WorkspaceTx tx,
      Clock clock) {
    this.models = models;
    this.arrivals = arrivals;
    this.touches = touches;
    this.links = links;
    this.workspaces = workspaces;
    this.tx = tx;
    this.clock = clock;
  }

  Optional<Learnt> latest(WorkspaceId workspace) {
    return tx.in(workspace, () -> models.latest(workspace));
  }

  /** What was learnt is learnt anew before it is asked again; call it in a transaction. */
  void outdate(WorkspaceId workspace) {
    models.outdate(workspace);
  }

  /** Learns anew what was asked to be. */
  void renew(WorkspaceId workspace) {
    if (tx.in(workspace, () -> models.isOutdated(workspace))) {
      learn(workspace);
    }
  }

  /** Learns from the past four weeks; too little of it teaches nothing. */
  Optional<Learnt> learn(WorkspaceId workspace) {
    Instant now = clock.instant();
    if (tx.in(workspace, () -> models.isFresh(workspace, now.minus(FRESH)))) {
      return Optional.empty();
    }
    Map<UUID, History> all = tx.in(workspace, () -> histories(workspace, now));
    Instant from = beginning(all.values(), now.minus(MEMORY));
    Map<UUID, History> histories = since(all, from);
    int arrived = histories.values().stream().mapToInt(history -> history.arrivals().size()).sum();
    if (arrived < FEWEST_ARRIVALS) {
      return Optional.empty();
    }
    List<Candidate> visits =
        histories.values().stream().flatMap(history -> history.visits().stream()).toList();
    MatchModel model =
        MatchLearning.learn(histories, workspaces.get(workspace).timezone(), from, now);
    int certain = (int) visits.stream().filter(Candidate::claimed).count();
    var learnt = new Learnt(now, model, certain, arrived, visits.size());
    tx.run(workspace, () -> models.add(workspace, learnt));
    return Optional.of(learnt);
  }

  /** The visits that may have led to a number, as the matching looks at them. */
  List<Candidate> candidates(WorkspaceId workspace, NumberId number, DateRange range) {
    Map<UUID, Instant> told = touches.toldAt(workspace, range);
    return links.visitsTo(workspace, number, range, MOST_VISITS).stream()
        .map(visit -> candidate(visit, told))
        .toList();
  }

  private Map<UUID, History> histories(WorkspaceId workspace, Instant now) {
    var range = new DateRange(now.minus(MEMORY), now);
    var histories = new HashMap<UUID, History>();
    for (NumberId number : arrivals.numbers(workspace, range.from())) {
      List<Arrival> began = arrivals.arrivals(workspace, number, range, MOST_ARRIVALS);
      List<Candidate> visits =
          began.size() < FEWEST_ARRIVALS ? List.of() : candidates(workspace, number, range);
      histories.put(number.value(), new History(began, visits));
    }
    return histories;
  }

  /**
   * From when on everything is known: since the workspace has visits or conversations, and since
   * what was cut off where there was too much.
   */
  private static Instant beginning(Collection<History> histories, Instant memory) {
    Instant earliest =
        histories.stream()
            .flatMap(
                history ->
                    Stream.concat(
                        history.arrivals().stream().limit(1).map(Arrival::at),
                        history.visits().stream().limit(1).map(Candidate::at)))
            .min(Instant::compareTo)
            .orElse(memory);
    Instant from = earliest.isAfter(memory) ? earliest : memory;
    for (History history : histories) {
      if (history.arrivals().size() == MOST_ARRIVALS
          && history.arrivals().getFirst().at().isAfter(from)) {
        from = history.arrivals().getFirst().at();
      }
      if (history.visits().size() == MOST_VISITS
          && history.visits().getFirst().at().isAfter(from)) {
        from = history.visits().getFirst().at();
      }
    }
    return from;
  }

  private static Map<UUID, History> since(Map<UUID, History> histories, Instant from) {
    var since = new HashMap<UUID, History>();
    histories.forEach(
        (number, history) ->
            since.put(
                number,
                new History(
                    history.arrivals().stream().filter(one -> !one.at().isBefore(from)).toList(),
                    history.visits().stream().filter(one -> !one.at().isBefore(from)).toList())));
    return since;
  }

  private static Candidate candidate(VisitSeen visit, Map<UUID, Instant> told) {
    UUID id = visit.id().value();
    // A claim whose moment is not known any more teaches nothing of delays.
    Instant claimed =
        visit.conversation() == null ? null : told.getOrDefault(id, visit.at().minusSeconds(1));
    return new Candidate(
        id,
        visit.link().value(),
        visit.at(),
        visit.coded(),
        visit.desktop(),
        visit.country(),
        claimed,
        visit.gpc());
  }
}

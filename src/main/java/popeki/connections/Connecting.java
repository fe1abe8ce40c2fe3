package popeki.connections;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import popeki.kernel.NumberId;
import popeki.kernel.WorkspaceId;
import popeki.platform.Actor;
import popeki.platform.ApiProblem;
import popeki.platform.Lanes;
import popeki.platform.LiveUpdates;
import popeki.platform.WorkspaceTx;
import popeki.workspaces.ConnectedNumber;
import popeki.workspaces.NumberDraft;
import popeki.workspaces.Numbers;

/**
 * From a pasted token to a number that is heard: what the token shows, the choice, the subscription
 * at Meta, and later the looks whether it still works. Calls to Meta stand outside transactions.
 */
@Component
class Connecting {
  private static final Duration DAILY = Duration.ofHours(24);
  private static final Duration WHILE_SILENT = Duration.ofMinutes(5);
  private static final Duration LISTENS_FOR = Duration.ofHours(1);
  private static final Duration AFTER_SILENCE_OF_META = Duration.ofMinutes(15);

  private final GraphClient graph;
  private final Offers offers;
  private final ConnectionRepository rows;
  private final Connections connections;
  private final Numbers numbers;
  private final WorkspaceTx tx;
  private final Lanes lanes;
  private final LiveUpdates live;
  private final Clock clock;

  Connecting(
      GraphClient graph,
      Offers offers,
      ConnectionRepository rows,
      Connections connections,
      Numbers numbers,
      WorkspaceTx tx,
      Lanes lanes,
      LiveUpdates live,
      Clock clock) {
    this.graph = graph;
    this.offers = offers;
    this.rows = rows;
    this.connections = connections;
    this.numbers = numbers;
    this.tx = tx;
    this.lanes = lanes;
    this.live = live;
    this.clock = clock;
  }

  /** What became of a pasted token. */
  sealed interface Pasted {
    /** It shows numbers to choose from. */
    record Offered(Offer offer) implements Pasted {}

    /**
     * It cannot be used.
     *
     * @param cause the end of the key of the words that say why and what to do
     */
    record NotTaken(String cause) implements Pasted {}
  }

  /** What became of a chosen number. */
  record Taken(FoundNumber chosen, @Nullable ConnectedNumber number) {
    /** Another workspace has it. */
    boolean elsewhere() {
      return number == null;
    }
  }

  /** Looks at what a token shows; a named account is looked at even when the token names others. */
  Pasted paste(WorkspaceId workspace, String token, String waba) {
    try {
      TokenFacts facts = graph.inspect(token);
      String cause = unusable(facts);
      if (cause != null) {
        return new Pasted.NotTaken(cause);
      }
      List<String> accounts = waba.isEmpty() ? facts.accounts() : List.of(waba);
      if (accounts.isEmpty()) {
        return new Pasted.NotTaken("no_account");
      }
      List<FoundNumber> found = found(token, accounts);
      return found.isEmpty()
          ? new Pasted.NotTaken("no_numbers")
          : new Pasted.Offered(tx.in(workspace, () -> offers.keep(workspace, token, facts, found)));
    } catch (GraphRefused refused) {
      return new Pasted.NotTaken(refused.trouble().wire());
    }
  }

  Optional<Offer> offer(WorkspaceId workspace, UUID id) {
    return tx.in(workspace, () -> offers.find(workspace, id));
  }

  /** Connects the chosen numbers of an offer, and has their accounts' events sent here. */
  List<Taken> take(WorkspaceId workspace, Offer offer, Set<String> chosen, Actor actor) {
    List<FoundNumber> wanted =
        offer.numbers().stream().filter(each -> chosen.contains(each.phoneNumberId())).toList();
    Map<String, Optional<Trouble>> subscribed = new HashMap<>();
    for (FoundNumber each : wanted) {
      subscribed.computeIfAbsent(each.wabaId(), waba -> subscribe(offer.token(), waba));
    }
    var taken = new ArrayList<Taken>();
    for (FoundNumber each : wanted) {
      Optional<Trouble> trouble = subscribed.getOrDefault(each.wabaId(), Optional.empty());
      taken.add(new Taken(each, connect(workspace, offer, each, trouble.orElse(null), actor)));
    }
    if (taken.stream().noneMatch(Taken::elsewhere)) {
      tx.run(workspace, () -> offers.remove(workspace, offer.id()));
    }
    return taken;
  }

  /**
   * Gives a connected number a new token; everything else about it stays.
   *
   * @return why not, as the end of the key of the words; empty when it did
   */
  Optional<String> repair(WorkspaceId workspace, NumberId id, String token, Actor actor) {
    ConnectedNumber number = numbers.get(workspace, id);
    try {
      TokenFacts facts = graph.inspect(token);
      String cause = unusable(facts);
      if (cause != null) {
        return Optional.of(cause);
      }
      List<FoundNumber> shown = graph.numbers(token, number.wabaId());
      FoundNumber same =
          shown.stream()
              .filter(each -> each.phoneNumberId().equals(number.phoneNumberId()))
              .findFirst()
              .orElse(null);
      if (same == null) {
        return Optional.of("wrong_account");
      }
      var offer = new Offer(id.value(), token, facts, shown);
      connect(workspace, offer, same, subscribe(token, number.wabaId()).orElse(null), actor);
      return Optional.empty();
    } catch (GraphRefused refused) {
      return Optional.of(
          refused.trouble() == Trouble.NO_ACCESS ? "wrong_account" : refused.trouble().wire());
    }
  }

  /** Subscribes the app to the number's account now; why not, when not. */
  Optional<Trouble> subscribe(WorkspaceId workspace, ConnectedNumber number) {
    return switch (connections.access(workspace, number.id())) {
      case Connections.Access.Open open -> {
        Optional<Trouble> trouble = subscribe(open.token(), number.wabaId());
        look(workspace, number.id());
        yield trouble;
      }
      case Connections.Access.Broken broken -> Optional.of(broken.trouble());
      case Connections.Access.None _ -> Optional.of(Trouble.TOKEN_INVALID);
    };
  }

  /** Looks at the number's token and account now, and writes down what Meta shows. */
  void look(WorkspaceId workspace, NumberId number) {
    var known =
        tx.in(workspace, () -> numbers.find(workspace, number)).filter(ConnectedNumber::connected);
    if (known.isEmpty()) {
      tx.run(workspace, () -> rows.remove(workspace, number));
      return;
    }
    if (connections.access(workspace, number) instanceof Connections.Access.Open open) {
      Connection before =
          connections.find(workspace, number).orElseGet(() -> begun(workspace, number));
      Examined examined = examine(open.token(), known.get());
      note(workspace, known.get(), before, examined);
    } else {
      tx.run(
          workspace,
          () ->
              rows.find(workspace, number)
                  .ifPresent(
                      row ->
                          rows.later(workspace, row, clock.instant().plus(Duration.ofDays(3650)))));
    }
  }

  /** A token from before there were looks. */
  private Connection begun(WorkspaceId workspace, NumberId number) {
    return tx.in(
        workspace,
        () -> {
          Instant now = clock.instant();
          rows.begin(workspace, number, now, now);
          lanes.wake(HealthLane.KIND, workspace, now.plus(DAILY));
          return rows.find(workspace, number).orElseThrow();
        });
  }

  private Examined examine(String token, ConnectedNumber number) {
    TokenFacts facts;
    try {
      facts = graph.inspect(token);
    } catch (GraphRefused refused) {
      return Examined.refused(refused.trouble());
    }
    if (facts.trouble() != null) {
      return Examined.refused(facts.trouble());
    }
    Boolean subscribed = null;
    List<FoundNumber> shown = List.of();
    Boolean listed = null;
    Trouble hindrance = null;
    try {
      Set<String> apps = graph.subscribers(token, number.wabaId());
      subscribed = facts.appId() == null ? !apps.isEmpty() : apps.contains(facts.appId());
      shown = graph.numbers(token, number.wabaId());
      listed = contains(shown, number);
    } catch (GraphRefused refused) {
      if (refused.trouble().needsToken()) {
        return Examined.refused(refused.trouble());
      }
      hindrance = refused.trouble();
      listed = refused.trouble() == Trouble.NO_ACCESS ? Boolean.FALSE : null;
    }
    return examined(facts, number.phoneNumberId(), shown, subscribed, listed, hindrance);
  }

  private static Examined examined(
      TokenFacts facts,
      String phoneNumberId,
      List<FoundNumber> shown,
      @Nullable Boolean subscribed,
      @Nullable Boolean listed,
      @Nullable Trouble hindrance) {
    return new Examined(
        null,
        facts,
        subscribed,
        listed,
        shown.stream()
            .map(FoundNumber::phoneNumberId)
            .filter(id -> !id.equals(phoneNumberId))
            .limit(200)
            .collect(Collectors.toSet()),
        shown.stream()
            .filter(each -> each.phoneNumberId().equals(phoneNumberId))
            .findFirst()
            .orElse(null),
        hindrance);
  }

  private void note(
      WorkspaceId workspace, ConnectedNumber number, Connection before, Examined examined) {
    Instant now = clock.instant();
    Trouble trouble = examined.trouble();
    tx.run(
        workspace,
        () -> {
          if (trouble == null) {
            rows.works(workspace, before, examined, now, nextLook(number, now));
          } else if (trouble.needsToken()) {
            rows.broken(workspace, number.id(), trouble, now, before.tokenAt());
          } else {
            rows.later(workspace, before, now.plus(AFTER_SILENCE_OF_META));
          }
          live.changed(workspace);
        });
  }

  /** Often while somebody waits for the first event, then daily. */
  private static Instant nextLook(ConnectedNumber number, Instant now) {
    boolean waits =
        number.lastEventAt() == null && now.isBefore(number.connectedAt().plus(LISTENS_FOR));
    return now.plus(waits ? WHILE_SILENT : DAILY);
  }

  private List<FoundNumber> found(String token, List<String> accounts) throws GraphRefused {
    var found = new ArrayList<FoundNumber>();
    GraphRefused last = null;
    for (String waba : new LinkedHashSet<>(accounts)) {
      try {
        found.addAll(graph.numbers(token, waba));
      } catch (GraphRefused refused) {
        if (refused.trouble().needsToken() || refused.trouble().passes()) {
          throw refused;
        }
        last = refused;
      }
    }
    if (found.isEmpty() && last != null) {
      throw last;
    }
    return found;
  }

  private Optional<Trouble> subscribe(String token, String waba) {
    try {
      graph.subscribe(token, waba);
      return Optional.empty();
    } catch (GraphRefused refused) {
      return Optional.of(refused.trouble());
    }
  }

  /** Null when another workspace has the number. */
  private @Nullable ConnectedNumber connect(
      WorkspaceId workspace,
      Offer offer,
      FoundNumber found,
      @Nullable Trouble notSubscribed,
      Actor actor) {
    ConnectedNumber number;
    try {
      number =
          numbers.connectProven(
              workspace,
              new NumberDraft(
                  found.phoneNumberId(), found.wabaId(), found.display(), offer.token()),
              actor);
    } catch (ApiProblem problem) {
      if (problem.status() == 409) {
        return null;
      }
      throw problem;
    }
    Examined examined =
        examined(
            offer.facts(),
            found.phoneNumberId(),
            offer.numbers().stream().filter(each -> each.wabaId().equals(found.wabaId())).toList(),
            notSubscribed == null,
            true,
            notSubscribed);
    tx.run(
        workspace,
        () ->
            rows.find(workspace, number.id())
                .ifPresent(
                    row -> {
                      Instant now = clock.instant();
                      rows.works(workspace, row, examined, now, now.plus(Connections.FIRST_LOOK));
                    }));
    return number;
  }

  /** Why a token cannot connect anything, in a word; null when it can. */
  private static @Nullable String unusable(TokenFacts facts) {
    if (facts.trouble() != null) {
      return facts.trouble().wire();
    }
    boolean sees = facts.scopes().isEmpty() || facts.scopes().contains(TokenFacts.MANAGEMENT);
    return sees ? null : "scope_management";
  }

  private static boolean contains(List<FoundNumber> shown, ConnectedNumber number) {
    return shown.stream().anyMatch(each -> each.phoneNumberId().equals(number.phoneNumberId()));
  }
}

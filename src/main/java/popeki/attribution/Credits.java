package popeki.attribution;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import popeki.attribution.FactLedger.Counted;
import popeki.attribution.FactLedger.Fact;
import popeki.attribution.FactLedger.Kind;
import popeki.attribution.TouchPath.Credited;
import popeki.attribution.TouchPath.Step;
import popeki.kernel.ConversationId;
import popeki.kernel.WorkspaceId;
import popeki.platform.Delta;

/**
 * Counts the facts of a conversation under what led to them, by the last touch and by each model.
 */
@Component
class Credits {
  private final FactLedger facts;
  private final ShareRepository shares;
  private final ArrivalRepository arrivals;
  private final TouchReader touches;

  Credits(
      FactLedger facts, ShareRepository shares, ArrivalRepository arrivals, TouchReader touches) {
    this.facts = facts;
    this.shares = shares;
    this.arrivals = arrivals;
    this.touches = touches;
  }

  /** Counts everything of conversations under their decisions. */
  void settle(
      WorkspaceId workspace, Collection<Decision> decisions, Map<ConversationId, Basis> bases) {
    if (decisions.isEmpty()) {
      return;
    }
    Map<ConversationId, Decision> credits =
        decisions.stream().collect(Collectors.toMap(Decision::conversation, Function.identity()));
    Windows spans =
        Objects.requireNonNull(bases.get(decisions.iterator().next().conversation())).windows();
    Map<ConversationId, ArrivalRepository.Place> places =
        arrivals.places(workspace, credits.keySet());
    Map<ConversationId, List<Touch>> earlier = earlier(workspace, credits.keySet(), bases, spans);
    var moved = new ArrayList<FactLedger.Moved>();
    var shares = new LinkedHashMap<Counted, List<ShareRepository.Row>>();
    for (Counted counted : facts.of(workspace, credits.keySet())) {
      ConversationId conversation = counted.conversation();
      Decision decision = Objects.requireNonNull(credits.get(conversation));
      ArrivalRepository.Place place = places.get(conversation);
      Instant startedAt = place == null ? decision.decidedAt() : place.startedAt();
      var credited = new Credited(opening(decision, startedAt), !decision.isMachine(), startedAt);
      Fact fact = counted.fact();
      boolean beginning = fact.kind() == Kind.STARTED;
      TouchPath path =
          TouchPath.to(
              beginning,
              fact.occurredAt(),
              credited,
              earlier.getOrDefault(conversation, List.of()),
              Objects.requireNonNull(bases.get(conversation)).told(),
              spans);
      // What a conversation is counted as is its decision's, whatever led to it as well.
      Delta.Credit last = beginning || path.steps().isEmpty() ? decision.credit() : path.last();
      moved.add(new FactLedger.Moved(counted, fact.under(decision.status(), last)));
      shares.put(counted, shares(path, fact));
    }
    facts.credit(workspace, moved);
    this.shares.replace(workspace, shares);
  }

  /** What the person was led here by in conversations before, as far back as any window reaches. */
  private Map<ConversationId, List<Touch>> earlier(
      WorkspaceId workspace,
      Collection<ConversationId> conversations,
      Map<ConversationId, Basis> bases,
      Windows spans) {
    Map<ConversationId, List<ConversationId>> before =
        arrivals.before(workspace, conversations, spans.longest());
    Set<ConversationId> others =
        before.values().stream()
            .flatMap(List::stream)
            .filter(one -> !bases.containsKey(one))
            .collect(Collectors.toSet());
    Map<ConversationId, List<Touch>> read =
        others.isEmpty() ? Map.of() : touches.of(workspace, others);
    var earlier = new HashMap<ConversationId, List<Touch>>();
    before.forEach(
        (conversation, all) ->
            earlier.put(
                conversation,
                all.stream()
                    .flatMap(
                        one -> {
                          Basis basis = bases.get(one);
                          return (basis == null ? read.getOrDefault(one, List.of()) : basis.told())
                              .stream();
                        })
                    .toList()));
    return earlier;
  }

  private static @Nullable Step opening(Decision decision, Instant startedAt) {
    if (decision.status().equals("unattributed")) {
      return null;
    }
    Instant at = decision.touchAt();
    return new Step(at == null ? startedAt : at, decision.clickId(), decision.credit());
  }

  /** One touch has everything under every model, which needs no rows. */
  private static List<ShareRepository.Row> shares(TouchPath path, Fact fact) {
    var rows = new ArrayList<ShareRepository.Row>();
    if (path.steps().size() < 2) {
      return rows;
    }
    List<Instant> at = path.steps().stream().map(Step::at).toList();
    for (CreditModel model : CreditModel.values()) {
      int[] parts = model.parts(at, fact.occurredAt());
      long left = fact.value() == null ? 0 : fact.value().minor();
      for (int place = 0; place < parts.length; place++) {
        boolean last = place == parts.length - 1;
        long value =
            last || fact.value() == null
                ? left
                : Math.floorDiv(
                    Math.multiplyExact(fact.value().minor(), (long) parts[place]),
                    (long) CreditModel.WHOLE);
        left -= value;
        rows.add(
            new ShareRepository.Row(
                model,
                place,
                parts[place],
                value,
                fact.value() == null ? null : fact.value().currency(),
                fact.occurredAt(),
                path.steps().get(place).credit()));
      }
    }
    return rows;
  }
}

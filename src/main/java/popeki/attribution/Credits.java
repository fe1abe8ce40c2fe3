package popeki.attribution;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
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

  /** Counts everything of a conversation under its decision. */
  void settle(WorkspaceId workspace, ConversationId conversation, Decision decision, Basis basis) {
    Windows spans = basis.windows();
    Instant startedAt =
        arrivals
            .place(workspace, conversation)
            .map(ArrivalRepository.Place::startedAt)
            .orElse(decision.decidedAt());
    var credited = new Credited(opening(decision, startedAt), !decision.isMachine(), startedAt);
    List<Touch> earlier =
        arrivals.before(workspace, conversation, startedAt.minus(spans.longest())).stream()
            .flatMap(one -> touches.of(workspace, one).stream())
            .toList();
    for (Fact fact : facts.of(workspace, conversation)) {
      boolean beginning = fact.kind() == Kind.STARTED;
      TouchPath path =
          TouchPath.to(beginning, fact.occurredAt(), credited, earlier, basis.told(), spans);
      // What a conversation is counted as is its decision's, whatever led to it as well.
      Delta.Credit last = beginning || path.steps().isEmpty() ? decision.credit() : path.last();
      facts.credit(workspace, conversation, fact, decision.status(), last);
      shares.replace(workspace, conversation, fact, shares(path, fact));
    }
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
                model, place, parts[place], value, path.steps().get(place).credit()));
      }
    }
    return rows;
  }
}

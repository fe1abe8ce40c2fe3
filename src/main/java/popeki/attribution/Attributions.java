package popeki.attribution;

import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import popeki.ads.Ad;
import popeki.ads.AdCatalog;
import popeki.attribution.FactLedger.Fact;
import popeki.attribution.FactLedger.Kind;
import popeki.conversations.AttributionNote;
import popeki.conversations.ConversationFacts;
import popeki.conversations.Conversations;
import popeki.conversations.ConversationsRegrouped;
import popeki.kernel.ClickId;
import popeki.kernel.ConversationId;
import popeki.kernel.LinkId;
import popeki.kernel.NumberId;
import popeki.kernel.Uuid7;
import popeki.kernel.WorkspaceId;
import popeki.links.ClickSeen;
import popeki.links.LinkSummary;
import popeki.links.Links;
import popeki.links.ReferenceCode;
import popeki.platform.Actor;
import popeki.platform.Delta;
import popeki.platform.Lanes;
import popeki.platform.WorkspaceTx;
import popeki.workspaces.Workspaces;

/** Which ad or link produced a conversation, how sure that is, and why. */
@Component
public class Attributions {
  private final WorkspaceTx tx;
  private final Workspaces workspaces;
  private final Conversations conversations;
  private final Links links;
  private final AdCatalog catalog;
  private final TouchReader touchReader;
  private final TouchRepository touches;
  private final DecisionRepository decisions;
  private final FactLedger facts;
  private final Credits credits;
  private final ArrivalRepository arrivals;
  private final SourceWindows windows;
  private final Lanes lanes;
  private final ApplicationEventPublisher events;
  private final Clock clock;

  Attributions(
      WorkspaceTx tx,
      Workspaces workspaces,
      Conversations conversations,
      Links links,
      AdCatalog catalog,
      TouchReader touchReader,
      TouchRepository touches,
      DecisionRepository decisions,
      FactLedger facts,
      Credits credits,
      ArrivalRepository arrivals,
      SourceWindows windows,
      Lanes lanes,
      ApplicationEventPublisher events,
      Clock clock) {
    this.tx = tx;
    this.workspaces = workspaces;
    this.conversations = conversations;
    this.links = links;
    this.catalog = catalog;
    this.touchReader = touchReader;
    this.touches = touches;
    this.decisions = decisions;
    this.facts = facts;
    this.credits = credits;
    this.arrivals = arrivals;
    this.windows = windows;
    this.lanes = lanes;
    this.events = events;
    this.clock = clock;
  }

  /**
   * What a conversion may tell the ad platform: the credit, the latest click id of an ad told
   * before the outcome, and the latest visit with Meta's click id.
   */
  public Optional<Credit> creditFor(
      WorkspaceId workspace, ConversationId conversation, Instant before) {
    return tx.in(
        workspace,
        () ->
            decisions
                .current(workspace, conversation)
                .map(decision -> credit(workspace, conversation, decision, before)));
  }

  /**
   * Decides from all touches told so far. A person's decision stays current beside the new answer.
   */
  void decide(WorkspaceId workspace, ConversationId conversation) {
    ConversationFacts known =
        conversations
            .facts(workspace, conversation)
            .orElseThrow(() -> new IllegalStateException("No such conversation: " + conversation));
    Basis basis = basis(workspace, conversation);
    Verdict verdict = AttributionRules.decide(known.startedAt(), basis.told(), basis.windows());
    expect(workspace, conversation, known, verdict, basis);
    Decision last = lastOfMachine(workspace, conversation).orElse(null);
    boolean open =
        verdict.touch() == null
            && last != null
            && last.isGuessed()
            && !isSilent(workspace, conversation, basis);
    if (!open) {
      answer(workspace, conversation, verdict, basis, null);
    }
  }

  /**
   * Completes what is certain by what is probable; a person who opted out is not guessed about.
   *
   * @param guess what {@link Matching} says
   */
  void guess(
      WorkspaceId workspace,
      ConversationId conversation,
      Guess guess,
      @Nullable Instant modelLearntAt) {
    ConversationFacts known = conversations.facts(workspace, conversation).orElse(null);
    if (known == null) {
      return;
    }
    Basis basis = basis(workspace, conversation);
    Verdict certain = AttributionRules.decide(known.startedAt(), basis.told(), basis.windows());
    double threshold = workspaces.get(workspace).settings().attribution().probableThreshold();
    boolean silent = isSilent(workspace, conversation, basis);
    Verdict verdict = AttributionRules.decide(certain, silent ? Guess.NONE : guess, threshold);
    answer(workspace, conversation, verdict, basis, verdict.touch() == null ? null : modelLearntAt);
  }

  /** Tells the matching what the conversation looks like now, where that changes any answer. */
  private void expect(
      WorkspaceId workspace,
      ConversationId conversation,
      ConversationFacts known,
      Verdict verdict,
      Basis basis) {
    boolean certain =
        verdict.method().equals("ctwa") || verdict.method().equals("code") || basis.isPassedOn();
    boolean changed =
        arrivals.settle(workspace, conversation, known.startedAt(), known.country(), certain);
    if (!changed && certain) {
      return;
    }
    for (Touch touch : basis.told()) {
      if (touch.kind() == Touch.Kind.CLICK) {
        lookAgain(workspace, known.number(), touch.happenedAt(), touch.happenedAt());
      }
    }
    lookAgain(workspace, known.number(), known.startedAt(), known.startedAt());
  }

  /** Nothing is guessed about them. */
  private boolean isSilent(WorkspaceId workspace, ConversationId conversation, Basis basis) {
    return basis.isPassedOn() || conversations.isSuppressed(workspace, conversation);
  }

  private Basis basis(WorkspaceId workspace, ConversationId conversation) {
    return new Basis(touchReader.of(workspace, conversation), windows.of(workspace));
  }

  /** Something changed at a number between two instants, so that conversations are matched anew. */
  void lookAgain(WorkspaceId workspace, NumberId number, Instant from, Instant to) {
    arrivals.due(workspace, number, from, to);
    lanes.wake(ProbableLane.KIND, workspace, clock.instant());
  }

  private void answer(
      WorkspaceId workspace,
      ConversationId conversation,
      Verdict verdict,
      Basis basis,
      @Nullable Instant modelLearntAt) {
    Decision before = decisions.current(workspace, conversation).orElse(null);
    boolean overruled = before != null && !before.isMachine();
    Decision last = overruled ? lastOfMachine(workspace, conversation).orElse(null) : before;
    if (!verdict.sameAs(last)) {
      store(workspace, machine(conversation, verdict, basis, modelLearntAt, !overruled), basis);
    }
  }

  private Optional<Decision> lastOfMachine(WorkspaceId workspace, ConversationId conversation) {
    return decisions.latestOfMachine(workspace, List.of(conversation)).stream().findFirst();
  }

  /**
   * A conversation never was one. What a person decided about it holds for the one that has its
   * messages, unless a person decided about that one too.
   */
  void dissolve(WorkspaceId workspace, ConversationId conversation, ConversationId into) {
    boolean manual =
        decisions.current(workspace, conversation).filter(d -> !d.isMachine()).isPresent();
    boolean taken = decisions.current(workspace, into).filter(d -> !d.isMachine()).isPresent();
    if (manual && !taken) {
      decisions.giveTo(workspace, conversation, into);
    }
    decisions.remove(workspace, conversation);
    arrivals
        .place(workspace, conversation)
        .ifPresent(
            place -> lookAgain(workspace, place.number(), place.startedAt(), place.startedAt()));
    arrivals.remove(workspace, conversation);
  }

  /** Counts that a conversation qualified once, when the outcomes that it has say so. */
  void qualify(WorkspaceId workspace, ConversationsRegrouped.Qualification qualified) {
    ConversationId conversation = qualified.conversation();
    Decision credit = decisions.current(workspace, conversation).orElse(null);
    ConversationsRegrouped.Qualification.First first = qualified.first();
    facts.qualify(
        workspace,
        conversation,
        credit == null || first == null
            ? null
            : new Fact(
                Kind.QUALIFIED,
                first.ordinal(),
                first.at(),
                null,
                credit.status(),
                credit.credit()));
  }

  /** Counts everything of a conversation under the credit that counts now. */
  void credit(WorkspaceId workspace, ConversationId conversation) {
    Decision current = current(workspace, conversation);
    credits.settle(workspace, conversation, current, basis(workspace, conversation));
    conversations.note(workspace, conversation, note(workspace, current));
  }

  /** A person's answer: it becomes current, the machine's stays to be seen. */
  void correct(
      WorkspaceId workspace,
      ConversationId conversation,
      Delta.Credit credit,
      Actor actor,
      String reason) {
    boolean attributed =
        credit.source() != null || credit.adId() != null || credit.linkId() != null;
    var evidence = List.of(new Evidence("manual", "Set by hand: " + reason, 1));
    Basis basis = basis(workspace, conversation);
    store(
        workspace,
        new Decision(
            Uuid7.at(clock.instant()),
            conversation,
            true,
            attributed ? "attributed" : "unattributed",
            "manual",
            1,
            credit,
            null,
            null,
            null,
            evidence,
            AttributionRules.VERSION,
            basis.windows().days(),
            null,
            actor.type().equals("user") ? "user" : "api_key",
            actor.name(),
            reason,
            clock.instant()),
        basis);
  }

  /** The credit that counts now; a conversation always has one. */
  Decision current(WorkspaceId workspace, ConversationId conversation) {
    return decisions
        .current(workspace, conversation)
        .orElseThrow(() -> new IllegalStateException("Never decided: " + conversation));
  }

  private void store(WorkspaceId workspace, Decision decision, Basis basis) {
    decisions.add(workspace, decision);
    if (!decision.current()) {
      return;
    }
    credits.settle(workspace, decision.conversation(), decision, basis);
    conversations.note(workspace, decision.conversation(), note(workspace, decision));
    events.publishEvent(
        new ConversationAttributed(
            workspace, decision.conversation(), decision.status(), decision.method()));
  }

  private AttributionNote note(WorkspaceId workspace, Decision decision) {
    return new AttributionNote(
        decision.status(),
        decision.method(),
        decision.confidence(),
        decision.credit().source(),
        decision.credit().campaignId(),
        campaignName(workspace, decision.credit()),
        decision.credit().adId(),
        decision.credit().linkId());
  }

  /**
   * What people call it: the catalogue's name of the campaign, else the campaign, else the link.
   */
  @Nullable String campaignName(WorkspaceId workspace, Delta.Credit credit) {
    if (credit.adId() != null) {
      return catalog
          .find(workspace, credit.adId())
          .map(ad -> ad.campaignName() == null ? ad.name() : ad.campaignName())
          .orElse(null);
    }
    if (credit.campaignId() != null) {
      return catalog.campaignName(workspace, credit.campaignId()).orElse(credit.campaignId());
    }
    if (credit.linkId() == null) {
      return null;
    }
    return links.link(workspace, new LinkId(credit.linkId())).map(LinkSummary::name).orElse(null);
  }

  private Decision machine(
      ConversationId conversation,
      Verdict verdict,
      Basis basis,
      @Nullable Instant modelLearntAt,
      boolean current) {
    Touch touch = verdict.touch();
    return new Decision(
        Uuid7.at(clock.instant()),
        conversation,
        current,
        verdict.status(),
        verdict.method(),
        verdict.confidence(),
        verdict.credit(),
        touch == null ? null : touch.clickId(),
        touch == null ? null : touch.ctwaClid(),
        touch == null ? null : touch.happenedAt(),
        verdict.evidence(),
        AttributionRules.VERSION,
        (int) basis.windows().of(verdict.credit().source()).toDays(),
        modelLearntAt,
        "machine",
        null,
        null,
        clock.instant());
  }

  /**
   * The one visit that is likely enough to be credited; how likely it is stands in the decision.
   */
  private Optional<ClickSeen> probable(WorkspaceId workspace, Decision decision) {
    return decision.method().equals("probable")
            && decision.clickId() != null
            && decision.touchAt() != null
        ? links
            .click(workspace, new ClickId(decision.clickId()), decision.touchAt())
            .filter(click -> click.conversation() == null)
        : Optional.empty();
  }

  private Credit credit(
      WorkspaceId workspace, ConversationId conversation, Decision decision, Instant before) {
    Optional<ClickSeen> click =
        touches.of(workspace, conversation).stream()
            .filter(touch -> touch.kind().equals("click") && !touch.toldAt().isAfter(before))
            .sorted(Comparator.comparing(TouchRepository.Row::toldAt).reversed())
            .flatMap(touch -> ReferenceCode.parse(touch.dedupe()).stream())
            .flatMap(code -> links.clickByCode(workspace, code).stream())
            .filter(seen -> conversation.equals(seen.conversation()))
            .findFirst()
            .or(() -> probable(workspace, decision));
    return new Credit(
        decision.status(),
        decision.method(),
        decision.confidence(),
        touches.latestClickId(workspace, conversation, before).orElse(null),
        click.map(ClickSeen::id).orElse(null),
        click.map(ClickSeen::occurredAt).orElse(null),
        click.map(seen -> seen.clickIds().get("fbclid")).orElse(null),
        click.map(ClickSeen::ip).orElse(null),
        click.map(ClickSeen::userAgent).orElse(null),
        click.map(ClickSeen::gpc).orElse(false));
  }

  /** The catalogue's entry of the ad that is credited, when it has one. */
  Optional<Ad> ad(WorkspaceId workspace, Delta.Credit credit) {
    return credit.adId() == null ? Optional.empty() : catalog.find(workspace, credit.adId());
  }
}

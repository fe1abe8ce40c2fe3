package popeki.attribution;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import popeki.ads.Ad;
import popeki.ads.AdCatalog;
import popeki.attribution.FactLedger.Fact;
import popeki.attribution.FactLedger.Kind;
import popeki.conversations.AttributionNote;
import popeki.conversations.Beginning;
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
    Map<ConversationId, Beginning> known =
        conversations.beginnings(workspace, List.of(conversation));
    if (known.isEmpty()) {
      throw new IllegalStateException("No such conversation: " + conversation);
    }
    Map<ConversationId, Basis> bases = bases(workspace, known.keySet());
    Last last = last(workspace, known.keySet());
    settle(workspace, decide(workspace, known, bases, last, false), bases);
  }

  /** Decides conversations again and counts everything of each under what counts then. */
  void again(WorkspaceId workspace, Set<ConversationId> which) {
    Map<ConversationId, Beginning> known = conversations.beginnings(workspace, which);
    Map<ConversationId, Basis> bases = bases(workspace, known.keySet());
    Last last = last(workspace, known.keySet());
    var current = new LinkedHashMap<>(last.current());
    for (Decision decision : decide(workspace, known, bases, last, true)) {
      current.put(decision.conversation(), decision);
    }
    settle(workspace, List.copyOf(current.values()), bases);
  }

  /**
   * The decisions that are new and count.
   *
   * @param exact what is probable is told anew, however little it moved
   */
  private List<Decision> decide(
      WorkspaceId workspace,
      Map<ConversationId, Beginning> known,
      Map<ConversationId, Basis> bases,
      Last last,
      boolean exact) {
    var verdicts = new LinkedHashMap<ConversationId, Verdict>();
    known.forEach(
        (conversation, began) -> {
          Basis basis = of(bases, conversation);
          verdicts.put(
              conversation,
              AttributionRules.decide(began.startedAt(), basis.told(), basis.windows()));
        });
    expect(workspace, known, verdicts, bases, exact);
    verdicts.keySet().removeAll(guessed(workspace, verdicts, last, bases));
    return answer(workspace, verdicts, last, bases, new Matched(null, false));
  }

  /** Where nothing certain was found and what was guessed stays until it is matched again. */
  private Set<ConversationId> guessed(
      WorkspaceId workspace,
      Map<ConversationId, Verdict> verdicts,
      Last last,
      Map<ConversationId, Basis> bases) {
    var open = new HashSet<ConversationId>();
    verdicts.forEach(
        (conversation, verdict) -> {
          Decision before = last.ofMachine().get(conversation);
          if (verdict.touch() == null
              && before != null
              && before.isGuessed()
              && !of(bases, conversation).isPassedOn()) {
            open.add(conversation);
          }
        });
    open.removeAll(conversations.suppressed(workspace, open));
    return open;
  }

  private static Basis of(Map<ConversationId, Basis> bases, ConversationId conversation) {
    return Objects.requireNonNull(bases.get(conversation));
  }

  /**
   * Completes what is certain by what is probable; a person who opted out is not guessed about.
   *
   * @param guess what {@link Matching} says
   */
  void guess(WorkspaceId workspace, ConversationId conversation, Guess guess, Matched matched) {
    Beginning known = conversations.beginnings(workspace, List.of(conversation)).get(conversation);
    if (known == null) {
      return;
    }
    Map<ConversationId, Basis> bases = bases(workspace, Set.of(conversation));
    Basis basis = of(bases, conversation);
    Verdict certain = AttributionRules.decide(known.startedAt(), basis.told(), basis.windows());
    double threshold = workspaces.get(workspace).settings().attribution().probableThreshold();
    boolean silent =
        basis.isPassedOn() || !conversations.suppressed(workspace, List.of(conversation)).isEmpty();
    Verdict verdict = AttributionRules.decide(certain, silent ? Guess.NONE : guess, threshold);
    settle(
        workspace,
        answer(
            workspace,
            Map.of(conversation, verdict),
            last(workspace, Set.of(conversation)),
            bases,
            matched),
        bases);
  }

  /** Tells the matching what conversations look like now, where that changes any answer. */
  private void expect(
      WorkspaceId workspace,
      Map<ConversationId, Beginning> known,
      Map<ConversationId, Verdict> verdicts,
      Map<ConversationId, Basis> bases,
      boolean exact) {
    Map<ConversationId, ArrivalRepository.Place> before =
        arrivals.places(workspace, known.keySet());
    var changed = new LinkedHashMap<ConversationId, ArrivalRepository.Place>();
    var moments = new ArrayList<ArrivalRepository.Moment>();
    verdicts.forEach(
        (conversation, verdict) -> {
          Beginning began = Objects.requireNonNull(known.get(conversation));
          Basis basis = of(bases, conversation);
          boolean certain =
              verdict.method().equals("ctwa")
                  || verdict.method().equals("code")
                  || basis.isPassedOn();
          ArrivalRepository.Place place = before.get(conversation);
          var now =
              new ArrivalRepository.Place(
                  place == null ? began.number() : place.number(),
                  began.startedAt(),
                  began.country(),
                  certain);
          boolean news = place != null && !place.equals(now);
          if (news) {
            changed.put(conversation, now);
          }
          if (news || !certain) {
            moments.add(new ArrivalRepository.Moment(began.number(), began.startedAt()));
            for (Touch touch : basis.told()) {
              if (touch.kind() == Touch.Kind.CLICK) {
                moments.add(new ArrivalRepository.Moment(began.number(), touch.happenedAt()));
              }
            }
          }
        });
    arrivals.settle(workspace, changed);
    if (!moments.isEmpty()) {
      arrivals.due(workspace, moments, exact);
      lanes.wake(ProbableLane.KIND, workspace, clock.instant());
    }
  }

  private Map<ConversationId, Basis> bases(WorkspaceId workspace, Set<ConversationId> which) {
    Map<ConversationId, List<Touch>> told = touchReader.of(workspace, which);
    Windows spans = windows.of(workspace);
    return which.stream()
        .collect(
            Collectors.toMap(
                Function.identity(), one -> new Basis(told.getOrDefault(one, List.of()), spans)));
  }

  /** Something changed at a number between two instants, so that conversations are matched anew. */
  void lookAgain(WorkspaceId workspace, NumberId number, Instant from, Instant to) {
    arrivals.due(workspace, number, from, to);
    lanes.wake(ProbableLane.KIND, workspace, clock.instant());
  }

  /** What counts, and the machine's last answers, which a person may have overruled. */
  private record Last(
      Map<ConversationId, Decision> current, Map<ConversationId, Decision> ofMachine) {}

  private Last last(WorkspaceId workspace, Set<ConversationId> which) {
    Map<ConversationId, Decision> current = byConversation(decisions.current(workspace, which));
    var ofMachine = new HashMap<>(current);
    List<ConversationId> overruled =
        current.values().stream()
            .filter(decision -> !decision.isMachine())
            .map(Decision::conversation)
            .toList();
    if (!overruled.isEmpty()) {
      ofMachine.keySet().removeAll(overruled);
      ofMachine.putAll(byConversation(decisions.latestOfMachine(workspace, overruled)));
    }
    return new Last(current, ofMachine);
  }

  private static Map<ConversationId, Decision> byConversation(List<Decision> decisions) {
    return decisions.stream()
        .collect(Collectors.toMap(Decision::conversation, Function.identity()));
  }

  /**
   * How something was matched.
   *
   * @param learntAt when the model was learnt; null for the general expectation, or for none
   * @param exact a probability that moved at all is told anew
   */
  record Matched(@Nullable Instant learntAt, boolean exact) {}

  /** Stores the answers that are new; those of them that count come back. */
  private List<Decision> answer(
      WorkspaceId workspace,
      Map<ConversationId, Verdict> verdicts,
      Last last,
      Map<ConversationId, Basis> bases,
      Matched matched) {
    var made = new ArrayList<Decision>();
    verdicts.forEach(
        (conversation, verdict) -> {
          if (!verdict.sameAs(last.ofMachine().get(conversation), matched.exact())) {
            Decision before = last.current().get(conversation);
            made.add(
                machine(
                    conversation,
                    verdict,
                    of(bases, conversation),
                    verdict.touch() == null ? null : matched.learntAt(),
                    before == null || before.isMachine()));
          }
        });
    if (made.isEmpty()) {
      return List.of();
    }
    decisions.add(workspace, made);
    List<Decision> current = made.stream().filter(Decision::current).toList();
    for (Decision decision : current) {
      events.publishEvent(
          new ConversationAttributed(
              workspace, decision.conversation(), decision.status(), decision.method()));
    }
    return current;
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
    settle(
        workspace,
        List.of(current(workspace, conversation)),
        bases(workspace, Set.of(conversation)));
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
    Map<ConversationId, Basis> bases = bases(workspace, Set.of(conversation));
    Decision corrected =
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
            of(bases, conversation).windows().days(),
            null,
            actor.type().equals("user") ? "user" : "api_key",
            actor.name(),
            reason,
            clock.instant());
    decisions.add(workspace, List.of(corrected));
    settle(workspace, List.of(corrected), bases);
    events.publishEvent(
        new ConversationAttributed(
            workspace, conversation, corrected.status(), corrected.method()));
  }

  /** The credit that counts now; a conversation always has one. */
  Decision current(WorkspaceId workspace, ConversationId conversation) {
    return decisions
        .current(workspace, conversation)
        .orElseThrow(() -> new IllegalStateException("Never decided: " + conversation));
  }

  /** Counts conversations under their decisions, and notes those where lists show them. */
  private void settle(
      WorkspaceId workspace, List<Decision> current, Map<ConversationId, Basis> bases) {
    if (current.isEmpty()) {
      return;
    }
    credits.settle(workspace, current, bases);
    var names = new HashMap<Delta.Credit, Optional<String>>();
    var notes = new LinkedHashMap<ConversationId, AttributionNote>();
    for (Decision decision : current) {
      Optional<String> name =
          names.computeIfAbsent(
              decision.credit(), credit -> Optional.ofNullable(campaignName(workspace, credit)));
      notes.put(decision.conversation(), note(decision, name.orElse(null)));
    }
    conversations.note(workspace, notes);
  }

  private static AttributionNote note(Decision decision, @Nullable String campaignName) {
    return new AttributionNote(
        decision.status(),
        decision.method(),
        decision.confidence(),
        decision.credit().source(),
        decision.credit().campaignId(),
        campaignName,
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

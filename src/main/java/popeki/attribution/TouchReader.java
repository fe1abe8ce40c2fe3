package popeki.attribution;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import popeki.ads.Ad;
import popeki.ads.AdCatalog;
import popeki.conversations.MessageReceived;
import popeki.conversations.Referral;
import popeki.kernel.ContactId;
import popeki.kernel.ConversationId;
import popeki.kernel.FoldedWords;
import popeki.kernel.LinkId;
import popeki.kernel.NumberId;
import popeki.kernel.WorkspaceId;
import popeki.links.ClickSeen;
import popeki.links.LinkSummary;
import popeki.links.Links;
import popeki.links.Redemption;
import popeki.links.ReferenceCode;
import popeki.platform.Delta;

/** Reads touches out of messages, and fills them with what links and the ad catalogue know. */
@Component
class TouchReader {
  /** Ads that open WhatsApp are Meta's; the name under which their spend is entered. */
  static final String META = "meta";

  /** A page that was open may still open the chat some days after its link was archived. */
  private static final Duration RETIRED = Duration.ofDays(7);

  /** Of more links to one number the newest are compared. */
  private static final int MOST_TEXTS = 2_000;

  private final TouchRepository touches;
  private final Links links;
  private final AdCatalog catalog;
  private final TextRuleRepository rules;
  private final RuleReader ruleReader;
  private final ArrivalRepository arrivals;
  private final AgainRepository again;

  TouchReader(
      TouchRepository touches,
      Links links,
      AdCatalog catalog,
      TextRuleRepository rules,
      RuleReader ruleReader,
      ArrivalRepository arrivals,
      AgainRepository again) {
    this.touches = touches;
    this.links = links;
    this.catalog = catalog;
    this.rules = rules;
    this.ruleReader = ruleReader;
    this.arrivals = arrivals;
    this.again = again;
  }

  /** Stores what a message tells; true when it told anything. */
  boolean note(MessageReceived message) {
    boolean told = false;
    Referral referral = message.referral();
    if (referral != null) {
      touches.add(message.workspace(), message.contact(), row(message, referral), message.wamid());
      if (referral.sourceId() != null && !"post".equals(referral.sourceType())) {
        catalog.wanted(message.workspace(), referral.sourceId());
      }
      told = true;
    }
    if (message.text() != null) {
      for (ReferenceCode.Found found : ReferenceCode.find(message.text())) {
        touches.add(
            message.workspace(), message.contact(), row(message, found.code()), message.wamid());
        told = true;
      }
    }
    return readWords(message) || told;
  }

  /**
   * Compares the words with the texts of links and with rules, while they still may say how the
   * conversation began. Nothing of this is done with the words of somebody who opted out.
   */
  private boolean readWords(MessageReceived message) {
    WorkspaceId workspace = message.workspace();
    ArrivalRepository.Place place = arrivals.place(workspace, message.conversation()).orElse(null);
    if (place == null
        || message.suppressed()
        || message.sentAt().isAfter(place.startedAt().plus(AttributionRules.OPENING))) {
      return false;
    }
    String text = message.text() == null ? "" : ReferenceCode.strip(message.text());
    List<String> said = FoldedWords.of(text).folded();
    var likeness = new HashMap<UUID, Likeness>();
    boolean told = false;
    int same = 0;
    if (!said.isEmpty()) {
      for (LinkText link : textsOf(workspace, message.number(), message.sentAt())) {
        Likeness like = link.likeness(said);
        if (like != Likeness.OTHER) {
          likeness.put(link.link(), like);
        }
        // Two links with one text tell neither; a third has nothing to add.
        if (like == Likeness.SAME && same++ < 2) {
          touches.add(workspace, message.contact(), row(message, link), message.wamid());
          told = true;
        }
      }
      told |= ruleReader.read(message, text);
    }
    boolean first =
        arrivals.said(
            workspace, message.conversation(), message.sentAt(), message.wamid(), likeness);
    return told || (first && !place.certain());
  }

  /** The texts of the links that people could come by when the message was written. */
  List<LinkText> textsOf(WorkspaceId workspace, NumberId number, Instant at) {
    return links.linksTo(workspace, number).stream()
        .filter(link -> link.archivedAt() == null || link.archivedAt().isAfter(at.minus(RETIRED)))
        .limit(MOST_TEXTS)
        .map(link -> LinkText.of(link.id().value(), link.message()))
        .toList();
  }

  /** Takes back what a conversation was told, and the visits that were tied to it. */
  void forget(WorkspaceId workspace, ConversationId conversation) {
    for (TouchRepository.Row row : touches.of(workspace, conversation)) {
      if (row.kind().equals("click")) {
        ReferenceCode.parse(row.dedupe())
            .flatMap(code -> links.clickByCode(workspace, code))
            .ifPresent(
                click -> {
                  links.detach(workspace, click.id(), click.occurredAt(), conversation);
                  again.tellers(workspace, row.dedupe());
                });
      }
    }
    touches.remove(workspace, conversation);
    arrivals.unsay(workspace, conversation);
  }

  void giveTo(WorkspaceId workspace, ContactId from, ContactId into) {
    touches.giveTo(workspace, from, into);
  }

  /** The touches of a conversation, each with its credit and its standing. */
  List<Touch> of(WorkspaceId workspace, ConversationId conversation) {
    return of(workspace, List.of(conversation)).getOrDefault(conversation, List.of());
  }

  /** What touches are filled with, read once for many of them. */
  private record Known(
      Map<LinkId, LinkSummary> links,
      Map<String, TextRule> rules,
      Map<String, Ad> ads,
      Map<String, ClickSeen> clicks,
      Map<Delta.Credit, Delta.Credit> placed,
      Map<String, ConversationId> owners) {}

  /** The touches of conversations; one without any has no entry. */
  Map<ConversationId, List<Touch>> of(
      WorkspaceId workspace, Collection<ConversationId> conversations) {
    Map<ConversationId, List<TouchRepository.Row>> rows = touches.of(workspace, conversations);
    Known known = known(workspace, rows.values().stream().flatMap(List::stream).toList());
    var all = new HashMap<ConversationId, List<Touch>>();
    rows.forEach(
        (conversation, told) ->
            all.put(
                conversation,
                told.stream().flatMap(row -> touch(workspace, row, known).stream()).toList()));
    return all;
  }

  private Known known(WorkspaceId workspace, List<TouchRepository.Row> rows) {
    var links = new HashSet<LinkId>();
    var ads = new HashSet<String>();
    var codes = new HashSet<String>();
    boolean ruled = false;
    for (TouchRepository.Row row : rows) {
      switch (row.kind()) {
        case "referral" -> {
          if (row.sourceId() != null && !"post".equals(row.sourceType())) {
            ads.add(row.sourceId());
          }
        }
        case "text" -> links.add(new LinkId(UUID.fromString(row.dedupe())));
        case "rule" -> ruled = true;
        default -> codes.add(row.dedupe());
      }
    }
    Map<String, ClickSeen> clicks = this.links.clicksByCode(workspace, codes);
    clicks.values().forEach(click -> links.add(click.link()));
    return new Known(
        this.links.links(workspace, links),
        ruled
            ? rules.rules(workspace).stream()
                .collect(Collectors.toMap(rule -> rule.id().toString(), Function.identity()))
            : Map.of(),
        ads.isEmpty() ? Map.of() : catalog.find(workspace, ads),
        clicks,
        new HashMap<>(),
        new HashMap<>());
  }

  private Optional<Touch> touch(WorkspaceId workspace, TouchRepository.Row row, Known known) {
    return switch (row.kind()) {
      case "referral" -> Optional.of(referral(row, known));
      case "text" -> text(workspace, row, known);
      case "rule" -> rule(row, known);
      default -> Optional.of(click(workspace, row, known));
    };
  }

  private Optional<Touch> text(WorkspaceId workspace, TouchRepository.Row row, Known known) {
    return Optional.ofNullable(known.links().get(new LinkId(UUID.fromString(row.dedupe()))))
        .map(
            link -> {
              UUID id = link.id().value();
              boolean distinctive = LinkText.of(id, link.message()).isDistinctive();
              return told(
                  row,
                  Touch.Kind.TEXT,
                  id,
                  distinctive ? Touch.Standing.OWN : Touch.Standing.COMMON,
                  placed(
                      workspace,
                      new Delta.Credit(link.source(), link.campaign(), null, null, id),
                      known),
                  link.name(),
                  0);
            });
  }

  /** A rule that was removed since says nothing any more. */
  private static Optional<Touch> rule(TouchRepository.Row row, Known known) {
    return Optional.ofNullable(known.rules().get(row.dedupe()))
        .map(
            rule ->
                told(
                    row,
                    Touch.Kind.RULE,
                    null,
                    Touch.Standing.OWN,
                    new Delta.Credit(rule.source(), rule.campaign(), null, null, null),
                    rule.pattern(),
                    rule.rank()));
  }

  private static Touch told(
      TouchRepository.Row row,
      Touch.Kind kind,
      @Nullable UUID link,
      Touch.Standing standing,
      Delta.Credit credit,
      @Nullable String label,
      int rank) {
    return new Touch(
        row.dedupe(),
        kind,
        row.toldAt(),
        row.toldAt(),
        null,
        link,
        null,
        null,
        standing,
        credit,
        label,
        rank);
  }

  private static TouchRepository.Row row(MessageReceived message, LinkText link) {
    return plain(message, "text", link.link().toString(), link.link());
  }

  static TouchRepository.Row row(MessageReceived message, TextRule rule) {
    return plain(message, "rule", rule.id().toString(), null);
  }

  private static TouchRepository.Row plain(
      MessageReceived message, String kind, String dedupe, @Nullable UUID link) {
    return new TouchRepository.Row(
        new UUID(0, 0),
        message.conversation(),
        kind,
        dedupe,
        message.sentAt(),
        null,
        link,
        null,
        null,
        null);
  }

  private static TouchRepository.Row row(MessageReceived message, Referral referral) {
    // Somebody who opted out keeps the credit and gives no click id away.
    String clid = message.suppressed() ? null : referral.ctwaClid();
    String dedupe =
        referral.ctwaClid() != null
            ? "ctwa:" + referral.ctwaClid()
            : referral.sourceType() + ":" + referral.sourceId();
    return new TouchRepository.Row(
        new UUID(0, 0),
        message.conversation(),
        "referral",
        dedupe,
        message.sentAt(),
        null,
        null,
        clid,
        referral.sourceType(),
        referral.sourceId());
  }

  private static TouchRepository.Row row(MessageReceived message, ReferenceCode code) {
    return plain(message, "click", code.value(), null);
  }

  private static Touch referral(TouchRepository.Row row, Known known) {
    boolean post = "post".equals(row.sourceType());
    Optional<Ad> ad =
        post || row.sourceId() == null
            ? Optional.empty()
            : Optional.ofNullable(known.ads().get(row.sourceId()));
    var credit =
        new Delta.Credit(
            post ? null : META,
            ad.map(Ad::campaignId).orElse(null),
            ad.map(Ad::adsetId).orElse(null),
            post ? null : row.sourceId(),
            null);
    Touch.Kind kind =
        post ? Touch.Kind.POST : row.sourceId() == null ? Touch.Kind.AD_WITHOUT_ID : Touch.Kind.AD;
    return new Touch(
        row.dedupe(),
        kind,
        row.toldAt(),
        row.toldAt(),
        null,
        null,
        row.ctwaClid(),
        row.sourceId(),
        Touch.Standing.OWN,
        credit,
        ad.map(Ad::name).orElse(null),
        0);
  }

  private Touch click(WorkspaceId workspace, TouchRepository.Row row, Known known) {
    ClickSeen click = known.clicks().get(row.dedupe());
    if (click == null) {
      return unknown(row);
    }
    Redemption redemption = redeem(workspace, row, click, known);
    if (row.clickId() == null) {
      touches.found(workspace, row.id(), click.id().value(), click.link().value());
    }
    LinkSummary link = known.links().get(click.link());
    return new Touch(
        row.dedupe(),
        Touch.Kind.CLICK,
        row.toldAt(),
        click.occurredAt(),
        click.id().value(),
        click.link().value(),
        null,
        null,
        redemption == Redemption.SHARED ? Touch.Standing.SHARED : Touch.Standing.OWN,
        placed(workspace, click.credit(), known),
        link == null ? "" : link.name(),
        0);
  }

  /** A visit is whose message told its code first, whichever message was read first. */
  private Redemption redeem(
      WorkspaceId workspace, TouchRepository.Row row, ClickSeen click, Known known) {
    ConversationId owner = known.owners().getOrDefault(row.dedupe(), click.conversation());
    if (row.conversation().equals(owner)) {
      return Redemption.SAME;
    }
    if (owner != null) {
      ConversationId first =
          touches.firstToTell(workspace, row.dedupe()).orElse(row.conversation());
      if (!first.equals(row.conversation())) {
        return Redemption.SHARED;
      }
      links.detach(workspace, click.id(), click.occurredAt(), owner);
      again.one(workspace, owner);
    }
    Redemption redemption =
        links.attach(workspace, click.id(), click.occurredAt(), row.conversation());
    if (redemption != Redemption.SHARED) {
      known.owners().put(row.dedupe(), row.conversation());
    }
    return redemption;
  }

  private Delta.Credit placed(WorkspaceId workspace, Delta.Credit credit, Known known) {
    return known.placed().computeIfAbsent(credit, unplaced -> placed(workspace, unplaced));
  }

  /** A campaign that the visit's address calls by its name is the catalogue's of that name. */
  Delta.Credit placed(WorkspaceId workspace, Delta.Credit credit) {
    if (credit.campaignId() == null || credit.adId() != null) {
      return credit;
    }
    return catalog
        .campaignNamed(workspace, credit.source(), credit.campaignId())
        .map(
            id ->
                new Delta.Credit(
                    credit.source(), id, credit.adsetId(), credit.adId(), credit.linkId()))
        .orElse(credit);
  }

  private static Touch unknown(TouchRepository.Row row) {
    return told(row, Touch.Kind.CLICK, null, Touch.Standing.UNKNOWN, Delta.Credit.NONE, null, 0);
  }
}

package popeki.attribution;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import popeki.ads.Ad;
import popeki.ads.AdCatalog;
import popeki.conversations.MessageReceived;
import popeki.conversations.Referral;
import popeki.kernel.ContactId;
import popeki.kernel.ConversationId;
import popeki.kernel.LinkId;
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

  private final TouchRepository touches;
  private final Links links;
  private final AdCatalog catalog;

  TouchReader(TouchRepository touches, Links links, AdCatalog catalog) {
    this.touches = touches;
    this.links = links;
    this.catalog = catalog;
  }

  /** Stores what a message tells; true when it told anything. */
  boolean note(MessageReceived message) {
    boolean told = false;
    Referral referral = message.referral();
    if (referral != null) {
      touches.add(message.workspace(), message.contact(), row(message, referral), message.wamid());
      told = true;
    }
    if (message.text() != null) {
      for (ReferenceCode.Found found : ReferenceCode.find(message.text())) {
        touches.add(
            message.workspace(), message.contact(), row(message, found.code()), message.wamid());
        told = true;
      }
    }
    return told;
  }

  /** Takes back what a conversation was told, and the visits that were tied to it. */
  void forget(WorkspaceId workspace, ConversationId conversation) {
    for (TouchRepository.Row row : touches.of(workspace, conversation)) {
      if (row.kind().equals("click")) {
        ReferenceCode.parse(row.dedupe())
            .flatMap(code -> links.clickByCode(workspace, code))
            .ifPresent(
                click -> links.detach(workspace, click.id(), click.occurredAt(), conversation));
      }
    }
    touches.remove(workspace, conversation);
  }

  void giveTo(WorkspaceId workspace, ContactId from, ContactId into) {
    touches.giveTo(workspace, from, into);
  }

  /** The touches of a conversation, each with its credit and its standing. */
  List<Touch> of(WorkspaceId workspace, ConversationId conversation) {
    var all = new ArrayList<Touch>();
    for (TouchRepository.Row row : touches.of(workspace, conversation)) {
      all.add(row.kind().equals("referral") ? referral(workspace, row) : click(workspace, row));
    }
    return all;
  }

  private static TouchRepository.Row row(MessageReceived message, Referral referral) {
    // Somebody who opted out keeps the credit and gives no click id away.
    String clid = message.suppressed() ? null : referral.ctwaClid();
    String dedupe =
        referral.ctwaClid() != null
            ? "ctwa:" + referral.ctwaClid()
            : referral.sourceType() + ":" + referral.sourceId();
    return new TouchRepository.Row(
        new java.util.UUID(0, 0),
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
    return new TouchRepository.Row(
        new java.util.UUID(0, 0),
        message.conversation(),
        "click",
        code.value(),
        message.sentAt(),
        null,
        null,
        null,
        null,
        null);
  }

  private Touch referral(WorkspaceId workspace, TouchRepository.Row row) {
    boolean post = "post".equals(row.sourceType());
    Optional<Ad> ad =
        post || row.sourceId() == null ? Optional.empty() : catalog.find(workspace, row.sourceId());
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
        ad.map(Ad::name).orElse(null));
  }

  private Touch click(WorkspaceId workspace, TouchRepository.Row row) {
    Optional<ClickSeen> seen =
        ReferenceCode.parse(row.dedupe()).flatMap(code -> links.clickByCode(workspace, code));
    if (seen.isEmpty()) {
      return unknown(row);
    }
    ClickSeen click = seen.get();
    Redemption redemption =
        links.attach(workspace, click.id(), click.occurredAt(), row.conversation());
    if (row.clickId() == null) {
      touches.found(workspace, row.id(), click.id().value(), click.link().value());
    }
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
        click.credit(),
        linkName(workspace, click.link()));
  }

  private String linkName(WorkspaceId workspace, LinkId link) {
    return links.link(workspace, link).map(LinkSummary::name).orElse("");
  }

  private static Touch unknown(TouchRepository.Row row) {
    Instant at = row.toldAt();
    return new Touch(
        row.dedupe(),
        Touch.Kind.CLICK,
        at,
        at,
        null,
        null,
        null,
        null,
        Touch.Standing.UNKNOWN,
        Delta.Credit.NONE,
        null);
  }
}

package popeki.attribution;

import gg.jte.Content;
import gg.jte.TemplateEngine;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import popeki.ads.Ad;
import popeki.conversations.TimelineContributor;
import popeki.kernel.ConversationId;
import popeki.kernel.LinkId;
import popeki.kernel.WorkspaceId;
import popeki.links.LinkSummary;
import popeki.links.Links;
import popeki.platform.Actor;
import popeki.platform.ApiProblem;
import popeki.platform.Delta;
import popeki.platform.Words;
import popeki.platform.WorkspaceTx;
import tools.jackson.databind.JsonNode;

/** Shows the credit and its evidence on the conversation, and takes corrections of it. */
@Component
class AttributionContributor implements TimelineContributor {
  private final Attributions attributions;
  private final DecisionRepository decisions;
  private final ShareRepository shares;
  private final Links links;
  private final WorkspaceTx tx;
  private final TemplateEngine templates;

  AttributionContributor(
      Attributions attributions,
      DecisionRepository decisions,
      ShareRepository shares,
      Links links,
      WorkspaceTx tx,
      TemplateEngine templates) {
    this.attributions = attributions;
    this.decisions = decisions;
    this.shares = shares;
    this.links = links;
    this.tx = tx;
    this.templates = templates;
  }

  /** The credit on the wire. */
  @Schema(name = "Attribution", description = "Which ad or link it came from, and how surely.")
  record AttributionJson(
      @Schema(allowableValues = {"attributed", "ad_unknown", "unattributed"}) String status,
      @Schema(allowableValues = {"ctwa", "code", "text", "rule", "probable", "manual", "none"})
          String method,
      @Schema(minimum = "0", maximum = "1") double confidence,
      @Nullable String source,
      @Nullable Named campaign,
      @Nullable Named adset,
      @Nullable Named ad,
      @Nullable UUID linkId,
      @Nullable UUID clickId,
      @Nullable String ctwaClid,
      List<Evidence> evidence,
      int ruleVersion,
      int windowDays,
      Instant decidedAt,
      @Nullable Correction correction,
      @Nullable AttributionJson machine) {}

  /** A correction as it is given. */
  @Schema(
      name = "AttributionChange",
      description = "One of the three: what the conversation is credited to instead.")
  record Wanted(@Nullable UUID linkId, @Nullable String adId, @Nullable String source) {}

  /** Something with an id and, when the catalogue knows it, a name. */
  record Named(String id, @Nullable String name) {
    static @Nullable Named of(@Nullable String id, @Nullable String name) {
      return id == null ? null : new Named(id, name);
    }
  }

  /** Who overruled the machine, and why. */
  record Correction(@Nullable String by, @Nullable String reason) {}

  @Override
  public String field() {
    return "attribution";
  }

  @Override
  public int order() {
    return 1;
  }

  @Override
  public Map<ConversationId, ?> values(WorkspaceId workspace, List<ConversationId> conversations) {
    return tx.in(
        workspace,
        () -> {
          Map<ConversationId, Decision> machine =
              decisions.latestOfMachine(workspace, conversations).stream()
                  .collect(Collectors.toMap(Decision::conversation, Function.identity()));
          var values = new HashMap<ConversationId, AttributionJson>();
          for (Decision decision : decisions.current(workspace, conversations)) {
            values.put(
                decision.conversation(),
                json(workspace, decision, machine.get(decision.conversation())));
          }
          return values;
        });
  }

  @Override
  public List<TimelineEntry> entries(
      WorkspaceId workspace, ConversationId conversation, View view) {
    return tx.in(
        workspace,
        () -> {
          var entries = new ArrayList<TimelineEntry>();
          for (Decision decision : decisions.history(workspace, conversation)) {
            if (decision.touchAt() != null && decision.clickId() != null && decision.current()) {
              entries.add(
                  new TimelineEntry(
                      decision.touchAt(),
                      "click",
                      view.words()
                          .of("attribution.timeline.click", linkName(workspace, decision.credit())),
                      null));
            }
            if (decision.current()) {
              entries.add(
                  new TimelineEntry(
                      decision.decidedAt(),
                      "attribution",
                      sentence(workspace, decision, view),
                      null));
            }
          }
          return entries;
        });
  }

  @Override
  public Optional<Content> panel(WorkspaceId workspace, ConversationId conversation, View view) {
    return tx.in(
        workspace,
        () ->
            decisions
                .current(workspace, conversation)
                .map(
                    decision -> {
                      Decision machine =
                          decisions.latestOfMachine(workspace, List.of(conversation)).stream()
                              .findFirst()
                              .orElse(null);
                      var why =
                          WhyView.of(
                              json(workspace, decision, machine),
                              linkName(workspace, decision.credit()),
                              models(workspace, conversation, view.words()));
                      return (Content)
                          output ->
                              templates.render(
                                  "attribution/_why.jte",
                                  Map.of("w", view.words(), "why", why),
                                  output);
                    }));
  }

  /** What each model gives to each touch; nothing where there are not several. */
  private WhyView.Models models(WorkspaceId workspace, ConversationId conversation, Words words) {
    List<ShareRepository.OfFact> latest = shares.latest(workspace, conversation);
    List<ShareRepository.Row> rows = latest.stream().map(ShareRepository.OfFact::row).toList();
    List<String> touches =
        rows.stream()
            .filter(row -> row.model() == CreditModel.FIRST)
            .map(row -> name(workspace, row.credit()))
            .toList();
    if (touches.isEmpty()) {
      return WhyView.Models.NONE;
    }
    var models = new ArrayList<WhyView.Model>();
    models.add(
        WhyView.Model.of(
            words.of("reports.model.last"),
            IntStream.range(0, touches.size())
                .mapToObj(place -> words.percent(place == touches.size() - 1 ? 1 : 0))
                .toList()));
    for (CreditModel model : CreditModel.values()) {
      models.add(
          WhyView.Model.of(
              words.of("reports.model." + model.wire()),
              rows.stream()
                  .filter(row -> row.model() == model)
                  .map(row -> words.percent(row.parts() / (double) CreditModel.WHOLE))
                  .toList()));
    }
    return new WhyView.Models(
        words.of("attribution.models." + latest.getFirst().kind()), touches, models);
  }

  private String name(WorkspaceId workspace, Delta.Credit credit) {
    return attributions
        .ad(workspace, credit)
        .map(Ad::name)
        .orElseGet(() -> linkName(workspace, credit));
  }

  /**
   * Takes {@code {"link_id":…}}, {@code {"ad_id":…}} or {@code {"source":…}}.
   *
   * @throws ApiProblem 400 when none or several are given, or the link is not of this workspace
   */
  @Override
  public void correct(
      WorkspaceId workspace,
      ConversationId conversation,
      JsonNode change,
      Actor actor,
      String reason) {
    List<String> names = List.copyOf(change.propertyNames());
    if (names.size() != 1) {
      throw ApiProblem.invalid("attribution", "must have exactly one of link_id, ad_id and source");
    }
    String value = change.path(names.getFirst()).asString("").strip();
    if (value.isEmpty() || value.length() > 255) {
      throw ApiProblem.invalid(
          "attribution." + names.getFirst(), "must be a text of 1 to 255 characters");
    }
    Delta.Credit credit =
        switch (names.getFirst()) {
          case "link_id" -> ofLink(workspace, value);
          case "ad_id" -> ofAd(workspace, value);
          case "source" -> new Delta.Credit(value, null, null, null, null);
          default ->
              throw ApiProblem.invalid(
                  "attribution." + names.getFirst(), "is none of link_id, ad_id and source");
        };
    attributions.correct(workspace, conversation, credit, actor, reason);
  }

  private Delta.Credit ofLink(WorkspaceId workspace, String id) {
    LinkSummary link;
    try {
      link =
          links
              .link(workspace, LinkId.of(id))
              .orElseThrow(
                  () -> ApiProblem.invalid("attribution.link_id", "is no link of this workspace"));
    } catch (IllegalArgumentException e) {
      throw ApiProblem.invalid("attribution.link_id", "must be the id of a link");
    }
    return new Delta.Credit(link.source(), link.campaign(), null, null, link.id().value());
  }

  private Delta.Credit ofAd(WorkspaceId workspace, String id) {
    var bare = new Delta.Credit(TouchReader.META, null, null, id, null);
    return attributions
        .ad(workspace, bare)
        .map(ad -> new Delta.Credit(TouchReader.META, ad.campaignId(), ad.adsetId(), id, null))
        .orElse(bare);
  }

  private AttributionJson json(
      WorkspaceId workspace, Decision decision, @Nullable Decision machine) {
    Optional<Ad> ad = attributions.ad(workspace, decision.credit());
    boolean corrected = !decision.isMachine();
    Delta.Credit credit = decision.credit();
    return new AttributionJson(
        decision.status(),
        decision.method(),
        decision.confidence(),
        credit.source(),
        Named.of(
            credit.campaignId(),
            credit.adId() == null
                ? attributions.campaignName(workspace, credit)
                : ad.map(Ad::campaignName).orElse(null)),
        Named.of(credit.adsetId(), ad.map(Ad::adsetName).orElse(null)),
        Named.of(credit.adId(), ad.map(Ad::name).orElse(null)),
        credit.linkId(),
        decision.clickId(),
        decision.ctwaClid(),
        decision.evidence(),
        decision.ruleVersion(),
        decision.windowDays(),
        decision.decidedAt(),
        corrected ? new Correction(decision.actorName(), decision.reason()) : null,
        corrected && machine != null ? json(workspace, machine, null) : null);
  }

  private String sentence(WorkspaceId workspace, Decision decision, View view) {
    if (decision.status().equals("unattributed")) {
      return view.words().of("attribution.timeline.none");
    }
    if (decision.status().equals("ad_unknown")) {
      return view.words().of("attribution.timeline.ad_unknown");
    }
    return view.words().of("attribution.timeline.credited", name(workspace, decision.credit()));
  }

  private String linkName(WorkspaceId workspace, Delta.Credit credit) {
    if (credit.linkId() == null) {
      return credit.adId() == null ? String.valueOf(credit.source()) : "ad " + credit.adId();
    }
    return links.link(workspace, new LinkId(credit.linkId())).map(LinkSummary::name).orElse("—");
  }
}

package popeki.ads;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import popeki.kernel.WorkspaceId;
import popeki.platform.Lanes;
import popeki.platform.WorkspaceTx;

/** The ads a workspace runs: which campaign an ad belongs to, and what each is called. */
@Component
public class AdCatalog {
  private static final int LONGEST_NAME = 200;

  private final WorkspaceTx tx;
  private final AdRepository ads;
  private final CampaignCatalog campaigns;
  private final AdNameRepository names;
  private final Lanes lanes;
  private final ApplicationEventPublisher events;
  private final Clock clock;

  AdCatalog(
      WorkspaceTx tx,
      AdRepository ads,
      CampaignCatalog campaigns,
      AdNameRepository names,
      Lanes lanes,
      ApplicationEventPublisher events,
      Clock clock) {
    this.tx = tx;
    this.ads = ads;
    this.campaigns = campaigns;
    this.names = names;
    this.lanes = lanes;
    this.events = events;
    this.clock = clock;
  }

  /** What is known of an ad; empty when the catalogue has never heard of it. */
  public Optional<Ad> find(WorkspaceId workspace, String adId) {
    return Optional.ofNullable(find(workspace, List.of(adId)).get(adId));
  }

  /** What is known of these ads, by their ids. */
  public Map<String, Ad> find(WorkspaceId workspace, Collection<String> adIds) {
    return tx.in(workspace, () -> ads.find(workspace, adIds)).stream()
        .collect(Collectors.toMap(Ad::adId, Function.identity()));
  }

  /**
   * A conversation named this ad of Meta's: it is looked up soon, and then daily, as long as a
   * connected ad account shows it. In the surrounding transaction; told again, nothing changes.
   */
  public void wanted(WorkspaceId workspace, String adId) {
    if (!adId.matches("[0-9]{1,32}")) {
      return;
    }
    Instant now = now();
    tx.run(
        workspace,
        () -> {
          if (ads.want(workspace, adId, now)) {
            lanes.wake(CatalogueLane.KIND, workspace, now);
          }
        });
  }

  /** What a campaign is called now; empty for an id that the catalogue has never heard of. */
  public Optional<String> campaignName(WorkspaceId workspace, String campaignId) {
    return tx.in(workspace, () -> campaigns.name(workspace, campaignId));
  }

  /**
   * The campaign that a text names, such as a link's {@code utm_campaign}: by its id, or by exactly
   * its name whatever the case, the present name before a former one. Empty when no campaign or
   * more than one is called so.
   *
   * @param source of the visit, {@code facebook} or {@code google}; null looks at every platform
   */
  public Optional<String> campaignNamed(
      WorkspaceId workspace, @Nullable String source, @Nullable String text) {
    String wanted = text == null ? "" : text.strip();
    return wanted.isEmpty() || wanted.length() > LONGEST_NAME
        ? Optional.empty()
        : tx.in(workspace, () -> campaigns.named(workspace, AdSources.catalogue(source), wanted));
  }

  /**
   * Adds ads or what was learnt about them, in the surrounding transaction or one of its own. A
   * null teaches nothing: it leaves what is known.
   */
  public void remember(WorkspaceId workspace, Ad... learnt) {
    Instant now = now();
    tx.run(
        workspace,
        () ->
            learn(
                workspace,
                Stream.of(learnt).map(ad -> LearntAd.named(ad, null)).toList(),
                now,
                null));
  }

  /**
   * Writes down what was learnt, with names that are new, and tells whose place changed.
   *
   * @param nextAsk when a wanted ad is asked for again; null when this was no answer about the ads
   *     themselves
   */
  void learn(WorkspaceId workspace, List<LearntAd> learnt, Instant now, @Nullable Instant nextAsk) {
    if (learnt.isEmpty()) {
      return;
    }
    List<String> ids = learnt.stream().map(each -> each.ad().adId()).toList();
    Map<String, Ad> before =
        ads.find(workspace, ids).stream().collect(Collectors.toMap(Ad::adId, Function.identity()));
    ads.learn(workspace, learnt, now, nextAsk);
    List<AdNameRepository.Named> named = learnt.stream().flatMap(AdCatalog::named).toList();
    names.note(workspace, named, now);
    campaigns.remember(workspace, campaigns(learnt), now);
    ads.rename(workspace, named);
    Set<String> moved = moved(learnt, before);
    if (!moved.isEmpty()) {
      events.publishEvent(new AdsLearnt(workspace, moved));
    }
  }

  /** Writes down what campaigns are called whose ads nobody told. */
  void named(WorkspaceId workspace, Map<SpendReading.Campaign, String> called, Instant now) {
    names.note(
        workspace,
        called.entrySet().stream()
            .map(
                each ->
                    new AdNameRepository.Named(
                        each.getKey().source(), "campaign", each.getKey().id(), each.getValue()))
            .toList(),
        now);
    campaigns.remember(
        workspace,
        called.entrySet().stream()
            .map(
                each ->
                    new CampaignCatalog.Known(
                        each.getKey().source(), each.getKey().id(), each.getValue(), null, null))
            .toList(),
        now);
  }

  private static Stream<AdNameRepository.Named> named(LearntAd learnt) {
    Ad ad = learnt.ad();
    var named = new ArrayList<AdNameRepository.Named>();
    add(named, ad.source(), "campaign", ad.campaignId(), ad.campaignName());
    add(named, ad.source(), "adset", ad.adsetId(), ad.adsetName());
    add(named, ad.source(), "ad", ad.adId(), ad.name());
    return named.stream();
  }

  private static void add(
      List<AdNameRepository.Named> named,
      String source,
      String kind,
      @Nullable String id,
      @Nullable String name) {
    if (id != null && name != null) {
      named.add(new AdNameRepository.Named(source, kind, id, name));
    }
  }

  private static Collection<CampaignCatalog.Known> campaigns(List<LearntAd> learnt) {
    var campaigns = new LinkedHashMap<String, CampaignCatalog.Known>();
    for (LearntAd each : learnt) {
      Ad ad = each.ad();
      if (ad.campaignId() != null && ad.campaignName() != null) {
        campaigns.put(
            ad.source() + " " + ad.campaignId(),
            new CampaignCatalog.Known(
                ad.source(),
                ad.campaignId(),
                ad.campaignName(),
                each.objective(),
                each.accountId()));
      }
    }
    return campaigns.values();
  }

  private static Set<String> moved(List<LearntAd> learnt, Map<String, Ad> before) {
    var moved = new HashSet<String>();
    for (LearntAd each : learnt) {
      Ad ad = each.ad();
      Ad known = before.get(ad.adId());
      if (differs(ad.campaignId(), known == null ? null : known.campaignId())
          || differs(ad.adsetId(), known == null ? null : known.adsetId())) {
        moved.add(ad.adId());
      }
    }
    return moved;
  }

  private static boolean differs(@Nullable String learnt, @Nullable String known) {
    return learnt != null && !learnt.equals(known);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}

package popeki.ads;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import popeki.connections.Trouble;
import popeki.kernel.WorkspaceId;
import popeki.platform.Lane;
import popeki.platform.LiveUpdates;
import popeki.platform.WorkspaceTx;

/**
 * Learns what ads are called and where they belong: the ads that conversations named, and daily all
 * ads of the connected accounts, page by page. Each step is one call or a few, written down before
 * the next, so a stop loses nothing; calls stand outside transactions.
 */
@Component
class CatalogueLane implements Lane {
  static final String KIND = "ads-catalogue";
  static final Duration FRESH = Duration.ofDays(1);

  /** So long an ad that no account shows is not asked for again. */
  static final Duration REFUSED = Duration.ofHours(6);

  private static final Duration AFTER_SILENCE_OF_META = Duration.ofMinutes(15);

  private final AdAccountRepository accounts;
  private final AdRepository ads;
  private final AdCatalog catalog;
  private final AdTokenRepository tokens;
  private final AdTokens access;
  private final MarketingClient meta;
  private final AdPictures pictures;
  private final WorkspaceTx tx;
  private final LiveUpdates live;
  private final Clock clock;

  CatalogueLane(
      AdAccountRepository accounts,
      AdRepository ads,
      AdCatalog catalog,
      AdTokenRepository tokens,
      AdTokens access,
      MarketingClient meta,
      AdPictures pictures,
      WorkspaceTx tx,
      LiveUpdates live,
      Clock clock) {
    this.accounts = accounts;
    this.ads = ads;
    this.catalog = catalog;
    this.tokens = tokens;
    this.access = access;
    this.meta = meta;
    this.pictures = pictures;
    this.tx = tx;
    this.live = live;
    this.clock = clock;
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public Next drain(Slice slice) {
    WorkspaceId workspace = slice.owner();
    tx.run(
        workspace, () -> tokens.sweep(workspace, clock.instant().minus(AdTokenRepository.OFFERED)));
    while (clock.instant().isBefore(slice.until())) {
      if (!named(workspace) && !listed(workspace) && !pictures.fetchOne(workspace)) {
        return tx.in(workspace, () -> next(workspace));
      }
    }
    return Next.at(clock.instant());
  }

  private Next next(WorkspaceId workspace) {
    boolean none = accounts.nextCatalogue(workspace).isEmpty();
    if (none) {
      return Next.idle();
    }
    Optional<Instant> ask =
        accounts
            .firstUsable(workspace)
            .flatMap(
                usable ->
                    ads.nextAsk(workspace).map(asked -> asked.isAfter(usable) ? asked : usable));
    return Stream.of(accounts.nextCatalogue(workspace), ask)
        .flatMap(Optional::stream)
        .min(Instant::compareTo)
        .map(Next::at)
        .orElseGet(Next::idle);
  }

  /** Asks for ads that are due by their ids; false when there are none, or nobody to ask. */
  private boolean named(WorkspaceId workspace) {
    Instant now = clock.instant();
    List<AdToken> usable = tx.in(workspace, () -> tokens.usable(workspace, now));
    if (usable.isEmpty()) {
      return false;
    }
    List<String> alone = tx.in(workspace, () -> ads.due(workspace, now, true, 1));
    if (!alone.isEmpty()) {
      one(workspace, alone.getFirst(), usable);
      return true;
    }
    List<String> many =
        tx.in(workspace, () -> ads.due(workspace, now, false, MarketingClient.MOST_IDS));
    if (many.isEmpty()) {
      return false;
    }
    many(workspace, many, usable.getFirst());
    return true;
  }

  /** One that may not be seen fails the call for all: then each is asked for alone. */
  private void many(WorkspaceId workspace, List<String> ids, AdToken token) {
    Optional<String> secret = access.open(workspace, token.id());
    if (secret.isEmpty()) {
      return;
    }
    try {
      var told = meta.byIds(secret.get(), ids);
      access.used(workspace, token.id(), told.usage());
      learn(workspace, told.what());
      Set<String> left = new HashSet<>(ids);
      told.what().forEach(each -> left.remove(each.ad().adId()));
      tx.run(workspace, () -> ads.askAlone(workspace, left));
    } catch (MarketingRefused refused) {
      access.refused(workspace, token.id(), refused);
      if (refused.trouble() == Trouble.AWAY) {
        tx.run(
            workspace,
            () ->
                ids.forEach(
                    id ->
                        ads.refused(
                            workspace,
                            id,
                            Trouble.AWAY.wire(),
                            clock.instant().plus(AFTER_SILENCE_OF_META))));
      } else if (!refused.stopsToken()) {
        tx.run(workspace, () -> ads.askAlone(workspace, ids));
      }
    }
  }

  /** Asks with each token until one may see it. */
  private void one(WorkspaceId workspace, String ad, List<AdToken> usable) {
    Trouble why = Trouble.NO_ACCESS;
    for (AdToken token : usable) {
      Optional<String> secret = access.open(workspace, token.id());
      if (secret.isEmpty()) {
        continue;
      }
      try {
        var told = meta.one(secret.get(), ad);
        access.used(workspace, token.id(), told.usage());
        learn(workspace, List.of(told.what()));
        return;
      } catch (MarketingRefused refused) {
        access.refused(workspace, token.id(), refused);
        if (refused.stopsToken()) {
          return;
        }
        why = refused.trouble();
      }
    }
    Instant again = clock.instant().plus(why == Trouble.AWAY ? AFTER_SILENCE_OF_META : REFUSED);
    String reason = why.wire();
    tx.run(workspace, () -> ads.refused(workspace, ad, reason, again));
  }

  /** A page of the ads of an account; false when none is due. */
  private boolean listed(WorkspaceId workspace) {
    Optional<AdAccount> due =
        tx.in(workspace, () -> accounts.catalogueDue(workspace, clock.instant()));
    due.ifPresent(account -> page(workspace, account));
    return due.isPresent();
  }

  private void page(WorkspaceId workspace, AdAccount account) {
    var token = java.util.Objects.requireNonNull(account.tokenId());
    Optional<String> secret = access.open(workspace, token);
    if (secret.isEmpty()) {
      return;
    }
    try {
      var told = meta.ads(secret.get(), account.id(), account.catalogueAfter());
      access.used(workspace, token, told.usage());
      List<LearntAd> found = told.what().rows().stream().map(each -> of(account, each)).toList();
      String after = told.what().after();
      Instant now = now();
      tx.run(
          workspace,
          () ->
              accounts
                  .hold(workspace, account)
                  .ifPresent(
                      held -> {
                        catalog.learn(workspace, found, now, now.plus(FRESH));
                        if (after == null || after.equals(account.catalogueAfter())) {
                          accounts.catalogueDone(workspace, held, now, now.plus(FRESH));
                          live.changed(workspace);
                        } else {
                          accounts.catalogueGoesOn(workspace, held, after);
                        }
                      }));
    } catch (MarketingRefused refused) {
      access.refused(workspace, token, refused);
      later(workspace, account, refused.trouble());
    }
  }

  private void later(WorkspaceId workspace, AdAccount account, Trouble trouble) {
    if (trouble.needsToken() || trouble == Trouble.BUSY) {
      return;
    }
    Instant now = clock.instant();
    tx.run(
        workspace,
        () -> {
          if (trouble == Trouble.AWAY) {
            accounts.catalogueLater(workspace, account, now.plus(AFTER_SILENCE_OF_META));
          } else {
            accounts.catalogueLater(workspace, account, now.plus(REFUSED));
            accounts.troubled(workspace, account, trouble, now);
            live.changed(workspace);
          }
        });
  }

  /** Meta leaves the account out where it goes without saying. */
  private static LearntAd of(AdAccount account, LearntAd each) {
    return each.accountId() != null
        ? each
        : new LearntAd(
            each.ad(),
            account.id(),
            each.status(),
            each.objective(),
            each.headline(),
            each.creativeId(),
            each.thumbnail());
  }

  private void learn(WorkspaceId workspace, List<LearntAd> found) {
    Instant now = now();
    tx.run(
        workspace,
        () -> {
          catalog.learn(workspace, new ArrayList<>(found), now, now.plus(FRESH));
          live.changed(workspace);
        });
  }

  /** As the database keeps it. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}

package popeki.ads;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import popeki.connections.Trouble;
import popeki.kernel.Uuid7;
import popeki.kernel.WorkspaceId;
import popeki.platform.Lane;
import popeki.platform.LiveUpdates;
import popeki.platform.WorkspaceTx;

/**
 * Reads what the ads of connected accounts cost, ad by ad and day by day. Meta restates its figures
 * for about four weeks, so these are read anew daily; the first time it is three months, which Meta
 * puts together in the background. How far it is stands with the account, page by page.
 */
@Component
class SpendLane implements Lane {
  static final String KIND = "ads-spend";

  /** The days that Meta still restates. */
  static final int ROLLING_DAYS = 28;

  static final int FIRST_DAYS = 90;

  private static final Duration DAILY = Duration.ofDays(1);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);
  private static final Duration AFTER_FAILURE = Duration.ofMinutes(15);
  private static final Duration AFTER_REFUSAL = Duration.ofHours(6);

  /** So often something may fail before it is called trouble. */
  private static final int PATIENCE = 3;

  private final AdAccountRepository accounts;
  private final SpendRepository spend;
  private final AdCatalog catalog;
  private final AdTokens access;
  private final MarketingClient meta;
  private final WorkspaceTx tx;
  private final LiveUpdates live;
  private final Clock clock;

  SpendLane(
      AdAccountRepository accounts,
      SpendRepository spend,
      AdCatalog catalog,
      AdTokens access,
      MarketingClient meta,
      WorkspaceTx tx,
      LiveUpdates live,
      Clock clock) {
    this.accounts = accounts;
    this.spend = spend;
    this.catalog = catalog;
    this.access = access;
    this.meta = meta;
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
    while (clock.instant().isBefore(slice.until())) {
      Optional<AdAccount> due =
          tx.in(workspace, () -> accounts.spendDue(workspace, clock.instant()));
      if (due.isEmpty()) {
        return tx.in(workspace, () -> accounts.nextSpend(workspace))
            .map(Next::at)
            .orElseGet(Next::idle);
      }
      step(workspace, due.get());
    }
    return Next.at(clock.instant());
  }

  private void step(WorkspaceId workspace, AdAccount account) {
    UUID token = java.util.Objects.requireNonNull(account.tokenId());
    Optional<String> secret = access.open(workspace, token);
    if (secret.isEmpty()) {
      return;
    }
    try {
      AdAccount.Pull pull = account.pull();
      if (pull == null) {
        begin(workspace, account, token, secret.get());
      } else if (pull.run() != null && !pull.ready()) {
        look(workspace, account, pull, token, secret.get());
      } else {
        page(workspace, account, pull, token, secret.get());
      }
    } catch (MarketingRefused refused) {
      access.refused(workspace, token, refused);
      later(workspace, account, refused.trouble());
    }
  }

  /** A long stretch, or one that Meta could not answer at once, is put together by Meta. */
  private void begin(WorkspaceId workspace, AdAccount account, UUID token, String secret)
      throws MarketingRefused {
    Instant now = now();
    LocalDate today = LocalDate.ofInstant(now, zone(account));
    LocalDate since = today.minusDays(days(account, today) - 1L);
    boolean background = !account.spentWhole() || account.failures() > 0;
    String run = null;
    if (background) {
      var told = meta.order(secret, account.what(), new MarketingClient.Days(since, today));
      access.used(workspace, token, told.usage());
      run = told.what();
    }
    var pull = new AdAccount.Pull(Uuid7.at(now), since, today, run, false, null);
    keep(workspace, account, pull, background ? now.plus(BETWEEN_LOOKS) : now);
  }

  /** Four weeks, and more when it was not read for longer than that. */
  private int days(AdAccount account, LocalDate today) {
    if (!account.spentWhole() || account.spentAt() == null) {
      return FIRST_DAYS;
    }
    long since =
        ChronoUnit.DAYS.between(LocalDate.ofInstant(account.spentAt(), zone(account)), today);
    return (int) Math.min(FIRST_DAYS, ROLLING_DAYS + Math.max(0, since - 1));
  }

  private void look(
      WorkspaceId workspace, AdAccount account, AdAccount.Pull pull, UUID token, String secret)
      throws MarketingRefused {
    var told = meta.run(secret, java.util.Objects.requireNonNull(pull.run()));
    access.used(workspace, token, told.usage());
    switch (told.what()) {
      case READY ->
          keep(
              workspace,
              account,
              new AdAccount.Pull(pull.id(), pull.since(), pull.until(), pull.run(), true, null),
              now());
      case WAITS -> keep(workspace, account, pull, now().plus(BETWEEN_LOOKS));
      case FAILED -> failed(workspace, account, Trouble.REFUSED);
    }
  }

  private void page(
      WorkspaceId workspace, AdAccount account, AdAccount.Pull pull, UUID token, String secret)
      throws MarketingRefused {
    var told =
        pull.run() == null
            ? meta.insights(secret, account.what(), pull.days(), pull.after())
            : meta.made(secret, pull.run(), account.what(), pull.after());
    access.used(workspace, token, told.usage());
    List<MarketingPayload.AdDay> rows = told.what().rows();
    String after = told.what().after();
    Instant now = now();
    tx.run(
        workspace,
        () ->
            accounts
                .hold(workspace, account)
                .filter(held -> isSame(held.pull(), pull))
                .ifPresent(
                    held -> {
                      catalog.learn(workspace, named(held, rows), now, null);
                      spend.storeOfMeta(workspace, held.id(), pull.id(), rows);
                      if (after == null || after.equals(pull.after())) {
                        spend.dropRestated(workspace, held.id(), pull);
                        accounts.pullDone(workspace, held, now, now.plus(DAILY));
                      } else {
                        accounts.pull(
                            workspace,
                            held,
                            new AdAccount.Pull(
                                pull.id(), pull.since(), pull.until(), pull.run(), true, after),
                            now);
                      }
                      live.changed(workspace);
                    }));
  }

  /** Another node, or a person who connected anew, may have been quicker. */
  private static boolean isSame(AdAccount.@Nullable Pull held, AdAccount.Pull known) {
    return held != null && held.equals(known);
  }

  /** The names of the latest day; ads that only ever had figures come into the catalogue too. */
  private static List<LearntAd> named(AdAccount account, List<MarketingPayload.AdDay> rows) {
    var latest = new LinkedHashMap<String, MarketingPayload.AdDay>();
    for (MarketingPayload.AdDay row : rows) {
      latest.merge(
          row.ad().adId(), row, (a, b) -> a.spend().day().isAfter(b.spend().day()) ? a : b);
    }
    return latest.values().stream().map(row -> LearntAd.named(row.ad(), account.id())).toList();
  }

  private void keep(WorkspaceId workspace, AdAccount account, AdAccount.Pull pull, Instant next) {
    tx.run(
        workspace,
        () ->
            accounts
                .hold(workspace, account)
                .ifPresent(held -> accounts.pull(workspace, held, pull, next)));
  }

  private void later(WorkspaceId workspace, AdAccount account, Trouble trouble) {
    if (!trouble.needsToken() && trouble != Trouble.BUSY) {
      failed(workspace, account, trouble);
    }
  }

  private void failed(WorkspaceId workspace, AdAccount account, Trouble trouble) {
    Instant now = now();
    boolean lasting = trouble == Trouble.NO_PERMISSION || trouble == Trouble.NO_ACCESS;
    boolean often = account.failures() + 1 >= PATIENCE;
    tx.run(
        workspace,
        () -> {
          accounts.pullFailed(
              workspace, account, now.plus(lasting || often ? AFTER_REFUSAL : AFTER_FAILURE));
          if (lasting || often) {
            accounts.troubled(workspace, account, trouble, now);
            live.changed(workspace);
          }
        });
  }

  static ZoneId zone(AdAccount account) {
    try {
      return ZoneId.of(account.what().timezone());
    } catch (DateTimeException e) {
      return ZoneOffset.UTC;
    }
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}

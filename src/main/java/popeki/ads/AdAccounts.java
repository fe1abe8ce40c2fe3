package popeki.ads;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import popeki.connections.Connections;
import popeki.connections.GraphClient;
import popeki.connections.GraphRefused;
import popeki.connections.TokenFacts;
import popeki.connections.Trouble;
import popeki.kernel.NumberId;
import popeki.kernel.WorkspaceId;
import popeki.platform.Actor;
import popeki.platform.ApiProblem;
import popeki.platform.Audit;
import popeki.platform.Lanes;
import popeki.platform.LiveUpdates;
import popeki.platform.WorkspaceTx;

/**
 * From a token to ad accounts that are read, and off again. Meta is asked while a person waits,
 * outside transactions; reading the accounts is the lanes' work.
 */
@Component
public class AdAccounts {
  private final AdAccountRepository accounts;
  private final AdTokenRepository tokens;
  private final AdRepository ads;
  private final MarketingClient meta;
  private final GraphClient graph;
  private final Connections connections;
  private final WorkspaceTx tx;
  private final Audit audit;
  private final Lanes lanes;
  private final LiveUpdates live;
  private final Clock clock;

  AdAccounts(
      AdAccountRepository accounts,
      AdTokenRepository tokens,
      AdRepository ads,
      MarketingClient meta,
      GraphClient graph,
      Connections connections,
      WorkspaceTx tx,
      Audit audit,
      Lanes lanes,
      LiveUpdates live,
      Clock clock) {
    this.accounts = accounts;
    this.tokens = tokens;
    this.ads = ads;
    this.meta = meta;
    this.graph = graph;
    this.connections = connections;
    this.tx = tx;
    this.audit = audit;
    this.lanes = lanes;
    this.live = live;
    this.clock = clock;
  }

  /**
   * Connects every account that a token shows, without asking which.
   *
   * @return how many; 0 when the token shows none or does not work
   */
  public int connectAll(WorkspaceId workspace, String token, Actor actor) {
    if (!(paste(workspace, token) instanceof Shown.Offered offered)) {
      return 0;
    }
    AdToken found = offered(workspace, offered.token()).orElseThrow();
    return choose(
            workspace,
            found,
            found.found().stream()
                .map(FoundAccount::accountId)
                .collect(java.util.stream.Collectors.toSet()),
            actor)
        .size();
  }

  /** What became of a token. */
  sealed interface Shown {
    /** It shows accounts to choose from. */
    record Offered(UUID token) implements Shown {}

    /**
     * It cannot be used.
     *
     * @param cause the end of the key of the words that say why and what to do
     */
    record NotTaken(String cause) implements Shown {}
  }

  /** Looks at what a pasted token shows. */
  Shown paste(WorkspaceId workspace, String token) {
    return look(workspace, token, new AdTokenRepository.Origin.Pasted(token));
  }

  /** Looks at what the token of a connected number shows. */
  Shown ofNumber(WorkspaceId workspace, NumberId number) {
    Optional<String> token = connections.usableToken(workspace, number);
    return token.isEmpty()
        ? new Shown.NotTaken("number")
        : look(workspace, token.get(), new AdTokenRepository.Origin.OfNumber(number));
  }

  private Shown look(WorkspaceId workspace, String token, AdTokenRepository.Origin origin) {
    try {
      Set<String> scopes = scopes(token);
      if (!AdToken.readsAds(scopes)) {
        return new Shown.NotTaken("scope_ads");
      }
      List<FoundAccount> found = meta.accounts(token);
      if (found.isEmpty()) {
        return new Shown.NotTaken("no_accounts");
      }
      Instant now = now();
      return tx.in(
          workspace,
          () -> {
            tokens.sweep(workspace, now.minus(AdTokenRepository.OFFERED));
            return new Shown.Offered(tokens.keep(workspace, origin, scopes, found, now));
          });
    } catch (MarketingRefused refused) {
      return new Shown.NotTaken(refused.trouble().wire());
    } catch (GraphRefused refused) {
      return new Shown.NotTaken(refused.trouble().wire());
    }
  }

  /** The permissions that Meta names; none where it does not let the token look at itself. */
  private Set<String> scopes(String token) throws GraphRefused {
    try {
      TokenFacts facts = graph.inspect(token);
      if (facts.trouble() != null) {
        throw new GraphRefused(facts.trouble(), null);
      }
      return facts.scopes();
    } catch (GraphRefused refused) {
      if (refused.trouble().needsToken() || refused.trouble().passes()) {
        throw refused;
      }
      return Set.of();
    }
  }

  Optional<AdToken> offered(WorkspaceId workspace, UUID token) {
    return tx.in(workspace, () -> tokens.offered(workspace, token, clock.instant()));
  }

  /** Connects the chosen accounts of a token; those that were connected get it as their new one. */
  List<FoundAccount> choose(WorkspaceId workspace, AdToken token, Set<String> chosen, Actor actor) {
    List<FoundAccount> wanted =
        token.found().stream().filter(each -> chosen.contains(each.accountId())).toList();
    Instant now = now();
    tx.run(
        workspace,
        () -> {
          var replaced = new java.util.ArrayList<UUID>();
          for (FoundAccount each : wanted) {
            accounts
                .find(workspace, each.accountId())
                .map(AdAccount::tokenId)
                .ifPresent(replaced::add);
            accounts.connect(workspace, each, token.id(), now);
            audit.append(
                workspace,
                actor,
                "ad_account.connected",
                each.accountId(),
                Map.of("name", each.name(), "currency", each.currency()));
          }
          if (!wanted.isEmpty()) {
            ads.askAgain(workspace, now);
            replaced.forEach(each -> tokens.drop(workspace, each));
            lanes.wake(CatalogueLane.KIND, workspace, now);
            lanes.wake(SpendLane.KIND, workspace, now);
            live.changed(workspace);
          }
        });
    return wanted;
  }

  /**
   * Takes an account off: it is read no more and a token that nothing else uses is forgotten. What
   * was read stays.
   *
   * @throws ApiProblem 404
   */
  void disconnect(WorkspaceId workspace, String account, Actor actor) {
    Instant now = now();
    tx.run(
        workspace,
        () -> {
          AdAccount known = get(workspace, account);
          if (!accounts.disconnect(workspace, account, now)) {
            throw ApiProblem.notFound("connected ad account");
          }
          tokens.sweep(workspace, now.minus(AdTokenRepository.OFFERED));
          if (known.tokenId() != null) {
            tokens.drop(workspace, known.tokenId());
          }
          audit.append(
              workspace,
              actor,
              "ad_account.disconnected",
              account,
              Map.of("name", known.what().name()));
          live.changed(workspace);
        });
  }

  /** Has an account read now; a number's token that was refused is tried again. */
  void readNow(WorkspaceId workspace, String account) {
    Instant now = now();
    tx.run(
        workspace,
        () -> {
          AdAccount known = get(workspace, account);
          if (known.tokenId() != null) {
            tokens.mend(workspace, known.tokenId());
          }
          accounts.readNow(workspace, account, now);
          lanes.wake(CatalogueLane.KIND, workspace, now);
          lanes.wake(SpendLane.KIND, workspace, now);
        });
  }

  List<AdAccount> list(WorkspaceId workspace) {
    return tx.in(workspace, () -> accounts.list(workspace));
  }

  /**
   * An account that is or was connected.
   *
   * @throws ApiProblem 404
   */
  AdAccount get(WorkspaceId workspace, String account) {
    return tx.in(workspace, () -> accounts.find(workspace, account))
        .orElseThrow(() -> ApiProblem.notFound("ad account"));
  }

  Optional<AdToken> token(WorkspaceId workspace, @Nullable UUID token) {
    return token == null ? Optional.empty() : tx.in(workspace, () -> tokens.find(workspace, token));
  }

  /** Why an account is not read; null when it is. The token's trouble is the account's. */
  static @Nullable Trouble trouble(AdAccount account, @Nullable AdToken token) {
    return token != null && token.trouble() != null ? token.trouble() : account.trouble();
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}

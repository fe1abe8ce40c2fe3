package popeki.ads;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import popeki.connections.Trouble;
import popeki.kernel.WorkspaceId;
import popeki.platform.Shell;
import popeki.platform.Tone;
import popeki.platform.Words;
import popeki.workspaces.ConnectedNumber;
import popeki.workspaces.Member;
import popeki.workspaces.Numbers;

/** Gathers what the pages about ad accounts show. */
@Component
class AdAccountPages {
  private static final int ACTIVE = 1;

  /** Meta's numbers for the state of an account that have words here. */
  private static final Set<Integer> STATUSES = Set.of(2, 3, 7, 8, 9, 100, 101);

  private final AdAccounts accounts;
  private final Numbers numbers;
  private final Clock clock;

  AdAccountPages(AdAccounts accounts, Numbers numbers, Clock clock) {
    this.accounts = accounts;
    this.numbers = numbers;
    this.clock = clock;
  }

  AdAccountViews.Listed list(Member member, Shell shell, @Nullable String refused) {
    WorkspaceId workspace = member.workspaceId();
    String zone = member.workspace().timezone().getId();
    return new AdAccountViews.Listed(
        accounts.list(workspace).stream()
            .map(
                account ->
                    row(
                        shell,
                        account,
                        accounts.token(workspace, account.tokenId()).orElse(null),
                        zone))
            .toList(),
        numbers.list(workspace).stream()
            .filter(ConnectedNumber::hasToken)
            .map(
                number ->
                    new AdAccountViews.StoredToken(
                        number.id().toString(), number.displayPhoneNumber()))
            .toList(),
        member.role().administers(),
        refused,
        zone,
        clock.instant());
  }

  private AdAccountViews.Row row(
      Shell shell, AdAccount account, @Nullable AdToken token, String zone) {
    Trouble trouble = AdAccounts.trouble(account, token);
    Instant waits = token == null ? null : token.pausedUntil();
    if (waits != null && !waits.isAfter(clock.instant())) {
      waits = null;
    }
    String state = state(account, trouble);
    String base = "settings/ads/" + account.id();
    FoundAccount what = account.what();
    return new AdAccountViews.Row(
        account.id(),
        what.name(),
        what.currency(),
        what.timezone(),
        !what.timezone().equals(zone),
        state,
        tone(state),
        icon(state),
        trouble == null ? null : shell.words().of("ads.trouble." + trouble.wire()),
        status(shell.words(), what.status()),
        account.cataloguedAt(),
        account.spentAt(),
        waits == null || token == null ? null : token.percent(),
        waits,
        account.tokenId() != null,
        shell.path("ads?account=" + account.id()),
        shell.path(base + "/read"),
        shell.path(base + "/disconnect"));
  }

  private static String state(AdAccount account, @Nullable Trouble trouble) {
    if (account.tokenId() == null) {
      return "off";
    }
    if (trouble != null) {
      return trouble.needsToken() ? "reconnect" : "troubled";
    }
    return account.spentAt() == null ? "first" : "read";
  }

  private static Tone tone(String state) {
    return switch (state) {
      case "reconnect" -> Tone.NEGATIVE;
      case "troubled" -> Tone.WARNING;
      case "read" -> Tone.POSITIVE;
      case "first" -> Tone.INFO;
      default -> Tone.NEUTRAL;
    };
  }

  private static String icon(String state) {
    return switch (state) {
      case "reconnect" -> "circle-alert";
      case "troubled" -> "triangle-alert";
      case "read" -> "circle-check";
      case "first" -> "hourglass";
      default -> "circle-x";
    };
  }

  private static @Nullable String status(Words words, @Nullable Integer status) {
    if (status == null || status == ACTIVE || status > 200) {
      return null;
    }
    return STATUSES.contains(status)
        ? words.of("ads.status." + status)
        : words.of("ads.status.other", String.valueOf(status));
  }

  AdAccountViews.Choices choice(Member member, Shell shell, AdToken token, boolean nothingChosen) {
    Set<String> here =
        accounts.list(member.workspaceId()).stream()
            .filter(account -> account.tokenId() != null)
            .map(AdAccount::id)
            .collect(Collectors.toSet());
    boolean only = token.found().size() == 1;
    List<AdAccountViews.Choice> choices =
        token.found().stream()
            .map(
                each ->
                    new AdAccountViews.Choice(
                        each.accountId(),
                        each.name(),
                        each.currency(),
                        each.timezone(),
                        here.contains(each.accountId()),
                        only || here.contains(each.accountId())))
            .toList();
    return new AdAccountViews.Choices(
        shell.path("settings/ads/tokens/" + token.id()), choices, nothingChosen);
  }
}

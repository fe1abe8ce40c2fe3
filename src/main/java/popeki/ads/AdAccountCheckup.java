package popeki.ads;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;
import popeki.connections.Trouble;
import popeki.kernel.WorkspaceId;
import popeki.platform.Checkup;
import popeki.platform.Finding;
import popeki.workspaces.Workspaces;

/** Ad accounts that cannot be read, and those that were not for too long. */
@Component
class AdAccountCheckup implements Checkup {
  private static final String SUBJECT = "ad accounts";
  private static final Duration STALE = Duration.ofDays(2);

  private final Workspaces workspaces;
  private final AdAccounts accounts;
  private final Clock clock;

  AdAccountCheckup(Workspaces workspaces, AdAccounts accounts, Clock clock) {
    this.workspaces = workspaces;
    this.accounts = accounts;
    this.clock = clock;
  }

  @Override
  public List<Finding> findings() {
    var findings = new ArrayList<Finding>();
    int read = 0;
    Instant oldest = null;
    for (WorkspaceId workspace : workspaces.all()) {
      for (AdAccount account : accounts.list(workspace)) {
        if (account.tokenId() == null) {
          continue;
        }
        Trouble trouble =
            AdAccounts.trouble(account, accounts.token(workspace, account.tokenId()).orElse(null));
        Instant last = account.spentAt() == null ? account.connectedAt() : account.spentAt();
        if (trouble != null) {
          findings.add(inTheWay(workspace, account, trouble));
        } else if (last.isBefore(clock.instant().minus(STALE))) {
          findings.add(stale(workspace, account, last));
        } else {
          read++;
          oldest = oldest == null || last.isBefore(oldest) ? last : oldest;
        }
      }
    }
    return findings.isEmpty()
        ? List.of(
            Finding.ok(
                SUBJECT,
                oldest == null
                    ? "none is connected"
                    : read + " read daily, the longest ago at " + oldest))
        : List.copyOf(findings);
  }

  private static Finding inTheWay(WorkspaceId workspace, AdAccount account, Trouble trouble) {
    return Finding.warning(
        SUBJECT,
        "account "
            + account.id()
            + " of workspace "
            + workspace
            + " is not read ("
            + trouble.wire()
            + "): "
            + (trouble.needsToken()
                ? "an owner gives it a new token under Settings, Ad accounts"
                : "Settings, Ad accounts says what to do; it is tried again by itself"));
  }

  private static Finding stale(WorkspaceId workspace, AdAccount account, Instant last) {
    return Finding.warning(
        SUBJECT,
        "the costs of account "
            + account.id()
            + " of workspace "
            + workspace
            + " were last read at "
            + last
            + ": look for the lane "
            + SpendLane.KIND
            + " in the log");
  }
}

package popeki.connections;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Pure;

/**
 * Why a connected number may be silent, from what was really seen: what was seen comes before what
 * is guessed. Each cause is the end of the key of its words, {@code connections.cause.signature}.
 */
@Pure
final class ListeningRules {
  /** The number that the button "Test" of Meta's dashboard invents. */
  static final String DASHBOARD_TEST = "123456123";

  private ListeningRules() {}

  /**
   * What is known.
   *
   * @param secretSet the app's secret is there
   * @param tokenSet the verify token is there
   * @param verified the address was verified since the service started
   * @param verifyRefused a handshake with another verify token came since the number was connected
   * @param refused an event with a wrong signature came since then
   * @param accepted an event with the right signature came since then, for whatever number
   * @param dashboardTest one for the invented number of Meta's dashboard came since then
   * @param neighbour one for another number of the same account, which is connected nowhere here
   */
  record Facts(
      boolean secretSet,
      boolean tokenSet,
      boolean verified,
      boolean verifyRefused,
      boolean refused,
      boolean accepted,
      boolean dashboardTest,
      boolean neighbour,
      Account account) {}

  /**
   * What Meta said about the token and the account.
   *
   * @param ownApp whether the token's app sends to an address of this service, as far as is known
   */
  record Account(
      @Nullable Trouble trouble,
      Set<String> missing,
      @Nullable Boolean subscribed,
      @Nullable Boolean listed,
      boolean ownApp,
      boolean testNumber) {
    static final Account UNKNOWN = new Account(null, Set.of(), null, null, true, false);
  }

  static List<String> causes(Facts facts) {
    var causes = new ArrayList<String>();
    account(facts, causes);
    door(facts, causes);
    heard(facts, causes);
    if (causes.isEmpty()) {
      causes.add(facts.verified() ? "not_subscribed" : "not_verified");
    }
    if (!facts.accepted() && !facts.refused() && facts.account().testNumber()) {
      causes.add("test_number");
    }
    return causes;
  }

  private static void account(Facts facts, List<String> causes) {
    Account account = facts.account();
    if (account.trouble() != null) {
      causes.add(account.trouble().suspends() ? "suspended" : "token");
      return;
    }
    if (account.missing().contains(TokenFacts.MESSAGES)) {
      causes.add("no_messaging");
    }
    if (account.missing().contains(TokenFacts.MANAGEMENT)) {
      causes.add("no_management");
    }
    if (Boolean.FALSE.equals(account.listed())) {
      causes.add("wrong_account");
    } else if (Boolean.FALSE.equals(account.subscribed())) {
      causes.add("app_not_subscribed");
    }
    if (!account.ownApp()) {
      causes.add("other_app");
    }
  }

  private static void door(Facts facts, List<String> causes) {
    if (!facts.secretSet()) {
      causes.add("no_secret");
    }
    if (!facts.tokenSet()) {
      causes.add("no_verify_token");
    }
    if (facts.secretSet() && facts.refused()) {
      causes.add("signature");
    }
    if (facts.tokenSet() && facts.verifyRefused()) {
      causes.add("verify_token");
    }
  }

  private static void heard(Facts facts, List<String> causes) {
    if (facts.neighbour()) {
      causes.add("neighbour");
    } else if (facts.dashboardTest()) {
      causes.add("dashboard_test");
    } else if (facts.accepted()) {
      causes.add("other_number");
    }
  }
}

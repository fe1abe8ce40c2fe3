package popeki.connections;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import popeki.connections.ListeningRules.Account;

class ListeningRulesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // secret | token | verified | verify refused | refused | accepted | causes
        "false|true |true |false|false|false|no_secret",
        "true |false|true |false|false|false|no_verify_token",
        "false|false|false|true |true |false|no_secret no_verify_token",
        "true |true |true |false|true |false|signature",
        "true |true |false|true |false|false|verify_token",
        "true |true |true |false|false|true |other_number",
        "true |true |true |false|true |true |signature other_number",
        "true |true |false|false|false|false|not_verified",
        "true |true |true |false|false|false|not_subscribed",
      })
  void names_the_cause_that_was_seen_before_any_that_is_guessed(
      boolean secret,
      boolean token,
      boolean verified,
      boolean verifyRefused,
      boolean refused,
      boolean accepted,
      String causes) {
    var facts =
        new ListeningRules.Facts(
            secret,
            token,
            verified,
            verifyRefused,
            refused,
            accepted,
            false,
            false,
            Account.UNKNOWN);
    assertThat(ListeningRules.causes(facts)).isEqualTo(List.of(causes.split(" ")));
  }

  @Test
  void a_dead_token_is_named_alone_of_what_meta_could_say() {
    assertThat(causes(new Account(Trouble.TOKEN_EXPIRED, Set.of("x"), false, false, false, false)))
        .containsExactly("token");
    assertThat(causes(new Account(Trouble.OFFBOARDED, Set.of(), true, true, true, false)))
        .containsExactly("suspended");
  }

  @Test
  void what_meta_showed_comes_before_what_is_guessed() {
    assertThat(causes(new Account(null, Set.of(TokenFacts.MESSAGES), true, true, true, false)))
        .containsExactly("no_messaging");
    assertThat(causes(new Account(null, Set.of(TokenFacts.MANAGEMENT), null, null, true, false)))
        .containsExactly("no_management");
    assertThat(causes(new Account(null, Set.of(), false, true, true, false)))
        .containsExactly("app_not_subscribed");
    assertThat(causes(new Account(null, Set.of(), true, false, true, false)))
        .as("a number of another account is that, whoever is subscribed")
        .containsExactly("wrong_account");
    assertThat(causes(new Account(null, Set.of(), true, true, false, false)))
        .containsExactly("other_app");
    assertThat(causes(new Account(null, Set.of(), true, true, true, true)))
        .containsExactly("not_subscribed", "test_number");
  }

  @Test
  void an_event_for_somebody_else_says_for_whom() {
    assertThat(heard(true, false)).containsExactly("dashboard_test");
    assertThat(heard(true, true)).containsExactly("neighbour");
    assertThat(heard(false, false)).containsExactly("other_number");
  }

  private static List<String> causes(Account account) {
    return ListeningRules.causes(
        new ListeningRules.Facts(true, true, true, false, false, false, false, false, account));
  }

  private static List<String> heard(boolean dashboard, boolean neighbour) {
    return ListeningRules.causes(
        new ListeningRules.Facts(
            true, true, true, false, false, true, dashboard, neighbour, Account.UNKNOWN));
  }
}

package popeki.workspaces;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        "true |true |false|false|false|false|not_verified test_number",
        "true |true |true |false|false|false|not_subscribed test_number",
      })
  void names_the_cause_that_was_seen_before_any_that_is_guessed(
      boolean secret,
      boolean token,
      boolean verified,
      boolean verifyRefused,
      boolean refused,
      boolean accepted,
      String causes) {
    var facts = new ListeningRules.Facts(secret, token, verified, verifyRefused, refused, accepted);
    assertThat(ListeningRules.causes(facts)).isEqualTo(List.of(causes.split(" ")));
  }
}

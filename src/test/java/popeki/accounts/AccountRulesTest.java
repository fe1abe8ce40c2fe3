package popeki.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccountRulesTest {
  @ParameterizedTest
  @CsvSource({
    "short,accounts.password.short",
    "aaaaaaaaaaaaaa,accounts.password.guessable",
    "password123456,accounts.password.guessable",
    "123456789012,accounts.password.guessable",
    "Senha2026!!!!!,accounts.password.guessable",
    "anamaria-2026-x,accounts.password.guessable",
    "seven quiet herons,",
    "ção ção mil vezes,",
  })
  void objects_to_passwords_that_are_tried_first(String password, String objection) {
    assertThat(PasswordRules.objection(password, "anamaria@example.com").orElse(null))
        .isEqualTo(objection);
  }

  @Test
  void objects_to_a_password_too_long_to_hash_in_time() {
    assertThat(PasswordRules.objection("ab cd ef gh".repeat(12), "ana@example.com"))
        .contains("accounts.password.long");
  }

  @ParameterizedTest
  @CsvSource({
    "Ana@Example.com,ana@example.com",
    "' bruno.s+x@loja.example ',bruno.s+x@loja.example",
    "ana@example,",
    "ana example.com,",
    "ana@exa mple.com,",
  })
  void reads_addresses(String given, String address) {
    assertThat(EmailAddress.parse(given).map(EmailAddress::value).orElse(null)).isEqualTo(address);
  }

  @Test
  void lets_no_line_break_into_an_address() {
    assertThat(EmailAddress.parse("ana@example.com\r\nBcc: x@example.com")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "/w/acme/links?range=7d,true",
    "/workspaces,true",
    "/account,true",
    "//evil.example,false",
    "/w/../login,false",
    "https://evil.example/w/acme,false",
    "/w/acme\\evil,false",
    "'/w/acme/\r\nSet-Cookie: a=b',false",
  })
  void goes_back_to_pages_of_ours_only(String to, boolean inside) {
    assertThat(LoginOutcomes.inside(to) != null).isEqualTo(inside);
  }
}

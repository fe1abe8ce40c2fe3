package popeki.workspaces;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkspaceRulesTest {
  @ParameterizedTest
  @CsvSource({
    "Clínica São João,1,clinica-sao-joao",
    "Clínica São João,2,clinica-sao-joao-2",
    "  A & B  ,1,a-b",
    "X,1,x-business",
    "商店,1,workspace",
    "商店,3,workspace-3",
    "--,1,workspace",
  })
  void writes_a_name_as_an_address(String name, int n, String slug) {
    assertThat(SlugRules.proposal(name, n)).isEqualTo(slug).matches("[a-z0-9-]{3,64}");
  }

  @Test
  void writes_any_name_as_an_address_that_the_database_takes() {
    var random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      var name = new StringBuilder();
      for (int c = random.nextInt(200); c >= 0; c--) {
        name.appendCodePoint(1 + random.nextInt(0x2fff));
      }
      assertThat(SlugRules.proposal(name.toString(), 1 + random.nextInt(60)))
          .matches("[a-z0-9-]{3,64}");
    }
  }

  @ParameterizedTest
  @CsvSource({
    ",,BR,America/Sao_Paulo,BRL",
    "America/Bogota,,CO,America/Bogota,COP",
    ",USD,US,America/New_York,USD",
    ",EUR,DE,Europe/Berlin,EUR",
    "Europe/Lisbon,EUR,PT,Europe/Lisbon,EUR",
    "Europe/Lisbon,USD,PT,Europe/Lisbon,USD",
    "Asia/Almaty,,US,Asia/Almaty,USD",
    "Asia/Almaty,BRL,BR,Asia/Almaty,BRL",
  })
  void guesses_a_place_from_what_is_given(
      String zone, String currency, String country, String guessedZone, String guessedCurrency) {
    assertThat(Place.guess(zone, currency))
        .isEqualTo(new Place(country, guessedZone, guessedCurrency));
  }

  @ParameterizedTest
  @CsvSource({
    "short,workspaces.password.short",
    "aaaaaaaaaaaaaa,workspaces.password.guessable",
    "password123456,workspaces.password.guessable",
    "123456789012,workspaces.password.guessable",
    "Senha2026!!!!!,workspaces.password.guessable",
    "anamaria-2026-x,workspaces.password.guessable",
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
        .contains("workspaces.password.long");
  }

  @Test
  void reads_back_every_key_it_makes_and_no_mistyped_one() {
    var random = new Random(11);
    var seen = new HashSet<String>();
    for (int i = 0; i < 2_000; i++) {
      byte[] bytes = new byte[40];
      random.nextBytes(bytes);
      ApiKeyText key = ApiKeyText.of(bytes);
      String text = key.reveal();
      assertThat(ApiKeyText.parse(text)).contains(key);
      assertThat(key.toString()).doesNotContain(key.secret());
      assertThat(seen.add(text)).isTrue();
      int at = 8 + random.nextInt(text.length() - 8);
      char other = text.charAt(at) == 'a' ? 'b' : 'a';
      String mistyped = text.substring(0, at) + other + text.substring(at + 1);
      assertThat(ApiKeyText.parse(mistyped)).isEmpty();
    }
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

  @Test
  void masks_what_a_role_may_not_see() {
    assertThat(Role.VIEWER.sight().phone("+5511987654321")).isEqualTo("+55•••••4321");
    assertThat(Role.ANALYST.sight().text("Olá")).isEqualTo("•••••");
    assertThat(Role.AGENT.sight().phone("+5511987654321")).isEqualTo("+5511987654321");
    assertThat(Role.VIEWER.sight().phone(null)).isNull();
    assertThat(Role.VIEWER.writes()).isFalse();
    assertThat(Role.AGENT.administers()).isFalse();
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

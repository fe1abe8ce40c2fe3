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
    "Marina Souza, Marina Souza",
    "Apto 1203 bloco 4, Apto 1203 bloco 4",
    "+55 (11) 98765-4321, •••• 4321",
    "Ana 11 98765 4321 zap, Ana •••• 4321 zap",
    "5511987654321, •••• 4321"
  })
  void masks_a_number_that_stands_where_a_name_should(String name, String shown) {
    assertThat(Sight.name(name)).isEqualTo(shown);
  }
}

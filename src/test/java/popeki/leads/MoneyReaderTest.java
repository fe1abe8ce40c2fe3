package popeki.leads;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MoneyReaderTest {
  private static final Map<String, BigDecimal> NUMBER_WORDS =
      Map.of(
          "fifteen", BigDecimal.valueOf(15),
          "dois", BigDecimal.TWO,
          "duzentos", BigDecimal.valueOf(200),
          "cinquenta", BigDecimal.valueOf(50),
          "hundred", BigDecimal.valueOf(100),
          "five", BigDecimal.valueOf(5),
          "dedh", new BigDecimal("1.5"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "até 650 mil                  | BR | 650000     | -",
        "R$ 1.500,50                  | BR | 1500.5     | BRL",
        "R$1.500/mês                  | BR | 1500       | BRL",
        "1,5 milhão de reais          | BR | 1500000    | BRL",
        "2 mil reais                  | BR | 2000       | BRL",
        "uns 90mil                    | BR | 90000      | -",
        "2.5 millones                 | MX | 2500000    | -",
        "2.5 mdp                      | MX | 2500000    | -",
        "$245,900 de contado          | MX | 245900     | MXN",
        "$50.000                      | AR | 50000      | ARS",
        "95.000 dólares               | AR | 95000      | USD",
        "U$S 80.000                   | AR | 80000      | USD",
        "US$ 1,200.75                 | MX | 1200.75    | USD",
        "3 mil pesos                  | MX | 3000       | MXN",
        "$1,200/mo                    | US | 1200       | USD",
        "18k                          | US | 18000      | -",
        "€4k                          | IE | 4000       | EUR",
        "£150                         | GB | 150        | GBP",
        "$1.2m                        | US | 1200000    | USD",
        "20 grand                     | US | 20000      | -",
        "500 bucks                    | US | 500        | USD",
        "80 lakh                      | IN | 8000000    | INR",
        "1.5 crore                    | IN | 15000000   | INR",
        "45L                          | IN | 4500000    | -",
        "₹12,00,000                   | IN | 1200000    | INR",
        "Rs. 500                      | IN | 500        | INR",
        "30 hazaar                    | IN | 30000      | -",
        "900 juta                     | ID | 900000000  | -",
        "Rp 1.500.000                 | ID | 1500000    | IDR",
        "Rp350rb                      | ID | 350000     | IDR",
        "1,2 miliar                   | ID | 1200000000 | -",
        "500 ribu rupiah              | ID | 500000     | IDR",
        "fifteen thousand             | US | 15000      | -",
        "five hundred thousand        | US | 500000     | -",
        "dois mil reais               | BR | 2000       | BRL",
        "duzentos e cinquenta mil     | BR | 250000     | -",
        "dedh lakh                    | IN | 150000     | INR",
      })
  void reads_amounts_as_people_type_them(
      String text, String country, BigDecimal amount, @Nullable String currency) {
    MoneyReader.Mention mention = read(text, country).getFirst();

    assertThat(mention.amount()).isEqualByComparingTo(amount);
    assertThat(mention.currency()).isEqualTo(currency);
    assertThat(mention.marked()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"2bhk in Wakad", "3D2N", "às 19h", "7:30pm", "mil", "obrigado", "3kw"})
  void leaves_other_numbers_alone(String text) {
    assertThat(read(text, "IN")).noneMatch(MoneyReader.Mention::marked);
  }

  @Test
  void reads_several_amounts_in_order() {
    assertThat(read("40 mil de entrada, até 90 mil no total", "BR"))
        .extracting(mention -> mention.amount().toPlainString())
        .containsExactly("40000", "90000");
  }

  @Test
  void a_bare_count_is_not_marked_as_money() {
    assertThat(read("80 pessoas", "BR"))
        .singleElement()
        .returns(false, MoneyReader.Mention::marked);
  }

  private static List<MoneyReader.Mention> read(String text, String country) {
    return MoneyReader.read(TextWords.of(text), country, NUMBER_WORDS);
  }
}

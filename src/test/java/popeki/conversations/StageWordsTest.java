package popeki.conversations;

import static org.assertj.core.api.Assertions.assertThat;
import static popeki.conversations.OutcomeKind.CONTACTED;
import static popeki.conversations.OutcomeKind.LOST;
import static popeki.conversations.OutcomeKind.QUOTED;
import static popeki.conversations.OutcomeKind.REFUNDED;
import static popeki.conversations.OutcomeKind.WON;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import popeki.kernel.Money;

class StageWordsTest {
  private static final List<KeyPhrase> DEFAULTS = KeyPhrase.DEFAULTS;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "venda fechada",
        "Venda fechada!",
        "VENDA FECHADA",
        "Vénda Fechàda",
        "venda  fechada.",
        "venda-fechada",
        "venda, fechada",
        "venda\nfechada",
        "*venda fechada*",
        "_Venda_ ~fechada~",
        "\"venda fechada\"",
        "“Venda fechada”",
        "> venda fechada",
        "venda ✅ fechada 🎉",
        "✅ Venda 🛍️🎉 fechada ✅",
        "ｖｅｎｄａ ｆｅｃｈａｄａ",
        "ven\u200Bda fecha\u00ADda",
        "Oba!! Venda fechada, Ana. Obrigado!",
        "#vendafechada? não. Agora sim: venda fechada",
        "venda fechada?!",
        "Não é engano. Venda fechada",
        "no problem! venda fechada",
        "Não se preocupe, venda fechada",
        "não se preocupe venda fechada",
        "ontem não deu mas agora venda fechada",
        "Sem juros no cartão, venda fechada",
        "no pix hoje venda fechada",
        "Sí claro, venda fechada",
        "si, ya está, venda fechada",
        "fechou-se hoje a venda fechada"
      })
  void finds_the_phrase(String text) {
    assertThat(StageWords.read(text, DEFAULTS, "BRL"))
        .contains(new StageWord(WON, DEFAULTS.getFirst(), null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   ",
        "🎉",
        "venda",
        "fechada venda",
        "vendas fechadas",
        "vendafechada",
        "revenda fechada",
        "venda fechadas R$ 350",
        "venda não fechada",
        "venda quase fechada",
        "não venda fechada",
        "Não é venda fechada",
        "ainda não, venda fechada só amanhã",
        "sem venda fechada hoje",
        "nem venda fechada",
        "no venda fechada",
        "nunca venda fechada",
        "venda fechada?",
        "venda fechada ??",
        "Venda fechada 🙏?",
        "venda fechada por R$ 350?",
        "venda fechada R$ 350 ?",
        "ainda não temos a venda fechada R$ 10",
        "não consegui deixar a venda fechada",
        "nunca tivemos uma venda fechada",
        "todavía no tenemos la venda fechada",
        "no logramos dejar la venda fechada",
        "we don't have the venda fechada yet",
        "I can’t call this a venda fechada",
        "we have not got it venda fechada",
        "belum ada yang venda fechada",
        "yeh abhi nahi hui venda fechada",
        "se pagar agora é venda fechada 200",
        "Se o cliente pagar hoje, venda fechada R$ 200",
        "quando fizer o pix é venda fechada",
        "caso pague hoje, venda fechada 200",
        "si paga hoy es venda fechada 200",
        "if you pay today it is venda fechada 200",
        "kalau bayar hari ini venda fechada 200",
        "agar aaj pay karo to venda fechada 200"
      })
  void finds_nothing(String text) {
    assertThat(StageWords.read(text, DEFAULTS, "BRL")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "R$ 1.234,56            | BRL | 123456 | BRL",
        "R$1.234,56             | USD | 123456 | BRL",
        "R$ 350                 | BRL | 35000  | BRL",
        "R$350,5                | BRL | 35050  | BRL",
        "R$ 0,50                | BRL | 50     | BRL",
        "R$ 1234,56             | BRL | 123456 | BRL",
        "R$ 1 234,56            | BRL | 123456 | BRL",
        "R$ 1.234.567           | BRL | 123456700 | BRL",
        "R$ 350,00.             | BRL | 35000  | BRL",
        "r$ 350,-               | BRL | 35000  | BRL",
        "*R$ 350*               | BRL | 35000  | BRL",
        "R$ *350*               | BRL | 35000  | BRL",
        "RS 350                 | BRL | 35000  | BRL",
        "350 reais              | USD | 35000  | BRL",
        "$1,234.56              | USD | 123456 | USD",
        "$1,234.56              | BRL | 123456 | USD",
        "$ 1.234,56             | BRL | 123456 | BRL",
        "$350                   | BRL | 35000  | BRL",
        "$350                   | MXN | 35000  | MXN",
        "$1.500.000             | COP | 150000000 | COP",
        "$350                   | EUR | 35000  | USD",
        "US$ 99,90              | BRL | 9990   | USD",
        "U$ 99                  | BRL | 9900   | USD",
        "USD 99                 | BRL | 9900   | USD",
        "99 USD                 | BRL | 9900   | USD",
        "99usd                  | BRL | 9900   | USD",
        "350 dólares            | BRL | 35000  | USD",
        "350 pesos              | ARS | 35000  | ARS",
        "Rp 1.500.000           | IDR | 150000000 | IDR",
        "Rp1.500.000            | BRL | 150000000 | IDR",
        "Rp. 1,5 juta           | IDR | 150000000 | IDR",
        "Rp 500rb               | IDR | 50000000 | IDR",
        "₹1,23,456              | INR | 12345600 | INR",
        "₹1,23,456.50           | BRL | 12345650 | INR",
        "Rs. 2,500              | INR | 250000 | INR",
        "2 lakh                 | INR | 20000000 | INR",
        "₹1.5 lakh              | INR | 15000000 | INR",
        "1,5 mil                | BRL | 150000 | BRL",
        "R$ 1,5 mil             | BRL | 150000 | BRL",
        "1.5 mil reais          | USD | 150000 | BRL",
        "2 mil e 500            | BRL | 250000 | BRL",
        "2k                     | BRL | 200000 | BRL",
        "2,5K                   | EUR | 250000 | EUR",
        "R$ 1,2 milhão          | BRL | 120000000 | BRL",
        "€1.240,00              | BRL | 124000 | EUR",
        "1.240,00 €             | EUR | 124000 | EUR",
        "1 240,00 €             | EUR | 124000 | EUR",
        "CHF 1'240.00           | EUR | 124000 | CHF",
        "£99.99                 | BRL | 9999   | GBP",
        "¥1,500                 | JPY | 1500   | JPY",
        "$15.990                | CLP | 15990  | CLP",
        "KWD 1.250              | KWD | 1250   | KWD",
        "S/ 120                 | PEN | 12000  | PEN",
        "350                    | BRL | 35000  | BRL",
        "350,00                 | BRL | 35000  | BRL",
        "1.500                  | BRL | 150000 | BRL",
        "३५०                    | INR | 35000  | INR",
        "3x de R$ 100           | BRL | 30000  | BRL",
        "10x R$ 99,90           | BRL | 99900  | BRL",
        "R$ 300 em 3x           | BRL | 30000  | BRL"
      })
  void reads_amounts_as_people_write_them(String amount, String home, long minor, String currency) {
    assertThat(StageWords.read("Venda fechada " + amount, DEFAULTS, home))
        .map(StageWord::value)
        .contains(new Money(minor, currency));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Venda fechada! R$ 350                                        | 35000",
        "Venda fechada: 350                                           | 35000",
        "venda fechada 🎉🎉 350 🎉                                    | 35000",
        "Venda fechada por 350 no pix                                 | 35000",
        "Venda fechada no valor de R$ 350,00 à vista                  | 35000",
        "Venda fechada! Obrigado Ana, o valor ficou em R$ 350         | 35000",
        "Venda fechada ✅ Cliente: Ana Produto: camiseta Valor: R$ 80 | 8000",
        "Venda fechada 2 por R$ 350                                   | 35000",
        "Venda fechada, 2 camisetas, R$ 50 cada, total R$ 100         | 10000",
        "Venda fechada 500, frete R$ 20                               | 50000",
        "Venda fechada, entrada R$ 100, valor R$ 500                  | 50000",
        "Venda fechada 12/05 R$ 350                                   | 35000",
        "Venda fechada pedido #1234 R$ 350                            | 35000",
        "R$ 350 venda fechada                                         | 35000",
        "350 - venda fechada                                          | 35000",
        "venda fechada - R$ 350                                       | 35000",
        "venda fechada -350                                           | 35000",
        "Venda fechada R$ 350, certo?                                 | 35000",
        "Venda fechada. R$ 350                                        | 35000"
      })
  void takes_the_amount_that_goes_with_the_phrase(String text, long minor) {
    assertThat(StageWords.read(text, DEFAULTS, "BRL"))
        .map(StageWord::value)
        .contains(new Money(minor, "BRL"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "venda fechada",
        "venda fechada 2 camisetas",
        "venda fechada 12/05",
        "venda fechada 12/05/2026",
        "venda fechada 12.05.2026",
        "venda fechada 15:30",
        "venda fechada 15h",
        "venda fechada 10%",
        "venda fechada pedido 12345",
        "venda fechada #12345",
        "venda fechada com Ana 11 98765-4321",
        "venda fechada 11 98765-4321",
        "venda fechada +55 11 98765 4321",
        "venda fechada frete R$ 20",
        "venda fechada 0",
        "venda fechada R$ -50",
        "venda fechada R$-50",
        "venda fechada US$ −50",
        "venda fechada 999999999999999999999999",
        "tenho 350 motivos: venda fechada",
        "venda fechada 192.168.0.1"
      })
  void a_number_that_is_no_price_gives_no_value(String text) {
    assertThat(StageWords.read(text, DEFAULTS, "BRL"))
        .contains(new StageWord(WON, DEFAULTS.getFirst(), null));
  }

  @Test
  void the_phrase_that_stands_first_counts_and_of_two_at_one_place_the_longer() {
    var phrases =
        List.of(
            new KeyPhrase("venda", CONTACTED),
            new KeyPhrase("venda fechada", WON),
            new KeyPhrase("orçamento enviado", QUOTED),
            new KeyPhrase("venda perdida", LOST),
            new KeyPhrase("estorno", REFUNDED));

    assertThat(stage("Venda fechada, antes orçamento enviado", phrases)).isEqualTo(WON);
    assertThat(stage("Orcamento enviado R$ 90, depois venda fechada", phrases)).isEqualTo(QUOTED);
    assertThat(stage("não é venda fechada. Venda perdida", phrases)).isEqualTo(LOST);
    assertThat(stage("a venda de hoje", phrases)).isEqualTo(CONTACTED);
    assertThat(stage("VENDA PERDIDA", phrases)).isEqualTo(LOST);
    assertThat(StageWords.read("Estorno de R$ 50", phrases, "BRL"))
        .map(StageWord::value)
        .contains(new Money(5000, "BRL"));
  }

  @ParameterizedTest
  @CsvSource({
    "成約,ご成約ありがとうございます ¥1500,1500,JPY",
    "बिक्री पूरी,बिक्री पूरी! 1500,150000,INR",
    "تم البيع,تم البيع ١٥٠٠,150000,INR",
    "ปิดการขาย,ปิดการขายแล้ว ฿1500,150000,THB"
  })
  void knows_other_scripts(String phrase, String text, long minor, String currency) {
    assertThat(StageWords.read(text, List.of(new KeyPhrase(phrase, WON)), "INR"))
        .map(StageWord::value)
        .contains(new Money(minor, currency));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "✅", "!!"})
  void a_phrase_without_a_letter_never_matches(String phrase) {
    assertThat(StageWords.read("✅ !! oi", List.of(new KeyPhrase(phrase, WON)), "BRL")).isEmpty();
  }

  @Test
  void never_fails_whatever_is_written() {
    var random = new Random(20261123);
    var pieces =
        List.of(
            "venda fechada",
            " ",
            "R$",
            "$",
            "1",
            "23",
            ".",
            ",",
            "mil",
            "k",
            "x",
            " e ",
            "%",
            "?",
            "!",
            "🎉",
            "não ",
            "\n",
            "Rp",
            "₹",
            "USD",
            "99999999999",
            "-",
            "/",
            "\u0000",
            "\uD83D");
    for (int round = 0; round < 5_000; round++) {
      var text = new StringBuilder();
      for (int i = random.nextInt(12); i >= 0; i--) {
        text.append(pieces.get(random.nextInt(pieces.size())));
      }
      var read = StageWords.read(text.toString(), DEFAULTS, "BRL");

      read.map(StageWord::value).ifPresent(value -> assertThat(value.minor()).isPositive());
    }
  }

  private static OutcomeKind stage(String text, List<KeyPhrase> phrases) {
    return StageWords.read(text, phrases, "BRL").orElseThrow().stage();
  }
}

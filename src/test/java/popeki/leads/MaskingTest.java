package popeki.leads;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class MaskingTest {
  private static final int FORMS = 300;

  /** A language, its country, and sentences that people put a number of theirs into. */
  enum Tongue {
    PORTUGUESE(
        "BR",
        "pode me ligar no %s depois das 18h",
        "%s",
        "oi tudo bem? meu contato: %s.",
        "manda pra %s por favor, tenho até 650 mil",
        "é o %s (Bruna)",
        "Segue:%s\nobrigado!"),
    SPANISH(
        "MX",
        "mi dato es %s gracias",
        "%s",
        "hola, apunta: %s.",
        "lo envías a %s por favor, tengo hasta 350 mil",
        "es %s (Lucía)",
        "Aquí va:%s\n¡gracias!"),
    ENGLISH(
        "US",
        "you can reach me at %s after six",
        "%s",
        "hi, here it is: %s.",
        "please send it to %s, my budget is 45k",
        "it's %s (Dana)",
        "Here:%s\nthanks!"),
    HINGLISH(
        "IN",
        "mera detail hai %s, shaam ko call karna",
        "%s",
        "haan ji likh lo: %s.",
        "%s pe bhej do please, budget 80 lakh hai",
        "ye hai %s (Rohan)",
        "Lijiye:%s\ndhanyavad!"),
    INDONESIAN(
        "ID",
        "hubungi saya di %s ya kak",
        "%s",
        "halo kak, ini datanya: %s.",
        "tolong kirim ke %s, budget 900 juta",
        "ini %s (Sari)",
        "Berikut:%s\nterima kasih!");

    private final String country;
    private final String sentences;

    Tongue(String country, String... sentences) {
      this.country = country;
      this.sentences = String.join("\u0002", sentences);
    }

    String sentence(int number) {
      String[] all = sentences.split("\u0002");
      return all[number % all.length];
    }
  }

  @ParameterizedTest
  @EnumSource(Tongue.class)
  void telephone_numbers_in_every_form_of_the_country(Tongue tongue) {
    recall(tongue, Masking.Kind.PHONE, random -> phone(tongue, random));
  }

  @ParameterizedTest
  @EnumSource(Tongue.class)
  void mail_addresses_also_written_for_people(Tongue tongue) {
    recall(tongue, Masking.Kind.EMAIL, MaskingTest::mail);
  }

  @ParameterizedTest
  @EnumSource(Tongue.class)
  void cards(Tongue tongue) {
    recall(tongue, Masking.Kind.CARD, random -> grouped(card(random), random, 4, 4, 4, 4));
  }

  @ParameterizedTest
  @EnumSource(Tongue.class)
  void documents_of_brazil_india_and_indonesia(Tongue tongue) {
    recall(tongue, Masking.Kind.CPF, MaskingTest::cpf);
    recall(tongue, Masking.Kind.CNPJ, MaskingTest::cnpj);
    recall(tongue, Masking.Kind.AADHAAR, random -> grouped(aadhaar(random), random, 4, 4, 4));
    recall(tongue, Masking.Kind.NIK, random -> grouped(nik(random), random, 6, 6, 4));
  }

  @ParameterizedTest
  @EnumSource(Tongue.class)
  void bank_accounts_and_random_keys(Tongue tongue) {
    recall(tongue, Masking.Kind.IBAN, MaskingTest::iban);
    recall(
        tongue,
        Masking.Kind.PIX,
        random -> {
          String key = new java.util.UUID(random.nextLong(), random.nextLong()).toString();
          return random.nextInt(4) == 0 ? key.toUpperCase(java.util.Locale.ROOT) : key;
        });
  }

  /** At least 99 of 100 leave nothing of theirs, over three hundred forms and every sentence. */
  private static void recall(Tongue tongue, Masking.Kind kind, Function<Random, String> maker) {
    var random = new Random(kind.name().hashCode() * 31L + tongue.name().hashCode());
    var missed = new ArrayList<String>();
    for (int i = 0; i < FORMS; i++) {
      String value = maker.apply(random);
      String sentence = tongue.sentence(i).replace("%s", "\u0001");
      String left = Masking.mask(sentence.replace("\u0001", value), tongue.country).text().text();
      if (!isGone(left, sentence)) {
        missed.add(value + " → " + left);
      }
    }
    assertThat(missed)
        .as("%s of %d in %s", kind, FORMS, tongue)
        .hasSizeLessThanOrEqualTo(FORMS / 100);
  }

  /** One placeholder, and around it the sentence as it was. */
  private static boolean isGone(String left, String sentence) {
    String[] sides = sentence.split("\u0001", -1);
    String plainStart = PlainText.of(sides[0]).text();
    String plainEnd = PlainText.of(sides[1]).text();
    return left.startsWith(plainStart)
        && left.endsWith(plainEnd)
        && left.substring(plainStart.length(), left.length() - plainEnd.length())
            .matches("[+(]{0,2}\\[[A-Z]+( [a-z-]+)?][)]?");
  }

  @Test
  void hardly_anything_of_clean_conversations_is_taken_for_one() {
    var wrong = new ArrayList<String>();
    int messages = 0;
    for (EvalItems.Item item : EvalItems.load("leads-dev.jsonl")) {
      for (LeadMessage message : item.messages()) {
        messages++;
        Masking.Masked masked = Masking.mask(message.text(), item.business().country());
        if (!masked.kinds().isEmpty()) {
          wrong.add(message.text() + " → " + masked.text().text());
        }
      }
    }
    wrong.removeIf(line -> line.contains("[URL") || line.contains("[EMAIL]"));
    assertThat(wrong).hasSizeLessThanOrEqualTo(messages / 100);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
      tenho até R$ 1.500.000,00 pra dar      | BR
      budget 12.500.000 ya kak               | ID
      Rp 21.500.000 bisa nego?               | ID
      ₹1,23,45,678 is my limit               | IN
      pedido 4471-2098 ainda não chegou      | BR
      in 2026 on 24/12 at 10:30              | US
      o Gol 2015 com 98.000 km               | BR
      order 100020003000 where is it         | US
      """)
  void amounts_dates_and_orders_stay(String text, String country) {
    Masking.Masked masked = Masking.mask(text, country);

    assertThat(masked.kinds()).isEmpty();
    assertThat(masked.text().text()).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
      vi em https://www.instagram.com/p/Cx1y2z?igsh=abc | vi em [URL instagram]
      site: clinicaaurora.com.br/contato.               | site: [URL clinicaaurora].
      meu código é 482913                               | meu código é [CODE]
      your OTP is 8842-11                               | your OTP is [CODE]
      chama no wa.me/5511987654321                      | chama no [URL wa]
      ana [at] exemplo [dot] com                        | [EMAIL]
      ana arroba exemplo ponto com ponto br             | [EMAIL]
      reach me at 10.30 or at noon                      | reach me at 10.30 or at noon
      cartão 4111 1111 1111 1111 650 mil                | cartão [CARD] 650 mil
      """)
  void links_keep_their_site_and_codes_go(String text, String left) {
    assertThat(Masking.mask(text, "BR").text().text()).isEqualTo(left);
  }

  @Test
  void hidden_and_foreign_characters_hide_nothing() {
    assertThat(Masking.mask("11 9\u200B8765\u2060-4321", "BR").text().text()).isEqualTo("[PHONE]");
    assertThat(Masking.mask("１１ ９８７６５-４３２１", "BR").text().text()).isEqualTo("[PHONE]");
    assertThat(Masking.mask("९८२०१२३४५६", "IN").text().text()).isEqualTo("[PHONE]");
    assertThat(Masking.mask("a\u202Eb\uDB40\uDC41c\u0007", "BR").text().text()).isEqualTo("abc");
    assertThat(Masking.mask("\uD83D", "BR").text().text()).isEmpty();
  }

  @Test
  void a_quote_is_found_in_what_was_typed() {
    String typed = "Me ligа no １１ 98765-4321, quero\u200B fechar hoje";
    MaskedText masked = Masking.mask(typed, "BR").text();

    assertThat(masked.text()).isEqualTo("Me ligа no [PHONE], quero fechar hoje");
    assertThat(masked.typed("quero fechar")).contains("quero\u200B fechar");
    assertThat(masked.typed("no [PHONE], quero")).contains("no １１ 98765-4321, quero");
    assertThat(masked.typed("never said")).isEmpty();
    assertThat(masked.typed("  ")).isEmpty();
  }

  @Test
  void every_piece_of_a_masked_text_leads_back_to_what_was_typed() {
    for (EvalItems.Item item : EvalItems.load("leads-dev.jsonl")) {
      for (LeadMessage message : item.messages()) {
        MaskedText masked = Masking.mask(message.text(), item.business().country()).text();
        assertThat(masked.typed(masked.text())).as(item.id()).isPresent();
        assertThat(message.text()).contains(masked.typed(masked.text()).orElseThrow());
      }
    }
  }

  @Test
  void long_runs_of_digits_and_letters_take_no_time() {
    assertThat(Masking.mask("1".repeat(20_000), "BR").kinds()).isNotNull();
    assertThat(Masking.mask("1 ".repeat(10_000), "US").kinds()).isNotNull();
    assertThat(Masking.mask("a.".repeat(10_000), "US").kinds()).isNotNull();
    assertThat(Masking.mask("a at ".repeat(4_000), "US").kinds()).isNotNull();
  }

  private static String phone(Tongue tongue, Random random) {
    String eight = digits(random, 8);
    return switch (tongue) {
      case PORTUGUESE -> {
        String area = pick(random, "11", "21", "31", "41", "51", "61", "71", "81", "85");
        String five = "9" + (6 + random.nextInt(4)) + eight.substring(0, 3);
        String four = eight.substring(4);
        yield pick(
            random,
            "(%s) %s-%s".formatted(area, five, four),
            "%s %s-%s".formatted(area, five, four),
            "%s%s%s".formatted(area, five, four),
            "+55 %s %s-%s".formatted(area, five, four),
            "+55%s%s%s".formatted(area, five, four),
            "55%s%s%s".formatted(area, five, four),
            "0%s %s %s".formatted(area, five, four),
            "%s %s.%s".formatted(area, five, four),
            "(%s)%s %s".formatted(area, five, four),
            "%s 9 %s-%s".formatted(area, five.substring(1), four));
      }
      case SPANISH -> {
        String area = pick(random, "55", "33", "81", "222", "664", "998");
        String rest = (2 + random.nextInt(7)) + digits(random, 9 - area.length());
        int half = rest.length() - 4;
        yield pick(
            random,
            area + rest,
            area + " " + rest.substring(0, half) + " " + rest.substring(half),
            "+52 " + area + " " + rest.substring(0, half) + " " + rest.substring(half),
            "+52" + area + rest,
            "52" + area + rest,
            "(" + area + ") " + rest.substring(0, half) + "-" + rest.substring(half));
      }
      case ENGLISH -> {
        String area = pick(random, "212", "305", "415", "512", "702", "646");
        String office = (2 + random.nextInt(8)) + digits(random, 1) + (2 + random.nextInt(7));
        String four = eight.substring(4);
        yield pick(
            random,
            "(%s) %s-%s".formatted(area, office, four),
            "%s-%s-%s".formatted(area, office, four),
            "%s.%s.%s".formatted(area, office, four),
            "%s %s %s".formatted(area, office, four),
            "%s%s%s".formatted(area, office, four),
            "+1 %s %s %s".formatted(area, office, four),
            "+1%s%s%s".formatted(area, office, four),
            "1-%s-%s-%s".formatted(area, office, four));
      }
      case HINGLISH -> {
        String five = pick(random, "98", "99", "97", "96", "70", "80", "90") + digits(random, 3);
        String last = digits(random, 5);
        yield pick(
            random,
            five + last,
            five + " " + last,
            "+91 " + five + " " + last,
            "+91" + five + last,
            "91" + five + last,
            "0" + five + last,
            "+91-" + five + last,
            five + "-" + last);
      }
      case INDONESIAN -> {
        String prefix = pick(random, "812", "813", "821", "852", "857", "878", "895", "896");
        String four = digits(random, 4);
        String rest = eight.substring(0, 4);
        yield pick(
            random,
            "0" + prefix + four + rest,
            "0" + prefix + "-" + four + "-" + rest,
            "0" + prefix + " " + four + " " + rest,
            "+62 " + prefix + "-" + four + "-" + rest,
            "+62" + prefix + four + rest,
            "62" + prefix + four + rest);
      }
    };
  }

  private static String mail(Random random) {
    String name =
        pick(
            random,
            "ana.souza",
            "lucia_m",
            "dana+ads",
            "rohan92",
            "sari-w",
            "j.p.o'neill",
            "Bruna");
    String host = pick(random, "exemplo", "mail-example", "correo.example", "invented");
    String end = pick(random, "com", "com.br", "net", "co.in", "co.id", "mx");
    return switch (random.nextInt(6)) {
      case 0 -> name + " @ " + host + "." + end;
      case 1 -> name + "[at]" + host + "." + end;
      case 2 -> name + " (arroba) " + host + "." + end;
      default -> name + "@" + host + "." + end;
    };
  }

  private static String cpf(Random random) {
    String nine = digits(random, 9);
    String ten = nine + check11(nine, 10);
    String all = ten + check11(ten, 11);
    return pick(
        random,
        all,
        all.replaceFirst("(...)(...)(...)(..)", "$1.$2.$3-$4"),
        all.replaceFirst("(...)(...)(...)(..)", "$1 $2 $3 $4"),
        all.replaceFirst("(.{9})(..)", "$1-$2"));
  }

  private static String cnpj(Random random) {
    boolean letters = random.nextInt(3) == 0;
    var body = new StringBuilder();
    for (int i = 0; i < 12; i++) {
      body.append(
          letters && i < 8
              ? Character.toUpperCase(Character.forDigit(random.nextInt(36), 36))
              : (char) ('0' + random.nextInt(10)));
    }
    for (int round = 0; round < 2; round++) {
      int sum = 0;
      for (int i = 0; i < body.length(); i++) {
        sum += (body.charAt(i) - 48) * ((body.length() - 1 - i) % 8 + 2);
      }
      body.append(sum % 11 < 2 ? 0 : 11 - sum % 11);
    }
    return random.nextBoolean()
        ? body.toString()
        : body.toString().replaceFirst("(..)(...)(...)(....)(..)", "$1.$2.$3/$4-$5");
  }

  private static String check11(String digits, int weight) {
    int sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      sum += (digits.charAt(i) - '0') * (weight - i);
    }
    return Integer.toString(sum % 11 < 2 ? 0 : 11 - sum % 11);
  }

  /** By trying: the check itself is a table of the facts, told by known numbers below. */
  private static String aadhaar(Random random) {
    String eleven = (2 + random.nextInt(8)) + digits(random, 10);
    for (int last = 0; last < 10; last++) {
      if (PersonalNumbers.isAadhaar(eleven + last)) {
        return eleven + last;
      }
    }
    throw new AssertionError("one of ten digits must fit");
  }

  @Test
  void known_numbers_fit_and_their_neighbours_do_not() {
    assertThat(PersonalNumbers.isAadhaar("234123412346")).isTrue();
    assertThat(PersonalNumbers.isAadhaar("234123412347")).isFalse();
    assertThat(PersonalNumbers.isCpf("52998224725")).isTrue();
    assertThat(PersonalNumbers.isCpf("52998224724")).isFalse();
    assertThat(PersonalNumbers.isCpf("11111111111")).isFalse();
    assertThat(PersonalNumbers.isCnpj("11222333000181")).isTrue();
    assertThat(PersonalNumbers.isCnpj("12ABC34501DE35")).isTrue();
    assertThat(PersonalNumbers.isCnpj("12ABC34501DE36")).isFalse();
    assertThat(PersonalNumbers.isIban("DE89370400440532013000")).isTrue();
    assertThat(PersonalNumbers.isIban("DE88370400440532013000")).isFalse();
    assertThat(PersonalNumbers.isCard("4111111111111111")).isTrue();
    assertThat(PersonalNumbers.isCard("4111111111111112")).isFalse();
    assertThat(PersonalNumbers.isNik("3273015502900001")).isTrue();
    assertThat(PersonalNumbers.isNik("3273013902900001")).isFalse();
  }

  private static String nik(Random random) {
    int day = 1 + random.nextInt(28) + (random.nextBoolean() ? 40 : 0);
    return pick(random, "11", "31", "32", "33", "35", "51", "73")
        + digits(random, 4)
        + "%02d%02d".formatted(day, 1 + random.nextInt(12))
        + digits(random, 6);
  }

  private static String card(Random random) {
    String body = pick(random, "4", "51", "52", "55", "36", "60") + digits(random, 14);
    body = body.substring(0, 15);
    for (int last = 0; last < 10; last++) {
      int sum = 0;
      String all = body + last;
      for (int i = 0; i < 16; i++) {
        int value = (all.charAt(i) - '0') * (i % 2 == 0 ? 2 : 1);
        sum += value > 9 ? value - 9 : value;
      }
      if (sum % 10 == 0) {
        return all;
      }
    }
    throw new AssertionError("one of ten digits must fit");
  }

  private static String iban(Random random) {
    String country = pick(random, "DE", "FR", "GB", "ES", "PT", "BR");
    String account =
        switch (country) {
          case "DE" -> digits(random, 18);
          case "FR" -> digits(random, 20) + "A" + digits(random, 2);
          case "GB" -> "NWBK" + digits(random, 14);
          case "ES" -> digits(random, 20);
          case "PT" -> digits(random, 21);
          default -> digits(random, 23) + "P1";
        };
    String turned = account + country + "00";
    var number = new StringBuilder();
    turned.chars().forEach(c -> number.append(Character.digit(c, 36)));
    int rest =
        new java.math.BigInteger(number.toString())
            .mod(java.math.BigInteger.valueOf(97))
            .intValue();
    String all = country + "%02d".formatted(98 - rest) + account;
    return random.nextBoolean() ? all : all.replaceAll("(.{4})(?=.)", "$1 ");
  }

  private static String grouped(String digits, Random random, int... sizes) {
    String separator = pick(random, "", " ", "-", "", " ");
    var text = new StringBuilder();
    int at = 0;
    for (int size : sizes) {
      text.append(at == 0 ? "" : separator).append(digits, at, at + size);
      at += size;
    }
    return text.toString();
  }

  private static String digits(Random random, int count) {
    var digits = new StringBuilder();
    for (int i = 0; i < count; i++) {
      digits.append(random.nextInt(10));
    }
    return digits.toString();
  }

  private static String pick(Random random, String... values) {
    return values[random.nextInt(values.length)];
  }
}

package popeki.links;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Texts that carry no code of ours: how often one is read into them. */
class FalseAcceptTest {
  private static final List<String> LANGUAGES =
      List.of(
          "oi quero saber preço do apartamento de quartos amanhã às horas bom dia valor entrada casa"
              + " tem desconto para pagamento vista obrigado pessoas você pode me enviar tabela ref",
          "hola buenas quisiera saber cuánto cuesta el turno para mañana gracias precio referencia"
              + " departamento días cuotas tarjeta puedo pasar hoy local abierto ustedes hacen envíos",
          "hi there please send me the brochure what are the opening hours need a quote by reference"
              + " seat table next week number street apartment we have beds pay card thanks best",
          "halo kak mau tanya harga kamar berapa untuk besok bisa pesan sekarang terima kasih alamat"
              + " paket murah ada diskon tidak saya kami datang jam pagi transfer bank rekening",
          "namaste mujhe price batao kitne ka hai bhai kal subah aana hai appointment chahiye kya"
              + " delivery milegi please jaldi bhejo paisa kab tak time dena theek hai shukriya");

  private static final String CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  private static final String DIGITS = "0123456789";

  private interface Token {
    String next(RandomGenerator random);
  }

  private static final Map<String, Token> TOKENS = tokens();

  private static Map<String, Token> tokens() {
    var tokens = new LinkedHashMap<String, Token>();
    tokens.put("words", r -> "");
    tokens.put("order number", r -> "#" + r.nextLong(1_000_000_000_000L));
    tokens.put("hashtag", r -> "#" + word(r) + r.nextInt(3000));
    tokens.put(
        "link",
        r ->
            "https://"
                + word(r).replaceAll("[^a-z]", "")
                + ".example/p/"
                + from(CAPITALS + DIGITS, 10, r));
    tokens.put("uuid", r -> new UUID(r.nextLong(), r.nextLong()).toString());
    tokens.put("base64", r -> base64(r, 6 + r.nextInt(30)));
    tokens.put("hex", r -> HexFormat.of().toHexDigits(r.nextLong(), 4 + r.nextInt(12)));
    tokens.put("phone", r -> "+55 11 9" + from(DIGITS, 4, r) + "-" + from(DIGITS, 4, r));
    tokens.put("mail", r -> from("abcdefghjkmnpqrs23456789", 10, r) + "@example.com");
    tokens.put("plate", r -> from(CAPITALS, 3, r) + "-" + from(DIGITS, 4, r));
    tokens.put("coupon", r -> from(CAPITALS, 3 + r.nextInt(6), r) + from(DIGITS, 2, r));
    tokens.put("tracking", r -> from(CAPITALS, 2, r) + from(DIGITS, 9, r) + "BR");
    tokens.put("serial", r -> from(CAPITALS + DIGITS, 6 + r.nextInt(9), r));
    tokens.put("serial in parts", r -> parts(r));
    tokens.put(
        "small serial", r -> from("abcdefghijklmnopqrstuvwxyz" + DIGITS, 6 + r.nextInt(9), r));
    tokens.put("asked reference", r -> "ref " + from(CAPITALS + DIGITS, 4 + r.nextInt(9), r));
    tokens.put(
        "measure", r -> r.nextInt(400) + word(r).substring(0, 1) + " x " + r.nextInt(90) + "m2");
    tokens.put("zero width", r -> "\u200D\u2061\u2063" + (char) ('\u2061' + r.nextInt(4)));
    return tokens;
  }

  @Test
  void reads_no_code_into_a_million_texts() {
    assertThat(accepts(1_000_000, 1)).isZero();
  }

  @Test
  @Tag("campaign")
  void reads_a_code_into_fewer_than_one_in_a_million_of_ten_million_texts() {
    assertThat(accepts(10_000_000, 2)).isLessThan(10);
  }

  @Test
  void reads_no_code_into_public_samples() throws IOException {
    int read = 0;
    try (var files = Files.list(Path.of("src/test/resources/eval"))) {
      for (var file : files.sorted().toList()) {
        for (var line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
          assertThat(ReferenceCode.find(line)).as("%s: %s", file.getFileName(), line).isEmpty();
          read++;
        }
      }
    }
    assertThat(read).isGreaterThan(1_500);
  }

  private static int accepts(int texts, long seed) {
    var random = new SplittableRandom(seed);
    var names = List.copyOf(TOKENS.keySet());
    var tokens = List.copyOf(TOKENS.values());
    var counts = new int[names.size()];
    var examples = new StringBuilder();
    for (int i = 0; i < texts; i++) {
      int kind = random.nextInt(names.size());
      var text = text(tokens.get(kind), random);
      for (var found : ReferenceCode.find(text)) {
        examples.append("  %s in: %s%n".formatted(found.code(), text));
        counts[kind]++;
      }
    }
    int total = Arrays.stream(counts).sum();
    var table =
        new StringBuilder("%d codes read into %,d texts that carry none%n".formatted(total, texts));
    for (int kind = 0; kind < counts.length; kind++) {
      table.append("  %-18s %d%n".formatted(names.get(kind), counts[kind]));
    }
    System.out.println(table.append(examples));
    return total;
  }

  private static String text(Token token, RandomGenerator random) {
    var words = LANGUAGES.get(random.nextInt(LANGUAGES.size())).split(" ");
    var text = new StringBuilder();
    int length = 2 + random.nextInt(12);
    int place = random.nextInt(length);
    for (int i = 0; i < length; i++) {
      text.append(
          random.nextInt(8) == 0 ? "" + random.nextInt(500) : words[random.nextInt(words.length)]);
      text.append(i == place ? " " + token.next(random) + " " : " ");
    }
    return random.nextInt(12) == 0 ? text.toString().toUpperCase(Locale.ROOT) : text.toString();
  }

  private static String word(RandomGenerator random) {
    var words = LANGUAGES.get(random.nextInt(LANGUAGES.size())).split(" ");
    return words[random.nextInt(words.length)];
  }

  private static String parts(RandomGenerator random) {
    int part = 2 + random.nextInt(4);
    var parts = new String[2 + random.nextInt(4)];
    Arrays.setAll(parts, i -> from(CAPITALS + DIGITS, part, random));
    return String.join(random.nextBoolean() ? "-" : " ", parts);
  }

  private static String base64(RandomGenerator random, int length) {
    var bytes = new byte[length];
    random.nextBytes(bytes);
    var encoder =
        random.nextBoolean() ? Base64.getEncoder() : Base64.getUrlEncoder().withoutPadding();
    return encoder.encodeToString(bytes);
  }

  private static String from(String letters, int length, RandomGenerator random) {
    var text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(letters.charAt(random.nextInt(letters.length())));
    }
    return text.toString();
  }
}

package popeki.links;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** What happens to a message between the link and us, and how often the code still comes back. */
class CodeMutationTest {
  private static final int TRIES = 200;

  private static final List<String> MESSAGES =
      List.of(
          "Oi! Quero saber mais sobre o apartamento",
          "Hola, ¿me pasan precios por favor?",
          "Hi there, is the red one still available",
          "नमस्ते, मुझे जानकारी चाहिए",
          "مرحبا، أريد معرفة السعر",
          "Halo kak, mau tanya harga 2 kamar",
          "OLA QUERO 2 INGRESSOS");

  /** One way to change a message; the rates it must reach, per mode, in per cent. */
  private record Mutation(String name, int both, int visible, int invisible, Change change) {}

  private interface Change {
    String apply(String text, String code, RandomGenerator random);
  }

  private static final List<Mutation> MUTATIONS =
      List.of(
          new Mutation("none", 100, 100, 100, (t, c, r) -> t),
          new Mutation("lower case", 100, 100, 100, (t, c, r) -> t.toLowerCase(Locale.ROOT)),
          new Mutation("upper case", 100, 100, 100, (t, c, r) -> t.toUpperCase(Locale.ROOT)),
          new Mutation("code in small letters", 100, 100, 100, (t, c, r) -> t.replace(c, lower(c))),
          new Mutation(
              "code in mixed case", 100, 100, 100, (t, c, r) -> t.replace(c, mixedCase(c, r))),
          new Mutation("trimmed", 100, 100, 100, (t, c, r) -> t.strip()),
          new Mutation(
              "NFC", 100, 100, 100, (t, c, r) -> Normalizer.normalize(t, Normalizer.Form.NFC)),
          new Mutation(
              "NFKC", 100, 100, 100, (t, c, r) -> Normalizer.normalize(t, Normalizer.Form.NFKC)),
          new Mutation(
              "NFKD", 100, 100, 100, (t, c, r) -> Normalizer.normalize(t, Normalizer.Form.NFKD)),
          new Mutation("full-width letters", 100, 100, 100, (t, c, r) -> wide(t)),
          new Mutation("line breaks to spaces", 100, 100, 100, (t, c, r) -> t.replace('\n', ' ')),
          new Mutation(
              "spaces to no-break spaces", 100, 100, 100, (t, c, r) -> t.replace(' ', '\u00A0')),
          new Mutation(
              "all white space doubled", 100, 100, 100, (t, c, r) -> t.replaceAll("\\s", "$0$0")),
          new Mutation(
              "a space in the code", 100, 100, 100, (t, c, r) -> t.replace(c, split(c, r, " "))),
          new Mutation(
              "a dash in the code", 100, 100, 100, (t, c, r) -> t.replace(c, split(c, r, "-"))),
          new Mutation(
              "a long dash in the code",
              100,
              100,
              100,
              (t, c, r) -> t.replace(c, split(c, r, "–"))),
          new Mutation(
              "a line break in the code",
              100,
              100,
              100,
              (t, c, r) -> t.replace(c, split(c, r, "\n"))),
          new Mutation(
              "quoted line break in the code",
              100,
              100,
              100,
              (t, c, r) -> t.replace(c, split(c, r, "\n> "))),
          new Mutation(
              "code spelled out",
              100,
              100,
              100,
              (t, c, r) -> t.replace(c, String.join(" ", c.split("")))),
          new Mutation(
              "joiner or BOM in the code",
              100,
              100,
              100,
              (t, c, r) -> t.replace(c, split(c, r, "\uFEFF"))),
          new Mutation(
              "soft hyphen in the code",
              100,
              100,
              100,
              (t, c, r) -> t.replace(c, split(c, r, "\u00AD"))),
          new Mutation(
              "brackets lost",
              100,
              100,
              100,
              (t, c, r) -> t.replace("(ref", "ref").replace(")", "")),
          new Mutation("marker lost", 100, 100, 100, (t, c, r) -> t.replace("(ref " + c + ")", c)),
          new Mutation(
              "marker lost, small letters",
              100,
              100,
              100,
              (t, c, r) -> t.replace("(ref " + c + ")", lower(c))),
          new Mutation(
              "marker lost, first letter capital",
              100,
              100,
              100,
              (t, c, r) -> t.replace("(ref " + c + ")", c.charAt(0) + lower(c.substring(1)))),
          new Mutation(
              "marker lost, code in two parts",
              100,
              99,
              100,
              (t, c, r) -> t.replace("(ref " + c + ")", c.substring(0, 5) + " " + c.substring(5))),
          new Mutation(
              "marker translated", 100, 100, 100, (t, c, r) -> t.replace("(ref ", "(código: ")),
          new Mutation(
              "marker capitalised", 100, 100, 100, (t, c, r) -> t.replace("(ref ", "(Ref. ")),
          new Mutation(
              "marker glued to the code", 100, 100, 100, (t, c, r) -> t.replace("(ref ", "(ref")),
          new Mutation(
              "text glued behind the code",
              100,
              100,
              100,
              (t, c, r) -> t.replace(c + ")", c + "obrigado")),
          new Mutation("markdown bold", 100, 100, 100, (t, c, r) -> t.replace(c, "*" + c + "*")),
          new Mutation("markdown monospace", 100, 100, 100, (t, c, r) -> "```" + t + "```"),
          new Mutation(
              "smart quotes around the code",
              100,
              100,
              100,
              (t, c, r) -> t.replace(c, "“" + c + "”")),
          new Mutation(
              "quoted reply",
              100,
              100,
              100,
              (t, c, r) -> "> " + t.replace("\n", "\n> ") + "\nsim, esse"),
          new Mutation(
              "forwarded with a header", 100, 100, 100, (t, c, r) -> "[12/03/26, 10:15] Ana: " + t),
          new Mutation("words before", 100, 100, 100, (t, c, r) -> "Bom dia pessoal, " + t),
          new Mutation("words behind", 100, 100, 100, (t, c, r) -> t + " pode ser amanhã às 14h?"),
          new Mutation(
              "code moved to the front",
              100,
              100,
              100,
              (t, c, r) -> c + " " + t.replace("\n(ref " + c + ")", "")),
          new Mutation(
              "last line deleted", 100, 0, 100, (t, c, r) -> t.replace("\n(ref " + c + ")", "")),
          new Mutation(
              "all but the last line deleted",
              100,
              100,
              0,
              (t, c, r) -> t.substring(t.lastIndexOf('\n') + 1)),
          new Mutation("first word deleted", 100, 100, 0, (t, c, r) -> t.replaceFirst("^\\S+", "")),
          new Mutation(
              "first word replaced",
              100,
              100,
              100,
              (t, c, r) -> t.replaceFirst("^[^\\s\\u2061-\\u2064]+", "Bom dia")),
          new Mutation(
              "zero-width characters dropped",
              100,
              100,
              0,
              (t, c, r) -> t.replaceAll("\\p{Cf}", "")),
          new Mutation(
              "half the zero-width form deleted",
              100,
              100,
              0,
              (t, c, r) -> t.replaceFirst("[\\u2061-\\u2064]{15}", "")),
          new Mutation(
              "typed inside the zero-width form",
              100,
              100,
              100,
              (t, c, r) -> t.replaceFirst("([\\u2061-\\u2064]{9})", "$1 tudo bem")),
          new Mutation(
              "last letter of the code deleted",
              100,
              0,
              100,
              (t, c, r) -> t.replace(c, c.substring(0, 9))),
          new Mutation(
              "one letter of the code wrong",
              100,
              0,
              100,
              (t, c, r) -> t.replace(c, (c.charAt(0) == 'A' ? 'B' : 'A') + c.substring(1))),
          new Mutation("first ten characters lost", 100, 100, 0, (t, c, r) -> t.substring(10)),
          new Mutation(
              "last five characters lost",
              100,
              0,
              100,
              (t, c, r) -> t.substring(0, t.length() - 5)));

  @Test
  void comes_back_as_often_as_promised_and_never_as_another_code() {
    var random = new SplittableRandom(11);
    var table =
        new StringBuilder(
            "%-40s %8s %8s %9s%n".formatted("mutation", "both", "visible", "invisible"));
    for (var mutation : MUTATIONS) {
      double both = rate(mutation, CodeMode.BOTH, random);
      double visible = rate(mutation, CodeMode.VISIBLE, random);
      double invisible = rate(mutation, CodeMode.INVISIBLE, random);
      table.append(
          "%-40s %7.1f%% %7.1f%% %8.1f%%%n".formatted(mutation.name(), both, visible, invisible));
      assertThat(both).as("%s, both", mutation.name()).isGreaterThanOrEqualTo(mutation.both());
      assertThat(visible)
          .as("%s, visible", mutation.name())
          .isGreaterThanOrEqualTo(mutation.visible());
      assertThat(invisible)
          .as("%s, invisible", mutation.name())
          .isGreaterThanOrEqualTo(mutation.invisible());
    }
    System.out.println(table);
  }

  private static double rate(Mutation mutation, CodeMode mode, RandomGenerator random) {
    int decoded = 0;
    for (int i = 0; i < TRIES; i++) {
      var code = ReferenceCode.of(random);
      var message = MESSAGES.get(random.nextInt(MESSAGES.size()));
      var sent = ReferenceCode.write(code, mode, message);
      var received = mutation.change().apply(sent, code.value(), random);
      for (var found : ReferenceCode.find(received)) {
        assertThat(found.code()).as(mutation.name()).isEqualTo(code);
        decoded++;
      }
    }
    return 100.0 * decoded / TRIES;
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  private static String mixedCase(String code, RandomGenerator random) {
    var text = new StringBuilder();
    code.chars()
        .forEach(c -> text.append((char) (random.nextBoolean() ? c : Character.toLowerCase(c))));
    return text.toString();
  }

  private static String split(String code, RandomGenerator random, String between) {
    int at = 1 + random.nextInt(9);
    return code.substring(0, at) + between + code.substring(at);
  }

  private static String wide(String text) {
    var wide = new StringBuilder();
    text.chars().forEach(c -> wide.append((char) (c > ' ' && c < 127 ? c + 0xFEE0 : c)));
    return wide.toString();
  }
}

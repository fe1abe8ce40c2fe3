package popeki.links;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.text.Normalizer;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import popeki.links.ReferenceCode.Found;
import popeki.links.ReferenceCode.How;

class ReferenceCodeTest {
  private static final List<String> MESSAGES =
      List.of(
          "Oi! Quero saber mais sobre o apartamento",
          "Hola, ¿me pasan precios?\nGracias",
          "Hi",
          "Oi!",
          "",
          "  two  spaces\tand a tab ",
          "नमस्ते, मुझे क्षेत्र की जानकारी चाहिए श्री\u200dराम क्\u200cष",
          "سلام، می\u200cخواهم قیمت را بدانم",
          "👨‍👩‍👧‍👦 family 👩🏽‍💻 ❤️‍🔥 🏳️‍🌈",
          "価格を教えてください",
          "Order (ref) #12 [a] {b} <c> \"d\" 50% & more",
          "x\u2062y + f\u2061(x)");

  private final RandomGenerator random = new SplittableRandom(7);

  @Test
  void is_ten_letters_without_look_alikes_and_with_a_letter_and_a_digit() {
    var seen = new HashSet<ReferenceCode>();
    for (int i = 0; i < 5_000; i++) {
      var code = ReferenceCode.of(random);
      assertThat(code.value())
          .matches("[2-9A-HJKMNP-Z]{10}")
          .matches(".*[0-9].*")
          .matches(".*[A-Z].*");
      assertThat(ReferenceCode.parse(code.value())).contains(code);
      assertThat(ReferenceCode.parse(code.value().toLowerCase(Locale.ROOT))).contains(code);
      seen.add(code);
    }
    assertThat(seen).hasSize(5_000);
  }

  @Test
  void refuses_what_is_no_code() {
    for (var text :
        List.of(
            "",
            "K7QM2XPA4",
            "2222222222",
            "AAAAAAAAAA",
            "K7QM2XPA40",
            "K7QM2 PA4B",
            "K7QM2XPA4BC")) {
      assertThat(ReferenceCode.parse(text)).as(text).isEmpty();
      assertThatThrownBy(() -> new ReferenceCode(text))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void notices_every_single_wrong_letter() {
    int missed = 0;
    for (int i = 0; i < 500; i++) {
      var code = ReferenceCode.of(random).value();
      for (int place = 0; place < code.length(); place++) {
        for (char other : ReferenceCode.ALPHABET.toCharArray()) {
          if (other != code.charAt(place)) {
            missed += passes(replaced(code, place, other)) ? 1 : 0;
          }
        }
      }
    }
    assertThat(missed).isZero();
  }

  @Test
  void notices_every_pair_of_wrong_letters() {
    int missed = 0;
    for (int i = 0; i < 5; i++) {
      var code = ReferenceCode.of(random).value();
      for (int one = 0; one < code.length(); one++) {
        for (int two = one + 1; two < code.length(); two++) {
          for (char a : ReferenceCode.ALPHABET.toCharArray()) {
            for (char b : ReferenceCode.ALPHABET.toCharArray()) {
              var wrong = replaced(replaced(code, one, a), two, b);
              missed += !wrong.equals(code) && passes(wrong) ? 1 : 0;
            }
          }
        }
      }
    }
    assertThat(missed).isZero();
  }

  @Test
  void notices_every_swap_of_two_letters() {
    int missed = 0;
    for (int i = 0; i < 5_000; i++) {
      var code = ReferenceCode.of(random).value();
      for (int one = 0; one < code.length(); one++) {
        for (int two = one + 1; two < code.length(); two++) {
          var wrong = replaced(replaced(code, one, code.charAt(two)), two, code.charAt(one));
          missed += !wrong.equals(code) && passes(wrong) ? 1 : 0;
        }
      }
    }
    assertThat(missed).isZero();
  }

  @Test
  void passes_about_one_in_29791_of_random_letters() {
    int tries = 3_000_000;
    int passed = 0;
    for (int i = 0; i < tries; i++) {
      passed += ReferenceCode.isCode(random.ints(10, 0, 31).toArray()) ? 1 : 0;
    }
    assertThat(passed).isBetween(65, 130); // 95.7 expected, five per cent of them all letters
  }

  @Test
  void stands_unbroken_in_the_message() {
    for (var message : MESSAGES) {
      var code = ReferenceCode.of(random);
      assertThat(ReferenceCode.write(code, CodeMode.BOTH, message)).contains(code.value());
      assertThat(ReferenceCode.write(code, CodeMode.VISIBLE, message))
          .endsWith("(ref " + code + ")");
      assertThat(ReferenceCode.write(code, CodeMode.INVISIBLE, message))
          .doesNotContain(code.value());
      assertThat(ReferenceCode.write(code, CodeMode.NONE, message)).isEqualTo(message);
    }
  }

  @Test
  void is_found_in_the_form_it_was_written() {
    for (var message : MESSAGES) {
      var code = ReferenceCode.of(random);
      assertThat(found(code, CodeMode.BOTH, message)).containsExactly(new Found(code, How.BOTH));
      assertThat(found(code, CodeMode.VISIBLE, message))
          .containsExactly(new Found(code, How.VISIBLE));
      assertThat(found(code, CodeMode.INVISIBLE, message))
          .containsExactly(new Found(code, How.INVISIBLE));
      assertThat(found(code, CodeMode.NONE, message)).isEmpty();
    }
  }

  @Test
  void finds_every_code_of_a_text_once_and_in_order() {
    var first = ReferenceCode.of(random);
    var second = ReferenceCode.of(random);
    var text =
        ReferenceCode.write(first, CodeMode.BOTH, "Oi tudo bem")
            + "\n> "
            + ReferenceCode.write(second, CodeMode.INVISIBLE, "ola de novo")
            + " "
            + first;
    assertThat(ReferenceCode.find(text))
        .containsExactly(new Found(first, How.BOTH), new Found(second, How.INVISIBLE));
  }

  @Test
  void changes_nothing_else_in_any_script() {
    for (var message : MESSAGES) {
      for (var mode : CodeMode.values()) {
        var written = ReferenceCode.write(ReferenceCode.of(random), mode, message);
        assertThat(ReferenceCode.strip(written)).as("%s %s", mode, message).isEqualTo(message);
      }
    }
  }

  @Test
  void adds_no_joiner_and_breaks_no_sequence() {
    for (var message : MESSAGES) {
      var written = ReferenceCode.write(ReferenceCode.of(random), CodeMode.BOTH, message);
      assertThat(joiners(written)).isEqualTo(joiners(message));
      for (var word : message.strip().split("\\s+")) {
        assertThat(written).contains(word.replaceAll("[.!?]$", ""));
      }
    }
  }

  @Test
  void its_zero_width_form_survives_all_normal_forms() {
    var code = ReferenceCode.of(random);
    var written = ReferenceCode.write(code, CodeMode.INVISIBLE, "Quero saber o preço");
    for (var form : Normalizer.Form.values()) {
      assertThat(ReferenceCode.find(Normalizer.normalize(written, form)))
          .containsExactly(new Found(code, How.INVISIBLE));
    }
  }

  @Test
  void its_zero_width_form_is_inside_the_text_not_at_its_ends() {
    for (var message : MESSAGES) {
      var written = ReferenceCode.write(ReferenceCode.of(random), CodeMode.BOTH, message);
      assertThat(written).doesNotMatch("(?s)[\\u2061-\\u2064].*|.*[\\u2061-\\u2064]");
    }
  }

  @Test
  void shows_no_remains_of_a_broken_zero_width_form() {
    var written = ReferenceCode.write(ReferenceCode.of(random), CodeMode.INVISIBLE, "Oi tudo bem");
    var broken = written.substring(0, 7) + written.substring(12);
    assertThat(ReferenceCode.find(broken)).isEmpty();
    assertThat(ReferenceCode.strip(broken)).isEqualTo("Oi tudo bem");
    assertThat(ReferenceCode.strip("f\u2061(x)")).isEqualTo("f\u2061(x)");
  }

  @Test
  void strips_a_code_that_was_moved_into_the_sentence() {
    var code = ReferenceCode.of(random);
    assertThat(ReferenceCode.strip("Oi (ref " + code + ") tudo bem?")).isEqualTo("Oi tudo bem?");
    assertThat(ReferenceCode.strip("*" + code + "* oi")).isEqualTo(" oi");
    assertThat(ReferenceCode.strip("nothing here (ref) 12")).isEqualTo("nothing here (ref) 12");
  }

  private static boolean passes(String text) {
    return ReferenceCode.parse(text).isPresent();
  }

  private static List<Found> found(ReferenceCode code, CodeMode mode, String message) {
    return ReferenceCode.find(ReferenceCode.write(code, mode, message));
  }

  private static String replaced(String code, int place, char letter) {
    return code.substring(0, place) + letter + code.substring(place + 1);
  }

  private static List<Integer> joiners(String text) {
    return text.chars().filter(c -> c == 0x200C || c == 0x200D).boxed().toList();
  }
}

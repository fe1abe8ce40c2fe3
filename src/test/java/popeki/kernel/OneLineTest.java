package popeki.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OneLineTest {
  @Test
  void a_name_stays_as_it_was_typed() {
    for (String name :
        new String[] {"Ana Prado", "O’Neill & Søn", "سارة", "Łódź 24h ✨", "कृष्णा"}) {
      assertThat(OneLine.of("  " + name + "\t")).isEqualTo(name);
    }
    assertThat(OneLine.of("Joa\u0303o")).isEqualTo("João");
    assertThat(OneLine.of("Family 👨\u200d👩\u200d👧")).isEqualTo("Family 👨\u200d👩\u200d👧");
  }

  @Test
  void it_cannot_break_a_line_or_turn_the_text_around_it() {
    assertThat(OneLine.of("Ana\r\nBcc: eve@example.com")).isEqualTo("Ana Bcc: eve@example.com");
    assertThat(OneLine.of("Ana\u2028\u0000Prado\u0085")).isEqualTo("Ana Prado");
    assertThat(OneLine.of("invoice\u202Efdp.exe\u2066")).isEqualTo("invoicefdp.exe");
  }

  @Test
  void a_name_of_nothing_visible_is_empty() {
    assertThat(OneLine.of("")).isEmpty();
    assertThat(OneLine.of(" \r\n\u202E\t")).isEmpty();
  }
}

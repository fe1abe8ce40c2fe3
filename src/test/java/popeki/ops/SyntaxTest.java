package popeki.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SyntaxTest {
  private static final Syntax SYNTAX =
      new Syntax("admin greet", List.of("name", "email"), List.of("trade"));

  @Test
  void reads_options_in_any_order_and_both_forms() {
    Options options =
        SYNTAX.read(List.of("--email=ana@example.com", "--trade", "a = b", "--name", " Ana "));

    assertThat(options.get("name")).isEqualTo("Ana");
    assertThat(options.get("email")).isEqualTo("ana@example.com");
    assertThat(options.find("trade")).isEqualTo("a = b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--name Ana | --email is missing",
        "--trade x | --name, --email are missing",
        "--name --email a@b.c | --name needs a value",
        "--name | --name needs a value",
        "--name= | --name needs a value",
        "--name Ana --name Bia | --name is given twice",
        "--phone 1 | \"--phone\" is not an option",
        "Ana | \"Ana\" is not an option",
      })
  void says_in_one_line_what_is_wrong(String typed, String message) {
    assertThatThrownBy(() -> SYNTAX.read(List.of(typed.split(" "))))
        .isInstanceOf(CommandRefused.class)
        .hasMessageStartingWith(message)
        .hasMessageContaining("usage: ./popeki admin greet --name N --email E [--trade T]")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }

  @Test
  void an_unknown_command_names_those_there_are() {
    assertThatThrownBy(() -> OperatorCommands.named(List.of("admin", "crate-workspace")))
        .isInstanceOf(CommandRefused.class)
        .hasMessageContaining("admin create-workspace");
    assertThat(OperatorCommands.named(List.of("admin", "sign-in-link", "--email", "x")).name())
        .isEqualTo("admin sign-in-link");
  }
}

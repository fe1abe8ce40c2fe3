package popeki.ops;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import popeki.kernel.Pure;

/**
 * The name of a command and its options, each {@code --option value} (or {@code --option=value}).
 *
 * @param name as it is typed after {@code ./popeki}
 * @param required option names without the dashes
 * @param optional likewise
 * @param flags options without a value
 */
@Pure
public record Syntax(
    String name, List<String> required, List<String> optional, List<String> flags) {

  public Syntax(String name, List<String> required, List<String> optional) {
    this(name, required, optional, List.of());
  }

  /**
   * Reads the words behind the command's name.
   *
   * @throws CommandRefused naming the first option that is unknown, doubled, empty or missing
   */
  public Options read(List<String> words) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      int equals = word.indexOf('=');
      String option = known(equals < 0 ? word : word.substring(0, equals));
      String value =
          flags.contains(option)
              ? flag(option, equals)
              : equals >= 0 ? word.substring(equals + 1) : valueAfter(words, i++);
      if (value.isBlank()) {
        throw new CommandRefused("--" + option + " needs a value; " + usage());
      }
      if (values.put(option, value.strip()) != null) {
        throw new CommandRefused("--" + option + " is given twice; " + usage());
      }
    }
    refuseMissing(values);
    return new Options(values);
  }

  /** {@code usage: ./popeki admin sign-in-link --email E}. */
  public String usage() {
    var line = new StringBuilder("usage: ./popeki ").append(name);
    required.forEach(
        option -> line.append(" --").append(option).append(' ').append(sample(option)));
    optional.forEach(
        option ->
            line.append(" [--").append(option).append(' ').append(sample(option)).append(']'));
    flags.forEach(option -> line.append(" [--").append(option).append(']'));
    return line.toString();
  }

  private String known(String word) {
    String option = word.startsWith("--") ? word.substring(2) : "";
    if (!required.contains(option) && !optional.contains(option) && !flags.contains(option)) {
      throw new CommandRefused("\"" + word + "\" is not an option of " + name + "; " + usage());
    }
    return option;
  }

  private String flag(String option, int equals) {
    if (equals >= 0) {
      throw new CommandRefused("--" + option + " takes no value; " + usage());
    }
    return "yes";
  }

  private static String valueAfter(List<String> words, int at) {
    boolean there = at + 1 < words.size() && !words.get(at + 1).startsWith("--");
    return there ? words.get(at + 1) : "";
  }

  private void refuseMissing(Map<String, String> values) {
    var missing = new ArrayList<String>();
    for (String option : required) {
      if (!values.containsKey(option)) {
        missing.add("--" + option);
      }
    }
    if (!missing.isEmpty()) {
      throw new CommandRefused(
          String.join(", ", missing)
              + (missing.size() == 1 ? " is" : " are")
              + " missing; "
              + usage());
    }
  }

  private static String sample(String option) {
    return option.substring(0, 1).toUpperCase(java.util.Locale.ROOT);
  }
}

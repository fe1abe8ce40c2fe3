package popeki.leads;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Texts that try to steer a score, in five languages and in disguise. */
final class Attacks {
  private static final Pattern DISGUISE = Pattern.compile("\\{(\\w+\\d*):([^}\"]+)\\}");

  record Attack(String language, String text) {}

  private Attacks() {}

  static List<Attack> load(String file) {
    var attacks = new ArrayList<Attack>();
    String language = "en";
    for (String line : EvalItems.lines(file)) {
      if (line.matches("\\[(..|mixed)\\]")) {
        language = line.substring(1, line.length() - 1);
      } else if (!line.startsWith("#") || line.startsWith("###")) {
        attacks.add(new Attack(language, text(line)));
      }
    }
    return attacks;
  }

  private static String text(String line) {
    Matcher match = DISGUISE.matcher(line);
    String text =
        match.replaceAll(
            found -> Matcher.quoteReplacement(disguised(found.group(1), found.group(2))));
    text = text.replace("\\\\u", "\u0001u").replace("\\n", "\n");
    Matcher escape = Pattern.compile("\\\\u([0-9A-Fa-f]{4})").matcher(text);
    return escape
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    String.valueOf((char) Integer.parseInt(found.group(1), 16))))
        .replace("\u0001u", "\\u");
  }

  private static String disguised(String how, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return switch (how) {
      case "base64" -> Base64.getEncoder().encodeToString(bytes);
      case "hex" -> HexFormat.of().formatHex(bytes);
      case "rot13" -> mapped(text, c -> turned(c));
      case "reverse" -> new StringBuilder(text).reverse().toString();
      case "tags" -> mapped(text, c -> 0xE0000 + c);
      case "wide" -> mapped(text, c -> c > ' ' && c < 0x7F ? c + 0xFEE0 : c);
      case "leet" ->
          text.replace('i', '1')
              .replace('o', '0')
              .replace('e', '3')
              .replace('a', '4')
              .replace('s', '5');
      case "zero" -> String.join("\u200B", text.split(""));
      case "spaced" -> String.join(" ", text.replace(" ", "").split(""));
      default -> "{" + how + ":" + text + "}";
    };
  }

  private static int turned(int c) {
    int base = Character.isUpperCase(c) ? 'A' : 'a';
    return Character.isLetter(c) && c < 0x80 ? base + (c - base + 13) % 26 : c;
  }

  private static String mapped(String text, java.util.function.IntUnaryOperator how) {
    var mapped = new StringBuilder();
    text.codePoints().map(how).forEach(mapped::appendCodePoint);
    return mapped.toString();
  }
}

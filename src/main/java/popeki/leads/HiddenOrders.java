package popeki.leads;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import popeki.kernel.Pure;

/**
 * Where a message speaks to a machine by its form: role tags, end markers, fields of our own
 * answer, text that was encoded or turned around. No customer writes so, whatever the language.
 */
@Pure
final class HiddenOrders {
  private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
  private static final double MOSTLY = 0.9;

  private static final String ROLE =
      "system|sistema|sistem|assistant|assistente|asistente|asisten|developer|desenvolvedor|desarrollador"
          + "|pengembang|operator|operador|admin|human|user|सिस्टम";

  private static final String MARK =
      ROLE
          + "|inst|sys|instructions?|instru[cç][aã]o|instrucci[oó]n|instruksi|messages?|conversation|prompt"
          + "|data|input|context";

  private static final List<Pattern> FORMS =
      List.of(
          Pattern.compile("<\\|[^|\\n]{1,40}\\|>"),
          Pattern.compile("\\[/?(?:" + MARK + ")\\]", FLAGS),
          Pattern.compile("</?\\s*(?:" + MARK + ")\\b[^>\\n]{0,80}>", FLAGS),
          Pattern.compile("<!--|```|\\{\\{|>>>|\\}\\]\\}|\\]\\]>"),
          Pattern.compile(
              "(?:^|\\n)\\s*(?:#{1,6}\\s*)?(?:"
                  + ROLE
                  + "|response|instructions?)(?: (?:message|note|prompt|override))?\\s*[:=]",
              FLAGS),
          Pattern.compile(
              "[\"']?\\b(?:lead_?score|score|skor|pontua[cç][aã]o|puntaje|puntuaci[oó]n|priority|rating|lead|label"
                  + "|confidence|injection_suspected|urgency|categor(?:y|ia|ía)|kategori|budget_amount|intent|स्कोर)"
                  + "[\"']?\\s*[:=]{1,2}\\s*[\"']?(?:hot|now|high|max|true|false|quente|caliente|panas|m[aá]xim"
                  + "|(?<=[:=]\\s{0,2}[\"']?)(?:100|9\\d)\\b)",
              FLAGS),
          Pattern.compile("[\"'](?:role|signals|code|quote|category|lead_score)[\"']\\s*:", FLAGS),
          Pattern.compile(
              "\\b(?:update|insert|delete)\\b.{1,40}\\b(?:set|into|from)\\b.{1,40}=", FLAGS),
          Pattern.compile("\\s--(?:category|score|set|lead)\\b", FLAGS),
          Pattern.compile(
              "(?:-{3,}|={3,}|#{3,}|\\*{3,})\\s*(?:end|begin|start|fim|fin|in[ií]cio|inicio|akhir|mulai)\\b",
              FLAGS),
          Pattern.compile(
              "\\b(?:begin|end) (?:trusted|system|data|of data|of input|block)\\b", FLAGS),
          Pattern.compile("(?:\\\\u[0-9a-f]{4}){4,}", FLAGS),
          Pattern.compile("(?:&#x?[0-9a-f]{2,6};){4,}", FLAGS),
          Pattern.compile("(?<![/?=&\\w.-])(?:%[0-9a-f]{2}){4,}", FLAGS),
          Pattern.compile("(?:\\b[01]{8}\\b[ ,]?){4,}"),
          Pattern.compile("(?:(?<![.\\-])[.\\-]{1,5}[ /]{1,3}){10,}"),
          Pattern.compile("(?:(?<!\\p{L})\\p{L}[ .\\-_*]{1,3}){8,}"),
          Pattern.compile("[\\u202D\\u202E]"),
          Pattern.compile("(?:\\x{DB40}[\\x{DC20}-\\x{DC7E}]|[\\x{E0020}-\\x{E007E}]){6,}"));

  private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/_-]{20,}={0,2}");
  private static final Pattern HEX = Pattern.compile("(?:[0-9a-fA-F]{2}[ :]?){12,}");

  /** A piece of a text. */
  record Span(int from, int to) {}

  private HiddenOrders() {}

  static List<Span> in(String text) {
    var spans = new ArrayList<Span>();
    for (Pattern form : FORMS) {
      Matcher match = form.matcher(text);
      if (match.find()) {
        spans.add(new Span(match.start(), match.end()));
      }
    }
    Matcher base64 = BASE64.matcher(text);
    while (base64.find()) {
      if (saysSomething(base64(base64.group()))) {
        spans.add(new Span(base64.start(), base64.end()));
      }
    }
    Matcher hex = HEX.matcher(text);
    while (hex.find()) {
      if (saysSomething(hex(hex.group()))) {
        spans.add(new Span(hex.start(), hex.end()));
      }
    }
    return spans;
  }

  private static byte[] base64(String text) {
    String plain = text.replace('-', '+').replace('_', '/').replaceAll("=+$", "");
    try {
      return Base64.getDecoder()
          .decode(plain.substring(0, plain.length() - (plain.length() % 4 == 1 ? 1 : 0)));
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  private static byte[] hex(String text) {
    String digits = text.replaceAll("[ :]", "");
    return HexFormat.of().parseHex(digits.substring(0, digits.length() / 2 * 2));
  }

  /** Words, and not the noise that a random token decodes to. */
  private static boolean saysSomething(byte[] decoded) {
    String text = new String(decoded, StandardCharsets.UTF_8);
    long read =
        text.chars()
            .filter(c -> (Character.isLetter(c) && c < 0x250) || " =;:,.\"".indexOf(c) >= 0)
            .count();
    return text.length() >= 12
        && read >= text.length() * MOSTLY - 4
        && text.chars().anyMatch(c -> c == ' ' || c == '=')
        && text.indexOf('\uFFFD') < 0;
  }
}

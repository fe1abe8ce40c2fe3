package popeki.platform;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Pure;

/**
 * The last resort before a line of log is written: whatever got into a message against the rule
 * leaves it again. Tokens, e-mail addresses and phone numbers are known by their looks; text that
 * other libraries quote is not, so what stands in their quotation marks goes as a whole.
 *
 * <pre>
 * line("key pk_live_ab12cd of ana@example.com") = "key [token] of [e-mail]"
 * </pre>
 */
@Pure
final class LogRedaction {
  private static final List<Rule> RULES =
      List.of(
          new Rule("(?i)\\b(bearer|basic)\\s+[A-Za-z0-9._~+/=-]{6,}", "$1 [token]"),
          new Rule("\\b(pk|sk|rk)_(live|test)_[A-Za-z0-9_-]{4,}", "[token]"),
          new Rule("\\b(sk|gsk|AIza)[-_A-Z][A-Za-z0-9_-]{8,}", "[token]"),
          new Rule("\\bwhsec_[A-Za-z0-9+/=_-]{4,}", "[token]"),
          new Rule("\\bEAA[A-Za-z0-9]{8,}", "[token]"),
          new Rule("\\b(sha256=|v1[,=])[A-Za-z0-9+/=]{16,}", "[signature]"),
          new Rule("(?i)(/(?:sign-in|invitations?|reset|verify)/)[A-Za-z0-9_-]{8,}", "$1[token]"),
          new Rule("(?<![\\w-])[A-Za-z0-9_-]{40,}(?![\\w-])", "[token]"),
          new Rule(
              "[\\p{L}\\p{N}._%+'-]+(@|%40)[\\p{L}\\p{N}-]+(\\.[\\p{L}\\p{N}-]+)+", "[e-mail]"),
          new Rule("\\+\\d[\\d ().-]{6,}\\d", "[phone]"),
          new Rule("(?<![\\w.-])\\(?\\d{2,3}\\)?[ .-]?\\d{4,5}[ .-]\\d{4}(?![\\w-])", "[phone]"),
          new Rule("(?<![\\w.-])(?<!Dataset )\\d{10,15}(?![\\w-])", "[number]"));

  /** A pair of quotation marks and what stands between; an open one reaches to the end. */
  private static final Pattern QUOTED =
      Pattern.compile(
          "\"[^\"]*(\"|$)|'[^']*('|$)|`[^`]*(`|$)|“[^”]*(”|$)|«[^»]*(»|$)|\\[[^\\]]*(]|$)",
          Pattern.DOTALL);

  private static final int LONGEST = 4_000;

  private record Rule(Pattern pattern, String instead) {
    Rule(String pattern, String instead) {
      this(Pattern.compile(pattern), instead);
    }
  }

  private LogRedaction() {}

  /** A line of ours: ids and settings stay. */
  static String line(@Nullable String text) {
    if (text == null) {
      return "";
    }
    String clean = cut(text);
    for (Rule rule : RULES) {
      clean = rule.pattern().matcher(clean).replaceAll(rule.instead());
    }
    return clean;
  }

  /** A line of another library: nor does anything that it quotes. */
  static String foreign(@Nullable String text) {
    return text == null ? "" : line(QUOTED.matcher(cut(text)).replaceAll("[…]"));
  }

  private static String cut(String text) {
    return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
  }
}

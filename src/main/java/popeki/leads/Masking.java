package popeki.leads;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import popeki.kernel.PhoneNumber;
import popeki.kernel.Pure;

/**
 * Takes out what names a person before a text leaves for an AI provider: telephone numbers, mail
 * addresses, documents, cards, bank accounts, links and codes. Where issuers put check digits in,
 * they decide, so that a budget survives. <em>Me liga no [PHONE], meu CPF é [CPF]</em>.
 *
 * <p>Names inside a text stay: nothing finds them reliably, and the policy says so.
 */
@Pure
final class Masking {
  /** What is taken out, as it is named in the log of calls. */
  enum Kind {
    URL,
    EMAIL,
    PIX,
    IBAN,
    CURP,
    CNPJ,
    CPF,
    AADHAAR,
    NIK,
    CARD,
    PHONE,
    CODE;

    String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A piece of a plain text that is taken out. */
  record Found(Kind kind, int from, int to, String placeholder) {}

  /** A message without them, and which there were. */
  record Masked(MaskedText text, List<Kind> kinds) {}

  private record Finder(Kind kind, Pattern pattern, Predicate<String> isOne) {}

  private static final String APART = "[ .\\-/]{0,3}";

  /** Stands before any part of a number that goes on to the left or right of it. */
  private static final String ALONE = "(?<![\\p{L}\\d])";

  private static final String ENDS = "(?![\\p{L}\\d])";

  private static final Pattern LINK =
      Pattern.compile(
          "(?i)(?:\\b(?:https?|ftp)://[^\\s<>\"]+"
              + "|\\bwww\\.[^\\s<>\"]+"
              + "|(?<![\\p{L}\\d@.])(?:[a-z0-9-]{1,63}\\.){1,4}"
              + "(?:com|net|org|io|me|co|app|dev|info|biz|link|shop|store|online|site|br|mx|ar|in|id|uk|es|pt|ly|gl)"
              + "(?![\\p{L}\\d@-])(?:[/?#][^\\s<>\"]*)?)");

  private static final String DOT =
      " ?[\\[({] ?(?:\\.|dot|punto|ponto|titik) ?[\\])}] ?| (?:dot|punto|ponto|titik) ";

  /** With a sign for <em>at</em>, or with words for both <em>at</em> and <em>dot</em>. */
  private static final Pattern MAIL =
      Pattern.compile(
          "(?i)[\\p{L}\\d][\\p{L}\\d._%+'-]{0,63}"
              + "(?:(?: ?@ ?| ?[\\[({] ?(?:@|at|arroba) ?[\\])}] ?)"
              + "[\\p{L}\\d-]{1,63}(?:(?:\\.|"
              + DOT
              + ")[\\p{L}\\d-]{2,63}){0,3}"
              + "(?:\\.|"
              + DOT
              + ")\\p{L}{2,24}"
              + "| (?:at|arroba) [\\p{L}\\d-]{1,63}(?:(?:"
              + DOT
              + ")\\p{L}{2,24}){1,3})(?![\\p{L}\\d])");

  private static final Pattern CODE =
      Pattern.compile(
          "(?i)\\b(?:c[oó]digos?|codes?|kode|otp|pin|token|senha|passcode|password|contrase[nñ]a|clave|कोड|verification|verifica[cç][aã]o|verificaci[oó]n|verifikasi)\\b"
              + "(?:[^\\d\\n]{0,24}?)(\\d(?:[ -]?\\d){3,7})(?![\\d.,]?\\d)");

  /** In order of decision: what an earlier one took, a later one leaves alone. */
  private static final List<Finder> FINDERS =
      List.of(
          new Finder(
              Kind.PIX,
              Pattern.compile(
                  "(?i)"
                      + ALONE
                      + "[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}"
                      + ENDS),
              _ -> true),
          new Finder(
              Kind.IBAN,
              Pattern.compile("(?i)" + ALONE + "[a-z]{2}\\d{2}(?:[ -]?[a-z0-9]){11,30}" + ENDS),
              PersonalNumbers::isIban),
          new Finder(
              Kind.CURP,
              Pattern.compile("(?i)" + ALONE + "[a-z]{4}\\d{6}[hmx][a-z]{5}[a-z\\d]\\d" + ENDS),
              _ -> true),
          new Finder(
              Kind.CARD,
              Pattern.compile(ALONE + "\\d(?:[ .\\-]{0,2}\\d){12,18}" + ENDS),
              PersonalNumbers::isCard),
          new Finder(
              Kind.NIK,
              Pattern.compile(ALONE + "\\d(?:[ .\\-]?\\d){15}" + ENDS),
              PersonalNumbers::isNik),
          new Finder(
              Kind.CNPJ,
              Pattern.compile(
                  "(?i)"
                      + ALONE
                      + "[a-z\\d]{2}"
                      + APART
                      + "[a-z\\d]{3}"
                      + APART
                      + "[a-z\\d]{3}"
                      + APART
                      + "[a-z\\d]{4}"
                      + APART
                      + "\\d{2}"
                      + ENDS),
              PersonalNumbers::isCnpj),
          new Finder(
              Kind.CPF,
              Pattern.compile(
                  ALONE + "\\d{3}" + APART + "\\d{3}" + APART + "\\d{3}" + APART + "\\d{2}" + ENDS),
              PersonalNumbers::isCpf),
          new Finder(
              Kind.AADHAAR,
              Pattern.compile(ALONE + "\\d{4}" + APART + "\\d{4}" + APART + "\\d{4}" + ENDS),
              PersonalNumbers::isAadhaar));

  private Masking() {}

  /**
   * Masks one message.
   *
   * @param country whose national telephone numbers are meant, ISO 3166; empty for none
   */
  static Masked mask(String typed, String country) {
    PlainText plain = PlainText.of(typed);
    var found = new ArrayList<Found>();
    addMails(plain.text(), found);
    addLinks(plain.text(), found);
    for (Finder finder : FINDERS) {
      add(finder, plain.text(), found);
    }
    addPhones(plain.text(), country, found);
    addCodes(plain.text(), found);
    found.sort(Comparator.comparingInt(Found::from));
    return new Masked(
        MaskedText.of(typed, plain, found),
        found.stream().map(Found::kind).distinct().sorted().toList());
  }

  private static void addMails(String text, List<Found> found) {
    Matcher match = MAIL.matcher(text);
    while (match.find()) {
      take(Kind.EMAIL, match.start(), match.end(), "[EMAIL]", found);
    }
  }

  /** Of a link its domain's name stays: that somebody comes from Instagram names nobody. */
  private static void addLinks(String text, List<Found> found) {
    Matcher match = LINK.matcher(text);
    while (match.find()) {
      int end = match.end();
      while (end > match.start() + 1 && ".,;:!?)]}'".indexOf(text.charAt(end - 1)) >= 0) {
        end--;
      }
      take(
          Kind.URL,
          match.start(),
          end,
          "[URL " + label(text.substring(match.start(), end)) + "]",
          found);
    }
  }

  private static String label(String link) {
    String host =
        link.toLowerCase(Locale.ROOT).replaceFirst("^[a-z]+://", "").replaceFirst("[/?#:].*$", "");
    String[] parts =
        host.substring(host.lastIndexOf('@') + 1).replaceFirst("^www\\.", "").split("\\.");
    String label = parts.length < 2 ? "" : parts[parts.length - 2];
    boolean second = label.matches("com?|net|org|gov|edu") && parts.length > 2;
    String name = second ? parts[parts.length - 3] : label;
    return name.matches("[a-z][a-z-]{1,19}") ? name : "link";
  }

  private static void add(Finder finder, String text, List<Found> found) {
    Matcher match = finder.pattern().matcher(text);
    int from = 0;
    while (from < text.length() && match.find(from)) {
      int end = endOfOne(finder, text, match);
      boolean taken =
          end > 0
              && take(finder.kind(), match.start(), end, "[" + finder.kind().name() + "]", found);
      // What begins a little later may be one: "de 13 4111 1111 1111 1111".
      from = taken ? end : nextStart(text, match.start());
    }
  }

  /** The longest that is one; what follows it may be a word or an amount. 0 when none is. */
  private static int endOfOne(Finder finder, String text, Matcher match) {
    for (int end = match.end(); end > match.start(); end--) {
      boolean whole =
          Character.isLetterOrDigit(text.charAt(end - 1))
              && (end == text.length() || !Character.isLetterOrDigit(text.charAt(end)));
      if (whole && finder.isOne().test(bare(text.substring(match.start(), end)))) {
        return end;
      }
    }
    return 0;
  }

  /** The next place where something can begin: after the run of letters and digits here. */
  private static int nextStart(String text, int at) {
    int next = at;
    while (next < text.length() && Character.isLetterOrDigit(text.charAt(next))) {
      next++;
    }
    return Math.max(next, at + 1);
  }

  private static void addPhones(String text, String country, List<Found> found) {
    // Taken pieces are blanked, or a telephone number would be seen across their edge.
    var rest = new StringBuilder(text);
    found.forEach(one -> rest.replace(one.from(), one.to(), "x".repeat(one.to() - one.from())));
    for (PhoneNumber.Place place : PhoneNumber.placesIn(rest.toString(), country)) {
      take(Kind.PHONE, place.start(), place.end(), "[PHONE]", found);
    }
  }

  private static void addCodes(String text, List<Found> found) {
    Matcher match = CODE.matcher(text);
    while (match.find()) {
      take(Kind.CODE, match.start(1), match.end(1), "[CODE]", found);
    }
  }

  private static boolean take(Kind kind, int from, int to, String placeholder, List<Found> found) {
    boolean free = found.stream().allMatch(one -> to <= one.from() || from >= one.to());
    if (free) {
      found.add(new Found(kind, from, to, placeholder));
    }
    return free;
  }

  private static String bare(String text) {
    return text.replaceAll("[^\\p{L}\\d]", "").toUpperCase(Locale.ROOT);
  }
}

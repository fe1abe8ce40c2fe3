package popeki.links;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Pure;
import popeki.links.Verdict.Kind;

/**
 * Tells people from preview robots, crawlers, prefetches and scanners by method and headers. Rules
 * in order, first match wins; when in doubt it is a person, because a lost customer costs more than
 * a robot counted: in-app browsers of Facebook, Instagram, TikTok and the rest are people.
 */
@Pure
final class ClickFilter {
  private static final Verdict HEAD = new Verdict(Kind.HEAD, "head");
  private static final Verdict METHOD = new Verdict(Kind.BOT, "method");
  private static final Verdict PREFETCH_HEADER = new Verdict(Kind.PREFETCH, "prefetch_header");
  private static final Verdict PREVIEW_HEADER = new Verdict(Kind.PREVIEW, "preview_header");
  private static final Verdict NO_NAVIGATION = new Verdict(Kind.PREFETCH, "not_a_navigation");
  private static final Verdict NO_USER_AGENT = new Verdict(Kind.BOT, "no_user_agent");
  private static final Verdict MAIL_SCANNER = new Verdict(Kind.BOT, "mail_scanner");

  private ClickFilter() {}

  static Verdict classify(RequestFacts facts) {
    var verdict = byMethod(facts.method());
    if (verdict == null) {
      verdict = byPurpose(facts);
    }
    if (verdict == null) {
      verdict = byUserAgent(facts.userAgent());
    }
    if (verdict == null) {
      verdict = byNavigation(facts);
    }
    if (verdict == null) {
      verdict = byReferrer(facts.referrer());
    }
    return verdict == null ? Verdict.HUMAN : verdict;
  }

  private static @Nullable Verdict byMethod(String method) {
    return switch (method) {
      case "GET" -> null;
      case "HEAD" -> HEAD;
      default -> METHOD;
    };
  }

  private static @Nullable Verdict byPurpose(RequestFacts facts) {
    if (names(facts.secPurpose(), "prefetch")
        || names(facts.secPurpose(), "prerender")
        || names(facts.purpose(), "prefetch")
        || names(facts.purpose(), "prerender")
        || names(facts.xPurpose(), "prefetch")
        || names(facts.xPurpose(), "instant")
        || names(facts.xMoz(), "prefetch")) {
      return PREFETCH_HEADER;
    }
    boolean preview = names(facts.xPurpose(), "preview") || names(facts.purpose(), "preview");
    return preview ? PREVIEW_HEADER : null;
  }

  private static @Nullable Verdict byUserAgent(@Nullable String userAgent) {
    return userAgent == null || userAgent.isBlank()
        ? NO_USER_AGENT
        : UserAgentTokens.find(userAgent);
  }

  /** Browsers that say where a response goes: a person's visit is a document, navigated to. */
  private static @Nullable Verdict byNavigation(RequestFacts facts) {
    boolean document =
        says(facts.secFetchDest(), "document") || says(facts.secFetchDest(), "empty");
    return document && says(facts.secFetchMode(), "navigate") ? null : NO_NAVIGATION;
  }

  /** Whether a header is this word; one that is not sent contradicts nothing. */
  private static boolean says(@Nullable String header, String word) {
    return header == null || header.isBlank() || header.equalsIgnoreCase(word);
  }

  private static @Nullable Verdict byReferrer(@Nullable String referrer) {
    if (referrer == null) {
      return null;
    }
    var host = host(referrer).toLowerCase(Locale.ROOT);
    boolean scanner =
        host.contains("mimecastprotect")
            || host.endsWith("emailprotection.link")
            || host.equals("statics.teams.cdn.office.net");
    return scanner ? MAIL_SCANNER : null;
  }

  private static String host(String url) {
    int start = url.indexOf("://");
    int from = start < 0 ? 0 : start + 3;
    int to = from;
    while (to < url.length() && "/:?#".indexOf(url.charAt(to)) < 0) {
      to++;
    }
    return url.substring(from, to);
  }

  private static boolean names(@Nullable String header, String word) {
    return header != null && header.toLowerCase(Locale.ROOT).contains(word);
  }
}

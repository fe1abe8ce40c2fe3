package popeki.links;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Pure;
import popeki.links.Verdict.Kind;

/**
 * The user agents that are not people. Every token is matched as a word and in one pass: where a
 * word begins, a trie is walked, and most words leave it at the second letter. A word that merely
 * ends in <em>bot</em>, <em>spider</em> or <em>crawler</em> is a robot too, unless it names a Cubot
 * phone.
 */
@Pure
final class UserAgentTokens {
  /** Real ones stay below 600; the rest of a longer one is not read. */
  private static final int LONGEST = 2048;

  private static final String PREVIEWS =
      """
      facebookexternalhit, facebot, meta-externalfetcher, twitterbot, linkedinbot, slackbot,
      slack-imgproxy, telegrambot, discordbot, skypeuripreview, pinterestbot,
      snap url preview service, snapchatads, bingpreview, microsoftpreview, embedly, iframely,
      redditbot, vkshare, kakaotalk-scrap, line-poker, flipboardproxy, mastodon, bitlybot,
      google-pagerenderer, google web preview, googleimageproxy, yahoomailproxy, quora link preview,
      microsoft office, ms-office, w3c_validator, cardyb
      """;

  /** WhatsApp's own preview; anywhere else the word belongs to a person's browser. */
  private static final String PREVIEWS_AT_START = "whatsapp/, viber, viber/, outlook-ios";

  /** TikTok's landing-page preloader, on people's own phones. */
  private static final String PREFETCHERS = "thirdlandingpagefeinfra";

  private static final String ROBOTS =
      """
      facebookcatalog, facebookbot, meta-externalagent, meta-externalads, meta-webindexer,
      googlebot, adsbot-google, mediapartners-google, apis-google, google-inspectiontool, googleother,
      storebot-google, google-read-aloud, google-safety, google-ads-conversions,
      google-adwords-instant, google-site-verification, feedfetcher-google, duplexweb-google,
      googleproducer, google favicon, google-extended, google-cloudvertexbot, chrome-lighthouse,
      google page speed insights, tiktokspider, bytespider, bingbot, adidxbot, msnbot, applebot,
      yandexbot, yandexmobilebot, yandexmetrika, yandeximages, baiduspider, yahoo! slurp,
      duckduckbot, duckassistbot, sogou web spider, petalbot, seznambot, ia_archiver, archive.org_bot,
      heritrix, ccbot, gptbot, chatgpt-user, oai-searchbot, claudebot, claude-web, claude-user,
      claude-searchbot, anthropic-ai, perplexitybot, perplexity-user, cohere-ai, mistralai-user,
      amazonbot, diffbot, ahrefsbot, semrushbot, mj12bot, dotbot, dataforseobot, screaming frog,
      headlesschrome, phantomjs, slimerjs, puppeteer, playwright, selenium, prerender, rendertron,
      ptst/, speedcurve, gtmetrix, pingdom, uptimerobot, statuscake, site24x7, newrelicpinger,
      datadogsynthetics, catchpoint, proofpoint, mimecast, barracuda, bitsightbot, censysinspect,
      zgrab, masscan, nmap, nessus, nikto, acunetix, sqlmap, qualys, nuclei, wpscan,
      paloaltonetworks, expanse, netcraftsurveyagent, virustotal, urlscan, cloudflare-healthchecks,
      cloudflare-alwaysonline, grapeshot, proximic, admantx, geoedge, themediatrust
      """;

  /** Programs rather than browsers, named so at the very beginning. */
  private static final String PROGRAMS =
      """
      curl/, wget, python-requests, python-urllib, python-httpx, python/, aiohttp, httpx,
      go-http-client, okhttp, axios, node-fetch, node, undici, got, java/, java-http-client,
      apache-httpclient, apache-httpasyncclient, jakarta, libwww-perl, lwp-, ruby, faraday, php/,
      guzzlehttp, dart/, postmanruntime, insomnia, httpie, scrapy, colly, reqwest, hyper/, dalvik/,
      winhttp, powershell, restsharp, unirest, jersey, reactor-netty, ktor-client, k6/, jmeter, hey/,
      vegeta, apachebench, siege, gatling, fasthttp, mechanize, nutch, perl, aria2
      """;

  private static final WordTrie ANYWHERE =
      trie(Map.of(Kind.PREVIEW, PREVIEWS, Kind.PREFETCH, PREFETCHERS, Kind.BOT, ROBOTS));
  private static final WordTrie AT_START =
      trie(Map.of(Kind.PREVIEW, PREVIEWS_AT_START, Kind.BOT, PROGRAMS));

  private static final Verdict WHATSAPP = new Verdict(Kind.PREVIEW, "whatsapp");
  private static final Verdict CFNETWORK = new Verdict(Kind.BOT, "cfnetwork");
  private static final Verdict BOT = new Verdict(Kind.BOT, "other_bot");
  private static final Verdict SPIDER = new Verdict(Kind.BOT, "other_spider");
  private static final Verdict CRAWLER = new Verdict(Kind.BOT, "other_crawler");
  private static final Verdict ROBOT = new Verdict(Kind.BOT, "other_robot");

  private UserAgentTokens() {}

  /** What the user agent gives itself away as; null for a browser. */
  static @Nullable Verdict find(String userAgent) {
    var program = AT_START.longestAt(userAgent, 0);
    if (program != null) {
      return program;
    }
    if (userAgent.equalsIgnoreCase("whatsapp")) {
      return WHATSAPP;
    }
    var named = anywhere(userAgent);
    if (named != null || userAgent.startsWith("Mozilla/")) {
      return named;
    }
    return userAgent.contains("CFNetwork/") ? CFNETWORK : null;
  }

  /** A named robot, or else one that only sounds like a robot. */
  private static @Nullable Verdict anywhere(String userAgent) {
    Verdict unnamed = null;
    char before = ' ';
    int letters = 0;
    int end = Math.min(userAgent.length(), LONGEST);
    for (int i = 0; i < end; i++) {
      char c = userAgent.charAt(i);
      if (WordTrie.isLetter(c)) {
        if (letters++ == 0 && !isDigit(before)) {
          var named = ANYWHERE.longestAt(userAgent, i);
          if (named != null) {
            return named;
          }
        }
      } else {
        unnamed = unnamed == null && letters > 2 ? suffix(userAgent, i, letters) : unnamed;
        unnamed = unnamed == null && c == '+' ? link(userAgent, i) : unnamed;
        letters = 0;
      }
      before = c;
    }
    return unnamed == null && letters > 2 ? suffix(userAgent, end, letters) : unnamed;
  }

  private static @Nullable Verdict suffix(String userAgent, int end, int letters) {
    return switch (userAgent.charAt(end - 1) | 0x20) {
      case 't' ->
          ends(userAgent, end, letters, "bot") && !ends(userAgent, end, letters, "cubot")
              ? BOT
              : null;
      case 'r' ->
          ends(userAgent, end, letters, "spider")
              ? SPIDER
              : ends(userAgent, end, letters, "crawler") ? CRAWLER : null;
      default -> null;
    };
  }

  private static boolean ends(String userAgent, int end, int letters, String suffix) {
    return letters >= suffix.length()
        && userAgent.regionMatches(true, end - suffix.length(), suffix, 0, suffix.length());
  }

  /** {@code +https://…}: how robots say where their operator is found. */
  private static @Nullable Verdict link(String userAgent, int plus) {
    return userAgent.regionMatches(true, plus + 1, "http", 0, 4) ? ROBOT : null;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static WordTrie trie(Map<Kind, String> lists) {
    var verdicts = new HashMap<String, Verdict>();
    lists.forEach(
        (kind, words) -> {
          for (var word : words.split(",")) {
            var token = word.strip();
            verdicts.put(token, new Verdict(kind, reason(token)));
          }
        });
    return new WordTrie(verdicts);
  }

  private static String reason(String token) {
    var name = token.endsWith("/") ? token.substring(0, token.length() - 1) : token;
    return name.replace(' ', '_');
  }
}

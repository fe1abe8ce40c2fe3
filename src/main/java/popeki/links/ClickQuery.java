package popeki.links;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Pure;

/**
 * What a visit's query string brought: {@code utm_*} without its prefix, click ids and ad ids under
 * one spelling each, and a bounded rest. On repeats the last value wins. Empty values and macros
 * the ad platform left unexpanded ({@code {{ad.id}}}, {@code {campaignid}}, {@code __CID__}) count
 * as absent.
 *
 * @param utm source, medium, campaign, term, content, id
 * @param clickIds click ids as their platform gave them, never cut: too long a one is dropped
 * @param ad campaign_id, adset_id, ad_id, their names, placement, site_source_name and the like
 * @param other anything else, at most 20
 */
@Pure
record ClickQuery(
    Map<String, String> utm,
    Map<String, String> clickIds,
    Map<String, String> ad,
    Map<String, String> other) {

  /** The mark that a link's QR code carries. */
  static final String VIA = "via";

  static final String QR = "qr";

  static final ClickQuery EMPTY = new ClickQuery(Map.of(), Map.of(), Map.of(), Map.of());

  private static final int MOST_READ = 200;
  private static final int MOST_OTHERS = 20;
  private static final int LONGEST_KEY = 64;
  private static final int LONGEST_VALUE = 512;
  private static final int LONGEST_FBCLID = 1024;

  private static final Set<String> UTM =
      Set.of("source", "medium", "campaign", "term", "content", "id");

  private static final Map<String, String> CLICK_IDS =
      spellings(
          """
          fbclid, gclid, gbraid, wbraid, dclid, ttclid, msclkid, twclid, li_fat_id, sccid, epik,
          rdt_cid, yclid, ymclid, vmcid, tblci, dicbo, obclid, qclid, irclickid, cjevent, awc
          """,
          Map.of("scclid", "sccid"));

  private static final Map<String, String> AD =
      spellings(
          """
          campaign_id, adset_id, ad_id, campaign_name, adset_name, ad_name, placement,
          site_source_name, keyword, matchtype, network, device, gad_source, gad_campaignid, gclsrc
          """,
          Map.of(
              "campaignid", "campaign_id",
              "adsetid", "adset_id",
              "adgroup_id", "adset_id",
              "adgroupid", "adset_id",
              "adid", "ad_id",
              "creative", "ad_id",
              "creative_id", "ad_id"));

  ClickQuery {
    utm = Collections.unmodifiableMap(utm);
    clickIds = Collections.unmodifiableMap(clickIds);
    ad = Collections.unmodifiableMap(ad);
    other = Collections.unmodifiableMap(other);
  }

  /** The parameters that name a campaign or an ad, in every spelling. */
  static List<String> campaignNames() {
    return Stream.concat(UTM.stream().map(name -> "utm_" + name), AD.keySet().stream())
        .sorted()
        .toList();
  }

  /** The parameters that single out a click, in every spelling. */
  static List<String> clickIdNames() {
    return CLICK_IDS.keySet().stream().sorted().toList();
  }

  /** Reads the query string as received, still encoded, without the question mark. */
  static ClickQuery parse(@Nullable String rawQuery) {
    if (rawQuery == null || rawQuery.isEmpty()) {
      return EMPTY;
    }
    var query =
        new ClickQuery.Reading(
            new LinkedHashMap<>(),
            new LinkedHashMap<>(),
            new LinkedHashMap<>(),
            new LinkedHashMap<>());
    int from = 0;
    for (int read = 0; read < MOST_READ && from <= rawQuery.length(); read++) {
      int end = rawQuery.indexOf('&', from);
      int to = end < 0 ? rawQuery.length() : end;
      query.parameter(rawQuery, from, to);
      from = to + 1;
    }
    return query.done();
  }

  /** How the visitor came to the link: {@code qr} by its QR code, null by anything else. */
  @Nullable String via() {
    return QR.equals(other.get(VIA)) ? QR : null;
  }

  /** The same visit without anything that could single out the visitor. */
  ClickQuery withoutIdentifiers() {
    return new ClickQuery(utm, Map.of(), ad, Map.of());
  }

  private record Reading(
      Map<String, String> utm,
      Map<String, String> clickIds,
      Map<String, String> ad,
      Map<String, String> other) {

    void parameter(String raw, int from, int to) {
      int equals = raw.indexOf('=', from);
      if (equals < 0 || equals >= to) {
        return;
      }
      var key = PercentText.decode(raw.substring(from, equals), true).strip();
      if (key.isEmpty() || key.length() > LONGEST_KEY) {
        return;
      }
      put(key, key.toLowerCase(Locale.ROOT), raw.substring(equals + 1, to));
    }

    private void put(String key, String name, String raw) {
      var clickId = CLICK_IDS.get(name);
      if (clickId != null) {
        putClickId(clickId, PercentText.decode(raw, false).strip());
        return;
      }
      var value = PercentText.decode(raw, true).strip();
      if (value.isEmpty() || isMacro(value)) {
        return;
      }
      var utmName = name.startsWith("utm_") ? name.substring(4) : "";
      if (UTM.contains(utmName)) {
        utm.put(utmName, cut(value));
      } else if (AD.containsKey(name)) {
        ad.put(AD.get(name), cut(value));
      } else if (other.size() < MOST_OTHERS || other.containsKey(key)) {
        other.put(key, cut(value));
      }
    }

    /** A cut click id is a wrong one. */
    private void putClickId(String name, String value) {
      int longest = name.equals("fbclid") ? LONGEST_FBCLID : LONGEST_VALUE;
      if (!value.isEmpty() && value.length() <= longest && !isMacro(value)) {
        clickIds.put(name, value);
      }
    }

    ClickQuery done() {
      return new ClickQuery(utm, clickIds, ad, other);
    }
  }

  private static String cut(String value) {
    if (value.length() <= LONGEST_VALUE) {
      return value;
    }
    boolean pair = Character.isHighSurrogate(value.charAt(LONGEST_VALUE - 1));
    return value.substring(0, pair ? LONGEST_VALUE - 1 : LONGEST_VALUE);
  }

  /** Whether any macro stands in the value; encoded twice, its braces are still {@code %7B}. */
  private static boolean isMacro(String value) {
    String plain =
        value.indexOf('%') < 0
            ? value
            : value.replace("%7B", "{").replace("%7b", "{").replace("%7D", "}").replace("%7d", "}");
    return isBraced(plain) || isUnderscored(value);
  }

  private static boolean isBraced(String value) {
    for (int open = value.indexOf('{'); open >= 0; open = value.indexOf('{', open + 1)) {
      int close = value.indexOf('}', open);
      if (close > open + 1 && isName(value, open + 1, close)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isName(String value, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = value.charAt(i);
      boolean named = Character.isLetterOrDigit(c) || c == '_' || c == '.' || c == ':' || c == ' ';
      if (!named) {
        return false;
      }
    }
    return true;
  }

  /** {@code __CID__}, TikTok's way. */
  private static boolean isUnderscored(String value) {
    for (int open = value.indexOf("__"); open >= 0; open = value.indexOf("__", open + 1)) {
      int i = open + 2;
      while (i < value.length() && isMacroLetter(value, i)) {
        i++;
      }
      if (i > open + 2 && value.startsWith("__", i)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isMacroLetter(String value, int i) {
    char c = value.charAt(i);
    boolean single = c == '_' && !value.startsWith("__", i);
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || single;
  }

  private static Map<String, String> spellings(String names, Map<String, String> aliases) {
    var spellings = new LinkedHashMap<>(aliases);
    for (var name : names.split(",")) {
      spellings.put(name.strip(), name.strip());
    }
    return Map.copyOf(spellings);
  }
}

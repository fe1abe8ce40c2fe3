package popeki.links;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Pure;

/**
 * A link's message with placeholders, such as {@code Hi! I saw {ad} and want to know more}. They
 * are filled with what the visit brought; what it did not bring leaves no hole behind.
 */
@Pure
final class MessageTemplate {
  /** Encoded; leaves room for the address and both forms of the code below 2000. */
  static final int LONGEST = 1600;

  private static final int LONGEST_VALUE = 60;
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");
  private static final Pattern DOUBLE_SPACE = Pattern.compile(" {2,}");
  private static final Pattern SPACE_BEFORE_MARK = Pattern.compile(" +(?=[.,!?;:)\\n])| +$");

  private MessageTemplate() {}

  /** The placeholders a message may use. */
  static List<String> placeholders() {
    return List.copyOf(values(ClickQuery.EMPTY).keySet());
  }

  /** What is wrong with a message, one sentence each; empty when it may be saved. */
  static List<String> problems(String template) {
    var problems = new ArrayList<String>();
    var known = values(ClickQuery.EMPTY).keySet();
    var matcher = PLACEHOLDER.matcher(template);
    while (matcher.find()) {
      if (!known.contains(matcher.group(1))) {
        problems.add(
            "Unknown placeholder %s. Use one of {%s}."
                .formatted(matcher.group(), String.join("}, {", known)));
      }
    }
    var rest = matcher.replaceAll("");
    if (rest.indexOf('{') >= 0 || rest.indexOf('}') >= 0) {
      problems.add("A brace { or } has no partner. Placeholders look like {utm_campaign}.");
    }
    int length = PercentText.encodedLength(template);
    if (length > LONGEST) {
      problems.add(
          "The message is too long for a WhatsApp link: %d of at most %d encoded characters."
              .formatted(length, LONGEST));
    }
    if (!ReferenceCode.find(template).isEmpty()) {
      problems.add("The message contains the reference code of an earlier click. Remove it.");
    }
    return List.copyOf(problems);
  }

  /** The message for one visit of a link without a source and a campaign of its own. */
  static String fill(String template, ClickQuery query) {
    return fill(template, query, null, null);
  }

  /**
   * The message for one visit. Values come from the visitor's address line, short and harmless;
   * where it says nothing of source and campaign, the link's own stand in.
   */
  static String fill(
      String template, ClickQuery query, @Nullable String source, @Nullable String campaign) {
    if (template.indexOf('{') < 0) {
      return template;
    }
    var values = values(query);
    standIn(values, "source", source);
    standIn(values, "campaign", campaign);
    var matcher = PLACEHOLDER.matcher(template);
    var filled = new StringBuilder();
    boolean hole = false;
    while (matcher.find()) {
      var value = values.getOrDefault(matcher.group(1), "");
      hole |= value.isEmpty();
      matcher.appendReplacement(filled, Matcher.quoteReplacement(value));
    }
    matcher.appendTail(filled);
    return hole ? closed(filled.toString()) : filled.toString();
  }

  private static void standIn(Map<String, String> values, String name, @Nullable String own) {
    if (own != null && values.getOrDefault(name, "").isEmpty()) {
      values.put(name, harmless(own));
    }
  }

  private static String closed(String text) {
    var single = DOUBLE_SPACE.matcher(text).replaceAll(" ");
    return SPACE_BEFORE_MARK.matcher(single).replaceAll("").strip();
  }

  private static Map<String, String> values(ClickQuery query) {
    var utm = query.utm();
    var ad = query.ad();
    var values = new LinkedHashMap<String, String>();
    for (var name : List.of("source", "medium", "campaign", "term", "content", "id")) {
      values.put("utm_" + name, first(utm.get(name)));
    }
    values.put("source", first(utm.get("source"), ad.get("site_source_name")));
    values.put(
        "campaign", first(utm.get("campaign"), ad.get("campaign_name"), ad.get("campaign_id")));
    values.put("adset", first(ad.get("adset_name"), ad.get("adset_id")));
    values.put("ad", first(ad.get("ad_name"), utm.get("content"), ad.get("ad_id")));
    values.put("placement", first(ad.get("placement")));
    return values;
  }

  private static String first(@Nullable String... candidates) {
    for (var candidate : candidates) {
      if (candidate != null) {
        return harmless(candidate);
      }
    }
    return "";
  }

  /** No code of another click, no new lines, no second message inside the message. */
  private static String harmless(String value) {
    var text = ReferenceCode.strip(value).strip();
    int end = Math.min(text.length(), LONGEST_VALUE);
    boolean pair = end < text.length() && Character.isLowSurrogate(text.charAt(end));
    return text.substring(0, pair ? end - 1 : end).strip();
  }
}

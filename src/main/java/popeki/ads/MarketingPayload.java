package popeki.ads;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Money;
import tools.jackson.databind.JsonNode;

/** Reads what the Marketing API answers. A row that makes no sense is left out, never an error. */
final class MarketingPayload {
  static final String META = "meta";

  private static final String STARTED = "onsite_conversion.messaging_conversation_started_7d";
  private static final int LONGEST_TEXT = 300;
  private static final int LONGEST_URL = 4_000;

  private MarketingPayload() {}

  /** A page of a list. */
  record Page<T>(List<T> rows, @Nullable String after) {
    Page {
      rows = List.copyOf(rows);
    }
  }

  /** A day of an ad: what it is, and what it cost. */
  record AdDay(Ad ad, SpendRow spend, @Nullable Long started) {}

  static Page<FoundAccount> accounts(JsonNode answer) {
    var found = new ArrayList<FoundAccount>();
    for (JsonNode each : answer.path("data")) {
      String id = id(each.path("account_id"));
      String currency = text(each.path("currency"));
      if (id != null && currency != null && currency.matches("[A-Z]{3}")) {
        String name = text(each.path("name"));
        String zone = text(each.path("timezone_name"));
        JsonNode status = each.path("account_status");
        found.add(
            new FoundAccount(
                id,
                name == null ? id : name,
                currency,
                zone == null ? "UTC" : zone,
                status.isIntegralNumber() && status.canConvertToInt() ? status.asInt() : null));
      }
    }
    return new Page<>(found, after(answer));
  }

  static Page<LearntAd> ads(JsonNode answer) {
    var found = new ArrayList<LearntAd>();
    answer.path("data").forEach(each -> ad(each).ifPresent(found::add));
    return new Page<>(found, after(answer));
  }

  static Optional<LearntAd> ad(JsonNode each) {
    String id = id(each.path("id"));
    if (id == null) {
      return Optional.empty();
    }
    JsonNode adset = each.path("adset");
    JsonNode campaign = each.path("campaign");
    JsonNode creative = each.path("creative");
    var ad =
        new Ad(
            id,
            META,
            text(each.path("name")),
            id(adset.path("id")),
            text(adset.path("name")),
            id(campaign.path("id")),
            text(campaign.path("name")));
    return Optional.of(
        new LearntAd(
            ad,
            id(each.path("account_id")),
            text(each.path("effective_status")),
            text(campaign.path("objective")),
            headline(creative),
            id(creative.path("id")),
            url(creative.path("thumbnail_url"))));
  }

  /** The creative's own title, or the one of the post it is made of. */
  private static @Nullable String headline(JsonNode creative) {
    String title = text(creative.path("title"));
    JsonNode story = creative.path("object_story_spec");
    if (title == null) {
      title = text(story.path("link_data").path("name"));
    }
    return title == null ? text(story.path("video_data").path("title")) : title;
  }

  static Page<AdDay> days(JsonNode answer, FoundAccount account) {
    var found = new ArrayList<AdDay>();
    for (JsonNode row : answer.path("data")) {
      day(row, account).ifPresent(found::add);
    }
    return new Page<>(found, after(answer));
  }

  private static Optional<AdDay> day(JsonNode row, FoundAccount account) {
    String ad = id(row.path("ad_id"));
    String campaign = id(row.path("campaign_id"));
    LocalDate day = date(row.path("date_start"));
    String told = text(row.path("account_currency"));
    Money spend = money(row.path("spend"), told == null ? account.currency() : told);
    if (ad == null || campaign == null || day == null || spend == null) {
      return Optional.empty();
    }
    return Optional.of(
        new AdDay(
            new Ad(
                ad,
                META,
                text(row.path("ad_name")),
                id(row.path("adset_id")),
                text(row.path("adset_name")),
                campaign,
                text(row.path("campaign_name"))),
            new SpendRow(
                day,
                META,
                campaign,
                ad,
                spend,
                count(row.path("impressions")),
                count(row.path("clicks"))),
            started(row.path("actions"))));
  }

  /** Meta leaves an action out where there was none. */
  private static @Nullable Long started(JsonNode actions) {
    if (!actions.isArray()) {
      return null;
    }
    long sum = 0;
    for (JsonNode action : actions) {
      if (action.path("action_type").asString("").equals(STARTED)) {
        Long value = count(action.path("value"));
        sum += value == null ? 0 : value;
      }
    }
    return sum;
  }

  private static @Nullable Money money(JsonNode node, String currency) {
    String text = node.isString() || node.isNumber() ? node.asString() : "";
    if (!text.matches("[0-9]{1,15}([.][0-9]{1,10})?") || !currency.matches("[A-Z]{3}")) {
      return null;
    }
    try {
      return Money.of(new BigDecimal(text), currency);
    } catch (IllegalArgumentException notMoney) {
      return null;
    }
  }

  private static @Nullable Long count(JsonNode node) {
    String text = node.isString() || node.isNumber() ? node.asString() : "";
    return text.matches("[0-9]{1,15}") ? Long.valueOf(text) : null;
  }

  private static @Nullable LocalDate date(JsonNode node) {
    try {
      LocalDate day = LocalDate.parse(node.asString(""));
      return day.getYear() < 2000 || day.getYear() > 2200 ? null : day;
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static @Nullable String after(JsonNode answer) {
    JsonNode paging = answer.path("paging");
    String cursor = paging.path("cursors").path("after").asString("");
    return paging.path("next").asString("").isEmpty()
            || cursor.isEmpty()
            || cursor.length() > LONGEST_URL
        ? null
        : cursor;
  }

  /** Ids are digits and longer than a double can hold; they stay texts. */
  static @Nullable String id(JsonNode node) {
    String text = node.isString() || node.isNumber() ? node.asString() : "";
    return text.matches("[0-9]{1,32}") ? text : null;
  }

  private static @Nullable String url(JsonNode node) {
    String text = node.asString("");
    return text.isBlank() || text.length() > LONGEST_URL ? null : text;
  }

  private static @Nullable String text(JsonNode node) {
    String text = node.isString() ? node.asString().replace("\0", "").strip() : "";
    if (text.isEmpty()) {
      return null;
    }
    int end =
        text.offsetByCodePoints(0, Math.min(LONGEST_TEXT, text.codePointCount(0, text.length())));
    return text.substring(0, end);
  }
}

package popeki.reports;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import popeki.platform.PagePeriod;

/**
 * What a report page shows, as its URL says it: every choice on the page is this with one thing
 * changed. What is usual is left away, so addresses stay short.
 *
 * @param base {@code /w/acme/}
 * @param home the page it belongs to, {@code overview} or {@code campaign}
 * @param sort the column a breakdown is sorted by, largest first
 */
record ReportUrl(
    String base,
    String home,
    PagePeriod period,
    boolean compare,
    Filter filter,
    Measure measure,
    GroupBy group,
    String sort,
    Model model) {

  static final String OVERVIEW = "overview";
  static final String CAMPAIGN = "campaign";

  static ReportUrl parse(
      String base, String home, Map<String, String> given, ZoneId zone, Instant now) {
    return new ReportUrl(
        base,
        home,
        PagePeriod.parse(given.get("range"), given.get("from"), given.get("to"), zone, now),
        !"off".equals(given.get("compare")),
        new Filter(text(given.get("source")), text(given.get("campaign"))),
        Measure.of(given.get("chart")).orElse(Measure.CONVERSATIONS),
        GroupBy.of(given.get("group")).orElse(GroupBy.CAMPAIGN),
        given.getOrDefault("sort", "conversations"),
        credit(given.get("model")));
  }

  /** In an address that people type, a word that is no model is the usual one. */
  private static Model credit(@Nullable String wire) {
    for (Model one : Model.values()) {
      if (one.wire().equals(wire)) {
        return one;
      }
    }
    return Model.LAST;
  }

  private static @Nullable String text(@Nullable String value) {
    return value == null || value.isBlank() || value.length() > 300 ? null : value;
  }

  ReportUrl withRange(String range) {
    LocalDate today = period.today();
    Instant now = today.atTime(12, 0).atZone(period.zone()).toInstant();
    return with(PagePeriod.parse(range, null, null, period.zone(), now));
  }

  ReportUrl onDay(LocalDate day) {
    return with(new PagePeriod("custom", day, day, period.today(), period.zone()));
  }

  /** The same period begun earlier. */
  ReportUrl since(LocalDate first) {
    return with(new PagePeriod("custom", first, period.last(), period.today(), period.zone()));
  }

  private ReportUrl with(PagePeriod other) {
    return new ReportUrl(base, home, other, compare, filter, measure, group, sort, model);
  }

  ReportUrl withCompare(boolean on) {
    return new ReportUrl(base, home, period, on, filter, measure, group, sort, model);
  }

  ReportUrl withHome(String page) {
    return new ReportUrl(base, page, period, compare, filter, measure, group, sort, model);
  }

  ReportUrl with(Filter other) {
    return new ReportUrl(base, home, period, compare, other, measure, group, sort, model);
  }

  ReportUrl with(Measure other) {
    return new ReportUrl(base, home, period, compare, filter, other, group, sort, model);
  }

  ReportUrl with(GroupBy other) {
    return new ReportUrl(base, home, period, compare, filter, measure, other, sort, model);
  }

  ReportUrl with(Model other) {
    return new ReportUrl(base, home, period, compare, filter, measure, group, sort, other);
  }

  ReportUrl sorted(String column) {
    return new ReportUrl(base, home, period, compare, filter, measure, group, column, model);
  }

  /** Narrowed to one row of a breakdown; null where the overview cannot be narrowed so. */
  @Nullable ReportUrl narrowed(GroupBy by, @Nullable String key) {
    String value = key == null ? Filter.UNATTRIBUTED : key;
    return switch (by) {
      case SOURCE -> with(new Filter(value, filter.campaign()));
      case CAMPAIGN -> with(new Filter(filter.source(), value));
      case ADSET, AD, LINK -> null;
    };
  }

  /** The page itself; a campaign's page that is narrowed to none is the report of all. */
  String here() {
    return home.equals(CAMPAIGN) && filter.isNone() ? campaigns() : base + home + query();
  }

  /** A part of the page by itself. */
  String panel(String name) {
    return base + home + "/" + name + query();
  }

  /** The page of what this is narrowed to. */
  String campaign() {
    return with(GroupBy.CAMPAIGN).sorted("conversations").withHome(CAMPAIGN).here();
  }

  /** A part of the conversations' pages that shows those of this page. */
  String conversationPart(String name) {
    return conversations("conversations/" + name, Map.of());
  }

  String campaigns() {
    return base + "campaigns" + query();
  }

  String campaignRows() {
    return base + "campaigns/rows" + query();
  }

  String campaignFile() {
    return base + "campaigns.csv" + query();
  }

  /** The list behind a number: conversations of the same days and filters. */
  String conversations(Map<String, String> more) {
    return conversations("conversations", more);
  }

  private String conversations(String path, Map<String, String> more) {
    Map<String, String> all = new LinkedHashMap<>();
    days(all);
    if (Filter.UNATTRIBUTED.equals(filter.source())) {
      all.put("attribution", Filter.UNATTRIBUTED);
    } else if (filter.source() != null) {
      all.put("source", filter.source());
    }
    if (filter.campaign() != null && !Filter.UNATTRIBUTED.equals(filter.campaign())) {
      all.put("campaign", filter.campaign());
    }
    all.putAll(more);
    return base + path + text(all);
  }

  /** The conversations of one row; null where the list cannot be narrowed so. */
  @Nullable Map<String, String> door(GroupBy by, @Nullable String key) {
    return switch (by) {
      case SOURCE ->
          key == null ? Map.of("attribution", Filter.UNATTRIBUTED) : Map.of("source", key);
      case CAMPAIGN -> key == null ? null : Map.of("campaign", key);
      case LINK -> key == null ? null : Map.of("link", key);
      case ADSET, AD -> null;
    };
  }

  /** The list behind clicks. */
  String links() {
    Map<String, String> all = new LinkedHashMap<>();
    days(all);
    return base + "links" + text(all);
  }

  private void days(Map<String, String> all) {
    all.put("from", period.first().toString());
    all.put("to", period.last().toString());
  }

  /** Everything but the period: what a form for two dates has to keep. */
  Map<String, String> besidesPeriod() {
    Map<String, String> all = new LinkedHashMap<>();
    pageParameters(all);
    filterParameters(all);
    return all;
  }

  private String query() {
    Map<String, String> all = new LinkedHashMap<>();
    periodParameters(all);
    all.putAll(besidesPeriod());
    return text(all);
  }

  private void periodParameters(Map<String, String> all) {
    if (period.range().equals("custom")) {
      all.put("from", period.first().toString());
      all.put("to", period.last().toString());
    } else {
      all.put("range", period.range());
    }
  }

  private void pageParameters(Map<String, String> all) {
    if (!compare) {
      all.put("compare", "off");
    }
    if (measure != Measure.CONVERSATIONS) {
      all.put("chart", measure.wire());
    }
    if (group != GroupBy.CAMPAIGN) {
      all.put("group", group.wire());
    }
    if (!sort.equals("conversations")) {
      all.put("sort", sort);
    }
    if (model != Model.LAST) {
      all.put("model", model.wire());
    }
  }

  private void filterParameters(Map<String, String> all) {
    if (filter.source() != null) {
      all.put("source", filter.source());
    }
    if (filter.campaign() != null) {
      all.put("campaign", filter.campaign());
    }
  }

  private static String text(Map<String, String> parameters) {
    List<String> parts =
        parameters.entrySet().stream()
            .map(one -> one.getKey() + "=" + URLEncoder.encode(one.getValue(), UTF_8))
            .toList();
    return parts.isEmpty() ? "" : "?" + String.join("&", parts);
  }
}

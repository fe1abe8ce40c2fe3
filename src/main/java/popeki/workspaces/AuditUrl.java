package popeki.workspaces;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import popeki.platform.AuditFilter;
import popeki.platform.PagePeriod;
import popeki.platform.Period;

/**
 * The address of a view of the audit log: its period and its filters, so that every view can be
 * sent to a colleague.
 */
record AuditUrl(
    String base,
    PagePeriod period,
    @Nullable String actor,
    @Nullable String action,
    @Nullable String subject) {
  AuditUrl {
    actor = orNull(actor);
    action = orNull(action);
    subject = orNull(subject);
  }

  AuditFilter filter() {
    var bounds = period.bounds();
    return new AuditFilter(
        new Period(bounds.from(), bounds.to(), period.zone()), actor, action, subject);
  }

  boolean isFiltered() {
    return actor != null || action != null || subject != null;
  }

  AuditUrl withActor(@Nullable String other) {
    return new AuditUrl(base, period, other, action, subject);
  }

  AuditUrl withAction(@Nullable String other) {
    return new AuditUrl(base, period, actor, other, subject);
  }

  AuditUrl withSubject(@Nullable String other) {
    return new AuditUrl(base, period, actor, action, other);
  }

  AuditUrl unfiltered() {
    return new AuditUrl(base, period, null, null, null);
  }

  /** The page. */
  String page() {
    return base + query(parameters());
  }

  /** The same with another period of the bar. */
  String page(String range) {
    Map<String, String> changed = besidesPeriod();
    changed.put("range", range);
    return base + query(changed);
  }

  /** The page that goes on where one ended. */
  String after(String cursor) {
    Map<String, String> more = parameters();
    more.put("cursor", cursor);
    return base + query(more);
  }

  /** The file of the same view. */
  String file() {
    return base + ".csv" + query(parameters());
  }

  Map<String, String> besidesPeriod() {
    var parameters = new LinkedHashMap<String, String>();
    put(parameters, "actor", actor);
    put(parameters, "action", action);
    put(parameters, "subject", subject);
    return parameters;
  }

  private Map<String, String> parameters() {
    var parameters = new LinkedHashMap<String, String>();
    parameters.put("range", period.range());
    if (period.range().equals("custom")) {
      parameters.put("from", period.first().toString());
      parameters.put("to", period.last().toString());
    }
    parameters.putAll(besidesPeriod());
    return parameters;
  }

  private static void put(Map<String, String> parameters, String name, @Nullable String value) {
    if (value != null) {
      parameters.put(name, value);
    }
  }

  private static String query(Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .map(one -> one.getKey() + "=" + URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&", "?", ""));
  }

  private static @Nullable String orNull(@Nullable String text) {
    return text == null || text.isBlank() ? null : text.strip();
  }
}

package popeki.platform;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which entries of the audit log.
 *
 * @param actor the id of a user or key, or the name of a part of the service; null for all
 * @param action {@code api_key.created}, or {@code api_key} for all of its kind; null for all
 * @param subject the id of what it happened to; null for all
 */
public record AuditFilter(
    Period period, @Nullable String actor, @Nullable String action, @Nullable String subject) {
  public static AuditFilter all(Period period) {
    return new AuditFilter(period, null, null, null);
  }

  public AuditFilter {
    actor = orNull(actor);
    action = orNull(action);
    subject = orNull(subject);
  }

  /** What was asked for, to be logged. */
  Map<String, String> detail() {
    var detail = new LinkedHashMap<String, String>();
    put(detail, "from", period.from());
    put(detail, "to", period.to());
    put(detail, "actor", actor);
    put(detail, "action", action);
    put(detail, "subject", subject);
    return detail;
  }

  private static void put(Map<String, String> detail, String name, @Nullable Object value) {
    if (value != null) {
      detail.put(name, value.toString());
    }
  }

  private static @Nullable String orNull(@Nullable String text) {
    return text == null || text.isBlank() ? null : text.strip();
  }
}

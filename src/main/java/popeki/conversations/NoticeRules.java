package popeki.conversations;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Pure;

/** Which news of Meta's a business must act on. */
@Pure
final class NoticeRules {
  private static final Set<String> GRAVE =
      Set.of(
          "PARTNER_REMOVED",
          "PARTNER_APP_UNINSTALLED",
          "ACCOUNT_DELETED",
          "ACCOUNT_VIOLATION",
          "ACCOUNT_RESTRICTION",
          "ACCOUNT_OFFBOARDED",
          "DISABLED_UPDATE",
          "REJECTED",
          "DEFERRED",
          "FLAGGED",
          "DOWNGRADE",
          "PAUSED",
          "DISABLED",
          "LIMIT_EXCEEDED",
          "LOCKED",
          "PENDING_DELETION");

  private NoticeRules() {}

  /**
   * @param event Meta's word; null where a field has none
   */
  static boolean isGrave(String field, @Nullable String event) {
    return field.equals("account_alerts")
        || field.equals("security")
        || (event != null && GRAVE.contains(event.toUpperCase(Locale.ROOT)));
  }
}

package popeki.conversations;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import popeki.connections.Trouble;

/** Which news of Meta's a business must act on, and what they do to its numbers. */
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

  /** What an event does to the numbers it is about; null when nothing. */
  static @Nullable Trouble trouble(String field, @Nullable String event, String body) {
    if (!field.equals("account_update") || event == null) {
      return null;
    }
    return switch (event.toUpperCase(Locale.ROOT)) {
      case "PARTNER_REMOVED", "PARTNER_APP_UNINSTALLED" -> Trouble.REMOVED_AT_META;
      case "ACCOUNT_DELETED" -> Trouble.ACCOUNT_DELETED;
      case "ACCOUNT_OFFBOARDED" -> Trouble.OFFBOARDED;
      case "DISABLED_UPDATE" -> body.contains("\"DISABLE\"") ? Trouble.ACCOUNT_DISABLED : null;
      default -> null;
    };
  }

  static boolean isBack(String field, @Nullable String event) {
    return field.equals("account_update") && "ACCOUNT_RECONNECTED".equalsIgnoreCase(event);
  }
}

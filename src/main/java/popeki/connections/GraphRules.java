package popeki.connections;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Pure;

/** What an error of Meta's Graph means; decided by code and subcode, never by its words. */
@Pure
final class GraphRules {
  private static final Set<Integer> TOKEN = Set.of(0, 102, 190);
  private static final Map<Integer, Trouble> WHY =
      Map.of(
          458, Trouble.APP_REMOVED,
          459, Trouble.CHECKPOINT,
          460, Trouble.PASSWORD_CHANGED,
          463, Trouble.TOKEN_EXPIRED,
          464, Trouble.CHECKPOINT,
          467, Trouble.TOKEN_INVALIDATED,
          492, Trouble.ROLE_LOST);
  private static final Set<Integer> BUSY = Set.of(4, 17, 32, 613, 130429, 131056);
  private static final Set<Integer> AWAY = Set.of(1, 2, 131000, 131016, 133004, 131057);
  private static final Set<Integer> PERMISSION = Set.of(3, 10, 294, 131005);
  private static final int NO_SUCH_OBJECT = 33;

  private GraphRules() {}

  /**
   * Judges an answer that is not success.
   *
   * @param code null when the answer names none
   */
  static Trouble judge(
      int status, @Nullable Integer code, @Nullable Integer subcode, boolean isTransient) {
    if (code == null) {
      return withoutCode(status);
    }
    if (TOKEN.contains(code)) {
      return subcode == null
          ? Trouble.TOKEN_INVALID
          : WHY.getOrDefault(subcode, Trouble.TOKEN_INVALID);
    }
    if (status == 429 || BUSY.contains(code) || (code >= 80000 && code <= 80014)) {
      return Trouble.BUSY;
    }
    if (isTransient || AWAY.contains(code) || status >= 500) {
      return Trouble.AWAY;
    }
    if (PERMISSION.contains(code) || (code >= 200 && code <= 299)) {
      return Trouble.NO_PERMISSION;
    }
    boolean missing = subcode != null && subcode == NO_SUCH_OBJECT;
    return missing || code == NO_SUCH_OBJECT ? Trouble.NO_ACCESS : Trouble.REFUSED;
  }

  private static Trouble withoutCode(int status) {
    return switch (status) {
      case 401 -> Trouble.TOKEN_INVALID;
      case 403 -> Trouble.NO_PERMISSION;
      case 429 -> Trouble.BUSY;
      default -> status >= 500 ? Trouble.AWAY : Trouble.REFUSED;
    };
  }
}

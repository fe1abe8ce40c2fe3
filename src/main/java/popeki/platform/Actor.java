package popeki.platform;

import org.jspecify.annotations.Nullable;
import popeki.kernel.UserId;

/**
 * Who did it, as the audit log keeps it.
 *
 * @param type {@code user}, {@code api_key}, {@code system} or {@code contact}
 * @param name what a person recognises: the user's name or the key's
 */
public record Actor(String type, @Nullable String id, @Nullable String name) {
  /** The service itself: a lane, a rule, an operator's command. */
  public static Actor system(String name) {
    return new Actor("system", null, name);
  }

  public static Actor user(UserId id, String name) {
    return new Actor("user", id.toString(), name);
  }

  public static Actor apiKey(String id, String name) {
    return new Actor("api_key", id, name);
  }
}

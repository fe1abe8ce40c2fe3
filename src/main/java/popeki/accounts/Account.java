package popeki.accounts;

import org.jspecify.annotations.Nullable;
import popeki.kernel.UserId;

/**
 * A person who signs in.
 *
 * @param passwordHash null for someone who has only used links so far
 */
public record Account(UserId id, String name, String email, @Nullable String passwordHash) {
  public boolean hasPassword() {
    return passwordHash != null;
  }

  /** Logs get neither name nor address. */
  @Override
  public String toString() {
    return "Account[" + id + "]";
  }
}

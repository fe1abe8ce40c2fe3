package popeki.workspaces;

import java.io.Serializable;
import java.util.UUID;
import org.springframework.security.core.AuthenticatedPrincipal;
import popeki.kernel.UserId;

/**
 * Who a session belongs to. It lies in the session table, so it holds an id and nothing personal.
 */
record SignedIn(UUID user) implements AuthenticatedPrincipal, Serializable {
  private static final long serialVersionUID = 1L;

  UserId id() {
    return new UserId(user);
  }

  @Override
  public String getName() {
    return user.toString();
  }
}

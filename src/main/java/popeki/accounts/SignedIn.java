package popeki.accounts;

import java.io.Serializable;
import java.util.Optional;
import java.util.UUID;
import org.springframework.security.core.AuthenticatedPrincipal;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import popeki.kernel.UserId;

/**
 * Who a session belongs to. It lies in the session table, so it holds an id and nothing personal.
 */
public record SignedIn(UUID user) implements AuthenticatedPrincipal, Serializable {
  private static final long serialVersionUID = 1L;

  /** Who is signed in on this request, if anyone. */
  public static Optional<UserId> current() {
    Authentication who = SecurityContextHolder.getContext().getAuthentication();
    return who != null && who.getPrincipal() instanceof SignedIn principal
        ? Optional.of(principal.id())
        : Optional.empty();
  }

  public UserId id() {
    return new UserId(user);
  }

  @Override
  public String getName() {
    return user.toString();
  }
}

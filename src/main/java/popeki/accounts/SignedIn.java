package popeki.accounts;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.security.core.AuthenticatedPrincipal;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
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

  /** Whether this session has shown a second factor. */
  public static boolean withSecondFactor() {
    return factors().contains(Entrance.CODE);
  }

  /** What this session has shown. */
  static List<String> factors() {
    Authentication who = SecurityContextHolder.getContext().getAuthentication();
    return who != null && who.getPrincipal() instanceof SignedIn
        ? who.getAuthorities().stream()
            .map(GrantedAuthority::getAuthority)
            .map(String::valueOf)
            .toList()
        : List.of();
  }

  public UserId id() {
    return new UserId(user);
  }

  @Override
  public String getName() {
    return user.toString();
  }
}

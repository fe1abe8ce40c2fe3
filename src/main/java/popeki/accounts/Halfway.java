package popeki.accounts;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.AuthenticatedPrincipal;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import popeki.kernel.UserId;

/**
 * Somebody who has shown the first factor and owes the second. No rule lets this kind of principal
 * in anywhere but at the page that asks for the code: it is not a {@link SignedIn}.
 *
 * @param factor the authority of what was shown
 * @param to where the person wanted to go
 */
record Halfway(UUID user, Instant since, String factor, @Nullable String to)
    implements AuthenticatedPrincipal, Serializable {
  private static final long serialVersionUID = 1L;
  private static final Duration VALID = Duration.ofMinutes(10);

  static Optional<Halfway> current(Instant now) {
    Authentication who = SecurityContextHolder.getContext().getAuthentication();
    return who != null
            && who.getPrincipal() instanceof Halfway half
            && half.since().plus(VALID).isAfter(now)
        ? Optional.of(half)
        : Optional.empty();
  }

  UserId id() {
    return new UserId(user);
  }

  @Override
  public String getName() {
    return user.toString();
  }
}

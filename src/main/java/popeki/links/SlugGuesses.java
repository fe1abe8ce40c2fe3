package popeki.links;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Optional;
import org.springframework.stereotype.Component;
import popeki.platform.Throttle;
import popeki.platform.Whereabouts;

/**
 * Names that lead nowhere, tried from one place, at whatever door: the link itself, its QR code,
 * its script. Names that lead somewhere are never counted or slowed.
 */
@Component
class SlugGuesses {
  private static final Throttle.Limit GUESSES =
      new Throttle.Limit("slug_guesses", 60, Duration.ofMinutes(1));

  private final Throttle throttle;
  private final Whereabouts whereabouts;

  SlugGuesses(Throttle throttle, Whereabouts whereabouts) {
    this.throttle = throttle;
    this.whereabouts = whereabouts;
  }

  /** Counts a wrong one; how long to wait when there were too many. */
  Optional<Duration> count(HttpServletRequest request) {
    String place = whereabouts.place(request);
    return throttle.allow(GUESSES, place)
        ? Optional.empty()
        : Optional.of(throttle.wait(GUESSES, place).orElse(GUESSES.window()));
  }

  /**
   * Counts a wrong one.
   *
   * @throws popeki.platform.ApiProblem 429 when there were too many
   */
  void require(HttpServletRequest request) {
    throttle.require(GUESSES, whereabouts.place(request));
  }
}

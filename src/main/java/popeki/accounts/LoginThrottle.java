package popeki.accounts;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.springframework.stereotype.Component;
import popeki.platform.Secrets;

/**
 * Slows guessing down: after five wrong passwords for an address from one place, that pair waits
 * until a quarter of an hour has passed since the first; after a hundred from one place, whoever is
 * there waits an hour. Nobody is locked out elsewhere. Counted per node; a restart forgets.
 */
@Component
class LoginThrottle {
  private static final Duration PAIR_WINDOW = Duration.ofMinutes(15);
  private static final int PAIR_TRIES = 5;
  private static final Duration PLACE_WINDOW = Duration.ofHours(1);
  private static final int PLACE_TRIES = 100;

  private final Clock clock;
  private final Cache<String, List<Instant>> pairs =
      Caffeine.newBuilder().maximumSize(100_000).expireAfterWrite(PAIR_WINDOW).build();
  private final Cache<String, List<Instant>> places =
      Caffeine.newBuilder().maximumSize(100_000).expireAfterWrite(PLACE_WINDOW).build();

  LoginThrottle(Clock clock) {
    this.clock = clock;
  }

  boolean blocks(String ip, String email) {
    return full(pairs, pair(ip, email), PAIR_WINDOW, PAIR_TRIES)
        || full(places, ip, PLACE_WINDOW, PLACE_TRIES);
  }

  void failed(String ip, String email) {
    note(pairs, pair(ip, email), PAIR_WINDOW);
    note(places, ip, PLACE_WINDOW);
  }

  void succeeded(String ip, String email) {
    pairs.invalidate(pair(ip, email));
  }

  private boolean full(Cache<String, List<Instant>> cache, String key, Duration window, int tries) {
    List<Instant> failures = cache.getIfPresent(key);
    return failures != null && recent(failures, window).size() >= tries;
  }

  private void note(Cache<String, List<Instant>> cache, String key, Duration window) {
    cache
        .asMap()
        .merge(
            key,
            List.of(clock.instant()),
            (known, added) -> {
              var all = new java.util.ArrayList<>(recent(known, window));
              all.addAll(added);
              return List.copyOf(all);
            });
  }

  private List<Instant> recent(List<Instant> failures, Duration window) {
    Instant since = clock.instant().minus(window);
    return failures.stream().filter(at -> at.isAfter(since)).toList();
  }

  /** Addresses stay out of memory dumps. */
  private static String pair(String ip, String email) {
    return ip
        + " "
        + HexFormat.of().formatHex(Secrets.hash(email.strip().toLowerCase(Locale.ROOT)), 0, 12);
  }
}

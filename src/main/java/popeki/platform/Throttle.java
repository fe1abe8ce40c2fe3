package popeki.platform;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Named limits: so many times in so long, for one key. A key is who or where: an account, an
 * address, a place. Counted on each node by itself and forgotten at a restart; keys are kept as
 * hashes, so that no address lies in memory.
 *
 * <pre>
 * private static final Limit INVITATIONS = new Limit("invitations", 20, Duration.ofHours(1));
 * throttle.require(INVITATIONS, workspace.toString());
 * </pre>
 */
@Component
public class Throttle {
  private static final Logger log = LoggerFactory.getLogger(Throttle.class);
  private static final Duration LONGEST = Duration.ofHours(1);

  private final Clock clock;
  private final MeterRegistry meters;
  private final Cache<String, List<Instant>> seen =
      Caffeine.newBuilder().maximumSize(200_000).expireAfterWrite(LONGEST).build();

  /**
   * A limit.
   *
   * @param name as logs and metrics call it
   * @param tries how many are free
   * @param window how long one counts, an hour at most
   */
  public record Limit(String name, int tries, Duration window) {
    public Limit {
      if (tries < 1 || window.compareTo(LONGEST) > 0) {
        throw new IllegalArgumentException("A limit counts to one at least, for an hour at most");
      }
    }
  }

  Throttle(Clock clock, MeterRegistry meters) {
    this.clock = clock;
    this.meters = meters;
  }

  /**
   * Counts one; false when there were too many already, which then does not count. Counting and
   * looking are one step, so of a thousand at once no more pass than the limit names: ask before
   * the work it guards, and {@link #forget} or {@link #giveBack} when that went right.
   */
  public boolean allow(Limit limit, String key) {
    Instant now = clock.instant();
    var counted = new AtomicBoolean();
    seen.asMap()
        .compute(
            id(limit, key),
            (id, known) -> {
              List<Instant> recent = known == null ? List.of() : recent(known, limit, now);
              counted.set(recent.size() < limit.tries());
              return counted.get()
                  ? Stream.concat(recent.stream(), Stream.of(now)).toList()
                  : recent;
            });
    return counted.get();
  }

  /**
   * Counts one, or answers 429 with the time to wait.
   *
   * @throws ApiProblem 429
   */
  public void require(Limit limit, String key) {
    if (!allow(limit, key)) {
      throw refusal(limit, key);
    }
  }

  /** How long until the next try is free; empty when it is now. Counts nothing. */
  public Optional<Duration> wait(Limit limit, String key) {
    List<Instant> known = seen.getIfPresent(id(limit, key));
    if (known == null) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    List<Instant> recent = recent(known, limit, now);
    return recent.size() < limit.tries()
        ? Optional.empty()
        : Optional.of(Duration.between(now, recent.getFirst().plus(limit.window())));
  }

  /** Takes back the latest count, for limits that are to bound only what went wrong. */
  public void giveBack(Limit limit, String key) {
    seen.asMap()
        .computeIfPresent(
            id(limit, key),
            (id, known) ->
                known.size() < 2 ? null : List.copyOf(known.subList(0, known.size() - 1)));
  }

  /** Starts anew, after it went right. */
  public void forget(Limit limit, String key) {
    seen.invalidate(id(limit, key));
  }

  /** The answer to whoever must wait, with the time in words and in Retry-After. */
  private ApiProblem refusal(Limit limit, String key) {
    Duration wait = wait(limit, key).orElse(limit.window());
    log.info("Limit {} was reached", limit.name());
    meters.counter("popeki.throttled", "limit", limit.name()).increment();
    long seconds = Math.max(1, wait.toSeconds() + 1);
    return new ApiProblem(
        429,
        "too_many_attempts",
        "Too many attempts",
        "Nothing was changed. Wait " + inWords(wait) + " and try again.",
        Map.of("retry_after", seconds));
  }

  private static String inWords(Duration wait) {
    long minutes = wait.toSeconds() / 60 + 1;
    return minutes == 1 ? "a minute" : minutes + " minutes";
  }

  private static List<Instant> recent(List<Instant> known, Limit limit, Instant now) {
    Instant since = now.minus(limit.window());
    return known.stream().filter(at -> at.isAfter(since)).toList();
  }

  private static String id(Limit limit, String key) {
    return limit.name()
        + " "
        + HexFormat.of().formatHex(Secrets.hash(key.strip().toLowerCase(Locale.ROOT)), 0, 12);
  }
}

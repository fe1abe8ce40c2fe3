package popeki.workspaces;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;
import popeki.platform.ApiProblem;

/**
 * How fast programs may ask, per key and node, and how often somebody may try keys that are none.
 * An integration that follows what happens never comes near; a loop that went wrong is slowed down
 * before it slows others down. In memory: a restart forgets, and n nodes let n times as much
 * through.
 */
@Component
class ApiLimits {
  static final Pace READS = new Pace(100, 1_000);
  static final Pace WRITES = new Pace(50, 500);

  /** Thirty a minute. */
  static final Pace BAD_KEYS = new Pace(0.5, 30);

  private final Clock clock;
  private final Cache<String, Instant> full =
      Caffeine.newBuilder().maximumSize(100_000).expireAfterAccess(Duration.ofHours(1)).build();

  ApiLimits(Clock clock) {
    this.clock = clock;
  }

  Pace.Verdict read(UUID key) {
    return ask("read " + key, READS);
  }

  Pace.Verdict write(UUID key) {
    return ask("write " + key, WRITES);
  }

  /**
   * Somebody came with a key that is none.
   *
   * @param network an IPv4 address or an IPv6 /64: what one person has to try from
   */
  Pace.Verdict badKey(String network) {
    return ask("bad " + network, BAD_KEYS);
  }

  /** Tells the caller where they stand, on every answer. */
  static void tell(HttpServletResponse response, String name, Pace pace, Pace.Verdict verdict) {
    response.setHeader(
        "RateLimit-Policy",
        "\"%s\";q=%d;w=%d".formatted(name, pace.burst(), pace.window().toSeconds()));
    response.setHeader(
        "RateLimit", "\"%s\";r=%d;t=%d".formatted(name, verdict.left(), seconds(verdict.toFull())));
  }

  static ApiProblem tooMany(String code, String detail, Pace.Verdict verdict) {
    return new ApiProblem(
        429,
        code,
        "Too many requests",
        detail,
        Map.of(ApiProblem.RETRY_AFTER, Math.max(1, seconds(verdict.pause()))));
  }

  private Pace.Verdict ask(String who, Pace pace) {
    Instant now = clock.instant();
    var verdict = new Pace.Verdict[1];
    full.asMap()
        .compute(
            who,
            (_, known) -> {
              verdict[0] = pace.ask(known == null ? now : known, now);
              return verdict[0].full();
            });
    return verdict[0];
  }

  private static long seconds(Duration length) {
    return length.plusMillis(999).toSeconds();
  }
}

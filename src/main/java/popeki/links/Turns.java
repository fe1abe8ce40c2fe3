package popeki.links;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import popeki.kernel.LinkId;
import popeki.kernel.NumberId;

/**
 * Chooses among the numbers of a link, the same one for the same visitor, without a cookie and
 * without a row. By weight the choice is computed from address and user agent alone (the highest of
 * one draw for each number), so every node comes to the same, nothing is kept, and a number that is
 * switched off moves only its own visitors. In turn there must be a memory of who had which turn: a
 * salted hash, here and for a day. Whoever asks not to be tracked, and every robot, takes no turn:
 * theirs is computed as if all weighed the same.
 */
final class Turns {
  private static final int MOST_VISITORS = 200_000;
  private static final double UNIT = 0x1.0p-53;

  private final ConcurrentHashMap<LinkId, AtomicInteger> turns = new ConcurrentHashMap<>();
  private final Cache<Long, NumberId> given =
      Caffeine.newBuilder()
          .maximumSize(MOST_VISITORS)
          .expireAfterAccess(Duration.ofDays(1))
          .build();
  private final long salt;

  Turns() {
    this(new SecureRandom());
  }

  Turns(RandomGenerator random) {
    this.salt = random.nextLong();
  }

  /**
   * The number for this visit.
   *
   * @param open those it may be, one at least
   * @param remembers whether the visitor may be remembered
   */
  LinkNumber choose(LinkTarget target, List<LinkNumber> open, Visit visit, boolean remembers) {
    if (open.size() == 1 || target.routing() == Routing.SINGLE) {
      return open.getFirst();
    }
    long visitor = hash(target.link(), visit);
    if (target.routing() == Routing.WEIGHTS) {
      return drawn(open, visitor, true);
    }
    return remembers ? inTurn(target.link(), open, visitor) : drawn(open, visitor, false);
  }

  private LinkNumber inTurn(LinkId link, List<LinkNumber> open, long visitor) {
    Long key = mix(visitor ^ salt);
    NumberId before = given.getIfPresent(key);
    for (LinkNumber one : open) {
      if (one.number().equals(before)) {
        return one;
      }
    }
    int turn = turns.computeIfAbsent(link, id -> new AtomicInteger()).getAndIncrement();
    LinkNumber next = open.get(Math.floorMod(turn, open.size()));
    given.put(key, next.number());
    return next;
  }

  /** Each number draws a waiting time, shorter the heavier it is; the first one wins. */
  private static LinkNumber drawn(List<LinkNumber> open, long visitor, boolean weighed) {
    LinkNumber first = open.getFirst();
    double shortest = Double.POSITIVE_INFINITY;
    for (LinkNumber one : open) {
      double wait = -Math.log(uniform(visitor, one.number())) / (weighed ? one.weight() : 1);
      if (wait < shortest) {
        shortest = wait;
        first = one;
      }
    }
    return first;
  }

  /** Above 0, at most 1. */
  private static double uniform(long visitor, NumberId number) {
    long hash = mix(visitor ^ number.value().getMostSignificantBits());
    hash = mix(hash ^ number.value().getLeastSignificantBits());
    return ((hash >>> 11) + 1) * UNIT;
  }

  private static long hash(LinkId link, Visit visit) {
    long hash = mix(link.value().getMostSignificantBits());
    hash = mix(hash ^ link.value().getLeastSignificantBits());
    hash = hash(hash, visit.ip());
    String userAgent = visit.facts().userAgent();
    return userAgent == null ? hash : hash(hash, userAgent);
  }

  private static long hash(long seed, String text) {
    long hash = seed ^ text.length();
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x9E37_79B9_7F4A_7C15L;
      hash ^= hash >>> 29;
    }
    return mix(hash);
  }

  private static long mix(long value) {
    long mixed = (value ^ (value >>> 33)) * 0xFF51_AFD7_ED55_8CCDL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xC4CE_B9FE_1A85_EC53L;
    return mixed ^ (mixed >>> 33);
  }
}

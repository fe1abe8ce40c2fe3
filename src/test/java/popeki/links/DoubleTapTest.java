package popeki.links;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import popeki.kernel.LinkId;

class DoubleTapTest {
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
  private static final LinkId LINK = new LinkId(new UUID(1, 2));
  private static final LinkId OTHER_LINK = new LinkId(new UUID(1, 3));

  private final DoubleTap taps = new DoubleTap(new SplittableRandom(1), 64);

  @Test
  void counts_once_within_ten_seconds_of_the_counted_tap() {
    assertThat(tap(0)).isTrue();
    assertThat(tap(1)).isFalse();
    assertThat(tap(6_000)).isFalse();
    assertThat(tap(9_999)).isFalse();
    assertThat(tap(10_000)).isTrue();
    assertThat(tap(19_999)).isFalse();
    assertThat(tap(20_000)).isTrue();
  }

  @Test
  void forgives_a_tap_that_overtook_another() {
    assertThat(tap(5_000)).isTrue();
    assertThat(tap(4_990)).isFalse();
    assertThat(tap(5_010)).isFalse();
  }

  @Test
  void tells_visitors_and_links_apart() {
    assertThat(taps.counts("203.0.113.7", "A", LINK, NOON)).isTrue();
    assertThat(taps.counts("203.0.113.8", "A", LINK, NOON)).isTrue();
    assertThat(taps.counts("203.0.113.7", "B", LINK, NOON)).isTrue();
    assertThat(taps.counts("203.0.113.7", null, LINK, NOON)).isTrue();
    assertThat(taps.counts("203.0.113.7", "A", OTHER_LINK, NOON)).isTrue();
    assertThat(taps.counts("203.0.113", ".7A", LINK, NOON)).isTrue();
    assertThat(taps.counts("203.0.113.7", "A", LINK, NOON)).isFalse();
    assertThat(taps.counts("203.0.113.7", null, LINK, NOON)).isFalse();
  }

  @Test
  void never_drops_a_first_tap_in_a_flood() {
    for (int i = 0; i < 100_000; i++) {
      assertThat(taps.counts("198.51.100." + i, "A", LINK, NOON.plusMillis(i / 100))).isTrue();
    }
  }

  @Test
  void remembers_ten_seconds_of_a_busy_day() {
    var real = new DoubleTap();
    int forgotten = 0;
    for (int i = 0; i < 100_000; i++) {
      assertThat(real.counts("v" + i, "A", LINK, NOON.plusNanos(i * 100_000L))).isTrue();
    }
    for (int i = 0; i < 100_000; i++) {
      forgotten += real.counts("v" + i, "A", LINK, NOON.plusSeconds(9)) ? 1 : 0;
    }
    assertThat(forgotten).isLessThan(1_000);
  }

  @Test
  void counts_once_however_many_tap_at_the_same_moment() {
    var counted = new AtomicInteger();
    try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 2_000; i++) {
        var visitor = "192.0.2." + i % 20;
        pool.execute(() -> counted.addAndGet(taps.counts(visitor, "A", LINK, NOON) ? 1 : 0));
      }
    }
    assertThat(counted).hasValue(20);
  }

  private boolean tap(long millis) {
    return taps.counts("203.0.113.7", "Mozilla/5.0", LINK, NOON.plusMillis(millis));
  }
}

package popeki;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/** A clock that runs with the machine's, shifted as far as a test sets it. */
public final class TestClock extends Clock {
  /** One for the process: what tests write is dated by the same clock as what the product does. */
  private static final AtomicReference<Duration> SHIFT = new AtomicReference<>(Duration.ZERO);

  /** What time it is for the product and for whoever writes to it. */
  public static Instant now() {
    return Clock.systemUTC().instant().plus(SHIFT.get());
  }

  /** Moves time forward, for everything in the application. */
  public void advance(Duration by) {
    SHIFT.updateAndGet(known -> known.plus(by));
  }

  @Override
  public Instant instant() {
    return now();
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return Clock.fixed(instant(), zone);
  }

  @TestConfiguration(proxyBeanMethods = false)
  static class Beans {
    @Bean
    @Primary
    TestClock testClock() {
      return new TestClock();
    }
  }
}

package popeki.links;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;
import popeki.links.Verdict.Kind;

/** The meters of the click path, all made before the first visit. */
@Component
class ClickMetrics {
  private final MeterRegistry registry;
  private final Map<Kind, Counter> clicks = new EnumMap<>(Kind.class);
  private final Counter doubleTaps;
  private final Counter spooled;
  private final Counter loaded;
  private final Counter lost;
  private final Counter torn;
  private final Counter unreadable;
  private final DistributionSummary batch;
  private final Timer redirect;

  ClickMetrics(MeterRegistry registry) {
    this.registry = registry;
    for (Kind kind : Kind.values()) {
      clicks.put(kind, registry.counter("popeki.clicks", "kind", kind.label()));
    }
    doubleTaps = registry.counter("popeki.clicks.double.taps");
    spooled = registry.counter("popeki.clicks.spooled");
    loaded = registry.counter("popeki.clicks.loaded");
    lost = registry.counter("popeki.clicks.lost");
    torn = registry.counter("popeki.spool.torn");
    unreadable = registry.counter("popeki.spool.unreadable");
    batch =
        DistributionSummary.builder("popeki.clicks.batch")
            .description("Clicks that shared a commit")
            .register(registry);
    redirect =
        Timer.builder("popeki.redirect")
            .description("From the request of a link to its answer, the click on disk")
            .publishPercentileHistogram()
            .register(registry);
  }

  void watch(ClickSpool spool) {
    Gauge.builder("popeki.spool.bytes", spool, ClickSpool::bytes).register(registry);
  }

  void clicked(Click click) {
    java.util.Objects.requireNonNull(clicks.get(click.kind())).increment();
    if (Capture.DOUBLE_TAP.equals(click.notCountedReason())) {
      doubleTaps.increment();
    }
  }

  void redirected(long nanos) {
    redirect.record(nanos, TimeUnit.NANOSECONDS);
  }

  void committed(int count) {
    batch.record(count);
  }

  void spooled(int count) {
    spooled.increment(count);
  }

  void loaded(int count) {
    loaded.increment(count);
  }

  void lost(int count) {
    lost.increment(count);
  }

  void torn() {
    torn.increment();
  }

  void unreadable(int count) {
    unreadable.increment(count);
  }

  double lostSoFar() {
    return lost.count();
  }
}

package popeki.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class Uuid7Test {
  private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

  @Test
  void is_a_version_7_id_of_its_instant() {
    UUID id = Uuid7.at(NOON);
    assertThat(id.version()).isEqualTo(7);
    assertThat(id.variant()).isEqualTo(2);
    assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(NOON.toEpochMilli());
  }

  @Test
  void of_one_instant_the_later_made_sorts_later() {
    List<String> made = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      made.add(Uuid7.at(NOON).toString());
    }
    assertThat(made).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void an_earlier_instant_sorts_earlier_whenever_it_is_made() {
    UUID later = Uuid7.at(NOON);
    assertThat(Uuid7.at(NOON.minusMillis(1)).toString()).isLessThan(later.toString());
  }

  @Test
  void many_threads_make_no_id_twice() throws Exception {
    Callable<List<UUID>> maker =
        () -> {
          List<UUID> made = new ArrayList<>();
          for (int i = 0; i < 20_000; i++) {
            made.add(Uuid7.at(NOON));
          }
          return made;
        };
    var all = new HashSet<UUID>();
    try (var threads = Executors.newFixedThreadPool(8)) {
      for (Future<List<UUID>> made : threads.invokeAll(List.of(maker, maker, maker, maker))) {
        all.addAll(made.get());
      }
    }
    assertThat(all).hasSize(80_000);
  }
}

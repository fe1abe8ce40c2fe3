package popeki.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CreditModelTest {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

  private static int[] parts(CreditModel model, int... daysBefore) {
    return model.parts(
        Arrays.stream(daysBefore).mapToObj(days -> NOON.minus(Duration.ofDays(days))).toList(),
        NOON);
  }

  @Test
  void each_model_shares_as_it_says() {
    assertThat(parts(CreditModel.FIRST, 9, 5, 1)).containsExactly(1_000_000, 0, 0);
    assertThat(parts(CreditModel.LINEAR, 9, 5, 1)).containsExactly(333_333, 333_333, 333_334);
    assertThat(parts(CreditModel.POSITION, 9, 5, 1)).containsExactly(400_000, 200_000, 400_000);
    assertThat(parts(CreditModel.POSITION, 9, 1)).containsExactly(500_000, 500_000);
    assertThat(parts(CreditModel.TIME_DECAY, 7, 0)).containsExactly(333_333, 666_667);
  }

  @ParameterizedTest
  @EnumSource(CreditModel.class)
  void credits_sum_to_exactly_one(CreditModel model) {
    var random = new Random(11);
    for (int i = 0; i < 2_000; i++) {
      List<Instant> touches =
          IntStream.rangeClosed(1, 1 + random.nextInt(40))
              .mapToObj(_ -> NOON.minusSeconds(random.nextInt(90 * 86_400)))
              .sorted()
              .toList();
      int[] parts = model.parts(touches, NOON);

      assertThat(Arrays.stream(parts).sum()).isEqualTo(CreditModel.WHOLE);
      assertThat(Arrays.stream(parts).min().orElseThrow()).isNotNegative();
    }
  }
}

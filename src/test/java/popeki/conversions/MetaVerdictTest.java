package popeki.conversions;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetaVerdictTest {
  private static final Instant NOON = Deliveries.NOON;

  private static GraphAnswer error(int http, int code, @Nullable Integer subcode) {
    return new GraphAnswer(http, null, code, subcode, false, "A1", "…", null);
  }

  private static GraphAnswer plain(int http, @Nullable Integer received) {
    return new GraphAnswer(http, received, null, null, false, "A1", null, null);
  }

  /** Meta's table of errors, line by line; the word is what becomes of the attempt. */
  @ParameterizedTest
  @CsvSource({
    "500, 1,, unknown",
    "400, 2,, unknown",
    "503, 2,, unknown",
    "400, 4,, not_taken",
    "400, 17,, not_taken",
    "400, 32,, not_taken",
    "400, 613,, not_taken",
    "400, 80000,, not_taken",
    "400, 80014,, not_taken",
    "429, 100,, not_taken",
    "400, 100, 2804003, rejected",
    "400, 100, 2804050, rejected",
    "400, 100, 2804066, rejected",
    "400, 100, 2804087, rejected",
    "400, 100,, rejected",
    "400, 2500,, rejected",
    "400, 100, 33, parked",
    "401, 190,, parked",
    "401, 190, 463, parked",
    "400, 102,, parked",
    "400, 0,, parked",
    "400, 10,, parked",
    "403, 200,, parked",
    "403, 299,, parked",
    "400, 3,, parked",
    "400, 294,, parked",
    "400, 368,, parked"
  })
  void reads_every_error_of_the_table(int http, int code, @Nullable Integer subcode, String word) {
    assertThat(MetaVerdict.judge(error(http, code, subcode)).word()).isEqualTo(word);
  }

  @Test
  void names_the_refusal() {
    assertThat(reason(2804003)).isEqualTo(Reason.TOO_OLD);
    assertThat(reason(2804066)).isEqualTo(Reason.REFUSED_EVENT_NAME);
    assertThat(reason(2804087)).isEqualTo(Reason.REFUSED_CLICK_ID);
    assertThat(reason(2804050)).isEqualTo(Reason.REFUSED_TOO_LITTLE_DATA);
    assertThat(reason(99)).isEqualTo(Reason.REFUSED_EVENT);
  }

  private static Reason reason(int subcode) {
    return ((DeliveryResult.Rejected) MetaVerdict.judge(error(400, 100, subcode))).reason();
  }

  @Test
  void counts_what_meta_counted_and_not_the_200() {
    assertThat(MetaVerdict.judge(plain(200, 1))).isInstanceOf(DeliveryResult.Accepted.class);
    assertThat(MetaVerdict.judge(plain(200, 0)))
        .isInstanceOfSatisfying(
            DeliveryResult.Retry.class,
            retry -> {
              assertThat(retry.reason()).isEqualTo(Reason.NOT_RECEIVED);
              assertThat(retry.limit()).isEqualTo(3);
            });
    assertThat(MetaVerdict.judge(plain(200, null)))
        .isInstanceOfSatisfying(
            DeliveryResult.Retry.class,
            retry -> assertThat(retry.reason()).isEqualTo(Reason.BAD_ANSWER));
  }

  @Test
  void believes_what_meta_calls_transient() {
    var transientError = new GraphAnswer(400, null, 100, 2804087, true, null, null, null);
    assertThat(MetaVerdict.judge(transientError).word()).isEqualTo("unknown");
  }

  @Test
  void waits_as_long_as_meta_asks() {
    var limited = new GraphAnswer(429, null, null, null, false, null, null, Duration.ofMinutes(7));
    var retry = (DeliveryResult.Retry) MetaVerdict.judge(limited);
    assertThat(plan(retry, 1, null))
        .isEqualTo(new RetryRules.Plan.Again(NOON.plus(Duration.ofMinutes(7))));
  }

  @Test
  void doubles_its_own_pauses_up_to_two_hours() {
    var retry = unavailable();
    assertThat(plan(retry, 1, null)).isEqualTo(new RetryRules.Plan.Again(NOON.plusSeconds(1)));
    assertThat(plan(retry, 5, null)).isEqualTo(new RetryRules.Plan.Again(NOON.plusSeconds(16)));
    assertThat(plan(retry, 30, null))
        .isEqualTo(new RetryRules.Plan.Again(NOON.plus(Duration.ofHours(2))));
  }

  @Test
  void gives_up_when_the_attempts_are_used_up() {
    assertThat(plan(unavailable(), MetaVerdict.MANY, null))
        .isEqualTo(new RetryRules.Plan.GiveUp(Reason.UNAVAILABLE));
    var zero = (DeliveryResult.Retry) MetaVerdict.judge(plain(200, 0));
    assertThat(plan(zero, 3, null)).isEqualTo(new RetryRules.Plan.GiveUp(Reason.NOT_RECEIVED));
  }

  @Test
  void never_gives_up_because_meta_asked_for_patience() {
    var limited = (DeliveryResult.Retry) MetaVerdict.judge(plain(429, null));
    assertThat(plan(limited, 1000, null)).isInstanceOf(RetryRules.Plan.Again.class);
  }

  @Test
  void sends_nothing_again_that_meta_no_longer_recognises() {
    assertThat(plan(unavailable(), 20, NOON.minus(Duration.ofHours(46))))
        .isEqualTo(new RetryRules.Plan.GiveUp(Reason.OUTCOME_UNKNOWN));
    assertThat(plan(unavailable(), 5, NOON.minus(Duration.ofHours(46))))
        .isInstanceOf(RetryRules.Plan.Again.class);
  }

  private static DeliveryResult.Retry unavailable() {
    return (DeliveryResult.Retry) MetaVerdict.judge(plain(503, null));
  }

  private static RetryRules.Plan plan(
      DeliveryResult.Retry retry, int tries, @Nullable Instant unknownSince) {
    return RetryRules.plan(retry, tries, unknownSince, 0.5, NOON);
  }
}

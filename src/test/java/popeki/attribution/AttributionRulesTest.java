package popeki.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import popeki.attribution.Touch.Kind;
import popeki.attribution.Touch.Standing;
import popeki.platform.Delta;

class AttributionRulesTest {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  private static final Windows WINDOWS = Windows.of(30);

  private static Touch ad(Instant toldAt, String adId) {
    var credit = new Delta.Credit("meta", "c-" + adId, null, adId, null);
    return new Touch(
        "ad:" + adId,
        Kind.AD,
        toldAt,
        toldAt,
        null,
        null,
        "AR" + adId,
        adId,
        Standing.OWN,
        credit,
        null,
        0);
  }

  private static Touch nameless(Instant toldAt) {
    var credit = new Delta.Credit("meta", null, null, null, null);
    return new Touch(
        "ctwa:x",
        Kind.AD_WITHOUT_ID,
        toldAt,
        toldAt,
        null,
        null,
        "ARx",
        null,
        Standing.OWN,
        credit,
        null,
        0);
  }

  private static Touch post(Instant toldAt) {
    return new Touch(
        "post:1",
        Kind.POST,
        toldAt,
        toldAt,
        null,
        null,
        null,
        "1",
        Standing.OWN,
        Delta.Credit.NONE,
        null,
        0);
  }

  private static Touch click(Instant toldAt, Instant clickedAt, String code, Standing standing) {
    var link = UUID.nameUUIDFromBytes(code.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    var credit = new Delta.Credit("instagram", "spring", null, null, link);
    return new Touch(
        code, Kind.CLICK, toldAt, clickedAt, link, link, null, null, standing, credit, "Bio", 0);
  }

  private static Touch click(Instant toldAt, String code) {
    return click(toldAt, toldAt.minusSeconds(60), code, Standing.OWN);
  }

  private static Verdict decide(Touch... touches) {
    return AttributionRules.decide(NOON, List.of(touches), WINDOWS);
  }

  @Test
  void credits_the_ad_when_both_an_ad_and_a_link_match() {
    Verdict verdict = decide(click(NOON, "K7QM2XPA4B"), ad(NOON, "120"));
    assertThat(verdict.method()).isEqualTo("ctwa");
    assertThat(verdict.credit().adId()).isEqualTo("120");
    assertThat(verdict.evidence())
        .extracting(Evidence::signal)
        .containsExactly("ad_referral", "other_touch");
  }

  @Test
  void an_ad_without_its_id_is_an_ad_we_do_not_know() {
    assertThat(decide(nameless(NOON)).status()).isEqualTo("ad_unknown");
  }

  @Test
  void a_post_is_no_ad_and_a_link_beside_it_wins() {
    assertThat(decide(post(NOON)).status()).isEqualTo("unattributed");
    Verdict verdict = decide(post(NOON), click(NOON, "K7QM2XPA4B"));
    assertThat(verdict.method()).isEqualTo("code");
    assertThat(verdict.evidence()).extracting(Evidence::signal).contains("post_referral");
  }

  @Test
  void nothing_told_is_nothing_credited() {
    assertThat(decide().status()).isEqualTo("unattributed");
    assertThat(decide().evidence()).isEmpty();
  }

  @Test
  void a_passed_on_code_is_another_persons_click() {
    Verdict verdict = decide(click(NOON, NOON.minusSeconds(9), "K7QM2XPA4B", Standing.SHARED));
    assertThat(verdict.status()).isEqualTo("unattributed");
    assertThat(verdict.evidence()).extracting(Evidence::signal).containsExactly("shared_code");
  }

  @Test
  void a_code_without_its_visit_is_shown_and_credits_nothing() {
    Verdict verdict = decide(click(NOON, NOON, "K7QM2XPA4B", Standing.UNKNOWN));
    assertThat(verdict.status()).isEqualTo("unattributed");
    assertThat(verdict.evidence()).extracting(Evidence::signal).containsExactly("unknown_code");
  }

  @Test
  void the_window_ends_to_the_second() {
    Instant edge = NOON.minus(Duration.ofDays(30));
    assertThat(decide(click(NOON, edge, "A", Standing.OWN)).status()).isEqualTo("attributed");
    Verdict outside = decide(click(NOON, edge.minusSeconds(1), "A", Standing.OWN));
    assertThat(outside.status()).isEqualTo("unattributed");
    assertThat(outside.evidence()).extracting(Evidence::signal).containsExactly("outside_window");
  }

  @Test
  void the_touch_that_opened_the_conversation_keeps_the_credit() {
    Verdict verdict = decide(ad(NOON.plusSeconds(3600), "999"), click(NOON, "K7QM2XPA4B"));
    assertThat(verdict.method()).isEqualTo("code");
  }

  @Test
  void after_the_first_day_a_touch_is_evidence_only() {
    Instant lastMoment = NOON.plus(AttributionRules.OPENING);
    assertThat(decide(ad(lastMoment, "1")).status()).isEqualTo("attributed");
    Verdict late = decide(ad(lastMoment.plusSeconds(1), "1"));
    assertThat(late.status()).isEqualTo("unattributed");
    assertThat(late.evidence()).extracting(Evidence::signal).containsExactly("later_touch");
  }

  @Test
  void the_order_of_arrival_never_changes_the_answer() {
    var random = new Random(20261123);
    for (int round = 0; round < 2_000; round++) {
      List<Touch> touches = someTouches(random);
      Verdict first = AttributionRules.decide(NOON, touches, WINDOWS);
      Collections.shuffle(touches, random);
      assertThat(AttributionRules.decide(NOON, touches, WINDOWS)).isEqualTo(first);
      assertThat(first.evidence()).hasSameSizeAs(touches);
      assertThat(first.confidence()).isBetween(0.0, 1.0);
    }
  }

  private static List<Touch> someTouches(Random random) {
    var touches = new ArrayList<Touch>();
    int count = random.nextInt(6);
    for (int i = 0; i < count; i++) {
      Instant at = NOON.plusSeconds(random.nextInt(3) * 40_000L);
      touches.add(
          switch (random.nextInt(4)) {
            case 0 -> ad(at, String.valueOf(i));
            case 1 -> click(at, at.minusSeconds(random.nextInt(4_000_000)), "C" + i, Standing.OWN);
            case 2 ->
                click(
                    at,
                    at,
                    "S" + i,
                    List.of(Standing.OWN, Standing.SHARED, Standing.UNKNOWN)
                        .get(random.nextInt(3)));
            default -> ad(at, "x" + i);
          });
    }
    return touches;
  }
}

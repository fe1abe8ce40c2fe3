package popeki.ads;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import popeki.kernel.Money;
import popeki.platform.Outbound;
import tools.jackson.databind.json.JsonMapper;

/** What Meta's answers say: limits, costs, pictures; and what of it is not believed. */
class MetaAnswersTest {
  private static final FoundAccount ACCOUNT = new FoundAccount("1", "A", "BRL", "UTC", 1);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "x-app-usage | {\"call_count\":10,\"total_time\":74,\"total_cputime\":3} | 74 | 0",
        "x-app-usage | {\"call_count\":75} | 75 | 30",
        "x-app-usage | {\"call_count\":94.2} | 95 | 900",
        "x-app-usage | {\"call_count\":\"96\"} | 96 | 900",
        "x-fb-ads-insights-throttle | {\"app_id_util_pct\":100,\"acc_id_util_pct\":9.5,\"ads_api_access_tier\":\"x\"} | 100 | 900",
        "x-ad-account-usage | {\"acc_id_util_pct\":100,\"reset_time_duration\":120} | 100 | 120",
        "x-ad-account-usage | {\"acc_id_util_pct\":20,\"reset_time_duration\":120} | 20 | 0",
        "x-business-use-case-usage | {\"9\":[{\"type\":\"ads_insights\",\"call_count\":5,\"estimated_time_to_regain_access\":7}]} | 5 | 420",
        "x-business-use-case-usage | {\"9\":[{\"call_count\":80,\"estimated_time_to_regain_access\":0}]} | 80 | 30",
      })
  void limits_slow_down_and_stop(String header, String value, int percent, long seconds) {
    Usage usage = UsageHeaders.read(headers(header, value));
    assertThat(usage.percent()).isEqualTo(percent);
    assertThat(usage.pause()).isEqualTo(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{broken",
        "null",
        "7",
        "[]",
        "[[[[[[[[]]]]]]]]",
        "{\"call_count\":null}",
        "{\"call_count\":\"many\"}",
        "{\"call_count\":-5}",
        "{\"9\":{\"9\":{\"9\":{\"9\":{\"9\":{\"call_count\":99}}}}}}"
      })
  void a_header_that_makes_no_sense_is_no_reason_to_fail_or_wait(String value) {
    for (String header :
        List.of("X-App-Usage", "X-Business-Use-Case-Usage", "X-Ad-Account-Usage")) {
      assertThat(UsageHeaders.read(headers(header, value)).pause()).isEqualTo(Duration.ZERO);
    }
    assertThat(UsageHeaders.read(HttpHeaders.of(Map.of(), (a, b) -> true)))
        .isEqualTo(Usage.UNKNOWN);
  }

  @Test
  void a_refusal_for_limits_waits_even_when_no_header_says_so() {
    assertThat(Usage.UNKNOWN.pauseWhenRefused()).isEqualTo(Duration.ofMinutes(15));
    assertThat(new Usage(80, null).pauseWhenRefused()).isEqualTo(Duration.ofMinutes(15));
    assertThat(new Usage(100, Duration.ofMinutes(3)).pauseWhenRefused())
        .isEqualTo(Duration.ofMinutes(3));
    assertThat(new Usage(100, Duration.ofDays(90)).pause()).isEqualTo(Duration.ofDays(1));
  }

  @ParameterizedTest
  @CsvSource({
    "12.34, BRL, 1234",
    "12, BRL, 1200",
    "0.1, BRL, 10",
    "1234, JPY, 1234",
    "1.234, KWD, 1234",
    "12.345, BRL, 1235"
  })
  void costs_are_exact_in_the_accounts_smallest_unit(String spend, String currency, long minor) {
    var page =
        MarketingPayload.days(
            JsonMapper.shared()
                .readTree(
                    """
                    {"data":[{"ad_id":"9007199254740993","campaign_id":"7","spend":"%s","account_currency":"%s",
                      "impressions":"10","clicks":"2","date_start":"2026-11-20",
                      "actions":[{"action_type":"link_click","value":"9"},
                        {"action_type":"onsite_conversion.messaging_conversation_started_7d","value":"4"}]}]}"""
                        .formatted(spend, currency)),
            ACCOUNT);
    var day = page.rows().getFirst();
    assertThat(day.spend().amount()).isEqualTo(new Money(minor, currency));
    assertThat(day.spend().adId()).as("longer than a double holds").isEqualTo("9007199254740993");
    assertThat(day.started()).isEqualTo(4L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"ad_id\":\"1\"}",
        "{\"ad_id\":\"1\",\"campaign_id\":\"2\",\"spend\":\"-1\",\"date_start\":\"2026-11-20\"}",
        "{\"ad_id\":\"1\",\"campaign_id\":\"2\",\"spend\":\"1e9\",\"date_start\":\"2026-11-20\"}",
        "{\"ad_id\":\"1\",\"campaign_id\":\"2\",\"spend\":\"1\",\"date_start\":\"soon\"}",
        "{\"ad_id\":\"x\",\"campaign_id\":\"2\",\"spend\":\"1\",\"date_start\":\"2026-11-20\"}",
        "{\"ad_id\":\"1\",\"campaign_id\":\"2\",\"spend\":\"1\",\"account_currency\":\"ZZZ\",\"date_start\":\"2026-11-20\"}"
      })
  void a_row_that_makes_no_sense_is_left_out(String row) {
    assertThat(
            MarketingPayload.days(JsonMapper.shared().readTree("{\"data\":[" + row + "]}"), ACCOUNT)
                .rows())
        .isEmpty();
  }

  @Test
  void a_picture_is_drawn_anew_and_small() throws Exception {
    byte[] kept = PictureRules.drawnAnew(png(1_000, 500)).orElseThrow();
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(kept));
    assertThat(image.getWidth()).isEqualTo(320);
    assertThat(image.getHeight()).isEqualTo(160);
    assertThat(kept).startsWith(0xFF, 0xD8).hasSizeLessThan(65_536);
  }

  @Test
  void what_is_no_picture_or_a_huge_one_is_none() throws Exception {
    assertThat(PictureRules.drawnAnew(new byte[0])).isEmpty();
    assertThat(PictureRules.drawnAnew("<svg/>".getBytes(StandardCharsets.UTF_8))).isEmpty();
    assertThat(PictureRules.drawnAnew(png(5_000, 1))).isEmpty();
    byte[] cut = png(100, 100);
    cut[20] = 0x7F;
    assertThat(PictureRules.drawnAnew(cut)).as("says it is huge").isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "https://scontent-gru1-1.xx.fbcdn.net/v/t45.jpg?oh=1, true",
    "https://fbcdn.net/a.jpg, true",
    "http://scontent.fbcdn.net/a.jpg, false",
    "https://evilfbcdn.net/a.jpg, false",
    "https://fbcdn.net.evil.example/a.jpg, false",
    "https://scontent.fbcdn.net:8443/a.jpg, false",
    "https://user@scontent.fbcdn.net/a.jpg, false",
    "https://127.0.0.1/a.jpg, false"
  })
  void pictures_come_from_metas_own_network_alone(String url, boolean taken) {
    var peer =
        new Outbound.Peer("t", URI.create("https://fbcdn.net"), Duration.ofSeconds(1), 1, true);
    assertThat(peer.isAt(URI.create(url))).isEqualTo(taken);
  }

  private static byte[] png(int width, int height) throws Exception {
    var out = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), "png", out);
    return out.toByteArray();
  }

  private static HttpHeaders headers(String name, String value) {
    return HttpHeaders.of(Map.of(name, List.of(value)), (a, b) -> true);
  }
}

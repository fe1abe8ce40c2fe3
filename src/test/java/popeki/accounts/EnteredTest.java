package popeki.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnteredTest {
  private static final Instant SINCE = Instant.parse("2026-11-01T08:00:00Z");

  /** ASVS 7.3.1, 7.3.2: twelve hours without use, thirty days in any case. */
  @ParameterizedTest
  @CsvSource({
    "PT0S,PT0S,false",
    "PT0S,PT11H59M,false",
    "PT0S,PT12H,true",
    "PT700H,PT711H59M,false",
    "PT700H,PT712H,true",
    "PT719H,PT719H59M,false",
    "PT719H59M,PT720H,true",
    "PT800H,PT800H,true",
  })
  void ends_by_disuse_and_by_age(Duration seen, Duration now, boolean over) {
    var entered = new Entered(SINCE, "Firefox on Linux", "203.0.113.0/24");
    assertThat(entered.isOver(SINCE.plus(seen), SINCE.plus(now))).isEqualTo(over);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36|Chrome on Windows",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0|Edge on Windows",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Mobile Safari/604.1|Safari on iPhone",
        "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36|Chrome on Android",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0|Firefox on Mac",
        "curl/8.0|Unknown browser",
        "''|Unknown browser"
      })
  void names_a_browser_as_its_owner_would(String header, String words) {
    assertThat(DeviceWords.of(header)).isEqualTo(words);
  }
}

package popeki.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TotpTest {
  /** The secret of RFC 6238's appendix B. */
  private static final byte[] SECRET = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);

  /** The last six of the eight digits there. */
  @ParameterizedTest
  @CsvSource({
    "59,287082",
    "1111111109,081804",
    "1111111111,050471",
    "1234567890,005924",
    "2000000000,279037",
    "20000000000,353130"
  })
  void counts_as_the_standard_does(long second, String code) {
    assertThat(Totp.codeAt(SECRET, second / 30)).isEqualTo(code);
    assertThat(Totp.step(SECRET, code, Instant.ofEpochSecond(second), 0)).hasValue(second / 30);
  }

  @ParameterizedTest
  @CsvSource({"-61,false", "-30,true", "0,true", "30,true", "61,false"})
  void forgives_a_clock_that_is_half_a_minute_off(long off, boolean taken) {
    long now = 1_000_000_020;
    String code = Totp.codeAt(SECRET, (now + off) / 30);
    assertThat(Totp.step(SECRET, code, Instant.ofEpochSecond(now), 0).isPresent()).isEqualTo(taken);
  }

  @Test
  void takes_no_step_twice() {
    long step = 40_000_000;
    String code = Totp.codeAt(SECRET, step);
    Instant now = Instant.ofEpochSecond(step * 30);
    assertThat(Totp.step(SECRET, code, now, step - 1)).hasValue(step);
    assertThat(Totp.step(SECRET, code, now, step)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"12345", "1234567", "abcdef", "''", "12345a"})
  void takes_nothing_that_is_no_code(String text) {
    assertThat(Totp.step(SECRET, text, Instant.EPOCH.plusSeconds(100), 0)).isEmpty();
  }

  @Test
  void writes_secrets_as_apps_read_them() {
    assertThat(Base32.encode(SECRET)).isEqualTo("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    assertThat(Base32.encode("foobar".getBytes(StandardCharsets.US_ASCII))).isEqualTo("MZXW6YTBOI");
    assertThat(Totp.uri(SECRET, "ana+x@example.com"))
        .isEqualTo(
            "otpauth://totp/Popeki%20Track%3Aana%2Bx%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Popeki%20Track");
  }
}

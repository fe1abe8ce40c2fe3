package popeki.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiBodyFilterTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      value = {
        "{\"name\":\"a\\u0000b\"},true",
        "{\"name\":\"a\\\\\\u0000b\"},true",
        "{\"name\":\"a\\\\u0000b\"},false",
        "{\"name\":\"a\\u0001b\"},false",
        "{\"name\":\"u0000\"},false",
        "{\"name\":\"cut off \\u00,false",
      })
  void sees_the_character_that_no_text_may_hold(String body, boolean holds) {
    assertThat(ApiBodyFilter.holdsNul(body.getBytes(StandardCharsets.UTF_8))).isEqualTo(holds);
  }
}

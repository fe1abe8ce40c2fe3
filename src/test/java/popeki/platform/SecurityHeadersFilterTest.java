package popeki.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class SecurityHeadersFilterTest {
  @ParameterizedTest
  @CsvSource({
    "https://track.example, max-age=31536000; includeSubDomains",
    "http://localhost:8080,",
  })
  void tells_the_browser_to_come_over_tls_only_where_there_is_tls(String url, String told)
      throws Exception {
    assertThat(answer(url, "/w/acme/overview").getHeader("Strict-Transport-Security"))
        .isEqualTo(told);
  }

  @ParameterizedTest
  @CsvSource({
    "/sign-in/abc, no-referrer",
    "/login, no-referrer",
    "/forgot-password, no-referrer",
    "/reset-password/abc, no-referrer",
    "/signup/verify/abc, no-referrer",
    "/confirm/abc, no-referrer",
    "/invite/abc, no-referrer",
    "/w/acme/links, same-origin",
  })
  void passes_no_secret_address_on(String path, String policy) throws Exception {
    MockHttpServletResponse answer = answer("https://track.example", path);
    assertThat(answer.getHeader("Referrer-Policy")).isEqualTo(policy);
    assertThat(answer.getHeader("Cache-Control")).isEqualTo("no-store");
  }

  private static MockHttpServletResponse answer(String url, String path) throws Exception {
    var filter =
        new SecurityHeadersFilter(
            Settings.from(Map.of("PUBLIC_URL", url, "POPEKI_DATA", "target/headers")));
    var answer = new MockHttpServletResponse();
    filter.doFilter(new MockHttpServletRequest("GET", path), answer, new MockFilterChain());
    return answer;
  }
}

package popeki.conversations;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSignatureTest {
  private static final byte[] SECRET = "app_secret_for_tests".getBytes(UTF_8);
  private static final String EMPTY = "{\"object\":\"whatsapp_business_account\",\"entry\":[]}";
  private static final String EMPTY_SIGNED =
      "4cf79e76f02e48aee659cf626e0a8a819f6e10a61f37a9ee9c3c6c5a7fb77040";
  private static final String ESCAPED =
      """
      {"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages",\
      "value":{"t":"Ol\\u00e1 \\ud83d\\udc4b \\/ ok"}}]}]}""";
  private static final String ESCAPED_SIGNED =
      "7dd853806ad93706d844bcb03c393170ec592ed3f22eb334cf75012192ad2ddf";
  private static final String REWRITTEN =
      """
      {"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages",\
      "value":{"t":"Olá 👋 / ok"}}]}]}""";
  private static final String REWRITTEN_SIGNED =
      "5eff15524764eb49931d5e5ce9b603237f02f29aa2e6fd82167c42f0538e1037";

  record Vector(String body, String hex, boolean good) {}

  static final List<Vector> VECTORS =
      List.of(
          new Vector(EMPTY, EMPTY_SIGNED, true),
          new Vector(ESCAPED, ESCAPED_SIGNED, true),
          new Vector(REWRITTEN, REWRITTEN_SIGNED, true),
          new Vector(REWRITTEN, ESCAPED_SIGNED, false),
          new Vector(ESCAPED, REWRITTEN_SIGNED, false),
          new Vector(EMPTY + "\n", EMPTY_SIGNED, false));

  @ParameterizedTest
  @FieldSource("VECTORS")
  void signs_the_bytes_as_they_came(Vector vector) {
    assertThat(matches(vector.body(), "sha256=" + vector.hex())).isEqualTo(vector.good());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sha256=",
        EMPTY_SIGNED,
        "sha1=" + EMPTY_SIGNED,
        "SHA256=" + EMPTY_SIGNED,
        "sha256=" + EMPTY_SIGNED + "00",
        "sha256= " + EMPTY_SIGNED,
        "sha256=" + EMPTY_SIGNED + "\n",
        "sha256=" + EMPTY_SIGNED + ",sha256=" + EMPTY_SIGNED,
        "sha256=zcf79e76f02e48aee659cf626e0a8a819f6e10a61f37a9ee9c3c6c5a7fb77040"
      })
  void refuses_any_other_form_of_header(String header) {
    assertThat(matches(EMPTY, header)).isFalse();
  }

  @Test
  void refuses_a_missing_header_a_wrong_secret_and_no_secret() {
    var header = "sha256=" + EMPTY_SIGNED;

    assertThat(WebhookSignature.matches(EMPTY.getBytes(UTF_8), null, SECRET)).isFalse();
    assertThat(WebhookSignature.matches(EMPTY.getBytes(UTF_8), header, new byte[] {1})).isFalse();
    assertThat(WebhookSignature.matches(EMPTY.getBytes(UTF_8), header, new byte[0])).isFalse();
  }

  @Test
  void does_not_mind_the_case_of_the_hex_digits() {
    assertThat(matches(EMPTY, "sha256=" + EMPTY_SIGNED.toUpperCase(Locale.ROOT))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1158201444", "a-B_9", "0"})
  void echoes_a_short_token(String challenge) {
    assertThat(WebhookSignature.challengeIsSafe(challenge)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " 1", "1\n", "<script>", "1&2", "ábc", "1.2"})
  void echoes_nothing_that_could_be_markup(String challenge) {
    assertThat(WebhookSignature.challengeIsSafe(challenge)).isFalse();
    assertThat(WebhookSignature.challengeIsSafe("1".repeat(129))).isFalse();
    assertThat(WebhookSignature.challengeIsSafe(null)).isFalse();
  }

  private static boolean matches(String body, String header) {
    return WebhookSignature.matches(body.getBytes(UTF_8), header, SECRET);
  }
}

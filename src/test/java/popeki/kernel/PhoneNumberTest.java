package popeki.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PhoneNumberTest {
  @Test
  void joins_the_forms_whatsapp_gives_one_number() {
    for (var pair :
        Map.of(
                "5511987654321", "551187654321",
                "5521999990000", "552199990000",
                "5541988887777", "554188887777",
                "5215512345678", "525512345678",
                "5491122334455", "541122334455",
                "+5511987654321", "551187654321")
            .entrySet()) {
      assertThat(PhoneNumber.matchKey(pair.getKey())).as(pair.getKey()).contains(pair.getValue());
      assertThat(PhoneNumber.matchKey(pair.getValue())).contains(pair.getValue());
    }
  }

  @Test
  void never_joins_what_is_not_one_number() {
    for (var own :
        List.of(
            "551133334444", // landline
            "5511933334444", // newer mobile block, never had eight digits
            "5541932345678",
            "447700900123",
            "541122334455", // could be a landline: no 9 is made up
            "525512345678",
            "12025550123",
            "2250102030405",
            "8613812345678",
            "55119876543", // one digit short
            "54911223344")) {
      assertThat(PhoneNumber.matchKey(own)).contains(own);
    }
    assertThat(PhoneNumber.matchKey("551133334444"))
        .isNotEqualTo(PhoneNumber.matchKey("5511933334444"));
  }

  @Test
  void strips_the_nine_only_before_six_to_nine() {
    for (char first = '0'; first <= '9'; first++) {
      var key = PhoneNumber.matchKey("55319" + first + "2345678".substring(0, 7));
      assertThat(key.orElseThrow().length()).isEqualTo(first >= '6' ? 12 : 13);
    }
  }

  @Test
  void is_its_own_key_once_made() {
    for (var any : List.of("5511987654321", "5215512345678", "5491122334455", "447700900123")) {
      var key = PhoneNumber.matchKey(any).orElseThrow();
      assertThat(PhoneNumber.matchKey(key)).contains(key);
    }
  }

  @Test
  void takes_no_id_or_group_for_a_phone() {
    for (var other :
        List.of(
            "",
            "+",
            "BR.1234567890",
            "US.13491208655302741918",
            "120363025246125486@g.us",
            "5511987654321-1600000000",
            "123456",
            "1234567890123456",
            "0511987654321",
            "55 11 98765",
            "++5511987654321",
            "٥٥١١٩٨٧٦٥٤٣٢",
            "5511987654321.0",
            "abc")) {
      assertThat(PhoneNumber.isPhoneLike(other)).as(other).isFalse();
      assertThat(PhoneNumber.matchKey(other)).as(other).isEmpty();
      assertThat(PhoneNumber.ofWaId(other)).as(other).isEmpty();
    }
    assertThat(PhoneNumber.isPhoneLike("1234567")).isTrue();
    assertThat(PhoneNumber.isPhoneLike("+123456789012345")).isTrue();
  }

  @Test
  void dials_what_a_wa_id_means() {
    assertThat(PhoneNumber.ofWaId("551187654321")).contains(new PhoneNumber("5511987654321"));
    assertThat(PhoneNumber.ofWaId("5511987654321")).contains(new PhoneNumber("5511987654321"));
    assertThat(PhoneNumber.ofWaId("551133334444")).contains(new PhoneNumber("551133334444"));
    assertThat(PhoneNumber.ofWaId("5215512345678")).contains(new PhoneNumber("525512345678"));
    assertThat(PhoneNumber.ofWaId("541122334455")).contains(new PhoneNumber("541122334455"));
    assertThat(PhoneNumber.ofWaId("447700900123")).contains(new PhoneNumber("447700900123"));
  }

  @Test
  void offers_both_brazilian_forms_for_hashing() {
    assertThat(new PhoneNumber("5511987654321").hashForms())
        .containsExactly("5511987654321", "551187654321");
    assertThat(new PhoneNumber("551187654321").hashForms())
        .containsExactly("5511987654321", "551187654321");
    assertThat(new PhoneNumber("551133334444").hashForms()).containsExactly("551133334444");
    assertThat(new PhoneNumber("5511933334444").hashForms()).containsExactly("5511933334444");
    assertThat(new PhoneNumber("5491122334455").hashForms()).containsExactly("5491122334455");
    assertThat(new PhoneNumber("5215512345678").hashForms()).containsExactly("5215512345678");
  }

  @Test
  void reads_what_people_type() {
    assertThat(digits("+55 (11) 98765-4321", null)).isEqualTo("5511987654321");
    assertThat(digits("+5511987654321", null)).isEqualTo("5511987654321");
    assertThat(digits("(11) 98765-4321", "BR")).isEqualTo("5511987654321");
    assertThat(digits("011 98765-4321", "BR")).isEqualTo("5511987654321");
    assertThat(digits("+52 1 55 1234 5678", null)).isEqualTo("525512345678");
    assertThat(digits("55 1234 5678", "MX")).isEqualTo("525512345678");
    assertThat(digits("011 15-2233-4455", "AR")).isEqualTo("5491122334455");
    assertThat(digits("+44 7700 900123", "BR")).isEqualTo("447700900123");
    assertThat(digits("07700 900123", "GB")).isEqualTo("447700900123");
    assertThat(digits("00 55 11 98765-4321", "DE")).isEqualTo("5511987654321");
    for (var text : List.of("", "hello", "98765", "BR.5511987654321", "+1", "1-800-FLOWERS")) {
      assertThat(PhoneNumber.parse(text, "BR")).as(text).isEmpty();
    }
    assertThat(PhoneNumber.parse("(11) 98765-4321", null)).isEmpty();
  }

  @Test
  void shows_no_more_than_country_and_last_four() {
    assertThat(new PhoneNumber("5511987654321").masked()).isEqualTo("+55 •• •••• 4321");
    assertThat(new PhoneNumber("12025550123")).hasToString("+1 •• •••• 0123");
    assertThat(new PhoneNumber("447700900123")).hasToString("+44 •• •••• 0123");
    assertThat(new PhoneNumber("9991234567"))
        .asString()
        .endsWith(" •• •••• 4567")
        .doesNotContain("123");
    assertThat(new PhoneNumber("5511987654321").e164()).isEqualTo("+5511987654321");
  }

  @Test
  void refuses_to_be_anything_else() {
    for (var text : List.of("+5511987654321", "", "123456", "BR.12345678")) {
      assertThatThrownBy(() -> new PhoneNumber(text)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static String digits(String text, @Nullable String region) {
    return PhoneNumber.parse(text, region).map(PhoneNumber::digits).orElse("none");
  }
}

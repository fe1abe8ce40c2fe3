package popeki.links;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import popeki.links.ReferenceCode.Found;
import popeki.links.ReferenceCode.How;

class WhatsAppTargetTest {
  private static final String NUMBER = "5511987654321";

  private final SplittableRandom random = new SplittableRandom(5);

  @Test
  void encodes_the_message_as_whatsapp_wants_it() {
    assertThat(WhatsAppTarget.urlFor(NUMBER, "Oi, preço & 50% #1\n😀+~"))
        .isEqualTo(
            "https://wa.me/5511987654321?text=Oi%2C%20pre%C3%A7o%20%26%2050%25%20%231%0A%F0%9F%98%80%2B~");
  }

  @Test
  void opens_the_chat_alone_without_a_message() {
    assertThat(WhatsAppTarget.urlFor(NUMBER, "")).isEqualTo("https://wa.me/5511987654321");
    assertThat(WhatsAppTarget.urlFor(NUMBER, " \n")).isEqualTo("https://wa.me/5511987654321");
  }

  @Test
  void goes_nowhere_but_to_a_number() {
    for (var digits :
        List.of(
            "",
            "123456",
            "1234567890123456",
            "55119876x4321",
            "+5511987654321",
            "١٢٣٤٥٦٧٨",
            "5511/../a")) {
      assertThatThrownBy(() -> WhatsAppTarget.urlFor(digits, "Oi"))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void brings_every_text_back_unchanged() {
    for (var text :
        List.of(
            "a b",
            "ação",
            "नमस्ते",
            "a+b=c&d?e#f/%25",
            "👨‍👩‍👧",
            "\"<>'`{}|\\^[]",
            "\u2061\u2064x")) {
      assertThat(text(WhatsAppTarget.urlFor(NUMBER, text))).isEqualTo(text);
    }
  }

  @Test
  void cuts_a_long_message_but_keeps_the_code() {
    for (var filler : List.of("a", "ção ", "नमस्ते ", "👨‍👩‍👧", "👩🏽‍💻 e ", "é\u0301\u0323")) {
      for (int extra = 0; extra < 12; extra++) {
        var code = ReferenceCode.of(random);
        var message = "Oi " + "x".repeat(extra) + filler.repeat(2000);
        var url = WhatsAppTarget.urlFor(NUMBER, ReferenceCode.write(code, CodeMode.BOTH, message));
        assertThat(url.length()).isLessThan(2000).isGreaterThan(1930);
        assertThat(URI.create(url).getHost()).isEqualTo("wa.me");
        assertThat(ReferenceCode.find(text(url))).containsExactly(new Found(code, How.BOTH));
        assertThat(message).startsWith(ReferenceCode.strip(text(url)));
        assertThat(text(url)).doesNotContain("\uFFFD").doesNotContain("\u200D\n");
      }
    }
  }

  @Test
  void cuts_a_long_message_without_a_code_too() {
    assertThat(WhatsAppTarget.urlFor(NUMBER, "😀".repeat(500))).hasSizeBetween(1980, 1999);
    assertThat(WhatsAppTarget.urlFor(NUMBER, "a".repeat(1965))).hasSizeLessThan(2000);
  }

  @Test
  void fills_in_what_the_visit_brought() {
    var query = ClickQuery.parse("utm_campaign=Verão&ad_name=Reels+$1&ad_id=12&utm_source=ig");
    assertThat(MessageTemplate.fill("Oi, vi {ad} ({utm_campaign}, {source}).", query))
        .isEqualTo("Oi, vi Reels $1 (Verão, ig).");
    assertThat(MessageTemplate.fill("No placeholders,  two spaces ", query))
        .isEqualTo("No placeholders,  two spaces ");
  }

  @Test
  void fills_in_the_links_own_campaign_where_the_visit_names_none() {
    String message = "Oi! Vi {campaign} no {source}";
    assertThat(MessageTemplate.fill(message, ClickQuery.EMPTY, "instagram", "Spring sale"))
        .isEqualTo("Oi! Vi Spring sale no instagram");
    assertThat(
            MessageTemplate.fill(
                message, ClickQuery.parse("utm_campaign=summer"), "instagram", "Spring sale"))
        .isEqualTo("Oi! Vi summer no instagram");
  }

  @Test
  void leaves_no_hole_where_nothing_came() {
    assertThat(
            MessageTemplate.fill(
                "Oi, vi o anúncio {ad}, quero {utm_term} saber {campaign}", ClickQuery.EMPTY))
        .isEqualTo("Oi, vi o anúncio, quero saber");
  }

  @Test
  void fills_in_nothing_harmful() {
    var foreign = ReferenceCode.of(random);
    var query =
        ClickQuery.parse(
            "utm_campaign=" + foreign + "&utm_term=%7Bad&utm_content=a%0Ab" + "c".repeat(100));
    assertThat(ReferenceCode.find(MessageTemplate.fill("Oi {utm_campaign} ola", query))).isEmpty();
    assertThat(MessageTemplate.fill("{utm_content}", query)).isEqualTo("ab" + "c".repeat(58));
    assertThat(MessageTemplate.fill("{utm_term}", query)).isEqualTo("{ad");
  }

  @Test
  void refuses_a_message_that_cannot_work() {
    assertThat(
            MessageTemplate.problems(
                "Oi {utm_campaign} {ad} {adset} {campaign} {source} {placement}"))
        .isEmpty();
    assertThat(MessageTemplate.problems("")).isEmpty();
    assertThat(MessageTemplate.problems("Oi {utm_campain}"))
        .singleElement()
        .asString()
        .contains("{utm_campain}", "{utm_campaign}");
    assertThat(MessageTemplate.problems("Oi {Ad}")).hasSize(1);
    assertThat(MessageTemplate.problems("Oi {{ad}}")).isNotEmpty();
    assertThat(MessageTemplate.problems("Oi {ad")).singleElement().asString().contains("partner");
    assertThat(MessageTemplate.problems("😀".repeat(134)))
        .singleElement()
        .asString()
        .contains("1608 of at most 1600");
    var old = ReferenceCode.write(ReferenceCode.of(random), CodeMode.INVISIBLE, "Oi tudo bem");
    assertThat(MessageTemplate.problems(old)).singleElement().asString().contains("reference code");
  }

  @Test
  void a_message_that_may_be_saved_always_fits_with_its_code() {
    var message = "a".repeat(MessageTemplate.LONGEST);
    assertThat(MessageTemplate.problems(message)).isEmpty();
    var code = ReferenceCode.of(random);
    var url =
        WhatsAppTarget.urlFor("123456789012345", ReferenceCode.write(code, CodeMode.BOTH, message));
    assertThat(ReferenceCode.strip(text(url))).isEqualTo(message);
  }

  private static String text(String url) {
    var encoded = url.substring(url.indexOf("?text=") + 6);
    assertThat(encoded).matches("([A-Za-z0-9._~-]|%[0-9A-F]{2})*+");
    return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
  }
}

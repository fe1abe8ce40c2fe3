package popeki.conversions;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import popeki.kernel.Money;
import tools.jackson.databind.json.JsonMapper;

class MetaPayloadTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Instant WHEN = Instant.ofEpochSecond(1_790_000_000L);
  private static final String PH =
      "[\"029c7290f14c4516673508635f0519db95f7daf42057fd0e4ad1de84c5408a66\","
          + "\"9d00682b6cd3bf3cfdfcb37f11706e1183d9e9aa55e88e775efdd5c2d1581efe\"]";
  private static final String COUNTRY =
      "[\"885036a0da3dff3c3e05bc79bf49382b12bc5098514ed57ce0875aba1aa2c40d\"]";

  private static String write(Subject subject, Route route, Outgoing event, String pageId) {
    return JSON.writeValueAsString(
        MetaPayload.event(
            new MetaPayload.Letter(
                event, subject, route, event.eventName(), pageId.isEmpty() ? null : pageId)));
  }

  private static Outgoing sale(long minor, String currency) {
    return new Outgoing(Stage.WON, "Purchase", "pt_7f3c", WHEN, new Money(minor, currency), null);
  }

  private static String externalId() {
    return "[\""
        + MetaHashing.hash(MetaHashing.Key.EXTERNAL_ID, Deliveries.ANA.toString()).orElseThrow()
        + "\"]";
  }

  @Test
  void writes_a_messaging_event_as_meta_documents_it() {
    assertThat(
            write(
                Deliveries.ana(Deliveries.ad()),
                Route.MESSAGING,
                sale(15_000, "BRL"),
                "111222333444555"))
        .isEqualTo(
            """
            {"event_name":"Purchase","event_time":1790000000,"event_id":"pt_7f3c",\
            "action_source":"business_messaging","messaging_channel":"whatsapp",\
            "user_data":{"whatsapp_business_account_id":"102030405060708","ctwa_clid":"ARAkInvented",\
            "page_id":"111222333444555","ph":%s,"country":%s,"external_id":%s},\
            "custom_data":{"value":150.00,"currency":"BRL"}}"""
                .formatted(PH, COUNTRY, externalId()));
  }

  @Test
  void writes_a_link_event_with_the_click_and_the_hashed_phone() {
    assertThat(write(Deliveries.ana(Deliveries.link()), Route.WEB, sale(35_000, "BRL"), ""))
        .isEqualTo(
            """
            {"event_name":"Purchase","event_time":1790000000,"event_id":"pt_7f3c",\
            "action_source":"chat",\
            "user_data":{"fbc":"fb.1.1790000000123.IwAR0abcXYZ_-9","client_ip_address":"203.0.113.7",\
            "client_user_agent":"Mozilla/5.0 (iPhone)","ph":%s,"country":%s,"external_id":%s},\
            "custom_data":{"value":350.00,"currency":"BRL"}}"""
                .formatted(PH, COUNTRY, externalId()));
  }

  @Test
  void leaves_out_what_is_not_known() {
    var stranger =
        new Subject(Deliveries.ANA, Deliveries.WABA, null, null, List.of(), Deliveries.ad());
    var lead = new Outgoing(Stage.QUALIFIED, "LeadSubmitted", "pt_1", WHEN, null, null);
    assertThat(write(stranger, Route.MESSAGING, lead, ""))
        .doesNotContain("\"ph\"", "\"country\"", "custom_data", "page_id", "null");
  }

  @Test
  void multiplies_no_currency_without_cents() {
    assertThat(write(Deliveries.ana(Deliveries.ad()), Route.MESSAGING, sale(35_000, "CLP"), ""))
        .contains("\"value\":35000,\"currency\":\"CLP\"");
  }

  @Test
  void sends_no_address_that_was_cut_for_privacy() {
    var cut =
        new Subject.Touch(1, null, new Subject.Click(WHEN, "IwAR0", "203.0.113.0/24", null), false);
    assertThat(write(Deliveries.ana(cut), Route.WEB, sale(100, "BRL"), ""))
        .doesNotContain("client_ip_address");
  }
}

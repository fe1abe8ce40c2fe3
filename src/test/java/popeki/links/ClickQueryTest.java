package popeki.links;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClickQueryTest {
  @Test
  void reads_utm_click_ids_ad_ids_and_the_rest() {
    var query =
        ClickQuery.parse(
            "utm_source=instagram&utm_medium=paid&UTM_Campaign=Ver%C3%A3o+2026&utm_id=12&fbclid=IwAR0_aB-c"
                + "&gclid=Cj0KCQ&ad_id=120200000000000001&placement=Instagram_Reels&campaignid=77&color=red");
    assertThat(query.utm())
        .isEqualTo(
            Map.of("source", "instagram", "medium", "paid", "campaign", "Verão 2026", "id", "12"));
    assertThat(query.clickIds()).isEqualTo(Map.of("fbclid", "IwAR0_aB-c", "gclid", "Cj0KCQ"));
    assertThat(query.ad())
        .isEqualTo(
            Map.of(
                "ad_id",
                "120200000000000001",
                "placement",
                "Instagram_Reels",
                "campaign_id",
                "77"));
    assertThat(query.other()).isEqualTo(Map.of("color", "red"));
  }

  @Test
  void knows_every_click_id_in_any_case() {
    var names =
        List.of(
            "fbclid",
            "gclid",
            "gbraid",
            "wbraid",
            "dclid",
            "ttclid",
            "msclkid",
            "twclid",
            "li_fat_id",
            "sccid",
            "epik",
            "rdt_cid",
            "yclid",
            "ymclid",
            "vmcid",
            "tblci",
            "dicbo",
            "obclid",
            "qclid",
            "irclickid",
            "cjevent",
            "awc");
    for (var name : names) {
      assertThat(ClickQuery.parse(name.toUpperCase(Locale.ROOT) + "=AbC_9").clickIds())
          .isEqualTo(Map.of(name, "AbC_9"));
    }
    assertThat(ClickQuery.parse("ScCid=a").clickIds()).isEqualTo(Map.of("sccid", "a"));
    assertThat(ClickQuery.parse("ScClid=a").clickIds()).isEqualTo(Map.of("sccid", "a"));
  }

  @Test
  void takes_no_hint_or_share_mark_for_a_click_id() {
    var query =
        ClickQuery.parse(
            "gad_source=1&gad_campaignid=2&srsltid=3&igsh=4&mc_eid=5&irgwc=1&gclsrc=aw.ds");
    assertThat(query.clickIds()).isEmpty();
    assertThat(query.ad())
        .isEqualTo(Map.of("gad_source", "1", "gad_campaignid", "2", "gclsrc", "aw.ds"));
    assertThat(query.other())
        .isEqualTo(Map.of("srsltid", "3", "igsh", "4", "mc_eid", "5", "irgwc", "1"));
  }

  @Test
  void lets_the_last_value_win_and_empty_ones_never() {
    assertThat(ClickQuery.parse("utm_source=a&utm_source=b&utm_source=").utm())
        .isEqualTo(Map.of("source", "b"));
    assertThat(ClickQuery.parse("fbclid=old&fbclid=new").clickIds())
        .isEqualTo(Map.of("fbclid", "new"));
    assertThat(ClickQuery.parse("a=1&a=2").other()).isEqualTo(Map.of("a", "2"));
  }

  @Test
  void treats_unexpanded_macros_as_absent() {
    for (var macro :
        List.of(
            "{{ad.id}}",
            "%7B%7Bad.id%7D%7D",
            "%257B%257Bad.id%257D%257D",
            "{campaignid}",
            "%7Bcampaignid%7D",
            "__CID__",
            "__CAMPAIGN_ID__",
            "x_{{campaign.name}}",
            "{{site_source_name}}",
            "{lpurl}",
            "__AID__-x",
            "{{Campaign Name}}")) {
      var query =
          ClickQuery.parse(
              "ad_id=" + macro + "&utm_campaign=" + macro + "&gclid=" + macro + "&x=" + macro);
      assertThat(query).as(macro).isEqualTo(ClickQuery.EMPTY);
    }
    for (var value :
        List.of("black__friday", "a__b__c", "{}", "100%25", "__", "____", "__init__")) {
      assertThat(ClickQuery.parse("utm_campaign=" + value).utm()).as(value).hasSize(1);
    }
  }

  @Test
  void decodes_once_and_forgives() {
    assertThat(other("a=%2525")).isEqualTo("%25");
    assertThat(other("a=100%")).isEqualTo("100%");
    assertThat(other("a=%zz%4")).isEqualTo("%zz%4");
    assertThat(other("a=b=c")).isEqualTo("b=c");
    assertThat(other("a=x+y")).isEqualTo("x y");
    assertThat(other("a=%00%0Ax%E3%81")).isEqualTo("x\uFFFD");
    assertThat(other("a=%F0%9F%98%80")).isEqualTo("😀");
    assertThat(ClickQuery.parse("ttclid=E.C.P+a").clickIds())
        .isEqualTo(Map.of("ttclid", "E.C.P+a"));
  }

  @Test
  void has_nothing_to_say_about_nothing() {
    for (var nothing :
        new @Nullable String[] {
          null, "", "&", "&&&=", "=x", "utm_source", "utm_source=", "=", "%00=1"
        }) {
      assertThat(ClickQuery.parse(nothing)).as(nothing).isEqualTo(ClickQuery.EMPTY);
    }
  }

  @Test
  void keeps_within_its_bounds() {
    var many = new StringBuilder();
    for (int i = 0; i < 100; i++) {
      many.append("k").append(i).append("=v&");
    }
    assertThat(ClickQuery.parse(many + "utm_source=ig").other()).hasSize(20);
    assertThat(ClickQuery.parse(many + "utm_source=ig").utm()).isEqualTo(Map.of("source", "ig"));
    assertThat(ClickQuery.parse("k".repeat(65) + "=v")).isEqualTo(ClickQuery.EMPTY);
    assertThat(other("a=" + "x".repeat(600))).hasSize(512);
    assertThat(other("a=" + "x".repeat(511) + "😀")).hasSize(511);
    assertThat(ClickQuery.parse("fbclid=" + "x".repeat(1024)).clickIds()).containsKey("fbclid");
    assertThat(ClickQuery.parse("fbclid=" + "x".repeat(1025)).clickIds()).isEmpty();
    assertThat(ClickQuery.parse("gclid=" + "x".repeat(513)).clickIds()).isEmpty();
  }

  @Test
  void gives_up_what_identifies_when_asked() {
    var query = ClickQuery.parse("utm_source=ig&fbclid=x&ad_id=1&mc_eid=9").withoutIdentifiers();
    assertThat(query.utm()).hasSize(1);
    assertThat(query.ad()).hasSize(1);
    assertThat(query.clickIds()).isEmpty();
    assertThat(query.other()).isEmpty();
  }

  @Test
  void cannot_be_changed() {
    assertThatThrownBy(() -> ClickQuery.parse("a=1").other().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void survives_any_noise() {
    var random = new SplittableRandom(3);
    var letters = "abf=&%+{}_7Bclid;#?\u00e9";
    for (int i = 0; i < 50_000; i++) {
      var noise = new StringBuilder();
      for (int j = random.nextInt(60); j > 0; j--) {
        noise.append(letters.charAt(random.nextInt(letters.length())));
      }
      assertThat(ClickQuery.parse(noise.toString()).other()).hasSizeLessThanOrEqualTo(20);
    }
  }

  private static String other(String query) {
    return ClickQuery.parse(query).other().getOrDefault("a", "");
  }
}

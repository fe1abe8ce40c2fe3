package popeki.links;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AdTemplatesTest {
  @Test
  void what_a_platform_leaves_unfilled_counts_as_absent() {
    for (AdTemplates.Template template : AdTemplates.ALL) {
      ClickQuery query = ClickQuery.parse(template.parameters());

      assertThat(query.ad()).as(template.platform()).isEmpty();
      assertThat(query.other()).as(template.platform()).isEmpty();
      assertThat(query.utm().values())
          .as(template.platform())
          .allMatch(value -> !value.matches(".*[{}].*|__.*"));
    }
  }

  @Test
  void what_a_platform_fills_in_names_campaign_set_and_ad() {
    for (AdTemplates.Template template : AdTemplates.ALL) {
      String filled =
          template
              .parameters()
              .replaceAll("\\{\\{[a-z_.]+}}|\\{[a-z]+}|__[A-Z]+(?:_[A-Z]+)?__", "1234");

      assertThat(ClickQuery.parse(filled).ad())
          .as(template.platform())
          .containsEntry("campaign_id", "1234")
          .containsEntry("adset_id", "1234")
          .containsEntry("ad_id", "1234");
    }
  }
}

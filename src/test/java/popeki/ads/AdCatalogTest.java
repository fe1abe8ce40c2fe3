package popeki.ads;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import popeki.PopekiTest;
import popeki.Story;
import popeki.TestClock;
import popeki.kernel.WorkspaceId;
import popeki.platform.Lanes;
import popeki.workspaces.Workspaces;

/** Which campaign a text names, and that a name never splits a campaign. */
@PopekiTest
@SuppressWarnings("NullAway.Init")
class AdCatalogTest {
  @Autowired Workspaces workspaces;
  @Autowired Lanes lanes;
  @Autowired TestClock clock;
  @Autowired AdCatalog catalog;
  @LocalServerPort int port;

  private WorkspaceId workspace;

  @BeforeEach
  void a_business_with_two_campaigns() {
    Story story = Story.quiet(port, workspaces, lanes, clock, "Clínica " + UUID.randomUUID());
    workspace = story.workspace().workspaceId();
    catalog.remember(
        workspace, ad("101", "meta", "11", "Spring sale"), ad("102", "meta", "12", "Implants"));
  }

  @Test
  void a_campaign_is_named_by_its_id_or_exactly_its_name() {
    assertThat(catalog.campaignNamed(workspace, "facebook", "11")).contains("11");
    assertThat(catalog.campaignNamed(workspace, "ig", " SPRING sale ")).contains("11");
    assertThat(catalog.campaignNamed(workspace, null, "spring sale")).contains("11");
    assertThat(catalog.campaignNamed(workspace, "facebook", "spring")).isEmpty();
    assertThat(catalog.campaignNamed(workspace, "facebook", "")).isEmpty();
    assertThat(catalog.campaignNamed(workspace, "facebook", null)).isEmpty();
  }

  @Test
  void another_platforms_campaign_is_not_meant() {
    assertThat(catalog.campaignNamed(workspace, "google", "Spring sale")).isEmpty();
    assertThat(catalog.campaignNamed(workspace, "newsletter", "Spring sale")).isEmpty();
    catalog.remember(workspace, ad("901", "google", "91", "Spring sale"));
    assertThat(catalog.campaignNamed(workspace, "adwords", "Spring sale")).contains("91");
    assertThat(catalog.campaignNamed(workspace, "fb", "Spring sale")).contains("11");
    assertThat(catalog.campaignNamed(workspace, null, "Spring sale"))
        .as("two of one name are nobody's")
        .isEmpty();
  }

  @Test
  void a_former_name_still_leads_there_until_another_campaign_takes_it() {
    clock.advance(Duration.ofHours(1));
    catalog.remember(workspace, ad("101", "meta", "11", "Autumn sale"));
    assertThat(catalog.campaignNamed(workspace, "fb", "Autumn sale")).contains("11");
    assertThat(catalog.campaignNamed(workspace, "fb", "Spring sale")).contains("11");

    clock.advance(Duration.ofHours(1));
    catalog.remember(workspace, ad("103", "meta", "13", "Spring sale"));
    assertThat(catalog.campaignNamed(workspace, "fb", "Spring sale")).contains("13");
  }

  @Test
  void a_new_name_reaches_all_ads_of_the_campaign_at_once() {
    catalog.remember(workspace, ad("104", "meta", "11", "Autumn sale"));
    assertThat(catalog.find(workspace, "101").orElseThrow().campaignName())
        .isEqualTo("Autumn sale");
  }

  private static Ad ad(String id, String source, String campaign, String name) {
    return new Ad(id, source, "Ad " + id, "5" + id, "Set", campaign, name);
  }
}

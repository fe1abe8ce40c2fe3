package popeki.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import popeki.PopekiTest;
import popeki.Story;
import popeki.TestClock;
import popeki.ads.Ad;
import popeki.ads.AdCatalog;
import popeki.platform.Lanes;
import popeki.workspaces.Workspaces;
import tools.jackson.databind.JsonNode;

/** A campaign is one, whether an address calls it by its name or an ad belongs to it. */
@PopekiTest
@SuppressWarnings("NullAway.Init")
class CampaignJoinTest {
  @Autowired Workspaces workspaces;
  @Autowired Lanes lanes;
  @Autowired TestClock clock;
  @Autowired AdCatalog catalog;
  @LocalServerPort int port;

  @Test
  void visits_named_by_their_utm_campaign_and_ads_of_it_are_one_row() {
    Story story = Story.quiet(port, workspaces, lanes, clock, "Casa Junta");
    var workspace = story.workspace().workspaceId();
    String slug = story.link("Bio", "instagram", "spring SALE");
    story.arrives(
        story.message().from("5511977770001", "Duda").says(story.click(slug, "")),
        story.message().from("5511977770002", "Rui").says("Oi").ad("120210001", "ARx1"));
    catalog.remember(
        workspace,
        new Ad("120210001", "meta", "Video 1", "22", "Women", "120330001", "Spring sale"));
    lanes.drainAll();
    story.arrives(story.message().from("5511977770003", "Ana").says(story.click(slug, "")));
    lanes.drainAll();

    JsonNode report = story.get("/reports/campaigns?group_by=campaign");
    JsonNode row = report.at("/rows/0");
    assertThat(row.at("/key").asString()).isEqualTo("120330001");
    assertThat(row.at("/name").asString()).isEqualTo("Spring sale");
    assertThat(row.at("/clicks").asInt()).isEqualTo(2);
    assertThat(row.at("/conversations").asInt()).isEqualTo(3);
    assertThat(report.at("/rows")).hasSize(2);
    JsonNode newest = story.conversations().at("/0/attribution");
    assertThat(newest.at("/campaign/id").asString()).isEqualTo("120330001");
    assertThat(newest.at("/campaign/name").asString()).isEqualTo("Spring sale");
  }
}

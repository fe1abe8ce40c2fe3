package popeki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import popeki.platform.Lanes;
import popeki.workspaces.Workspaces;

/** The page of the first steps, open in a browser while the thing happens. */
@PopekiTest
@Tag("browser")
@SuppressWarnings("NullAway.Init")
class StartLiveTest {
  @Autowired Workspaces workspaces;
  @Autowired Lanes lanes;
  @Autowired TestClock clock;
  @LocalServerPort int port;

  @Test
  void a_step_turns_done_without_a_reload() {
    assumeTrue(Browser.chromium().isPresent() && Browser.chromedriver().isPresent());
    Story story = Story.quiet(port, workspaces, lanes, clock, "Casa Nova " + UUID.randomUUID());
    String slug = story.link("Bio", "instagram", "Spring");
    try (Browser window = new Browser(port)) {
      window.open(story.signInPath());
      window.open("/w/" + story.workspace().slug() + "/start/click");
      window.script("window.sameDocument = 'yes'; return ''");
      assertThat(window.script("return document.querySelector('.step-large').innerText"))
          .contains("Waiting for your first click…");

      story.click(slug, "");

      assertThat(
              window.eventually(
                  "return document.querySelector('.step-large').innerText", "counted"))
          .contains("The first click was counted.");
      assertThat(window.script("return document.querySelectorAll('.checklist .done').length"))
          .isEqualTo("3");
      assertThat(window.script("return window.sameDocument")).isEqualTo("yes");
    }
  }
}

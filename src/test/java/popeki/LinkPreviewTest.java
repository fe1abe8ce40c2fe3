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

/** The form of a link in a browser, with script. */
@PopekiTest
@Tag("browser")
@SuppressWarnings("NullAway.Init")
class LinkPreviewTest {
  private static final String SHOWN = "return document.querySelector('#preview-text').textContent";
  private static final String HINTS = "return document.querySelector('#hints').innerText";

  @Autowired Workspaces workspaces;
  @Autowired Lanes lanes;
  @Autowired TestClock clock;
  @LocalServerPort int port;

  @Test
  void the_phone_shows_the_message_while_it_is_typed() {
    assumeTrue(Browser.chromium().isPresent() && Browser.chromedriver().isPresent());
    Story story = Story.quiet(port, workspaces, lanes, clock, "Casa Nova " + UUID.randomUUID());
    String taken = story.link("Bio", "instagram", "Spring");
    try (Browser window = new Browser(port)) {
      window.open(story.signInPath());
      window.open("/w/" + story.workspace().slug() + "/links/new");
      window.script("window.sameDocument = 'yes'; return ''");

      window.fill("#f-message", "Oi! Vi {campaign}");
      assertThat(window.eventually(SHOWN, "spring sale"))
          .startsWith("Oi! Vi spring sale")
          .contains("(ref ");

      window.fill("#f-slug", taken);
      assertThat(window.eventually(HINTS, "is taken")).contains(taken);

      window.fill("#f-message", "Oi {nome}");
      assertThat(window.eventually(HINTS, "{nome}")).contains("Unknown placeholder");
      assertThat(window.script("return window.sameDocument")).isEqualTo("yes");
    }
  }
}

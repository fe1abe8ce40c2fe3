package popeki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import popeki.accounts.Accounts;
import popeki.platform.Lanes;
import popeki.sandbox.PlayedWorld;
import popeki.workspaces.PageVisitor;
import popeki.workspaces.Workspaces;

/**
 * The pages about ad accounts, ads and costs in a browser, in three widths and two themes: a token
 * that cannot, the choice, accounts that are read and that are not, ads with pictures, a file that
 * is asked about, one with mistakes and one that is fine.
 */
@PopekiTest
@Tag("browser")
@SuppressWarnings("NullAway.Init")
class AdScreensTest {
  private static final Path SCREENS = Path.of("target/screens");

  @Autowired Workspaces workspaces;
  @Autowired Accounts accounts;
  @Autowired Lanes lanes;
  @Autowired TestClock clock;
  @LocalServerPort int port;

  private final List<String> findings = new ArrayList<>();

  @Test
  void accounts_ads_and_costs_are_seen() throws Exception {
    assumeTrue(Browser.chromium().isPresent() && Browser.chromedriver().isPresent());
    Files.createDirectories(SCREENS);
    Story story = Story.quiet(port, workspaces, lanes, clock, "Clínica Aurora");
    PageVisitor owner = PageVisitor.of(port, accounts, story.workspace().userId());
    String home = "/w/" + story.workspace().slug();
    try (PlayedWorld world = new PlayedWorld(port, story.workspace().apiKey(), clock);
        Browser window = new Browser(port)) {
      window.keepSession(story.signIn());
      window.open(home + "/settings/ads");
      paste(window, "NO_ADS");
      assertThat(window.text("#f-token-error")).contains("ads_read");
      look(window, "ads-refused");
      paste(window, "GOOD");
      assertThat(window.text("h1")).isEqualTo("Choose the ad accounts");
      look(window, "ads-choice");
      window.script(
          "document.querySelectorAll('input[name=account]').forEach(e => e.checked = e.value !== '"
              + PlayedWorld.yenAccount()
              + "'); return ''");
      window.press("form[action*='/tokens/'] button");
      for (int look = 0; look < 4; look++) {
        lanes.drainAll();
        clock.advance(Duration.ofSeconds(31));
      }
      world.rename(PlayedWorld.campaign(), "Implants and whitening, autumn");
      world.shareAdAccount(PlayedWorld.adAccount(), true);
      owner.post(home + "/settings/ads/" + PlayedWorld.adAccount() + "/read", Map.of());
      lanes.drainAll();
      window.open(home + "/settings/ads");
      look(window, "ads-accounts");
      window.open(home + "/ads");
      look(window, "ads-list");
      window.open(home + "/ads/" + PlayedWorld.ads().getFirst());
      look(window, "ads-one");
      window.open(home + "/settings/spend");
      look(window, "ads-spend");
      file(window, owner, home, "Date;Campaign;Cost;Clicks\n03/04/2026;Search;1.234;5\n");
      look(window, "ads-file-asks");
      file(window, owner, home, "Date,Campaign,Cost\n2026-11-20,A,ten\n2026-13-20,,5\n");
      look(window, "ads-file-wrong");
      file(
          window,
          owner,
          home,
          "Day,Campaign,Campaign ID,Cost,Impr.,Clicks\n2026-11-20,Search – whitening,9000000001,120.50,8400,96\n2026-11-21,Brand,9000000002,14.00,900,12\n");
      look(window, "ads-file-fine");
      world.press("end", Map.of("token", PlayedWorld.token("GOOD"), "subcode", "463"));
      owner.post(home + "/settings/ads/" + PlayedWorld.adAccount() + "/read", Map.of());
      lanes.drainAll();
      window.open(home + "/settings/ads");
      look(window, "ads-broken");
    }
    assertThat(findings).isEmpty();
  }

  private static void file(Browser window, PageVisitor owner, String home, String content) {
    HttpAnswer sent =
        owner.upload(home + "/settings/spend/files", "file", "google-november.csv", content);
    window.open(sent.header("Location").replaceFirst("^https?://[^/]+", ""));
  }

  private static void paste(Browser window, String kind) {
    window.script(
        "document.querySelector('#f-token').value = '" + PlayedWorld.token(kind) + "'; return ''");
    window.press("#paste form .button-primary");
  }

  private void look(Browser window, String name) {
    for (String theme : List.of("light", "dark")) {
      window.theme(theme);
      for (int width : List.of(1280, 800, 360)) {
        window.width(width);
        window.overflow().forEach(found -> findings.add(name + " " + width + ": " + found));
        window.axe().forEach(found -> findings.add(name + " " + width + ": " + found));
        window.screenshot(SCREENS.resolve(name + "-" + width + "-" + theme + ".png"));
      }
    }
    window.theme("light");
    window.width(1280);
  }
}

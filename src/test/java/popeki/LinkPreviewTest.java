package popeki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import popeki.platform.Lanes;
import popeki.workspaces.Workspaces;
import tools.jackson.databind.JsonNode;

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
    Story story = Story.quiet(port, workspaces, lanes, clock, "Casa Nova");
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

  @Test
  void what_visitors_and_makers_of_a_link_see_reads_well_at_every_width() {
    assumeTrue(Browser.chromium().isPresent() && Browser.chromedriver().isPresent());
    Story story = Story.quiet(port, workspaces, lanes, clock, "Casa Nova");
    String one = story.get("/numbers").at("/data/0/id").asString();
    String two =
        story
            .api(
                "POST",
                "/numbers",
                Map.of(
                    "phone_number_id", "n" + UUID.randomUUID(),
                    "waba_id", "1",
                    "display_phone_number", "+55 11 91234-5678"))
            .json()
            .at("/id")
            .asString();
    var numbers =
        List.of(Map.of("number_id", one, "weight", 70), Map.of("number_id", two, "weight", 30));
    JsonNode several =
        link(
            story,
            Map.of(
                "numbers",
                numbers,
                "routing",
                "weights",
                "desktop",
                "choose",
                "source",
                "Instagram"));
    JsonNode paused = link(story, Map.of("number_id", one, "paused", true));
    JsonNode ended =
        link(
            story,
            Map.of("number_id", one, "expires_at", clock.instant().minusSeconds(5).toString()));
    JsonNode off = link(story, Map.of("numbers", List.of(Map.of("number_id", one, "on", false))));
    story.click(several.at("/slug").asString(), "?ad_id=120210");
    story.api("PATCH", "/links/" + several.at("/id").asString(), Map.of("campaign", "Spring sale"));
    String w = "/w/" + story.workspace().slug() + "/links";
    var pages = new LinkedHashMap<String, String>();
    pages.put(
        "form",
        w
            + "/new?name=Bio&number_id="
            + two
            + "&source=insta+gram&message=Oi!+Vi+%7Bcampaign%7D+%7Bx%7D&slug=login");
    pages.put("edit", w + "/" + several.at("/id").asString() + "/edit");
    pages.put("one", w + "/" + several.at("/id").asString());
    pages.put("list", w);
    pages.put("desk", "/" + several.at("/slug").asString() + "?utm_campaign=spring");
    pages.put("paused", "/" + paused.at("/slug").asString());
    pages.put("ended", "/" + ended.at("/slug").asString());
    pages.put("off", "/" + off.at("/slug").asString());
    var findings = new ArrayList<String>();
    try (Browser window = new Browser(port)) {
      window.userAgent(
          "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36");
      window.open(story.signInPath());
      for (var each : Campaign.WINDOWS.entrySet()) {
        String theme = each.getKey();
        window.theme(theme);
        pages.forEach(
            (name, path) -> {
              for (int width : each.getValue()) {
                window.width(width);
                window.open(path);
                String shot = "link-" + name + "-" + width + "-" + theme;
                window.overflow().forEach(found -> findings.add(shot + ": " + found));
                window.screenshot(Path.of("target/screens", shot + ".png"));
              }
              window.axe().forEach(found -> findings.add(name + " " + theme + ": " + found));
            });
      }
    }
    assertThat(findings).isEmpty();
  }

  private static JsonNode link(Story story, Map<String, ?> more) {
    var draft = new HashMap<String, Object>(more);
    draft.put("name", "Stories of the spring sale");
    draft.put("message", "Oi! Vi {campaign} e quero saber mais");
    return story.api("POST", "/links", draft).json();
  }
}

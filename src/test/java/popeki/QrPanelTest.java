package popeki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import popeki.platform.Lanes;
import popeki.workspaces.Workspaces;

/** The QR code and the snippet on the page of a link, as somebody uses them. */
@PopekiTest
@Tag("browser")
@SuppressWarnings("NullAway.Init")
class QrPanelTest {
  private static final Path SCREENS = Path.of("target/screens");
  private static final String PICTURE =
      "return document.querySelector('#qr-drawn img').getAttribute('src')";

  @Autowired Workspaces workspaces;
  @Autowired Lanes lanes;
  @Autowired TestClock clock;
  @LocalServerPort int port;
  private final List<String> findings = new ArrayList<>();

  private void look(Browser window, String name) {
    for (var each : Campaign.WINDOWS.entrySet()) {
      String theme = each.getKey();
      window.theme(theme);
      for (int width : each.getValue()) {
        window.width(width);
        window.overflow().forEach(found -> findings.add(name + " " + width + ": " + found));
        if (width != 800) {
          // What else the link's page holds is looked at by ScreensTest.
          window.axe().stream()
              .filter(found -> found.contains("qr") || found.contains("track"))
              .forEach(found -> findings.add(name + " " + width + ": " + found));
        }
        window.screenshot(SCREENS.resolve(name + "-" + width + "-" + theme + ".png"));
      }
    }
    window.holes().forEach(found -> findings.add(name + ": " + found));
    window.width(1280);
  }

  @Test
  void the_code_is_drawn_again_at_every_change_and_says_when_it_could_not_be_scanned() {
    assumeTrue(Browser.chromium().isPresent() && Browser.chromedriver().isPresent());
    Story story = Story.quiet(port, workspaces, lanes, clock, "Ponte Nova Imóveis");
    String slug = story.link("Cartaz na vitrine", "print", "Vitrine");
    story.click(slug, "?via=qr");
    story.click(slug, "?utm_medium=bio");
    String id = story.get("/links").at("/data/0/id").asString();
    String page = "/w/" + story.workspace().slug() + "/links/" + id;

    try (Browser window = new Browser(port)) {
      window.keepSession(story.signIn());
      findings.addAll(window.open(page));
      assertThat(window.text("#qr-drawn")).contains("1 of 2 clicks came by scanning this code.");
      assertThat(window.text("#track code"))
          .isEqualTo(
              "<script async src=\"http://localhost:8080/track.js?link=" + slug + "\"></script>");

      window.script(
          "document.querySelectorAll('#qr details, #track details').forEach(d => d.open = true)");
      look(window, "link-qr-open");
      window.choose("#qr-level", "H");
      window.eventually(PICTURE, "level=H");
      change(window, "#qr-color", "#5548d9");
      assertThat(window.eventually(PICTURE, "color=%235548d9")).contains("level=H");
      assertThat(
              window.eventually(
                  "return String(document.querySelector('#qr-drawn img').naturalWidth > 0)",
                  "true"))
          .isEqualTo("true");

      change(window, "#qr-color", "#ffd400");
      window.eventually("return document.getElementById('qr-drawn').innerText", "scanners need");
      assertThat(window.script(PICTURE)).contains("color=%23000000", "level=H");
      look(window, "link-qr-refused");

      window.open(page + "/qr?margin=2&color=%235548d9&size=300");
      assertThat(window.text("#qr-drawn .button-row")).contains("PNG, 300 px");
      assertThat(window.script(PICTURE)).contains("margin=2", "color=%235548d9");
      look(window, "link-qr-alone");
    }
    assertThat(findings).isEmpty();
  }

  /** Colours are picked in a window of the machine's, which no test can open. */
  private static void change(Browser window, String field, String value) {
    window.script(
        "const f = document.querySelector('"
            + field
            + "'); f.value = '"
            + value
            + "'; f.dispatchEvent(new Event('change', {bubbles: true}))");
  }
}

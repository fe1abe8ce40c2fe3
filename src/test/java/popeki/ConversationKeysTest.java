package popeki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import popeki.platform.Lanes;
import popeki.workspaces.Workspaces;

/** The list and the page of conversations under a keyboard, while messages come in. */
@PopekiTest
@Tag("browser")
@SuppressWarnings("NullAway.Init")
class ConversationKeysTest {
  private static final String FOCUSED = "return document.activeElement.innerText || ''";
  private static final String ROWS =
      "return [...document.querySelectorAll('#conversation-rows .row-link')].map(a => a.innerText).join(', ')";

  private static final String PANEL =
      "return document.querySelector('dialog.side-panel:modal')?.innerText ?? ''";

  @Autowired Workspaces workspaces;
  @Autowired Lanes lanes;
  @Autowired TestClock clock;
  @LocalServerPort int port;

  @Test
  void a_list_is_walked_by_keys_refreshes_under_the_hands_and_a_half_written_note_survives() {
    assumeTrue(Browser.chromium().isPresent() && Browser.chromedriver().isPresent());
    Story story = Story.quiet(port, workspaces, lanes, clock, "Casa " + UUID.randomUUID());
    Instant now = clock.instant();
    story.arrives(
        story.message().from("5511976540001", "Ana").says("Oi").at(now.minusSeconds(300)),
        story.message().from("5511976540002", "Bia").says("Bom dia").at(now.minusSeconds(200)));
    story.settle();
    String list = "/w/" + story.workspace().slug() + "/conversations";
    try (Browser window = new Browser(port)) {
      window.keepSession(story.signIn());
      window.open(list);
      window.script("window.sameDocument = 'yes'; return ''");

      press(window, "j");
      assertThat(window.script(FOCUSED)).isEqualTo("Bia");
      press(window, "j");
      assertThat(window.script(FOCUSED)).isEqualTo("Ana");
      press(window, "j");
      assertThat(window.script(FOCUSED)).as("the last line stays").isEqualTo("Ana");
      press(window, "k");
      assertThat(window.script(FOCUSED)).isEqualTo("Bia");

      story.arrives(
          story.message().from("5511976540003", "Clara").says("Olá").at(now.minusSeconds(100)));
      assertThat(window.eventually(ROWS, "Clara")).isEqualTo("Clara, Bia, Ana");
      assertThat(window.script(FOCUSED)).as("the line under the hand stays").isEqualTo("Bia");
      assertThat(window.script("return window.sameDocument")).isEqualTo("yes");

      window.script("document.activeElement.click(); return ''");
      assertThat(window.eventually(PANEL, "Bia")).contains("Bom dia").contains("Open conversation");
      assertThat(window.script("return location.search")).startsWith("?open=");
      story.arrives(
          story.message().from("5511976540002", "Bia").says("Alguém?").at(now.minusSeconds(50)));
      assertThat(window.eventually(PANEL, "Alguém?")).as("the panel is live").contains("Bom dia");
      assertThat(window.script("return document.querySelectorAll('#glance').length"))
          .isEqualTo("1");
      window.key(Keys.ESCAPE);
      assertThat(
              window.eventually(
                  "return location.search + '|' + document.querySelectorAll('dialog.side-panel').length",
                  "|0"))
          .isEqualTo("|0");
      assertThat(window.script(FOCUSED)).as("the line has the focus again").isEqualTo("Bia");
      assertThat(window.script("return window.sameDocument")).isEqualTo("yes");
      window.script("history.back(); return ''");
      assertThat(window.eventually(PANEL, "Bia")).as("back opens it again").contains("Bom dia");
      window.key(Keys.ESCAPE);
      window.eventually("return location.search + '|'", "|");
      assertThat(window.eventually(FOCUSED, "Bia")).isEqualTo("Bia");
      window.script("window.sameDocument = 'yes'; return ''");

      press(window, "/");
      assertThat(window.script("return document.activeElement.name")).isEqualTo("q");
      window.fill("input[name=q]", "jjeo?");
      assertThat(window.script("return document.querySelector('#keys').open")).isEqualTo("false");
      assertThat(window.script("return document.querySelector('input[name=q]').value"))
          .as("no key means anything in a field")
          .isEqualTo("jjeo?");
      window.script("document.activeElement.blur(); return ''");
      press(window, "?");
      assertThat(window.script("return document.querySelector('#keys').innerText"))
          .contains("Next and previous line")
          .contains("Set the stage");
      window.script("document.querySelector('#keys').close(); return ''");

      window.script("document.querySelector('.row-link').focus(); return ''");
      press(window, "e");
      window.eventually("return location.pathname + document.readyState", "complete");
      window.eventually(
          "return String(document.querySelector('#set-stage')?.matches(':popover-open'))", "true");
      window.script("document.querySelector('#set-stage').hidePopover(); return ''");

      window.fill("#note-text", "Half a thou");
      story.arrives(
          story
              .message()
              .from("5511976540003", "Clara")
              .says("Ainda tem vaga?")
              .at(now.plusSeconds(5)));
      window.eventually("return document.querySelector('.timeline').innerText", "Ainda tem vaga?");
      assertThat(window.script("return document.querySelector('#note-text').value"))
          .isEqualTo("Half a thou");
    }
  }

  @Test
  void on_a_phone_a_tapped_line_opens_its_page() {
    assumeTrue(Browser.chromium().isPresent() && Browser.chromedriver().isPresent());
    Story story = Story.quiet(port, workspaces, lanes, clock, "Casa " + UUID.randomUUID());
    story.arrives(story.message().from("5511976540009", "Duda").says("Oi").at(clock.instant()));
    story.settle();
    try (Browser window = new Browser(port)) {
      window.keepSession(story.signIn());
      window.width(360);
      window.open("/w/" + story.workspace().slug() + "/conversations");
      window.press("#conversation-rows .row-link");
      assertThat(window.eventually("return document.querySelector('h1').innerText", "Duda"))
          .isEqualTo("Duda");
      assertThat(window.script("return location.pathname"))
          .startsWith("/w/" + story.workspace().slug() + "/conversations/");
      assertThat(window.script(PANEL)).isEmpty();
    }
  }

  private static void press(Browser window, String key) {
    window.script(
        "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: '"
            + key
            + "', bubbles: true, cancelable: true})); return ''");
  }
}

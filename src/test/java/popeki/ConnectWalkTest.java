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
import popeki.platform.Lanes;
import popeki.sandbox.PlayedWorld;
import popeki.workspaces.Workspaces;

/**
 * Connecting a number as a person does it in a browser, against the sandbox: a token that cannot,
 * one that can, the choice, each cause of silence provoked and named, the event that ends the wait,
 * a token that dies and the new one.
 */
@PopekiTest
@Tag("browser")
@SuppressWarnings("NullAway.Init")
class ConnectWalkTest {
  private static final Path SCREENS = Path.of("target/screens");
  private static final String LISTENING =
      "const e = document.querySelector('#listening'); return e ? e.innerText : ''";

  @Autowired Workspaces workspaces;
  @Autowired Lanes lanes;
  @Autowired TestClock clock;
  @LocalServerPort int port;

  private final List<String> findings = new ArrayList<>();
  private String numbers;

  @Test
  void a_number_is_connected_and_each_cause_of_silence_is_named() throws Exception {
    assumeTrue(Browser.chromium().isPresent() && Browser.chromedriver().isPresent());
    Files.createDirectories(SCREENS);
    Story story = Story.quiet(port, workspaces, lanes, clock, "Clínica Aurora");
    numbers = "/w/" + story.workspace().slug() + "/settings/numbers";
    try (PlayedWorld world = new PlayedWorld(port, story.workspace().apiKey(), clock);
        Browser window = new Browser(port)) {
      window.keepSession(story.signIn());
      window.open(numbers);
      paste(window, "EXPIRED");
      assertThat(window.text("#f-token-error")).contains("has expired");
      look(window, "connect-refused");

      paste(window, "GOOD");
      assertThat(window.text("h1")).isEqualTo("Choose the number");
      look(window, "connect-choice");
      choose(window, world.spare());
      assertThat(window.script(LISTENING)).startsWith("Listening…");
      look(window, "connect-listening");

      clock.advance(Duration.ofSeconds(61));
      named(window, world, "signature", "signature that does not match");
      named(window, world, "verify", "another verify token");
      named(window, world, "dashboard", "Its number is invented");
      named(window, world, "neighbour", world.neighbour());
      world.press("unsubscribe");
      clock.advance(Duration.ofMinutes(6));
      lanes.drainAll();
      window.eventually(LISTENING, "does not get the events");
      look(window, "connect-causes");

      window.press("#listening form button");
      assertThat(world.press("message")).contains("200");
      window.script("window.sameDocument = 'yes'; return ''");
      lanes.drainAll();
      window.eventually(LISTENING, "Event received.");
      assertThat(window.script(LISTENING)).contains("First came a message");
      assertThat(window.script("return window.sameDocument")).isEqualTo("yes");
      look(window, "connect-heard");

      world.press("end", Map.of("token", PlayedWorld.token("GOOD"), "subcode", "463"));
      window.press("#token form[action$='/check'] button");
      assertThat(window.text("main")).contains("Needs a new token", "has expired");
      look(window, "connect-broken");
      type(window, "OTHER_ACCOUNT", "/token");
      assertThat(window.text("#f-token-error")).contains("made for another account");
      type(window, "NO_MESSAGING", "/token");
      assertThat(window.text("main")).contains("Missing permissions").doesNotContain("Needs a new");
      window.open(numbers);
      look(window, "connect-numbers");
      causesOfTheToken(window, world);
    }
    assertThat(findings).isEmpty();
  }

  /** A token of another app, one that lost a permission while somebody waited, the test number. */
  private void causesOfTheToken(Browser window, PlayedWorld world) {
    world.press("end", Map.of("token", PlayedWorld.token("GOOD"), "subcode", "0"));
    connect(window, "OTHER_APP", world.neighbour());
    window.eventually(LISTENING, "whose events are not sent here");
    look(window, "connect-other-app");

    window.open(numbers);
    connect(window, "GOOD", world.testNumber());
    window.eventually(LISTENING, "only people on its list of recipients");
    world.press("end", Map.of("token", PlayedWorld.token("GOOD"), "subcode", "narrow"));
    clock.advance(Duration.ofMinutes(6));
    lanes.drainAll();
    window.eventually(LISTENING, "lacks the permission whatsapp_business_management");
    look(window, "connect-permission");
  }

  private void connect(Browser window, String token, String number) {
    paste(window, token);
    choose(window, number);
    assertThat(window.script(LISTENING)).startsWith("Listening…");
    clock.advance(Duration.ofSeconds(61));
  }

  /** Waits until the page, which asks by itself, names what was seen. */
  private void named(Browser window, PlayedWorld world, String provoked, String words) {
    world.press(provoked);
    lanes.drainAll();
    window.eventually(LISTENING, words);
  }

  private void paste(Browser window, String kind) {
    type(window, kind, "/settings/numbers/token");
  }

  private void type(Browser window, String kind, String form) {
    window.script(
        "const f = document.querySelector(\"form[action$='"
            + form
            + "']\"); f.closest('details')?.setAttribute('open', ''); f.elements.access_token.value = '"
            + PlayedWorld.token(kind)
            + "'; return ''");
    window.press("form[action$='" + form + "'] button");
  }

  private void choose(Browser window, String number) {
    window.script(
        "document.querySelector(\"input[value='" + number + "']\").checked = true; return ''");
    window.press("form[action*='/offers/'] button");
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
    window.holes().forEach(found -> findings.add(name + ": " + found));
    window.theme("light");
    window.width(1280);
  }
}

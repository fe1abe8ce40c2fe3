package popeki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import popeki.mails.Outbox;
import popeki.platform.Lanes;
import popeki.workspaces.Workspaces;

/** Two people in two windows: an owner invites, an analyst joins and looks, the owner removes. */
@PopekiTest
@Tag("browser")
@SuppressWarnings("NullAway.Init")
class InviteWalkTest {
  private static final Path SCREENS = Path.of("target/screens");
  private static final String DIGITS = "5511987650042";
  private static final String WORDS = "Quero visitar o apartamento da rua Aurora";

  @Autowired Workspaces workspaces;
  @Autowired Outbox outbox;
  @Autowired Lanes lanes;
  @Autowired TestClock clock;
  @LocalServerPort int port;
  private final List<String> findings = new ArrayList<>();

  /** Notes what is wrong with the page that a window shows. */
  private void look(Browser window, String name) {
    for (int width : Campaign.WIDTHS) {
      window.width(width);
      window.overflow().forEach(found -> findings.add(name + " " + width + ": " + found));
      if (width != 800) {
        window.axe().forEach(found -> findings.add(name + " " + width + ": " + found));
      }
      window.screenshot(SCREENS.resolve(name + "-" + width + ".png"));
    }
    window.holes().forEach(found -> findings.add(name + ": " + found));
    window.width(1280);
  }

  @Test
  void an_owner_invites_an_analyst_who_sees_masked_people_until_removed() {
    assumeTrue(Browser.chromium().isPresent() && Browser.chromedriver().isPresent());
    Story story = Story.quiet(port, workspaces, lanes, clock, "Ponte Nova Imóveis");
    story.arrives(story.message().from(DIGITS, "Marina").says(WORDS).at(TestClock.now()));
    story.settle();
    String base = "/w/" + story.workspace().slug();
    String conversation =
        base + "/conversations/" + story.conversations().get(0).at("/id").asString();
    String email = UUID.randomUUID() + "@example.com";

    try (Browser owner = new Browser(port);
        Browser analyst = new Browser(port)) {
      owner.open(story.signInPath());
      owner.open(base + "/settings/team");
      owner.fill("#invite-email", email);
      owner.choose("#invite-role", "analyst");
      owner.press("form[action$='/invitations'] .button-primary");
      assertThat(owner.text()).contains(email, "Take back");
      look(owner, "walk-team-invited");

      String link =
          URI.create(
                  Objects.requireNonNull(
                      outbox.latest(story.workspace().workspaceId(), email).getFirst().link()))
              .getPath();
      findings.addAll(analyst.open(link));
      assertThat(analyst.text()).contains("Carla Mendes invites you", "as Analyst");
      look(analyst, "walk-invited");
      analyst.fill("#name", "Bruno Tavares");
      analyst.fill("#password", "seven quiet herons");
      analyst.press("#terms");
      findings.addAll(analyst.press("form[action$='/account'] .button-primary"));
      assertThat(analyst.path()).isEqualTo(base + "/overview");

      analyst.open(conversation);
      assertThat(analyst.text()).contains("Marina", "•• •••• 0042").doesNotContain(WORDS);
      assertThat(analyst.script("return document.documentElement.outerHTML.replace(/\\D/g, '')"))
          .doesNotContain(DIGITS);
      look(analyst, "walk-conversation-masked");

      owner.open(conversation);
      owner.press("form[action$='/reveal'] button");
      assertThat(owner.text()).contains("+" + DIGITS, WORDS, "Open in WhatsApp");

      owner.open(base + "/settings/team");
      assertThat(owner.text()).contains("Bruno Tavares", "just now");
      look(owner, "walk-team");
      owner.press("button[popovertarget^='remove-']");
      owner.press("form[action$='/remove'] .button-danger");
      assertThat(owner.text()).doesNotContain(email);

      analyst.press("a.nav-link[href$='/links']");
      assertThat(analyst.status()).isEqualTo(404);
      assertThat(analyst.text()).contains("You do not have access to this page");
    }
    assertThat(findings).isEmpty();
  }
}

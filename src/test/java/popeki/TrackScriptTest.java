package popeki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import popeki.platform.Lanes;
import popeki.workspaces.Workspaces;
import tools.jackson.databind.JsonNode;

/** {@code /track.js} in a real browser, on pages of another origin. */
@PopekiTest
@Tag("browser")
@SuppressWarnings("NullAway.Init")
class TrackScriptTest {
  private static final String PHONE =
      "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36";
  private static final String DIGITS = "5511987650077";
  private static final String AD = "?utm_source=ig&utm_campaign=spring%20sale&fbclid=AbC%2B1-_x";

  /** Where the tests' service says that links live; it listens elsewhere. */
  private static final String LINKS = "http://localhost:8080";

  @LocalServerPort int port;
  @Autowired Workspaces workspaces;
  @Autowired Lanes lanes;
  @Autowired TestClock clock;
  private Story story;
  private String slug;
  private LandingSite site;
  private Browser window;

  @BeforeEach
  void a_business_with_a_website_and_a_visitor() {
    assumeTrue(Browser.chromium().isPresent() && Browser.chromedriver().isPresent());
    story = Story.quiet(port, workspaces, lanes, clock, "Ponte Nova Imóveis");
    slug = link(DIGITS, "Site");
    site = new LandingSite();
    window = new Browser(site.port());
    window.userAgent(PHONE);
    window.watch();
  }

  @AfterEach
  void close() {
    if (window != null) {
      window.close();
      site.close();
    }
  }

  private String link(String digits, String name) {
    JsonNode number =
        story
            .api(
                "POST",
                "/numbers",
                Map.of(
                    "phone_number_id",
                    "8" + Math.abs(UUID.randomUUID().getMostSignificantBits() % 1_000_000_000_000L),
                    "waba_id",
                    "102030405060708",
                    "display_phone_number",
                    "+" + digits))
            .json();
    return story
        .api(
            "POST",
            "/links",
            Map.of(
                "name",
                name,
                "number_id",
                number.at("/id").asString(),
                "message",
                "Oi! Vi {utm_campaign} e quero saber mais"))
        .json()
        .at("/slug")
        .asString();
  }

  private String host() {
    return "http://localhost:" + port;
  }

  /** The link's address, which bears the host that the service believes in. */
  private String base() {
    return LINKS + "/" + slug;
  }

  private String tag(String attributes) {
    return "<script async src=\""
        + host()
        + "/track.js?link="
        + slug
        + "\" "
        + attributes
        + "></script>";
  }

  /** Opens a page of the site; nothing may be wrong with it. */
  private void open(String path) {
    List<String> findings = window.open(path);
    assertThat(findings)
        .as("only the script is asked for, and nothing complains")
        .allSatisfy(
            finding ->
                assertThat(finding).startsWith("asks another host: " + host() + "/track.js"));
    assertThat(window.told()).isEmpty();
  }

  private String href(String id) {
    return window.script("return document.getElementById('" + id + "').getAttribute('href')");
  }

  private String settled(String id, String word) {
    return window.eventually(
        "return document.getElementById('" + id + "').getAttribute('href')", word);
  }

  private String stored(String where) {
    return window.script(
        "return " + where + ".length + ' ' + (" + where + ".getItem('popeki') || '')");
  }

  private static String anchor(String id, String href) {
    return "<a id=\"" + id + "\" href=\"" + href + "\">Chat</a> ";
  }

  @Test
  void links_of_every_spelling_to_the_links_number_lead_through_it_and_no_others() {
    site.page(
        "/promoção",
        anchor("wa", "https://wa.me/" + DIGITS + "?text=Oi")
            + anchor("plus", "//wa.me/+55%2011%2098765-0077/")
            + anchor("old", "https://wa.me/551187650077")
            + anchor("api", "https://api.whatsapp.com/send?phone=%2B55%20(11)%2098765-0077&text=x")
            + anchor("web", "https://web.whatsapp.com/send/?phone=" + DIGITS)
            + anchor("app", "whatsapp://send?text=x&phone=" + DIGITS)
            + "<map name=\"m\"><area id=\"area\" href=\"https://wa.me/"
            + DIGITS
            + "\"></map>"
            + anchor("own", base() + "?utm_content=button")
            + anchor("other", "https://wa.me/5511900000000")
            + anchor("share", "https://wa.me/?text=Look")
            + anchor("share2", "https://api.whatsapp.com/send?text=" + DIGITS)
            + anchor("short", "https://wa.me/message/ABCDEFGHIJKLM1")
            + anchor("group", "https://chat.whatsapp.com/" + DIGITS)
            + anchor("catalog", "https://wa.me/c/" + DIGITS)
            + anchor("fake", "https://wa.me.example.com/" + DIGITS)
            + anchor("fake2", "https://wa.me@example.com/" + DIGITS)
            + anchor("fake3", "https://example.com/?u=https://wa.me/" + DIGITS)
            + anchor("mail", "mailto:a@wa.me?subject=" + DIGITS)
            + tag(""));

    open("/promo%C3%A7%C3%A3o" + AD + "&email=ana%40example.com");

    String tracked =
        base()
            + "?utm_source=ig&utm_campaign=spring%20sale&fbclid=AbC%2B1-_x&popeki_page=%2Fpromo%C3%A7%C3%A3o";
    assertThat(settled("wa", slug)).isEqualTo(tracked);
    for (String id : List.of("plus", "old", "api", "web", "app", "area")) {
      assertThat(href(id)).as(id).isEqualTo(tracked);
    }
    assertThat(href("own")).isEqualTo(tracked + "&utm_content=button");
    for (String id :
        List.of(
            "other", "share", "share2", "short", "group", "catalog", "fake", "fake2", "fake3",
            "mail")) {
      assertThat(href(id)).as(id).doesNotContain(slug).contains(id.equals("share") ? "Look" : "");
      assertThat(
              window.script(
                  "return document.getElementById('" + id + "').hasAttribute('data-popeki-href')"))
          .as(id)
          .isEqualTo("false");
    }
    assertThat(window.script("return document.getElementById('wa').dataset.popekiHref"))
        .isEqualTo("https://wa.me/" + DIGITS + "?text=Oi");
    assertThat(window.script("popeki.stop(); return document.getElementById('wa').outerHTML"))
        .contains("https://wa.me/" + DIGITS + "?text=Oi")
        .doesNotContain("popeki");
  }

  @Test
  void a_click_after_looking_around_counts_with_the_campaign_of_the_first_page() {
    site.page("/", "<a id=\"on\" href=\"/contact?from=menu\">Contact</a>" + tag(""));
    site.page(
        "/contact",
        anchor("wa", "https://wa.me/" + DIGITS + "?text=Oi")
            + tag("")
            + "<script src=\"/port.js\"></script>");
    // The tests' service listens on another port than the one in its addresses.
    site.script(
        "/port.js",
        "const wa = document.getElementById('wa'); wa.addEventListener('click', () => { wa.href = wa.href.replace('"
            + LINKS
            + "', '"
            + host()
            + "'); });");

    open("/" + AD + "&ad_id=120211");
    window.eventually("return String(!!window.popeki)", "true");
    window.press("#on");
    settled("wa", slug);
    window.press("#wa");

    window.eventually("return location.href", "chrome-error"); // there is no wa.me in here
    JsonNode click = story.get("/clicks").at("/data/0");
    assertThat(click.at("/counted").asBoolean()).isTrue();
    assertThat(click.at("/utm/campaign").asString()).isEqualTo("spring sale");
    assertThat(click.at("/click_ids/fbclid").asString()).isEqualTo("AbC+1-_x");
    assertThat(click.at("/params/ad_id").asString()).isEqualTo("120211");
    assertThat(click.at("/params/popeki_page").asString()).isEqualTo("/");
    assertThat(click.at("/via").isNull()).isTrue();
  }

  @Test
  void the_host_that_led_to_the_page_goes_along_without_its_path() {
    String elsewhere = "http://127.0.0.1:" + site.port();
    site.page("/news", "<a id=\"on\" href=\"" + elsewhere + "/\">A shop</a>");
    site.page("/", anchor("wa", "https://wa.me/" + DIGITS) + tag(""));

    window.open("/news");
    window.press("#on");

    assertThat(settled("wa", slug))
        .isEqualTo(base() + "?popeki_page=%2F&popeki_referrer=localhost");
  }

  @Test
  void links_that_come_or_change_later_are_found_shadow_trees_when_they_are_touched() {
    site.page(
        "/", anchor("late", "#") + "<div id=\"room\"></div><div id=\"host\"></div>" + tag(""));
    open("/?utm_source=ig");
    window.eventually("return String(!!window.popeki)", "true");

    window.script(
        """
        document.getElementById('room').innerHTML = '<p><a id="new" href="https://wa.me/%1$s">Chat</a></p>';
        document.getElementById('late').href = 'https://api.whatsapp.com/send?phone=%1$s';
        document.getElementById('host').attachShadow({mode: 'open'}).innerHTML = '<a href="https://wa.me/%1$s"><b>Chat</b></a>';
        """
            .formatted(DIGITS));

    assertThat(settled("new", slug)).isEqualTo(base() + "?utm_source=ig&popeki_page=%2F");
    assertThat(settled("late", slug)).startsWith(base());
    window.script(
        "document.getElementById('host').shadowRoot.querySelector('b').dispatchEvent(new PointerEvent('pointerdown', {bubbles: true, composed: true}))");
    assertThat(
            window.script(
                "return document.getElementById('host').shadowRoot.querySelector('a').getAttribute('href')"))
        .startsWith(base());

    window.script("document.getElementById('new').href = 'https://example.com/elsewhere'");
    window.eventually(
        "return String(document.getElementById('new').hasAttribute('data-popeki-href'))", "false");
    assertThat(href("new")).isEqualTo("https://example.com/elsewhere");
  }

  @Test
  void an_app_of_one_page_keeps_the_first_touch_over_its_routes() {
    site.script(
        "/app.js",
        """
        history.replaceState(null, '', '/start');
        window.go = path => {
          history.pushState(null, '', path);
          document.getElementById('view').innerHTML = '<a id="wa" href="https://wa.me/%s">' + path + '</a>';
        };
        """
            .formatted(DIGITS));
    // The router tidies the address away before the script comes.
    site.page("/", "<div id=\"view\"></div><script src=\"/app.js\"></script>" + tag(""));

    open("/" + AD);
    window.eventually("return String(!!window.popeki)", "true");
    window.script("go('/flats/12?utm_source=internal')");

    assertThat(settled("wa", slug))
        .isEqualTo(
            base()
                + "?utm_source=ig&utm_campaign=spring%20sale&fbclid=AbC%2B1-_x&popeki_page=%2Fstart");
    window.script("go('/contact')");
    assertThat(settled("wa", slug)).contains("utm_source=ig").doesNotContain("internal");
  }

  @Test
  void works_under_a_policy_that_allows_the_script_and_nothing_else() {
    site.page(
        "/",
        anchor("wa", "https://wa.me/" + DIGITS) + tag(""),
        "default-src 'none'; img-src data:; base-uri 'none'; script-src " + host());
    site.page(
        "/named",
        anchor("wa", "https://wa.me/" + DIGITS)
            + "<script async src=\""
            + host()
            + "/track.js\" data-link=\""
            + slug
            + "\"></script>",
        "default-src 'none'; img-src data:; script-src " + host());

    open("/" + AD);
    assertThat(settled("wa", slug)).contains("fbclid=AbC");
    open("/named?utm_source=ig");
    assertThat(settled("wa", slug)).contains("utm_source=ig");
  }

  @Test
  void of_a_visitor_who_asks_not_to_be_tracked_nothing_is_kept_and_no_id_passed_on() {
    window.beforeEveryPage(
        "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', {get: () => true})");
    site.page("/", anchor("wa", "https://wa.me/" + DIGITS) + tag("data-consent=\"granted\""));

    open("/" + AD);

    assertThat(settled("wa", slug)).isEqualTo(base() + "?utm_source=ig&utm_campaign=spring%20sale");
    assertThat(stored("sessionStorage")).isEqualTo("0 ");
    assertThat(stored("localStorage")).isEqualTo("0 ");
    assertThat(window.script("return document.cookie")).isEmpty();
  }

  @Test
  void before_consent_the_tab_remembers_and_nothing_else_does() {
    site.page("/", anchor("wa", "https://wa.me/" + DIGITS) + tag(""));

    open("/" + AD);
    settled("wa", slug);
    assertThat(stored("sessionStorage")).contains("fbclid");
    assertThat(stored("localStorage")).isEqualTo("0 ");
    assertThat(window.script("return document.cookie")).isEmpty();

    open("/?utm_source=later");
    assertThat(settled("wa", slug)).contains("utm_source=ig").doesNotContain("later");
    window.script("sessionStorage.clear()"); // another tab, another day
    open("/?utm_source=later");
    assertThat(settled("wa", slug)).contains("utm_source=later").doesNotContain("fbclid");
  }

  @Test
  void without_consent_where_it_is_asked_for_nothing_is_kept_and_with_it_the_first_touch_is() {
    site.page("/", anchor("wa", "https://wa.me/" + DIGITS) + tag("data-consent=\"denied\""));

    open("/" + AD);
    assertThat(settled("wa", slug)).isEqualTo(base() + "?utm_source=ig&utm_campaign=spring%20sale");
    assertThat(stored("sessionStorage")).isEqualTo("0 ");
    assertThat(stored("localStorage")).isEqualTo("0 ");

    window.script("popeki.consent(true)");
    assertThat(settled("wa", "fbclid")).contains("popeki_page=%2F");
    assertThat(stored("localStorage")).contains("fbclid");
    assertThat(window.script("return document.cookie")).isEmpty();

    window.script("sessionStorage.clear()");
    open("/?utm_source=later");
    assertThat(settled("wa", slug)).contains("utm_source=later");
    window.script("popeki.consent(true)");
    assertThat(settled("wa", "utm_source=ig")).contains("fbclid=AbC").doesNotContain("later");

    window.script("popeki.consent(false)");
    assertThat(settled("wa", "later")).doesNotContain("fbclid");
    assertThat(stored("sessionStorage")).isEqualTo("0 ");
    assertThat(stored("localStorage")).isEqualTo("0 ");
  }

  @Test
  void several_links_on_one_page_each_take_their_number_and_a_button_may_choose() {
    String other = link("5511987650088", "Vendas");
    String third = link("5511987650088", "Vendas rodapé");
    site.page(
        "/",
        anchor("wa", "https://wa.me/" + DIGITS)
            + anchor("sales", "https://wa.me/5511987650088")
            + "<a id=\"foot\" data-popeki-link=\""
            + third
            + "\" href=\"https://wa.me/5511987650088\">Chat</a>"
            + anchor("stranger", "https://wa.me/5511900000000")
            + anchor("share", "https://wa.me/?text=Look")
            + tag("data-any")
            + tag("").replace("link=" + slug, "link=" + other)
            + tag("").replace("link=" + slug, "link=" + third));

    open("/");

    assertThat(settled("foot", third)).startsWith(LINKS + "/" + third + "?");
    assertThat(settled("sales", LINKS)).doesNotContain(slug);
    assertThat(settled("wa", slug)).startsWith(base());
    assertThat(settled("stranger", slug)).startsWith(base());
    assertThat(href("share")).isEqualTo("https://wa.me/?text=Look");
  }

  @Test
  void a_hostile_page_is_not_broken_and_does_not_break_it() {
    site.script(
        "/hostile.js",
        """
        Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError'); }});
        sessionStorage.setItem('popeki', '{"c": 1, "i"');
        const stubborn = document.getElementById('stubborn');
        const mine = 'https://wa.me/%1$s?mine';
        window.fights = 0;
        new MutationObserver(() => { if (stubborn.getAttribute('href') !== mine) { window.fights++; stubborn.setAttribute('href', mine); } })
          .observe(stubborn, {attributes: true, attributeFilter: ['href']});
        """
            .formatted(DIGITS));
    site.page(
        "/",
        "<form id=\"popeki\" name=\"popeki\"><input name=\"add\"><input name=\"consent\"></form>"
            + anchor("script", "javascript:location='https://wa.me/" + DIGITS + "'")
            + anchor("broken", "https://wa.me/%E0%A4%A" + DIGITS)
            + anchor("broken2", "https://[wa.me/" + DIGITS)
            + anchor("broken3", "http://wa.me:99999/" + DIGITS)
            + anchor("data", "data:text/html,https://wa.me/" + DIGITS)
            + anchor("none", "")
            + "<a id=\"bare\">Nothing</a><svg><a id=\"svg\" href=\"https://wa.me/"
            + DIGITS
            + "\"><text>x</text></a></svg>"
            + "<a id=\"marked\" data-popeki-href=\"javascript:alert(1)\" href=\""
            + base()
            + "\">x</a>"
            + anchor("stubborn", "https://wa.me/" + DIGITS + "?mine")
            + "<script src=\"/hostile.js\"></script>"
            + tag("")
            + anchor("wa", "https://wa.me/" + DIGITS));

    open(
        "/?utm_source=%00%27%22%3Cscript%3E&fbclid="
            + "x".repeat(3000)
            + "&gclid=a%E0%A4b&utm_term");

    assertThat(settled("wa", slug))
        .isEqualTo(base() + "?utm_source=%00%27%22%3Cscript%3E&gclid=a%E0%A4b&popeki_page=%2F");
    assertThat(href("svg")).startsWith(base());
    assertThat(href("script")).startsWith("javascript:location=");
    for (String id : List.of("broken", "broken2", "broken3", "data", "none")) {
      assertThat(href(id)).as(id).doesNotContain(slug);
    }
    assertThat(href("marked")).doesNotContain("javascript");
    assertThat(href("stubborn")).isEqualTo("https://wa.me/" + DIGITS + "?mine");
    assertThat(Integer.parseInt(window.script("return window.fights"))).isBetween(1, 30);
  }

  @Test
  void a_link_that_is_gone_or_paused_leaves_the_page_as_it_is() {
    site.page(
        "/",
        anchor("wa", "https://wa.me/" + DIGITS)
            + tag("").replace("link=" + slug, "link=no-such-link"));

    List<String> findings = window.open("/" + AD);

    assertThat(href("wa")).isEqualTo("https://wa.me/" + DIGITS);
    assertThat(window.told()).isEmpty();
    assertThat(findings).noneMatch(finding -> finding.contains("MIME"));
  }

  @Test
  void the_drawn_code_is_read_from_a_screen() throws Exception {
    for (String query : List.of("", "&level=H&margin=10&color=%235548d9", "&level=L&margin=1")) {
      site.page(
          "/",
          "<img width=\"300\" height=\"300\" alt=\"\" src=\""
              + host()
              + "/q/"
              + slug
              + "?x"
              + query
              + "\">");
      window.open("/");
      var shot = java.nio.file.Path.of("target/screens/qr-svg.png");
      window.screenshot(shot);
      assertThat(QrScanner.scan(java.nio.file.Files.readAllBytes(shot)))
          .as(query)
          .isEqualTo(base() + "?via=qr");
    }
  }
}

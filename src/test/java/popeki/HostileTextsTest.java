package popeki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jsoup.Jsoup;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import popeki.platform.Deltas;
import popeki.platform.Lanes;
import popeki.workspaces.Role;
import popeki.workspaces.TestPeople;
import popeki.workspaces.TestPeople.Person;
import popeki.workspaces.Workspaces;
import tools.jackson.databind.JsonNode;

/**
 * Texts that strangers may send, in every field that anyone may fill, through the real doors. No
 * door breaks; what is stored is the text, or it was refused or cut as documented; and every page
 * that shows it shows it as text: in a real browser no dialog opens, no policy is violated, nothing
 * stands in the console, and nobody else is asked. Each text meets the pages and addresses in
 * rotation, all of them in a {@link Campaign}; none is alive in any page it is read from.
 */
@PopekiTest
@Tag("browser")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class HostileTextsTest {
  private static final int SHORT = 90;
  private static final String HALF =
      "(?<![\\uD800-\\uDBFF])[\\uDC00-\\uDFFF]|[\\uD800-\\uDBFF](?![\\uDC00-\\uDFFF])";

  @Autowired Workspaces workspaces;
  @Autowired Lanes lanes;
  @Autowired TestClock clock;
  @Autowired BeanFactory beans;
  @LocalServerPort int port;

  private final Map<String, String> texts = new LinkedHashMap<>();
  private final List<String> broken = new ArrayList<>();
  private final Map<String, String> linkOf = new TreeMap<>();
  private final Map<String, String> conversationOf = new TreeMap<>();
  private Story story;
  private Person owner;

  @BeforeAll
  void strangers_write() throws IOException {
    read();
    story =
        Story.quiet(
            port, workspaces, lanes, clock, "\"><img src=x onerror=alert(1)>${7*7}' {0} <b>");
    owner =
        new TestPeople(port, beans)
            .join(
                story.workspace().workspaceId(),
                Role.OWNER,
                "</title><script>alert(1)</script>\" onclick=alert(1) '");
    String number = story.get("/numbers").at("/data/0/id").asString();
    int n = 0;
    for (Map.Entry<String, String> each : texts.entrySet()) {
      write(each.getKey(), each.getValue(), number, n++);
    }
    story.settle();
    lanes.wake(Deltas.FOLD, story.workspace().workspaceId(), Instant.EPOCH);
    lanes.drainAll();
    conversations();
  }

  private void write(String name, String text, String number, int n) {
    String brief = text.length() > SHORT ? text.substring(0, SHORT) : text;
    for (String word : List.of(text, brief)) {
      Map<String, Object> link =
          Map.of(
              "name", word,
              "number_id", number,
              "message", word,
              "source", word,
              "campaign", word);
      HttpAnswer made = api(name, "POST", "/links", link);
      if (made.status() == 201) {
        linkOf.put(name, made.json().at("/id").asString());
        visit(name, made.json().at("/slug").asString(), text);
        break;
      }
    }
    api(name, "POST", "/api-keys", Map.of("name", text, "scopes", List.of("read")));
    api(
        name,
        "POST",
        "/spend",
        Map.of(
            "rows",
            List.of(
                Map.of(
                    "date", "2026-11-20",
                    "source", brief,
                    "campaign_id", brief,
                    "amount", "1.00",
                    "currency", "BRL"))));
    api(name, "PUT", "/settings", Map.of("business", Map.of("offers", text, "type", brief)));
    api(
        name,
        "PUT",
        "/settings",
        Map.of("key_phrases", List.of(Map.of("phrase", text, "stage", "won"))));
    form(
        name,
        "/links",
        "name=%1$s&number_id=%2$s&message=%1$s&source=%1$s&code=both",
        text,
        number);
    form(name, "/deliveries/connection", "dataset_id=%1$s&access_token=%1$s", text, number);
    String w = "/w/" + story.workspace().slug();
    List<String> addresses =
        List.of(
            w + "/conversations?q=",
            w + "/links?q=",
            w + "/overview?range=",
            w + "/overview?source=",
            w + "/campaigns?group_by=",
            w + "/campaigns?campaign=",
            w + "/conversations?stage=",
            "/login?to=",
            "/",
            "/q/",
            "/sign-in/");
    for (int i = 0; i < addresses.size(); i++) {
      if (Campaign.meets(n, i, 3)) {
        page(name, addresses.get(i) + encoded(brief));
      }
    }
    List<String> questions = List.of("/conversations?source=", "/contacts?q=", "/links?cursor=");
    for (int i = 0; i < questions.size(); i++) {
      if (Campaign.meets(n, i, 3)) {
        api(name, "GET", questions.get(i) + encoded(brief), null);
      }
    }
    String waId = "5511977%06d".formatted(n);
    int status =
        story
            .door()
            .post(
                story
                    .message()
                    .id("wamid.hostile." + name)
                    .from(waId, text)
                    .says(text)
                    .referral(
                        Map.of(
                            "source_type",
                            "ad",
                            "source_id",
                            "120210" + n,
                            "source_url",
                            text,
                            "headline",
                            text,
                            "body",
                            text,
                            "ctwa_clid",
                            "Clid" + n))
                    .json()
                    // UTF-8 knows no half of a pair; JSON does, as an escape.
                    .replaceAll("[\\uD800-\\uDBFF](?![\\uDC00-\\uDFFF])", "\\\\ud83d"));
    if (status != 200) {
      broken.add(name + ": the webhook answers " + status);
    }
    lanes.drainAll();
  }

  private void visit(String name, String slug, String text) {
    var headers = new ArrayList<String>();
    String plain = text.replaceAll("[^\\x20-\\x7e]", "?");
    plain = plain.length() > 3_000 ? plain.substring(0, 3_000) : plain;
    for (String header : List.of("User-Agent", "Referer", "Accept-Language")) {
      headers.addAll(List.of(header, plain.isBlank() ? "x" : plain));
    }
    String value = encoded(text.length() > 1_500 ? text.substring(0, 1_500) : text);
    HttpAnswer answer =
        HttpAnswer.send(
            port,
            "GET",
            "/" + slug + "?utm_source=" + value + "&utm_campaign=" + value + "&fbclid=" + value,
            null,
            headers.toArray(String[]::new));
    if (answer.status() != 302) {
      broken.add(name + ": the link answers " + answer.status());
      return;
    }
    String location = answer.header("Location");
    if (!location.matches("https://wa\\.me/551140000000\\?text=[A-Za-z0-9%._~*'()!-]*")) {
      broken.add(name + ": leads to " + location);
    }
  }

  private HttpAnswer api(String name, String method, String path, @Nullable Object body) {
    HttpAnswer answer = story.api(method, path, body);
    if (answer.status() >= 500) {
      broken.add(name + ": " + method + " " + path + " answers " + answer.status());
    }
    return answer;
  }

  private void form(String name, String page, String body, String text, String number) {
    HttpAnswer answer =
        HttpAnswer.send(
            port,
            "POST",
            "/w/" + story.workspace().slug() + page,
            "_csrf=" + owner.token() + "&" + body.formatted(encoded(text), number),
            "Cookie",
            owner.cookie(),
            "Content-Type",
            "application/x-www-form-urlencoded");
    if (answer.status() >= 500) {
      broken.add(name + ": the form " + page + " answers " + answer.status());
    }
    splits(name, page, answer);
    inline(name, page, answer);
  }

  private void page(String name, String path) {
    HttpAnswer answer = HttpAnswer.send(port, "GET", path, null, "Cookie", owner.cookie());
    if (answer.status() >= 500) {
      broken.add(name + ": " + path + " answers " + answer.status());
    }
    splits(name, path, answer);
    inline(name, path, answer);
  }

  private void splits(String name, String path, HttpAnswer answer) {
    if (answer.headers().containsKey("x-injected")
        || answer.header("Location").contains("evil.example/")) {
      broken.add(name + ": " + path + " lets a header in, or leads elsewhere");
    }
  }

  /**
   * A page that a form or an address of this kind brings forth is not opened below; read it here.
   */
  private void inline(String name, String path, HttpAnswer answer) {
    if (answer.header("Content-Type").startsWith("text/html")) {
      boolean alive =
          !Jsoup.parse(answer.body())
              .select(
                  "script:not([src^=/assets/]):not([type=application/json]), img[onerror], svg[onload], iframe, object, base, style, [onmouseover], [onfocus], [hx-get^=http], [href^=javascript:], meta[http-equiv=refresh]")
              .isEmpty();
      if (alive) {
        broken.add(name + ": " + path + " is alive");
      }
    }
  }

  private void conversations() {
    String cursor = "";
    do {
      JsonNode page = story.get("/conversations?limit=50" + cursor);
      for (JsonNode each : page.at("/data")) {
        String wamid =
            story
                .get("/conversations/" + each.at("/id").asString())
                .at("/messages/0/wamid")
                .asString();
        conversationOf.put(wamid.replace("wamid.hostile.", ""), each.at("/id").asString());
      }
      String next = page.at("/next_cursor").asString("");
      cursor = next.isEmpty() ? "" : "&cursor=" + next;
    } while (!cursor.isEmpty());
  }

  @Test
  void the_corpus_has_sixty_texts_or_more() {
    assertThat(texts).hasSizeGreaterThanOrEqualTo(60);
  }

  @Test
  void no_door_breaks_and_none_lets_a_text_become_anything_else() {
    assertThat(broken).isEmpty();
    assertThat(conversationOf.keySet()).containsExactlyInAnyOrderElementsOf(texts.keySet());
    // A brace begins a placeholder, and an unknown one is refused at save; U+0000 is refused too.
    assertThat(linkOf.keySet())
        .as("texts that made a link, as a whole or cut")
        .containsAll(
            texts.entrySet().stream()
                .filter(text -> !text.getValue().matches("(?s).*[{\\x00].*"))
                .map(Map.Entry::getKey)
                .toList());
  }

  /**
   * What the API tells is the text as it was sent; only what no database holds or no field is cut.
   */
  @Test
  void the_api_tells_each_text_as_it_was_sent() {
    texts.forEach(
        (name, text) -> {
          JsonNode told = story.get("/conversations/" + conversationOf.get(name));
          assertThat(told.at("/messages/0/text").asString()).as(name).isEqualTo(kept(text, 65_536));
          assertThat(told.at("/contact/name").asString("")).as(name).isEqualTo(kept(text, 255));
          if (linkOf.containsKey(name) && text.length() <= SHORT) {
            JsonNode link = story.get("/links/" + linkOf.get(name));
            assertThat(link.at("/name").asString())
                .as(name)
                .isEqualTo(text.strip().replaceAll(HALF, "?"));
          }
        });
  }

  /** Without what a text of the database cannot hold, and not longer than its field. */
  private static String kept(String text, int longest) {
    String storable = text.replace("\0", "\uFFFD").replaceAll(HALF, "\uFFFD");
    return storable.length() > longest ? storable.substring(0, longest) : storable;
  }

  /** Without a browser, which opens a third of them: read as a browser would. */
  @Test
  void each_text_is_dead_on_each_page_that_shows_it() {
    var before = List.copyOf(broken);
    String w = "/w/" + story.workspace().slug();
    for (String name : texts.keySet()) {
      page(name, w + "/conversations/" + conversationOf.get(name));
      if (linkOf.containsKey(name)) {
        page(name, w + "/links/" + linkOf.get(name));
        page(name, w + "/links/" + linkOf.get(name) + "/edit");
      }
    }
    assertThat(broken).isEqualTo(before);
  }

  @Test
  void no_cell_of_a_csv_is_a_formula() {
    int cells = 0;
    for (String path :
        List.of(
            "/conversations",
            "/links",
            "/clicks",
            "/contacts",
            "/ads",
            "/conversions",
            "/reports/campaigns?group_by=source",
            "/reports/campaigns?group_by=link",
            "/reports/campaigns?group_by=campaign")) {
      HttpAnswer answer =
          HttpAnswer.api(port, story.workspace().apiKey(), "GET", path, null, "Accept", "text/csv");
      if (answer.status() == 406) {
        continue;
      }
      assertThat(answer.status()).as(path).isEqualTo(200);
      for (String cell : cells(answer.body())) {
        cells++;
        String bare = cell.replaceFirst("^[\\p{Cntrl}\\p{Cf}\\s\\u00a0\\u3000]+", "");
        boolean formula =
            !bare.isEmpty()
                && "=+-@".indexOf(bare.charAt(0)) >= 0
                && !bare.matches("[-+]?\\d+([.,]\\d+)?");
        assertThat(formula).as("%s: %s", path, cell).isFalse();
      }
    }
    assertThat(cells).isGreaterThan(500);
  }

  private static List<String> cells(String csv) {
    var cells = new ArrayList<String>();
    var cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < csv.length(); i++) {
      char c = csv.charAt(i);
      if (c == '"') {
        if (quoted && i + 1 < csv.length() && csv.charAt(i + 1) == '"') {
          cell.append('"');
          i++;
        } else {
          quoted = !quoted;
        }
      } else if (!quoted && (c == ',' || c == '\n')) {
        cells.add(cell.toString().replaceFirst("\r$", ""));
        cell.setLength(0);
      } else {
        cell.append(c);
      }
    }
    return cells;
  }

  @Test
  void every_page_shows_texts_and_nothing_else() {
    boolean there = Browser.chromium().isPresent() && Browser.chromedriver().isPresent();
    assumeTrue(
        there,
        "Chromium is missing, so NO HOSTILE TEXT WAS LOOKED AT: apt-get install chromium chromium-driver");
    var findings = new ArrayList<String>();
    try (var browser = new Browser(port)) {
      browser.watch();
      String signIn = story.signInPath();
      browser.open(signIn);
      String w = "/w/" + story.workspace().slug();
      for (String path :
          List.of(
              w + "/overview",
              w + "/campaigns?group_by=source",
              w + "/campaigns?group_by=campaign",
              w + "/campaigns?group_by=link",
              w + "/campaigns?group_by=ad",
              w + "/conversations",
              w + "/links",
              w + "/deliveries",
              w + "/deliveries/connection",
              w + "/settings",
              "/workspaces",
              "/account")) {
        look(browser, path, "", findings);
      }
      int n = 0;
      for (Map.Entry<String, String> each : texts.entrySet()) {
        String name = each.getKey();
        String text = each.getValue();
        boolean linked = linkOf.containsKey(name);
        if (!linked || Campaign.meets(n, 0, 3)) {
          String conversation = w + "/conversations/" + conversationOf.get(name);
          look(browser, conversation, name, findings);
          shows(browser, conversation, name, kept(text, 65_536), findings);
        }
        if (linked) {
          String link = w + "/links/" + linkOf.get(name);
          String brief = text.length() > SHORT ? text.substring(0, SHORT) : text;
          if (Campaign.meets(n, 1, 3)) {
            look(browser, link, name, findings);
            shows(browser, link, name, brief.replaceAll(HALF, "?"), findings);
          }
          if (Campaign.meets(n, 2, 3)) {
            look(browser, link + "/edit", name, findings);
            String value =
                browser.script("return document.querySelector('input[name=name]').value");
            if (!line(value).equals(line(brief))) {
              findings.add(name + ": the form of the link holds " + value);
            }
          }
        }
        n++;
      }
    }
    assertThat(findings).isEmpty();
  }

  private static void look(Browser browser, String path, String name, List<String> findings) {
    browser.open(path).forEach(found -> findings.add(name + " " + path + ": " + found));
    browser.told().forEach(found -> findings.add(name + " " + path + ": " + found));
    if (browser.status() >= 500) {
      findings.add(name + " " + path + " answers " + browser.status());
    }
  }

  private static void shows(
      Browser browser, String path, String name, String text, List<String> findings) {
    String shown = words(browser.script("return document.body.textContent"));
    if (!shown.contains(words(text))) {
      findings.add(name + ": " + path + " does not show the text");
    }
  }

  /** A field of one line drops line breaks, and no UTF-8 brings half of a pair. */
  private static String line(String text) {
    return words(text.replaceAll("[\\r\\n]", "").replaceAll(HALF, "?"));
  }

  /** Blanks of any kind are one blank, as a browser shows them. */
  private static String words(String text) {
    return text.replaceAll("[\\s\\u0085\\u00a0\\u2028\\u2029]+", " ").strip();
  }

  private void read() throws IOException {
    try (var file = HostileTextsTest.class.getResourceAsStream("/hostile-texts.tsv")) {
      String all = new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
      for (String line : all.split("\n")) {
        if (!line.startsWith("#") && !line.isBlank()) {
          String[] cells = line.split("\t", 2);
          assertThat(texts.put(cells[0], unescaped(cells[1]))).as(cells[0]).isNull();
        }
      }
    }
  }

  private static String unescaped(String cell) {
    if (cell.matches("\\*\\d+\\*.*")) {
      String[] parts = cell.split("\\*", 3);
      return unescaped(parts[2]).repeat(Integer.parseInt(parts[1]));
    }
    var text = new StringBuilder();
    for (int i = 0; i < cell.length(); i++) {
      char c = cell.charAt(i);
      if (c != '\\') {
        text.append(c);
        continue;
      }
      char next = cell.charAt(++i);
      switch (next) {
        case 'r' -> text.append('\r');
        case 'n' -> text.append('\n');
        case 't' -> text.append('\t');
        case '0' -> text.append('\0');
        case 'u' -> {
          text.append((char) Integer.parseInt(cell.substring(i + 1, i + 5), 16));
          i += 4;
        }
        default -> text.append(next);
      }
    }
    return text.toString();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}

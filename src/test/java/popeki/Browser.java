package popeki;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One Chromium without a window, for all pages; it reaches this machine and nothing else. */
final class Browser implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int HIGH = 900;
  private static final int TALLEST = 4000;

  private final ChromeDriver driver;
  private final String origin;
  private int status;
  private int width;
  private String axe = "";

  Browser(int port) {
    this.origin = "http://localhost:" + port;
    var options = new ChromeOptions();
    options.setBinary(chromium().orElseThrow().toFile());
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--no-first-run",
        // One process each for pages and for drawing: a fifth less work for two processors.
        "--in-process-gpu",
        "--renderer-process-limit=1",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--hide-scrollbars",
        "--force-color-profile=srgb",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
        "--user-data-dir=" + folder());
    var logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    logs.enable(LogType.PERFORMANCE, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    this.driver =
        new ChromeDriver(
            new ChromeDriverService.Builder()
                .usingDriverExecutable(chromedriver().orElseThrow().toFile())
                .build(),
            options);
    driver.manage().timeouts().pageLoadTimeout(Duration.ofSeconds(30));
    driver.manage().timeouts().scriptTimeout(Duration.ofSeconds(30));
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
  }

  /** From here on every page notes dialogs, violations of the policy, and scripts that failed. */
  void watch() {
    driver.executeCdpCommand(
        "Page.addScriptToEvaluateOnNewDocument",
        Map.of(
            "source",
            """
            window.told = [];
            for (const name of ['alert', 'confirm', 'prompt', 'open', 'print'])
              window[name] = () => { window.told.push('a dialog: ' + name); return null; };
            addEventListener('securitypolicyviolation', e => window.told.push('policy: ' + e.violatedDirective + ' ' + e.blockedURI));
            addEventListener('error', e => window.told.push('a script failed: ' + e.message));
            """));
  }

  /** From here on every page runs this script before its own. */
  void beforeEveryPage(String script) {
    driver.executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script));
  }

  /** From here on the window says that it is this browser. */
  void userAgent(String name) {
    driver.executeCdpCommand("Network.setUserAgentOverride", Map.of("userAgent", name));
  }

  /** What the page that stands open has noted. */
  List<String> told() {
    return strings(driver.executeScript("return window.told || []"));
  }

  /** Where Chromium is, when it is. */
  static Optional<Path> chromium() {
    return first("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome");
  }

  static Optional<Path> chromedriver() {
    return first("/usr/bin/chromedriver", "/usr/lib/chromium/chromedriver");
  }

  /** What the machine wishes, which pages follow as long as the person has not chosen. */
  void theme(String theme) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(
                Map.of("name", "prefers-color-scheme", "value", theme),
                Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
  }

  /** Goes on as whoever has these cookies, {@code name=value; …}. */
  void keepSession(String cookies) {
    for (String cookie : cookies.split("; ")) {
      int sign = cookie.indexOf('=');
      driver.executeCdpCommand(
          "Network.setCookie",
          Map.of(
              "url",
              origin + "/",
              "name",
              cookie.substring(0, sign),
              "value",
              cookie.substring(sign + 1)));
    }
  }

  void forgetSession() {
    driver.manage().deleteCookieNamed("popeki");
  }

  /** Opens a page and waits until nothing is loading any more. */
  List<String> open(String path) {
    logs(LogType.BROWSER);
    logs(LogType.PERFORMANCE);
    driver.get(origin + path);
    quiet();
    return traffic();
  }

  private void quiet() {
    driver.executeAsyncScript(
        """
        const done = arguments[arguments.length - 1];
        const quiet = () => document.querySelector('.htmx-request, .htmx-settling, .htmx-swapping')
          ? setTimeout(quiet, 30) : document.fonts.ready.then(() => done(null));
        document.readyState === 'complete' ? quiet() : addEventListener('load', quiet);
        """);
  }

  int status() {
    return status;
  }

  /** Fills a form by the names of its fields and sends it, as a person would; boxes are ticked. */
  void send(String form, String... fields) {
    WebElement before = driver.findElement(By.tagName("html"));
    for (int i = 0; i < fields.length; i += 2) {
      WebElement field = driver.findElement(By.cssSelector(form + " [name='" + fields[i] + "']"));
      if ("checkbox".equals(field.getDomAttribute("type"))) {
        field.click();
      } else {
        field.clear();
        field.sendKeys(fields[i + 1]);
      }
    }
    driver.findElement(By.cssSelector(form + " button:not([type='button'])")).click();
    var patience = new WebDriverWait(driver, Duration.ofSeconds(30));
    patience.until(ExpectedConditions.stalenessOf(before));
    patience.until(
        ignored -> "complete".equals(driver.executeScript("return document.readyState")));
  }

  /** Where the window is, without host and query. */
  String path() {
    return java.net.URI.create(String.valueOf(driver.getCurrentUrl())).getPath();
  }

  String text(String selector) {
    return driver.findElement(By.cssSelector(selector)).getText();
  }

  /** Set before a page is opened: what people judge by is a page loaded in a window of its size. */
  void width(int width) {
    if (width != this.width) {
      this.width = width;
      size(width, HIGH);
    }
  }

  private void size(int width, int height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    driver.executeAsyncScript(
        """
        const done = arguments[arguments.length - 1];
        requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 60)));
        """);
  }

  /** What stands out to the right of the window; empty when nothing does. */
  List<String> overflow() {
    Object found =
        driver.executeScript(
            """
            const room = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth <= room && document.body.scrollWidth <= room) return [];
            const inside = e => { for (let p = e.parentElement; p; p = p.parentElement) {
                const o = getComputedStyle(p).overflowX; if (o === 'auto' || o === 'scroll' || o === 'hidden' || o === 'clip') return true; }
              return false; };
            return ['horizontal scroll: ' + document.documentElement.scrollWidth + ' > ' + room].concat(
              [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > room + 1 && !inside(e))
                .slice(-3).map(e => 'too wide: ' + e.outerHTML.slice(0, 120)));
            """);
    return strings(found);
  }

  /** Pictures that the sprite does not hold, and names of words where words should stand. */
  List<String> holes() {
    return strings(
        driver.executeScript(
            """
            const holes = [...document.querySelectorAll('svg use')].filter(u => {
                const box = u.parentElement.getBoundingClientRect();
                return box.width > 0 && u.getBBox().width === 0; })
              .map(u => 'no such picture: ' + u.getAttribute('href'));
            const quoted = [...document.querySelectorAll('code, pre')].map(q => q.textContent).join(' ');
            const keys = (document.body.innerText.match(/\\b(shared|workspaces|accounts|links|conversations|attribution|leads|conversions|reports|ads)\\.[a-z_]+[a-z_.]*\\b/g) || [])
              .filter(key => !quoted.includes(key));
            return holes.concat(keys.map(key => 'no such word: ' + key));
            """));
  }

  /** Accessibility findings with the element and how to mend it. */
  List<String> axe() {
    if (!Boolean.TRUE.equals(driver.executeScript("return typeof window.axe === 'object'"))) {
      axe = axe.isEmpty() ? resource("/axe/axe.min.js") : axe;
      driver.executeScript(axe);
    }
    Object found =
        driver.executeAsyncScript(
            """
            const done = arguments[arguments.length - 1];
            axe.run(document, {resultTypes: ['violations']}).then(
              r => done(r.violations.flatMap(v => v.nodes.slice(0, 3).map(n =>
                'axe ' + v.id + ': ' + n.target.join(' ') + ' — ' + n.failureSummary.replace(/\\s+/g, ' ').slice(0, 220)))),
              e => done(['axe did not run: ' + e]));
            """);
    return strings(found);
  }

  /** The page as far as it goes, in a window that is as high: nothing is stretched for the shot. */
  void screenshot(Path file) {
    int wide = number("return innerWidth");
    int high = Math.clamp(number("return document.documentElement.scrollHeight"), 400, TALLEST);
    size(wide, high);
    Map<String, Object> shot =
        driver.executeCdpCommand(
            "Page.captureScreenshot", Map.of("format", "png", "optimizeForSpeed", true));
    size(wide, HIGH);
    try {
      Files.createDirectories(Objects.requireNonNull(file.getParent()));
      Files.write(file, Base64.getDecoder().decode(String.valueOf(shot.get("data"))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int number(String script) {
    return ((Number) Objects.requireNonNull(driver.executeScript(script))).intValue();
  }

  /** Types into a field as a person would, over what stood there. */
  void fill(String selector, String text) {
    WebElement field = driver.findElement(By.cssSelector(selector));
    field.clear();
    field.sendKeys(text);
  }

  /** Clicks, and waits for the page it leads to, if any. */
  List<String> press(String selector) {
    logs(LogType.BROWSER);
    logs(LogType.PERFORMANCE);
    click(By.cssSelector(selector));
    quiet();
    return traffic();
  }

  /** What refreshes by itself may be swapped under the finger: then nothing was pressed yet. */
  private void click(By what) {
    for (int swapped = 0; ; swapped++) {
      try {
        driver.findElement(what).click();
        return;
      } catch (StaleElementReferenceException e) {
        if (swapped == 3) {
          throw e;
        }
      }
    }
  }

  /** A key on what has the focus. */
  void key(CharSequence key) {
    driver.switchTo().activeElement().sendKeys(key);
  }

  /** Chooses an option of a select by its value. */
  void choose(String selector, String value) {
    driver.findElement(By.cssSelector(selector + " option[value=\"" + value + "\"]")).click();
  }

  /** What a reader sees. */
  String text() {
    return script("return document.body.innerText");
  }

  /** The first value that a script answers, as text. */
  String script(String script) {
    return String.valueOf(driver.executeScript(script));
  }

  /** What the script answers once it holds the word; waits ten seconds, as a person would look. */
  String eventually(String script, String word) {
    new WebDriverWait(driver, Duration.ofSeconds(10), Duration.ofMillis(100))
        .withMessage(() -> "the page says: " + script(script))
        .until(window -> script(script).contains(word));
    return script(script);
  }

  @Override
  public void close() {
    driver.quit();
  }

  /** Errors of the console, refusals of the security policy, requests to anyone else. */
  private List<String> traffic() {
    var findings = new ArrayList<String>();
    for (LogEntry entry : logs(LogType.PERFORMANCE)) {
      JsonNode message = JSON.readTree(entry.getMessage()).at("/message");
      String method = message.at("/method").asString();
      if (method.equals("Network.requestWillBeSent")) {
        String url = message.at("/params/request/url").asString();
        if (!url.startsWith(origin + "/") && !url.startsWith("data:") && !url.startsWith("blob:")) {
          findings.add("asks another host: " + url);
        }
      } else if (method.equals("Network.responseReceived")
          && message.at("/params/type").asString().equals("Document")) {
        status = message.at("/params/response/status").asInt();
      }
    }
    for (LogEntry entry : logs(LogType.BROWSER)) {
      boolean ownStatus = status >= 400 && entry.getMessage().contains("Failed to load resource");
      boolean loud =
          entry.getLevel().intValue() >= Level.SEVERE.intValue()
              || entry.getMessage().contains("Content Security Policy");
      if (loud && !ownStatus) {
        findings.add("console: " + entry.getMessage());
      }
    }
    return findings;
  }

  private List<LogEntry> logs(String type) {
    return driver.manage().logs().get(type).getAll();
  }

  private static List<String> strings(@Nullable Object list) {
    return list instanceof List<?> found ? found.stream().map(String::valueOf).toList() : List.of();
  }

  private static Optional<Path> first(String... places) {
    return Stream.of(places).map(Path::of).filter(Files::isExecutable).findFirst();
  }

  private static Path folder() {
    try {
      Path target = Path.of("target").toAbsolutePath();
      return Files.createTempDirectory(target, "chromium-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String resource(String name) {
    try (var stream = Browser.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

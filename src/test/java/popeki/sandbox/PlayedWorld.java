package popeki.sandbox;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import popeki.PretendGraph;
import popeki.TestClock;
import popeki.TestEnvironment;

/** The sandbox beside a test's service, with nobody in it but whom the test sends. */
public final class PlayedWorld implements AutoCloseable {
  private final Sandbox sandbox = Sandbox.open(45_000);
  private final World world;

  public PlayedWorld(int servicePort, String apiKey, TestClock clock) {
    world =
        Worlds.world(
            URI.create("http://localhost:" + servicePort),
            apiKey,
            TestEnvironment.APP_SECRET,
            "7" + ThreadLocalRandom.current().nextLong(100_000_000_000L, 999_999_999_999L),
            clock);
    sandbox.enter(world, false);
    PretendGraph.shared().behind(sandbox.peers());
  }

  /** The token of a kind, as the page of the sandbox lists it. */
  public static String token(String kind) {
    return PretendTokens.Kind.valueOf(kind).token();
  }

  /** The number that is connected in these tests. */
  public String spare() {
    return world.number().phoneNumberId() + "2";
  }

  public String neighbour() {
    return world.number().phoneNumberId() + "3";
  }

  /** The one that Meta lends for tests. */
  public String testNumber() {
    return world.number().phoneNumberId() + "4";
  }

  /** The number that the world begins with. */
  public String first() {
    return world.number().phoneNumberId();
  }

  public String waba() {
    return world.number().wabaId();
  }

  /** An ad account in Brazil's currency whose days are New York's. */
  public static String adAccount() {
    return Worlds.ACCOUNT;
  }

  public static String yenAccount() {
    return Worlds.YEN_ACCOUNT;
  }

  /** Ads of the first account: two of one campaign, and one that began three days ago. */
  public static java.util.List<String> ads() {
    return java.util.List.of(Worlds.IMPLANT.id(), Worlds.WHITENING.id(), Worlds.NEW.id());
  }

  public static String campaign() {
    return Worlds.IMPLANT.campaignId();
  }

  /** Gives a campaign, an ad set or an ad another name at the pretend Meta. */
  public void rename(String id, String name) {
    sandbox.ads().rename(id, name);
  }

  public void shareAdAccount(String account, boolean on) {
    sandbox.ads().share(account, on);
  }

  public void restate(String ad) {
    sandbox.ads().restate(ad);
  }

  /** What the Marketing API says about its limits from now on. */
  public void adLimits(Map<String, String> headers) {
    sandbox.ads().limits(headers);
  }

  /** Has the Marketing API refuse everything with this code; 0 ends it. */
  public void refuseAds(int code) {
    sandbox.ads().refuse(code);
  }

  public int adCalls() {
    return sandbox.ads().calls();
  }

  public static String photo() {
    return PretendAccounts.PHOTO;
  }

  /** Presses a button of the page; what came of it. */
  public String press(String action, Map<String, String> form) {
    try (HttpClient http = HttpClient.newHttpClient()) {
      String body =
          form.entrySet().stream()
              .map(
                  field ->
                      field.getKey()
                          + "="
                          + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
              .collect(Collectors.joining("&"));
      http.send(
          HttpRequest.newBuilder(URI.create(sandbox.peers() + "/numbers/" + action))
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build(),
          HttpResponse.BodyHandlers.discarding());
      String page =
          http.send(
                  HttpRequest.newBuilder(URI.create(sandbox.peers() + "/numbers")).build(),
                  HttpResponse.BodyHandlers.ofString())
              .body();
      return org.jsoup.Jsoup.parse(page).select("#said").text();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public String press(String action) {
    return press(action, Map.of());
  }

  @Override
  public void close() {
    sandbox.close();
  }
}

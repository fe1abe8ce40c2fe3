package popeki.sandbox;

import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the pretend world knows of the service: its address, the secrets that its peers share with
 * it, and what the business shows the public.
 *
 * @param service where the service's public doors are
 * @param dashboard the workspace's pages, such as {@code http://localhost:8080/w/acme}
 * @param apiKey opens the REST API, for reading back what became of a visitor
 * @param appSecret signs what WhatsApp sends
 * @param metaTokens the access tokens that the pretend Graph knows
 * @param datasets the datasets that it knows, each with the WhatsApp account it belongs to; empty
 *     for a website's
 * @param adAccounts the ad accounts that its tokens may read
 * @param signIn how a person gets into the dashboard
 * @param seed the same seed plays the same people in the same order
 */
public record World(
    URI service,
    String dashboard,
    String business,
    String apiKey,
    String appSecret,
    List<String> metaTokens,
    Map<String, String> datasets,
    ChatNumber number,
    List<Advert> ads,
    List<AdAccount> adAccounts,
    List<TrackedLink> links,
    SignIn signIn,
    long seed,
    Clock clock) {
  public World {
    metaTokens = List.copyOf(metaTokens);
    datasets = Map.copyOf(datasets);
    ads = List.copyOf(ads);
    adAccounts = List.copyOf(adAccounts);
    links = List.copyOf(links);
  }

  /** The business's WhatsApp number. */
  public record ChatNumber(String phoneNumberId, String wabaId, String display) {}

  /**
   * An ad that opens a chat.
   *
   * @param opening what WhatsApp types for the person
   */
  public record Advert(
      String id,
      String name,
      String adsetId,
      String adsetName,
      String campaignId,
      String campaignName,
      String headline,
      String body,
      String opening) {}

  /** An ad account of the business and the ads that run in it. */
  public record AdAccount(
      String id, String name, String currency, String timezone, List<Running> running) {
    public AdAccount {
      running = List.copyOf(running);
    }
  }

  /**
   * An ad with what it costs.
   *
   * @param days for so many days, today among them
   * @param dailyMinor on an ordinary day, in the account's smallest unit
   */
  public record Running(Advert ad, int days, long dailyMinor) {}

  /**
   * A tracked link and where it is shown.
   *
   * @param id as the API calls it
   * @param query what the place adds to the address
   * @param referrer the page it stands on; null for print
   */
  public record TrackedLink(
      String id,
      String slug,
      String name,
      Map<String, String> query,
      @Nullable String referrer,
      boolean printed) {
    public TrackedLink {
      query = Map.copyOf(query);
    }
  }

  /** An address and a password that were made for the demo. */
  public record SignIn(String email, String password) {}

  /** Logs get no secret. */
  @Override
  public String toString() {
    return "World[" + service + "]";
  }
}

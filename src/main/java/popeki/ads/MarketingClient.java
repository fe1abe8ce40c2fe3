package popeki.ads;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;
import popeki.connections.GraphDoor;
import popeki.connections.Trouble;
import popeki.platform.Outbound;
import tools.jackson.databind.JsonNode;

/** Meta's Marketing API: reading only, one call a method, and what each call used up. */
@Component
class MarketingClient {
  /** Meta looks up so many ids in one call. */
  static final int MOST_IDS = 50;

  private static final int MOST_PAGES = 20;
  private static final String AD_FIELDS =
      "id,name,account_id,effective_status,adset{id,name},campaign{id,name,objective},creative{id,title,thumbnail_url,object_story_spec}";
  private static final String INSIGHT_FIELDS =
      "ad_id,ad_name,adset_id,adset_name,campaign_id,campaign_name,spend,impressions,clicks,actions,account_currency";
  private static final int AD_PAGE = 100;
  private static final int INSIGHT_PAGE = 500;

  private final GraphDoor door;
  private final Outbound.Peer graph;

  MarketingClient(GraphDoor door, @Qualifier("marketingPeer") Outbound.Peer graph) {
    this.door = door;
    this.graph = graph;
  }

  /** An answer, and how much of the limits is used up after it. */
  record Told<T>(T what, Usage usage) {}

  /** How far a report is that Meta makes in the background. */
  enum Run {
    WAITS,
    READY,
    FAILED
  }

  /** All ad accounts that the token can read. */
  List<FoundAccount> accounts(String token) throws MarketingRefused {
    var found = new ArrayList<FoundAccount>();
    var seen = new HashSet<String>();
    String after = null;
    for (int page = 0; page < MOST_PAGES; page++) {
      JsonNode answer =
          read(
                  "GET",
                  "me/adaccounts?limit=100&fields=account_id,name,currency,timezone_name,account_status"
                      + after(after),
                  token)
              .what();
      var accounts = MarketingPayload.accounts(answer);
      found.addAll(accounts.rows());
      after = accounts.after();
      if (after == null || !seen.add(after)) {
        break;
      }
    }
    return List.copyOf(found);
  }

  /** A page of an account's ads. */
  Told<MarketingPayload.Page<LearntAd>> ads(String token, String account, @Nullable String after)
      throws MarketingRefused {
    Told<JsonNode> told =
        read(
            "GET",
            "act_"
                + account
                + "/ads?limit="
                + AD_PAGE
                + "&fields="
                + encoded(AD_FIELDS)
                + after(after),
            token);
    return new Told<>(MarketingPayload.ads(told.what()), told.usage());
  }

  /** These ads at once; one that the token may not see fails the call for all. */
  Told<List<LearntAd>> byIds(String token, Collection<String> ids) throws MarketingRefused {
    Told<JsonNode> told =
        read(
            "GET",
            "?ids=" + encoded(String.join(",", ids)) + "&fields=" + encoded(AD_FIELDS),
            token);
    var found = new ArrayList<LearntAd>();
    for (String id : ids) {
      MarketingPayload.ad(told.what().path(id)).ifPresent(found::add);
    }
    return new Told<>(List.copyOf(found), told.usage());
  }

  Told<LearntAd> one(String token, String ad) throws MarketingRefused {
    Told<JsonNode> told = read("GET", ad + "?fields=" + encoded(AD_FIELDS), token);
    LearntAd learnt =
        MarketingPayload.ad(told.what())
            .orElseThrow(() -> new MarketingRefused(Trouble.REFUSED, told.usage(), null));
    return new Told<>(learnt, told.usage());
  }

  /** A page of what an account's ads cost, ad by ad and day by day. */
  Told<MarketingPayload.Page<MarketingPayload.AdDay>> insights(
      String token, FoundAccount account, Days days, @Nullable String after)
      throws MarketingRefused {
    Told<JsonNode> told =
        read("GET", report(account, days) + "&limit=" + INSIGHT_PAGE + after(after), token);
    return new Told<>(MarketingPayload.days(told.what(), account), told.usage());
  }

  /** Days of an account, both inclusive. */
  record Days(LocalDate since, LocalDate until) {}

  /** Has Meta make a long report in the background; its id. */
  Told<String> order(String token, FoundAccount account, Days days) throws MarketingRefused {
    Told<JsonNode> told = read("POST", report(account, days), token);
    String run = MarketingPayload.id(told.what().path("report_run_id"));
    if (run == null) {
      throw new MarketingRefused(Trouble.REFUSED, told.usage(), null);
    }
    return new Told<>(run, told.usage());
  }

  Told<Run> run(String token, String run) throws MarketingRefused {
    Told<JsonNode> told = read("GET", run + "?fields=async_status,async_percent_completion", token);
    Run state =
        switch (told.what().path("async_status").asString("")) {
          case "Job Completed" -> Run.READY;
          case "Job Failed", "Job Skipped" -> Run.FAILED;
          default -> Run.WAITS;
        };
    return new Told<>(state, told.usage());
  }

  /** A page of a report that is ready. */
  Told<MarketingPayload.Page<MarketingPayload.AdDay>> made(
      String token, String run, FoundAccount account, @Nullable String after)
      throws MarketingRefused {
    Told<JsonNode> told =
        read("GET", run + "/insights?limit=" + INSIGHT_PAGE + after(after), token);
    return new Told<>(MarketingPayload.days(told.what(), account), told.usage());
  }

  private static String report(FoundAccount account, Days days) {
    String range = "{\"since\":\"" + days.since() + "\",\"until\":\"" + days.until() + "\"}";
    return "act_"
        + account.accountId()
        + "/insights?level=ad&time_increment=1&time_range="
        + encoded(range)
        + "&fields="
        + INSIGHT_FIELDS;
  }

  private static String after(@Nullable String cursor) {
    return cursor == null ? "" : "&after=" + encoded(cursor);
  }

  private Told<JsonNode> read(String method, String path, String token) throws MarketingRefused {
    GraphDoor.Reply reply = door.ask(graph, method, path, token);
    Usage usage =
        reply.answer() == null ? Usage.UNKNOWN : UsageHeaders.read(reply.answer().headers());
    if (reply.trouble() != null) {
      throw new MarketingRefused(reply.trouble(), usage, trace(reply.trace()));
    }
    return new Told<>(reply.body(), usage);
  }

  private static @Nullable String trace(JsonNode node) {
    String text = node.asString("");
    return text.matches("[A-Za-z0-9_-]{1,64}") ? text : null;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}

package popeki.ads;

import io.swagger.v3.oas.annotations.Operation;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import popeki.platform.ApiCaller;
import popeki.platform.ApiProblem;
import popeki.platform.Audit;
import popeki.platform.Csv;
import popeki.platform.MoneyJson;
import popeki.platform.Page;
import popeki.platform.WorkspaceTx;

/** The ad catalogue and what ads cost, over the API. */
@RestController
class AdApiController {
  private static final int MOST = 200;

  private final WorkspaceTx tx;
  private final AdListRepository ads;
  private final SpendRepository spend;
  private final Audit audit;

  AdApiController(WorkspaceTx tx, AdListRepository ads, SpendRepository spend, Audit audit) {
    this.tx = tx;
    this.ads = ads;
    this.spend = spend;
    this.audit = audit;
  }

  /** How many rows were stored or replaced. */
  record Stored(int stored) {}

  /**
   * An ad with its place in the account.
   *
   * @param spend what it cost, all days that are known, one entry a currency
   */
  record AdJson(
      String id,
      @Nullable String name,
      String source,
      Named adset,
      Named campaign,
      Named account,
      @Nullable String status,
      @Nullable String headline,
      @Nullable String objective,
      List<MoneyJson> spend,
      @Nullable Long impressions,
      @Nullable Long clicks) {}

  /** An id and what it is called. */
  record Named(@Nullable String id, @Nullable String name) {}

  /** All rows or none. */
  @Operation(
      operationId = "storeSpend",
      summary = "Report what ads cost",
      description =
          "Up to 5,000 rows, all or none; a row replaces the one with the same date, source, campaign_id and ad_id.")
  @PostMapping("/api/v1/spend")
  Stored store(ApiCaller caller, @RequestBody SpendRequest request) {
    List<SpendRow> rows = request.valid(caller.currency());
    tx.run(
        caller.workspace(),
        () -> {
          spend.store(caller.workspace(), SpendRepository.Origin.API, rows);
          audit.append(
              caller.workspace(),
              caller.actor(),
              "spend.stored",
              null,
              Map.of(
                  "rows",
                  rows.size(),
                  "first_day",
                  Collections.min(rows, Comparator.comparing(SpendRow::day)).day().toString(),
                  "last_day",
                  Collections.max(rows, Comparator.comparing(SpendRow::day)).day().toString()));
        });
    return new Stored(rows.size());
  }

  @Operation(
      operationId = "listAds",
      summary = "List ads",
      description =
          "The ad catalogue: ads of connected ad accounts, ads that conversations named, and what is known of each. `Accept: text/csv` answers all of it as a file.")
  @GetMapping("/api/v1/ads")
  Page<AdJson> list(
      ApiCaller caller,
      @RequestParam(required = false) @Nullable String limit,
      @RequestParam(required = false) @Nullable String cursor) {
    int size = limit(limit);
    return tx.in(
        caller.workspace(),
        () -> {
          List<AdDetail> fetched = ads.page(caller.workspace(), cursor, size + 1);
          boolean more = fetched.size() > size;
          List<AdDetail> shown = more ? fetched.subList(0, size) : fetched;
          Map<String, AdTotals> totals =
              ads.totals(
                  caller.workspace(), shown.stream().map(ad -> ad.ad().adId()).toList(), null);
          return new Page<>(
              shown.stream()
                  .map(ad -> json(ad, totals.getOrDefault(ad.ad().adId(), AdTotals.NOTHING)))
                  .toList(),
              more ? shown.getLast().ad().adId() : null);
        });
  }

  @GetMapping(value = "/api/v1/ads", produces = Csv.MEDIA_TYPE)
  ResponseEntity<String> csv(ApiCaller caller) {
    var file =
        new StringBuilder(
            Csv.line(
                List.of(
                    "id",
                    "name",
                    "source",
                    "adset_id",
                    "adset_name",
                    "campaign_id",
                    "campaign_name")));
    for (AdDetail each :
        tx.in(caller.workspace(), () -> ads.page(caller.workspace(), null, Integer.MAX_VALUE))) {
      Ad ad = each.ad();
      file.append(
          Csv.line(
              Stream.of(
                      ad.adId(),
                      ad.name(),
                      ad.source(),
                      ad.adsetId(),
                      ad.adsetName(),
                      ad.campaignId(),
                      ad.campaignName())
                  .toList()));
    }
    return ResponseEntity.ok()
        .header("Content-Type", Csv.CONTENT_TYPE)
        .header("Content-Disposition", "attachment; filename=\"ads.csv\"")
        .body(file.toString());
  }

  private static AdJson json(AdDetail each, AdTotals totals) {
    Ad ad = each.ad();
    return new AdJson(
        ad.adId(),
        ad.name(),
        ad.source(),
        new Named(ad.adsetId(), ad.adsetName()),
        new Named(ad.campaignId(), ad.campaignName()),
        new Named(each.accountId(), each.accountName()),
        each.status(),
        each.headline(),
        each.objective(),
        totals.spend().stream().map(MoneyJson::of).toList(),
        totals.impressions(),
        totals.clicks());
  }

  private static int limit(@Nullable String text) {
    if (text == null || text.isBlank()) {
      return 50;
    }
    if (text.matches("[0-9]{1,3}")) {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= MOST) {
        return limit;
      }
    }
    throw ApiProblem.invalid("limit", "must be a whole number from 1 to " + MOST);
  }
}

package popeki.links;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import popeki.kernel.LinkId;
import popeki.platform.ApiCaller;
import popeki.platform.Csv;
import popeki.platform.Page;
import popeki.platform.Paging;
import popeki.platform.Period;

/** Recorded visits over the API. */
@RestController
class ClickApiController {
  private final Links links;

  record UtmJson(
      @Nullable String source,
      @Nullable String medium,
      @Nullable String campaign,
      @Nullable String term,
      @Nullable String content) {
    static UtmJson of(Map<String, String> utm) {
      return new UtmJson(
          utm.get("source"),
          utm.get("medium"),
          utm.get("campaign"),
          utm.get("term"),
          utm.get("content"));
    }
  }

  record ClickJson(
      UUID id,
      UUID linkId,
      Instant occurredAt,
      @Nullable String ip,
      @Nullable String userAgent,
      @Nullable String referrer,
      UtmJson utm,
      Map<String, String> clickIds,
      Map<String, String> params,
      @Schema(allowableValues = {"human", "bot", "preview", "prefetch", "head"}) String kind,
      boolean counted,
      @Nullable String notCountedReason,
      boolean gpc,
      @Nullable String code,
      @Schema(description = "ISO 3166, from an offline database; null when unknown or withheld.")
          @Nullable String country,
      @Schema(
              description = "What was held; null when withheld.",
              allowableValues = {
                "iphone", "ipad", "android", "windows", "mac", "linux", "other", "unknown"
              })
          @Nullable String device,
      @Schema(
              description =
                  "The number that the visitor was sent to; null when the link sent nobody on.")
          @Nullable UUID numberId,
      @Nullable UUID conversationId,
      @Schema(
              types = {"string", "null"},
              allowableValues = {"qr"},
              description = "`qr` when the link's QR code was scanned.")
          @Nullable String via) {
    static ClickJson of(ClickLedger.Row click) {
      return new ClickJson(
          click.id().value(),
          click.link().value(),
          click.occurredAt(),
          click.ip(),
          click.userAgent(),
          click.referrer(),
          UtmJson.of(click.utm()),
          click.clickIds(),
          click.params(),
          click.kind(),
          click.counted(),
          click.notCountedReason(),
          click.gpc(),
          click.code(),
          click.country(),
          click.device(),
          click.number() == null ? null : click.number().value(),
          click.conversation() == null ? null : click.conversation().value(),
          click.via());
    }
  }

  ClickApiController(Links links) {
    this.links = links;
  }

  @Operation(
      operationId = "listClicks",
      summary = "List clicks",
      description =
          "Newest first. With `Sec-GPC: 1` the visitor asked not to be followed: ip, user_agent and click_ids are empty. `Accept: text/csv` answers all of them as a file.")
  @GetMapping("/api/v1/clicks")
  Page<ClickJson> list(
      ApiCaller caller,
      Period period,
      Paging paging,
      @Parameter(description = "Only of this link.")
          @RequestParam(name = "link_id", required = false)
          @Nullable UUID linkId,
      @Parameter(
              description =
                  "Only visits that were not counted for this reason, such as `whatsapp` or `double_tap`.")
          @RequestParam(name = "not_counted_reason", required = false)
          @Nullable String reason) {
    LinkId link = linkId == null ? null : new LinkId(linkId);
    return links
        .visits(caller.workspace(), new ClickLedger.Wanted(link, reason), period, paging)
        .map(ClickJson::of);
  }

  @GetMapping(value = "/api/v1/clicks", produces = Csv.MEDIA_TYPE)
  ResponseEntity<String> file(
      ApiCaller caller,
      Period period,
      @Parameter(description = "Only of this link.")
          @RequestParam(name = "link_id", required = false)
          @Nullable UUID linkId,
      @Parameter(
              description =
                  "Only visits that were not counted for this reason, such as `whatsapp` or `double_tap`.")
          @RequestParam(name = "not_counted_reason", required = false)
          @Nullable String reason) {
    return LinkCsv.clicks(LinkCsv.all(paging -> list(caller, period, paging, linkId, reason)));
  }
}

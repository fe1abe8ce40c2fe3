package popeki.reports;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import popeki.platform.ApiCaller;
import popeki.platform.ApiProblem;
import popeki.platform.Csv;
import popeki.platform.Period;
import popeki.reports.FiguresJson.Breakdown;
import popeki.reports.FiguresJson.Counted;
import popeki.reports.FiguresJson.Day;
import popeki.reports.FiguresJson.Overview;
import popeki.reports.FiguresJson.Row;
import popeki.reports.FiguresJson.Totals;

/** The reports over the API; {@code Accept: text/csv} answers the same as a file. */
@RestController
class ReportsApiController {
  private final ReportReader reports;
  private final Clock clock;

  ReportsApiController(ReportReader reports, Clock clock) {
    this.reports = reports;
    this.clock = clock;
  }

  @Operation(
      operationId = "getOverview",
      summary = "The figures by day",
      description =
          "Clicks count by click time, conversations by their start; qualified, won and revenue by the time of the outcome. `Accept: text/csv` answers the days as a file.")
  @GetMapping("/api/v1/reports/overview")
  Overview overview(
      ApiCaller caller,
      Period period,
      @Parameter(
              description =
                  "How credit is shared among the touches that led to it. Shares sum to exactly one. data_driven is not computed yet.",
              schema =
                  @Schema(
                      allowableValues = {
                        "first",
                        "last",
                        "linear",
                        "time_decay",
                        "position",
                        "data_driven"
                      },
                      defaultValue = "last"))
          @RequestParam(required = false)
          @Nullable String model) {
    Model.of(model);
    Span span = span(period);
    SortedMap<LocalDate, Measures> days = reports.days(caller.workspace(), span, Filter.NONE);
    return new Overview(
        Counted.of(span),
        Totals.of(days.values().stream().reduce(Measures.NONE, Measures::plus)),
        days.entrySet().stream().map(day -> Day.of(day.getKey(), day.getValue())).toList());
  }

  @GetMapping(value = "/api/v1/reports/overview", produces = Csv.MEDIA_TYPE)
  ResponseEntity<String> overviewFile(
      ApiCaller caller,
      Period period,
      @Parameter(
              description =
                  "How credit is shared among the touches that led to it. Shares sum to exactly one. data_driven is not computed yet.",
              schema =
                  @Schema(
                      allowableValues = {
                        "first",
                        "last",
                        "linear",
                        "time_decay",
                        "position",
                        "data_driven"
                      },
                      defaultValue = "last"))
          @RequestParam(required = false)
          @Nullable String model) {
    Model.of(model);
    Span span = span(period);
    return file(
        "overview", span, ReportCsv.days(reports.days(caller.workspace(), span, Filter.NONE)));
  }

  @Operation(
      operationId = "getCampaigns",
      summary = "The figures by campaign",
      description =
          "Or by source, ad set, ad or link. The row without a key holds what is not attributed; rows always add up to the totals. `Accept: text/csv` answers the rows as a file.")
  @GetMapping("/api/v1/reports/campaigns")
  Breakdown campaigns(
      ApiCaller caller,
      Period period,
      @Parameter(
              description = "What a row stands for.",
              schema =
                  @Schema(
                      allowableValues = {"source", "campaign", "adset", "ad", "link"},
                      defaultValue = "campaign"))
          @RequestParam(name = "group_by", required = false)
          @Nullable String groupBy,
      @Parameter(
              description =
                  "How credit is shared among the touches that led to it. Shares sum to exactly one. data_driven is not computed yet.",
              schema =
                  @Schema(
                      allowableValues = {
                        "first",
                        "last",
                        "linear",
                        "time_decay",
                        "position",
                        "data_driven"
                      },
                      defaultValue = "last"))
          @RequestParam(required = false)
          @Nullable String model) {
    Model chosen = Model.of(model);
    GroupBy group = group(groupBy);
    Span span = span(period);
    List<CampaignRow> rows = reports.rows(caller.workspace(), span, group, Filter.NONE, chosen);
    return new Breakdown(
        Counted.of(span),
        group.wire(),
        chosen.wire(),
        rows.stream().map(Row::of).toList(),
        Totals.of(rows.stream().map(CampaignRow::sum).reduce(Measures.NONE, Measures::plus)));
  }

  @GetMapping(value = "/api/v1/reports/campaigns", produces = Csv.MEDIA_TYPE)
  ResponseEntity<String> campaignsFile(
      ApiCaller caller,
      Period period,
      @Parameter(
              description = "What a row stands for.",
              schema =
                  @Schema(
                      allowableValues = {"source", "campaign", "adset", "ad", "link"},
                      defaultValue = "campaign"))
          @RequestParam(name = "group_by", required = false)
          @Nullable String groupBy,
      @Parameter(
              description =
                  "How credit is shared among the touches that led to it. Shares sum to exactly one. data_driven is not computed yet.",
              schema =
                  @Schema(
                      allowableValues = {
                        "first",
                        "last",
                        "linear",
                        "time_decay",
                        "position",
                        "data_driven"
                      },
                      defaultValue = "last"))
          @RequestParam(required = false)
          @Nullable String model) {
    Model chosen = Model.of(model);
    GroupBy group = group(groupBy);
    Span span = span(period);
    return file(
        "by-" + group.wire(),
        span,
        ReportCsv.rows(group, reports.rows(caller.workspace(), span, group, Filter.NONE, chosen)));
  }

  private Span span(Period period) {
    Span span = Span.of(period.orLast28Days(clock.instant()), period.zone());
    if (span.isTooLong()) {
      throw ApiProblem.invalid("to", "lies more than ten years after from");
    }
    return span;
  }

  private static GroupBy group(@Nullable String wire) {
    if (wire == null || wire.isBlank()) {
      return GroupBy.CAMPAIGN;
    }
    return GroupBy.of(wire)
        .orElseThrow(
            () ->
                ApiProblem.invalid("group_by", "must be one of source, campaign, adset, ad, link"));
  }

  /** The name carries range and zone, since the file itself has no room for them. */
  static ResponseEntity<String> file(String name, Span span, String text) {
    String zone = span.zone().getId().replaceAll("[^A-Za-z0-9+-]+", "_");
    return ResponseEntity.ok()
        .header(HttpHeaders.CONTENT_TYPE, Csv.CONTENT_TYPE)
        .header(
            HttpHeaders.CONTENT_DISPOSITION,
            "attachment; filename=\"%s_%s_%s_%s.csv\""
                .formatted(name, span.firstDay(), span.lastDay(), zone))
        .body(text);
  }
}

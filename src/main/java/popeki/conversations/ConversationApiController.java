package popeki.conversations;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import popeki.kernel.ConversationId;
import popeki.kernel.Money;
import popeki.platform.ApiCaller;
import popeki.platform.ApiProblem;
import popeki.platform.Csv;
import popeki.platform.MoneyJson;
import popeki.platform.Page;
import popeki.platform.Paging;
import popeki.platform.Period;
import tools.jackson.databind.JsonNode;

/** Conversations over the API: read them, report outcomes, correct what the machine found. */
@RestController
@RequestMapping("/api/v1/conversations")
class ConversationApiController {
  private final ConversationQuery query;
  private final OutcomeReports reports;
  private final Corrections corrections;
  private final ConversationFile files;
  private final java.time.Clock clock;

  ConversationApiController(
      ConversationQuery query,
      OutcomeReports reports,
      Corrections corrections,
      ConversationFile files,
      java.time.Clock clock) {
    this.query = query;
    this.reports = reports;
    this.corrections = corrections;
    this.files = files;
    this.clock = clock;
  }

  /** A reported outcome on the wire. */
  record OutcomeRequest(
      @Schema(
              requiredMode = Schema.RequiredMode.REQUIRED,
              allowableValues = {
                "contacted",
                "qualified",
                "quoted",
                "won",
                "lost",
                "reopened",
                "refunded"
              })
          @Nullable String stage,
      @Schema(description = "Not negative; a refund is the stage refunded.")
          @Nullable MoneyJson value,
      @Schema(description = "Now without it; not in the future.") @Nullable Instant occurredAt,
      @Schema(description = "Your id of the outcome.", minLength = 1, maxLength = 255)
          @Nullable String externalId) {}

  /** The shape of a correction; each step reads its own field. */
  record Correction(
      @Schema(ref = "LeadChange") @Nullable Object lead,
      @Schema(ref = "AttributionChange") @Nullable Object attribution,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED, minLength = 1, maxLength = 500)
          @Nullable String reason) {}

  /** Conversations by their start, newest first. */
  @Operation(
      operationId = "listConversations",
      summary = "List conversations",
      description =
          "By their start, newest first. `Accept: text/csv` answers all of them as a file, a line each, without messages.")
  @GetMapping
  Page<ConversationJson> list(
      ApiCaller caller,
      Period period,
      Paging paging,
      @Parameter(description = "As attribution.source says it.") @RequestParam(required = false)
          @Nullable String source,
      @Parameter(
              description = "Where it stands.",
              schema =
                  @Schema(
                      allowableValues = {"new", "contacted", "qualified", "quoted", "won", "lost"}))
          @RequestParam(required = false)
          @Nullable String stage,
      @Parameter(
              description = "At least this score.",
              schema = @Schema(minimum = "0", maximum = "100"))
          @RequestParam(name = "min_score", required = false)
          @Nullable Integer minScore) {
    return query.list(caller.workspace(), filter(period, source, stage, minScore), paging);
  }

  @GetMapping(produces = Csv.MEDIA_TYPE)
  ResponseEntity<String> file(
      ApiCaller caller,
      Period period,
      @Parameter(description = "As attribution.source says it.") @RequestParam(required = false)
          @Nullable String source,
      @Parameter(
              description = "Where it stands.",
              schema =
                  @Schema(
                      allowableValues = {"new", "contacted", "qualified", "quoted", "won", "lost"}))
          @RequestParam(required = false)
          @Nullable String stage,
      @Parameter(
              description = "At least this score.",
              schema = @Schema(minimum = "0", maximum = "100"))
          @RequestParam(name = "min_score", required = false)
          @Nullable Integer minScore) {
    ConversationFile.Made made =
        files.make(caller.workspace(), filter(period, source, stage, minScore), true);
    return ConversationFile.answer(null, period, made.text());
  }

  private static ConversationRepository.Filter filter(
      Period period, @Nullable String source, @Nullable String stage, @Nullable Integer minScore) {
    if (stage != null
        && java.util.Arrays.stream(Stage.values()).noneMatch(s -> s.wireName().equals(stage))) {
      throw ApiProblem.invalid("stage", "must be new, contacted, qualified, quoted, won or lost");
    }
    return ConversationRepository.Filter.of(period, source, stage, minScore);
  }

  /** One conversation with its evidence, score and messages. */
  @Operation(
      operationId = "getConversation",
      summary = "Read a conversation",
      description = "With its evidence, score and messages.")
  @GetMapping("/{id}")
  ConversationJson get(ApiCaller caller, @PathVariable UUID id) {
    return query.get(caller.workspace(), new ConversationId(id));
  }

  /** Reports an outcome; the same {@code external_id} again changes nothing. */
  @Operation(
      operationId = "reportOutcome",
      summary = "Report an outcome",
      description =
          "Moves the stage, and a won or qualified conversation to the ledger of conversions. The same external_id again changes nothing.")
  @PostMapping("/{id}/outcomes")
  ConversationJson report(
      ApiCaller caller, @PathVariable UUID id, @RequestBody OutcomeRequest request) {
    OutcomeKind kind =
        OutcomeKind.of(request.stage() == null ? "" : request.stage())
            .orElseThrow(
                () ->
                    ApiProblem.invalid(
                        "stage",
                        "must be contacted, qualified, quoted, won, lost, reopened or refunded"));
    Money value =
        request.value() == null ? null : request.value().toMoney("value", caller.currency());
    if (value != null && value.minor() < 0) {
      throw ApiProblem.invalid(
          "value.amount", "must not be negative; report a refund as stage refunded");
    }
    Instant now = clock.instant();
    Instant at = request.occurredAt() == null ? now : request.occurredAt();
    if (at.isAfter(now.plusSeconds(600))) {
      throw ApiProblem.invalid("occurred_at", "lies in the future");
    }
    if (request.externalId() != null
        && (request.externalId().isBlank() || request.externalId().length() > 255)) {
      throw ApiProblem.invalid("external_id", "must have 1 to 255 characters");
    }
    String actor = caller.actor().type().equals("user") ? "user" : "api_key";
    reports.record(
        caller.workspace(),
        new ConversationId(id),
        new Conversations.Report(
            kind, value, at, request.externalId(), actor, caller.actor().name()),
        caller.actor());
    return query.get(caller.workspace(), new ConversationId(id));
  }

  /**
   * A person's correction of {@code lead} or {@code attribution}; it outranks the machine's answer.
   */
  @Operation(
      operationId = "correctConversation",
      summary = "Correct what the machine found",
      description =
          "A person's correction of lead or attribution, with the reason. It outranks the machine's answer, which stays visible.")
  @PatchMapping("/{id}")
  ConversationJson correct(
      ApiCaller caller,
      @PathVariable UUID id,
      @Parameter(schema = @Schema(implementation = Correction.class)) @RequestBody
          JsonNode change) {
    corrections.apply(caller.workspace(), new ConversationId(id), change, caller.actor());
    return query.get(caller.workspace(), new ConversationId(id));
  }
}

package popeki.conversions;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import popeki.kernel.ConversionId;
import popeki.platform.ApiCaller;
import popeki.platform.ApiProblem;
import popeki.platform.Csv;
import popeki.platform.MoneyJson;
import popeki.platform.Page;
import popeki.platform.Paging;
import tools.jackson.databind.JsonNode;

/** The ledger over the API. */
@RestController
@RequestMapping("/api/v1/conversions")
class ConversionApiController {
  private final Conversions conversions;
  private final Payloads payloads;

  ConversionApiController(Conversions conversions, Payloads payloads) {
    this.conversions = conversions;
    this.payloads = payloads;
  }

  /** Every reason code with its meaning, as the OpenAPI document lists them. */
  static final String REASONS =
      """
      Why it stands so; null when there is nothing to explain. \
      not_configured: no destination is set. disabled: sending is switched off. \
      unpaid: the plan does not include it. below_threshold: the source is less sure than asked for. \
      no_dataset_for_channel: no dataset takes this kind of conversation. \
      token_parked: Meta refused the access token. too_old: more than seven days. \
      in_the_future: dated ahead. no_click_id: no ad and no tracked link led here. \
      nothing_to_match: neither click id nor phone. value_missing: a sale without an amount. \
      event_not_allowed: no such event on this channel. gpc: the visitor asked not to be tracked. \
      opted_out: opted out, erased or restricted. same_conversation: part of another one that is qualified already. already_sent: Meta has it. \
      sent_before_opt_out: it had left before. refused_event_name, refused_click_id, \
      refused_too_little_data, refused_event: Meta's refusals. \
      not_received: answered with success and counted nothing. bad_answer: not understood. \
      rate_limited: Meta asked for a pause. unavailable: no answer in time. \
      outcome_unknown: unknown for so long that sending again could count twice.""";

  /** A row of the ledger. */
  record ConversionJson(
      UUID id,
      @Nullable UUID conversationId,
      @Schema(allowableValues = "meta") String destination,
      @Schema(allowableValues = {"qualified", "won"}) String stage,
      String eventName,
      String eventId,
      @Schema(
              allowableValues = {
                "pending",
                "sent",
                "held",
                "expired",
                "rejected",
                "failed",
                "cancelled"
              })
          String status,
      @Schema(description = REASONS) @Nullable String reason,
      int attempts,
      @Nullable MoneyJson value,
      Instant occurredAt,
      Instant createdAt,
      @Nullable Instant sentAt) {
    static ConversionJson of(Conversion row) {
      Outgoing event = row.event();
      return new ConversionJson(
          row.id().value(),
          row.conversation() == null ? null : row.conversation().value(),
          "meta",
          event.stage().wire(),
          event.eventName(),
          event.eventId(),
          row.status().wire(),
          row.reason() == null ? null : row.reason().wire(),
          row.attempts(),
          MoneyJson.ofNullable(event.value()),
          event.occurredAt(),
          row.createdAt(),
          row.sentAt());
    }
  }

  /**
   * A row with its whole story.
   *
   * @param payload the event as Meta got it or would get it; people stand in it as hashes, the
   *     token never does
   * @param payloadSent whether {@code payload} has left; otherwise it is a preview
   * @param cannotGoBecause why a retry would be refused; null when it would not
   */
  record StoryJson(
      UUID id,
      @Nullable UUID conversationId,
      @Schema(allowableValues = "meta") String destination,
      @Schema(allowableValues = {"qualified", "won"}) String stage,
      String eventName,
      String eventId,
      @Schema(
              allowableValues = {
                "pending",
                "sent",
                "held",
                "expired",
                "rejected",
                "failed",
                "cancelled"
              })
          String status,
      @Schema(description = REASONS) @Nullable String reason,
      int attempts,
      @Nullable MoneyJson value,
      Instant occurredAt,
      Instant createdAt,
      @Nullable Instant sentAt,
      List<Conversion.Attempt> attemptLog,
      @Nullable JsonNode payload,
      boolean payloadSent,
      @Nullable String cannotGoBecause) {}

  @Operation(
      operationId = "listConversions",
      summary = "List conversions",
      description = "The ledger, newest first; `Accept: text/csv` answers all of it as a file.")
  @GetMapping
  Page<ConversionJson> list(
      ApiCaller caller,
      Paging paging,
      @Parameter(description = "Only of this conversation.")
          @RequestParam(name = "conversation_id", required = false)
          @Nullable UUID conversation,
      @Parameter(
              description = "Only in this state.",
              schema =
                  @Schema(
                      allowableValues = {
                        "pending",
                        "sent",
                        "held",
                        "expired",
                        "rejected",
                        "failed",
                        "cancelled"
                      }))
          @RequestParam(name = "status", required = false)
          @Nullable String status) {
    var filter = new ConversionRepository.Filter(conversation, status(status));
    return conversions.list(caller.workspace(), filter, paging).map(ConversionJson::of);
  }

  @GetMapping(produces = Csv.MEDIA_TYPE)
  ResponseEntity<String> csv(
      ApiCaller caller,
      @Parameter(description = "Only of this conversation.")
          @RequestParam(name = "conversation_id", required = false)
          @Nullable UUID conversation,
      @Parameter(
              description = "Only in this state.",
              schema =
                  @Schema(
                      allowableValues = {
                        "pending",
                        "sent",
                        "held",
                        "expired",
                        "rejected",
                        "failed",
                        "cancelled"
                      }))
          @RequestParam(name = "status", required = false)
          @Nullable String status) {
    var filter = new ConversionRepository.Filter(conversation, status(status));
    var lines =
        new StringBuilder(
            Csv.line(
                List.of(
                    "id",
                    "conversation_id",
                    "event_name",
                    "event_id",
                    "status",
                    "reason",
                    "attempts",
                    "amount",
                    "currency",
                    "occurred_at",
                    "sent_at")));
    conversions
        .all(caller.workspace(), filter)
        .forEach(row -> lines.append(line(ConversionJson.of(row))));
    return ResponseEntity.ok()
        .header(HttpHeaders.CONTENT_TYPE, Csv.CONTENT_TYPE)
        .body(lines.toString());
  }

  private static String line(ConversionJson row) {
    MoneyJson value = row.value();
    return Csv.line(
        Arrays.asList(
            row.id(),
            row.conversationId(),
            row.eventName(),
            row.eventId(),
            row.status(),
            row.reason(),
            row.attempts(),
            value == null ? null : value.amount(),
            value == null ? null : value.currency(),
            row.occurredAt(),
            row.sentAt()));
  }

  @Operation(
      operationId = "getConversion",
      summary = "Read a conversion",
      description =
          "With the event as Meta got it or would get it (people stand in it as hashes) and every attempt.")
  @GetMapping("/{id}")
  StoryJson one(ApiCaller caller, @PathVariable UUID id) {
    var story =
        conversions
            .story(caller.workspace(), new ConversionId(id))
            .orElseThrow(() -> ApiProblem.notFound("conversion"));
    var row = ConversionJson.of(story.conversion());
    return new StoryJson(
        row.id(),
        row.conversationId(),
        row.destination(),
        row.stage(),
        row.eventName(),
        row.eventId(),
        row.status(),
        row.reason(),
        row.attempts(),
        row.value(),
        row.occurredAt(),
        row.createdAt(),
        row.sentAt(),
        story.attempts(),
        story.event() == null ? null : payloads.tree(story.event()),
        story.went(),
        story.hurdle() == null ? null : story.hurdle().wire());
  }

  @Operation(
      operationId = "retryConversion",
      summary = "Send again",
      description =
          "Queues a row that was held or failed; one that cannot go is refused with the reason.")
  @PostMapping("/{id}/retry")
  ConversionJson retry(ApiCaller caller, @PathVariable UUID id) {
    return ConversionJson.of(
        conversions.retry(caller.workspace(), new ConversionId(id), caller.actor()));
  }

  private static @Nullable Status status(@Nullable String text) {
    if (text == null || text.isBlank()) {
      return null;
    }
    return Status.parse(text)
        .orElseThrow(
            () ->
                ApiProblem.invalid(
                    "status",
                    "must be pending, sent, held, expired, rejected, failed or cancelled"));
  }
}

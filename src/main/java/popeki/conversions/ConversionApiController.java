package popeki.conversions;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import popeki.kernel.ConversionId;
import popeki.platform.ApiCaller;
import popeki.platform.ApiProblem;
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

  /** A row of the ledger. */
  record ConversionJson(
      UUID id,
      @Nullable UUID conversationId,
      String destination,
      String stage,
      String eventName,
      String eventId,
      String status,
      @Nullable String reason,
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
      String destination,
      String stage,
      String eventName,
      String eventId,
      String status,
      @Nullable String reason,
      int attempts,
      @Nullable MoneyJson value,
      Instant occurredAt,
      Instant createdAt,
      @Nullable Instant sentAt,
      List<Conversion.Attempt> attemptLog,
      @Nullable JsonNode payload,
      boolean payloadSent,
      @Nullable String cannotGoBecause) {}

  @GetMapping
  Page<ConversionJson> list(
      ApiCaller caller,
      Paging paging,
      @RequestParam(name = "conversation_id", required = false) @Nullable UUID conversation,
      @RequestParam(name = "status", required = false) @Nullable String status) {
    var filter = new ConversionRepository.Filter(conversation, status(status));
    return conversions.list(caller.workspace(), filter, paging).map(ConversionJson::of);
  }

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

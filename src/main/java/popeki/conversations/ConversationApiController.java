package popeki.conversations;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
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
  private final Conversations conversations;
  private final Corrections corrections;
  private final java.time.Clock clock;

  ConversationApiController(
      ConversationQuery query,
      Conversations conversations,
      Corrections corrections,
      java.time.Clock clock) {
    this.query = query;
    this.conversations = conversations;
    this.corrections = corrections;
    this.clock = clock;
  }

  /** A reported outcome on the wire. */
  record OutcomeRequest(
      @Nullable String stage,
      @Nullable MoneyJson value,
      @Nullable Instant occurredAt,
      @Nullable String externalId) {}

  /** Conversations by their start, newest first. */
  @GetMapping
  Page<ConversationJson> list(
      ApiCaller caller,
      Period period,
      Paging paging,
      @RequestParam(required = false) @Nullable String source,
      @RequestParam(required = false) @Nullable String stage,
      @RequestParam(name = "min_score", required = false) @Nullable Integer minScore) {
    if (stage != null
        && java.util.Arrays.stream(Stage.values()).noneMatch(s -> s.wireName().equals(stage))) {
      throw ApiProblem.invalid("stage", "must be new, contacted, qualified, quoted, won or lost");
    }
    var filter =
        new ConversationRepository.Filter(period, source, stage, minScore, null, null, null, null);
    return query.list(caller.workspace(), filter, paging);
  }

  /** One conversation with its evidence, score and messages. */
  @GetMapping("/{id}")
  ConversationJson get(ApiCaller caller, @PathVariable UUID id) {
    return query.get(caller.workspace(), new ConversationId(id));
  }

  /** Reports an outcome; the same {@code external_id} again changes nothing. */
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
    conversations.record(
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
  @PatchMapping("/{id}")
  ConversationJson correct(ApiCaller caller, @PathVariable UUID id, @RequestBody JsonNode change) {
    corrections.apply(caller.workspace(), new ConversationId(id), change, caller.actor());
    return query.get(caller.workspace(), new ConversationId(id));
  }
}

package popeki.conversions;

import gg.jte.Content;
import gg.jte.TemplateEngine;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import popeki.conversations.TimelineContributor;
import popeki.kernel.ConversationId;
import popeki.kernel.WorkspaceId;
import popeki.platform.Actor;
import popeki.platform.ApiProblem;
import popeki.platform.Words;
import tools.jackson.databind.JsonNode;

/** Shows on the conversation what Meta was told about it, or why nothing was. */
@Component
class DeliveryContributor implements TimelineContributor {
  private final Conversions conversions;
  private final TemplateEngine templates;

  DeliveryContributor(Conversions conversions, TemplateEngine templates) {
    this.conversions = conversions;
    this.templates = templates;
  }

  /** The ledger has its own address in the API. */
  @Override
  public @Nullable String field() {
    return null;
  }

  @Override
  public Map<ConversationId, ?> values(
      WorkspaceId workspace, List<ConversationId> conversationIds) {
    return Map.of();
  }

  @Override
  public int order() {
    return 3;
  }

  @Override
  public List<TimelineEntry> entries(
      WorkspaceId workspace, ConversationId conversation, View view) {
    return conversions.of(workspace, conversation).stream()
        .filter(delivery -> !delivery.status().equals("held"))
        .map(delivery -> entry(view.words(), delivery))
        .toList();
  }

  @Override
  public Optional<Content> panel(WorkspaceId workspace, ConversationId conversation, View view) {
    var sent =
        conversions.of(workspace, conversation).stream()
            .map(delivery -> sent(view, delivery))
            .toList();
    return Optional.of(
        output ->
            templates.render(
                "conversions/_sent.jte",
                Map.of("w", view.words(), "sent", sent, "now", view.now()),
                output));
  }

  @Override
  public void correct(
      WorkspaceId workspace,
      ConversationId conversation,
      JsonNode change,
      Actor actor,
      String reason) {
    throw ApiProblem.badRequest("What Meta was told cannot be corrected, only sent again.");
  }

  private static TimelineEntry entry(Words words, DeliveryView delivery) {
    Instant at = delivery.sentAt() == null ? delivery.occurredAt() : delivery.sentAt();
    return new TimelineEntry(
        at,
        "conversion",
        words.of("deliveries.timeline." + delivery.status(), delivery.eventName()),
        explanation(words, delivery));
  }

  private static DeliveryPageViews.Sent sent(View view, DeliveryView delivery) {
    return new DeliveryPageViews.Sent(
        view.base() + "/deliveries/" + delivery.id(),
        delivery.eventName(),
        DeliveryWords.state(view.words(), Status.of(delivery.status())),
        explanation(view.words(), delivery),
        delivery.value(),
        delivery.sentAt() == null ? delivery.occurredAt() : delivery.sentAt(),
        view.seesText() ? delivery.event() : null,
        delivery.went());
  }

  private static @Nullable String explanation(Words words, DeliveryView delivery) {
    return delivery.reason() == null ? null : words.of("deliveries.reason." + delivery.reason());
  }
}

package popeki.conversions;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import popeki.kernel.ConversationId;
import popeki.kernel.ConversionId;
import popeki.kernel.WorkspaceId;
import popeki.platform.Actor;
import popeki.platform.ApiProblem;
import popeki.platform.Audit;
import popeki.platform.Cursor;
import popeki.platform.Lanes;
import popeki.platform.LiveUpdates;
import popeki.platform.Page;
import popeki.platform.Paging;
import popeki.platform.WorkspaceTx;

/** The ledger of what an ad platform was told, or why it was not; the module's door. */
@Component
public class Conversions {
  private static final int MOST_AT_ONCE = 500;

  private final ConversionRepository conversions;
  private final Assessments assessments;
  private final Payloads payloads;
  private final WorkspaceTx tx;
  private final Lanes lanes;
  private final LiveUpdates live;
  private final Audit audit;
  private final Clock clock;

  Conversions(
      ConversionRepository conversions,
      Assessments assessments,
      Payloads payloads,
      WorkspaceTx tx,
      Lanes lanes,
      LiveUpdates live,
      Audit audit,
      Clock clock) {
    this.conversions = conversions;
    this.assessments = assessments;
    this.payloads = payloads;
    this.tx = tx;
    this.lanes = lanes;
    this.live = live;
    this.audit = audit;
    this.clock = clock;
  }

  /** All of one conversation, newest first, each with what Meta got or would get. */
  public List<DeliveryView> of(WorkspaceId workspace, ConversationId conversation) {
    return tx.in(
        workspace,
        () ->
            conversions
                .list(
                    workspace,
                    new ConversionRepository.Filter(conversation.value(), null),
                    new Paging(Paging.MAX, null))
                .stream()
                .map(conversion -> view(workspace, conversion))
                .toList());
  }

  /** Deliveries that were given up, for the count in the menu. */
  public long failed(WorkspaceId workspace) {
    return counts(workspace).getOrDefault(Status.FAILED, 0L);
  }

  Page<Conversion> list(WorkspaceId workspace, ConversionRepository.Filter filter, Paging paging) {
    var rows = tx.in(workspace, () -> conversions.list(workspace, filter, paging));
    return paging.page(
        rows, conversion -> new Cursor(conversion.createdAt(), conversion.id().value()));
  }

  /** Every row, page by page. */
  List<Conversion> all(WorkspaceId workspace, ConversionRepository.Filter filter) {
    var rows = new ArrayList<Conversion>();
    Paging next = new Paging(Paging.MAX, null);
    while (next != null) {
      var page = list(workspace, filter, next);
      rows.addAll(page.data());
      String cursor = page.nextCursor();
      next = cursor == null ? null : new Paging(Paging.MAX, Cursor.decode(cursor).orElseThrow());
    }
    return rows;
  }

  Map<Status, Long> counts(WorkspaceId workspace) {
    return tx.in(workspace, () -> conversions.counts(workspace));
  }

  /**
   * One conversion with everything about it.
   *
   * @param event what went, or what would go now; null when nothing may be said about the person
   * @param hurdle why it cannot be asked for again; null when it can
   */
  record Story(
      Conversion conversion,
      List<Conversion.Attempt> attempts,
      @Nullable String event,
      boolean went,
      @Nullable Reason hurdle) {}

  Optional<Story> story(WorkspaceId workspace, ConversionId id) {
    return tx.in(
        workspace,
        () -> conversions.find(workspace, id).map(conversion -> story(workspace, conversion)));
  }

  /**
   * Puts one back into the queue when it can succeed.
   *
   * @throws ApiProblem 404 for an unknown one, 409 with the reason for one that cannot go
   */
  Conversion retry(WorkspaceId workspace, ConversionId id, Actor actor) {
    return tx.in(
        workspace,
        () -> {
          var conversion =
              conversions
                  .findAndKeep(workspace, id)
                  .orElseThrow(() -> ApiProblem.notFound("conversion"));
          var decision = outlook(workspace, conversion);
          if (!decision.mayGo()) {
            throw cannotGo(conversion, decision.hurdle());
          }
          queue(workspace, conversion, decision, actor);
          return conversions.find(workspace, id).orElse(conversion);
        });
  }

  /** Puts everything back that can succeed; the number that did. */
  int retryAll(WorkspaceId workspace, Actor actor) {
    return tx.in(
        workspace,
        () -> {
          Instant after = clock.instant().minus(Preflight.TAKEN_FOR);
          int queued = 0;
          for (ConversionId id : conversions.waiting(workspace, after, MOST_AT_ONCE)) {
            var conversion = conversions.findAndKeep(workspace, id);
            if (conversion.isPresent()) {
              var outlook = outlook(workspace, conversion.get());
              if (outlook.mayGo()) {
                queue(workspace, conversion.get(), outlook, actor);
                queued++;
              }
            }
          }
          return queued;
        });
  }

  private record Outlook(Assessments.Assessment assessment, @Nullable Reason hurdle) {
    boolean mayGo() {
      return hurdle == null;
    }
  }

  /** Whether a row can go if it is asked for again now. */
  private Outlook outlook(WorkspaceId workspace, Conversion conversion) {
    var assessment = assess(workspace, conversion);
    Reason hurdle =
        switch (conversion.status()) {
          case PENDING, HELD -> assessment.decision().refusal();
          case FAILED ->
              conversion.reason() == Reason.OUTCOME_UNKNOWN
                  ? Reason.OUTCOME_UNKNOWN
                  : assessment.decision().refusal();
          // What Meta refused stays refused; what we refused may have been put right since.
          case REJECTED ->
              conversion.attempts() > 0 ? conversion.reason() : assessment.decision().refusal();
          case EXPIRED -> Reason.TOO_OLD;
          case CANCELLED -> Reason.OPTED_OUT;
          case SENT -> Reason.ALREADY_SENT;
        };
    return new Outlook(assessment, hurdle);
  }

  private Assessments.Assessment assess(WorkspaceId workspace, Conversion conversion) {
    return assessments.assess(
        workspace, conversion.conversation(), current(workspace, conversion), clock.instant());
  }

  /**
   * The event under the names that are set now. One that Meta may have counted keeps its name and
   * its way, because under others it would count twice.
   */
  private Outgoing current(WorkspaceId workspace, Conversion conversion) {
    Outgoing event = conversion.event();
    if (conversions.unknownSince(workspace, conversion.id()).isPresent()
        || conversion.status() == Status.SENT) {
      return event;
    }
    String name = assessments.names(workspace).of(event.stage());
    return new Outgoing(
        event.stage(), name, event.eventId(), event.occurredAt(), event.value(), null);
  }

  private void queue(WorkspaceId workspace, Conversion conversion, Outlook outlook, Actor actor) {
    Instant due = clock.instant();
    conversions.again(workspace, conversion.id(), outlook.assessment().question().event(), due);
    lanes.wake(ConversionLane.KIND, workspace, due);
    audit.append(
        workspace,
        actor,
        "conversion.retried",
        conversion.id().toString(),
        Map.of("was", conversion.status().wire()));
    live.changed(workspace);
  }

  private static ApiProblem cannotGo(Conversion conversion, @Nullable Reason hurdle) {
    String reason = hurdle == null ? "" : hurdle.wire();
    return new ApiProblem(
        409,
        "conversion_cannot_go",
        "This conversion cannot be sent now",
        "It is " + conversion.status().wire() + " and would not go: " + reason + ".",
        Map.of("reason", reason));
  }

  private Story story(WorkspaceId workspace, Conversion conversion) {
    var outlook = outlook(workspace, conversion);
    Optional<String> went = went(workspace, conversion);
    return new Story(
        conversion,
        conversions.attempts(workspace, conversion.id()),
        went.or(() -> payloads.preview(outlook.assessment())).orElse(null),
        went.isPresent(),
        outlook.hurdle());
  }

  private DeliveryView view(WorkspaceId workspace, Conversion conversion) {
    var story = story(workspace, conversion);
    Outgoing event = conversion.event();
    return new DeliveryView(
        conversion.id(),
        event.stage().wire(),
        event.eventName(),
        event.eventId(),
        conversion.status().wire(),
        conversion.reason() == null ? null : conversion.reason().wire(),
        event.value(),
        conversion.attempts(),
        event.occurredAt(),
        conversion.sentAt(),
        story.event() == null ? null : payloads.pretty(story.event()),
        story.went(),
        story.hurdle() == null && conversion.status() != Status.PENDING);
  }

  private Optional<String> went(WorkspaceId workspace, Conversion conversion) {
    return conversion.attempts() == 0
        ? Optional.empty()
        : conversions
            .payload(workspace, conversion.id())
            .map(bytes -> payloads.open(workspace, conversion.id(), bytes));
  }
}

package popeki.conversations;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import popeki.kernel.ConversationId;
import popeki.kernel.WorkspaceId;
import popeki.platform.Actor;
import popeki.platform.ApiProblem;
import popeki.platform.Audit;
import popeki.platform.LiveUpdates;
import popeki.platform.WorkspaceTx;
import tools.jackson.databind.JsonNode;

/** Hands a person's correction to the step whose field it is, with the reason, and logs it. */
@Component
class Corrections {
  private final Map<String, TimelineContributor> byField;
  private final ConversationRepository conversations;
  private final WorkspaceTx tx;
  private final Audit audit;
  private final LiveUpdates live;

  Corrections(
      List<TimelineContributor> contributors,
      ConversationRepository conversations,
      WorkspaceTx tx,
      Audit audit,
      LiveUpdates live) {
    this.byField =
        contributors.stream()
            .filter(contributor -> contributor.field() != null)
            .collect(Collectors.toMap(c -> String.valueOf(c.field()), Function.identity()));
    this.conversations = conversations;
    this.tx = tx;
    this.audit = audit;
    this.live = live;
  }

  /**
   * Applies {@code {"lead":{…}?, "attribution":{…}?, "reason":"…"}}.
   *
   * @throws ApiProblem 400 without a reason or with an unknown field, 404 without the conversation
   */
  void apply(WorkspaceId workspace, ConversationId id, JsonNode change, Actor actor) {
    if (!change.isObject()) {
      throw ApiProblem.badRequest(
          "The body must be an object with lead or attribution, and a reason.");
    }
    String reason = change.path("reason").asString("").strip();
    if (reason.isEmpty() || reason.length() > 500) {
      throw ApiProblem.invalid("reason", "must say why, in 1 to 500 characters");
    }
    List<String> fields =
        change.propertyNames().stream().filter(name -> !name.equals("reason")).toList();
    for (String field : fields) {
      if (!byField.containsKey(field)) {
        throw ApiProblem.invalid(field, "cannot be corrected; lead and attribution can");
      }
    }
    if (fields.isEmpty()) {
      throw ApiProblem.badRequest("Nothing to correct: give lead or attribution.");
    }
    tx.run(
        workspace,
        () -> {
          if (conversations.lock(workspace, id).isEmpty()) {
            throw ApiProblem.notFound("conversation");
          }
          for (String field : fields) {
            TimelineContributor step = java.util.Objects.requireNonNull(byField.get(field));
            step.correct(workspace, id, change.path(field), actor, reason);
          }
          audit.append(
              workspace, actor, "conversation.corrected", id.toString(), Map.of("fields", fields));
        });
    live.changed(workspace);
  }
}

package popeki.conversations;

import java.util.LinkedHashMap;
import java.util.List;
import org.springframework.stereotype.Component;
import popeki.kernel.ConversationId;
import popeki.kernel.WorkspaceId;
import popeki.platform.Actor;
import popeki.platform.Audit;
import popeki.platform.WorkspaceTx;
import popeki.privacy.Alias;

/**
 * Outcomes that a person or a key reports, logged with who did. One that is told for a moment in
 * the past may end a conversation before a later click was written from: then what was written
 * since is cut anew, as if it had been told in time.
 */
@Component
class OutcomeReports {
  private final WorkspaceTx tx;
  private final Conversations conversations;
  private final ConversationRepository rows;
  private final ContactRepository contacts;
  private final ContactAliases aliases;
  private final ContactDirectory directory;
  private final MessageRepository messages;
  private final Regrouping regrouping;
  private final Audit audit;

  OutcomeReports(
      WorkspaceTx tx,
      Conversations conversations,
      ConversationRepository rows,
      ContactRepository contacts,
      ContactAliases aliases,
      ContactDirectory directory,
      MessageRepository messages,
      Regrouping regrouping,
      Audit audit) {
    this.tx = tx;
    this.conversations = conversations;
    this.rows = rows;
    this.contacts = contacts;
    this.aliases = aliases;
    this.directory = directory;
    this.messages = messages;
    this.regrouping = regrouping;
    this.audit = audit;
  }

  /**
   * @return false when this external id was recorded before
   * @throws popeki.platform.ApiProblem 404 when there is no such conversation
   */
  boolean record(
      WorkspaceId workspace, ConversationId id, Conversations.Report report, Actor actor) {
    return tx.in(
        workspace,
        () -> {
          boolean cuts = mayCut(workspace, id, report);
          if (cuts) {
            holdAll(workspace, id);
          }
          if (!conversations.record(workspace, id, report)) {
            return false;
          }
          log(workspace, id, report, actor);
          if (cuts) {
            rows.find(workspace, id)
                .ifPresent(row -> regrouping.regroup(workspace, row.contact(), row.number()));
          }
          return true;
        });
  }

  private boolean mayCut(WorkspaceId workspace, ConversationId id, Conversations.Report report) {
    return switch (report.kind()) {
      case WON, LOST, REOPENED ->
          rows.find(workspace, id)
              .map(
                  row ->
                      messages.isOvertaken(
                          workspace, row.contact(), row.number(), report.occurredAt()))
              .orElse(false);
      case CONTACTED, QUALIFIED, QUOTED, REFUNDED -> false;
    };
  }

  /** The person first, then the conversations, as whoever takes a message in does. */
  private void holdAll(WorkspaceId workspace, ConversationId id) {
    rows.find(workspace, id)
        .flatMap(row -> contacts.find(workspace, row.contact()))
        .ifPresent(
            contact ->
                directory.lock(workspace, List.<Alias>copyOf(aliases.of(workspace, contact))));
    rows.find(workspace, id)
        .ifPresent(
            row ->
                rows.spans(workspace, row.contact(), row.number()).stream()
                    .map(ConversationRules.Span::id)
                    .sorted(java.util.Comparator.comparing(ConversationId::value))
                    .forEach(conversation -> rows.lock(workspace, conversation)));
  }

  private void log(
      WorkspaceId workspace, ConversationId id, Conversations.Report report, Actor actor) {
    var detail = new LinkedHashMap<String, String>();
    detail.put("stage", report.kind().wireName());
    if (report.value() != null) {
      detail.put("value", report.value().amount() + " " + report.value().currency());
    }
    audit.append(workspace, actor, "conversation.outcome", id.toString(), detail);
  }
}

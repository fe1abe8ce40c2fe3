package popeki.conversations;

import org.springframework.stereotype.Component;
import popeki.kernel.WorkspaceId;
import popeki.platform.WorkspaceTx;
import popeki.workspaces.OnboardingStep;

/** See the conversation with its source: done when one is credited to a click or an ad. */
@Component
class SourceStep implements OnboardingStep {
  private final ConversationRepository conversations;
  private final WorkspaceTx tx;

  SourceStep(ConversationRepository conversations, WorkspaceTx tx) {
    this.conversations = conversations;
    this.tx = tx;
  }

  @Override
  public Place place() {
    return Place.SOURCE;
  }

  @Override
  public State state(WorkspaceId workspace) {
    return tx.in(workspace, () -> conversations.first(workspace, true))
        .map(first -> State.done(first.startedAt(), "conversations/" + first.id()))
        .orElseGet(() -> State.todo("conversations"));
  }
}

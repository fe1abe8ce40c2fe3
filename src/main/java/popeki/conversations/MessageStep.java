package popeki.conversations;

import org.springframework.stereotype.Component;
import popeki.kernel.WorkspaceId;
import popeki.platform.WorkspaceTx;
import popeki.workspaces.OnboardingStep;

/** Send the message: done with the first conversation. */
@Component
class MessageStep implements OnboardingStep {
  private final ConversationRepository conversations;
  private final WorkspaceTx tx;

  MessageStep(ConversationRepository conversations, WorkspaceTx tx) {
    this.conversations = conversations;
    this.tx = tx;
  }

  @Override
  public Place place() {
    return Place.MESSAGE;
  }

  @Override
  public State state(WorkspaceId workspace) {
    return tx.in(workspace, () -> conversations.first(workspace, false))
        .map(first -> State.done(first.startedAt(), "conversations/" + first.id()))
        .orElseGet(() -> State.todo(null));
  }
}

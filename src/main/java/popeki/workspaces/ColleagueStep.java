package popeki.workspaces;

import org.springframework.stereotype.Component;
import popeki.kernel.WorkspaceId;
import popeki.platform.WorkspaceTx;

/** Invite a colleague: done when a second person has joined. */
@Component
class ColleagueStep implements OnboardingStep {
  private static final String TEAM = "settings/team";

  private final MembershipRepository memberships;
  private final WorkspaceTx tx;

  ColleagueStep(MembershipRepository memberships, WorkspaceTx tx) {
    this.memberships = memberships;
    this.tx = tx;
  }

  @Override
  public Place place() {
    return Place.COLLEAGUE;
  }

  @Override
  public State state(WorkspaceId workspace) {
    return tx.directory(() -> memberships.secondJoined(workspace))
        .map(at -> State.done(at, TEAM))
        .orElseGet(() -> State.todo(TEAM));
  }
}

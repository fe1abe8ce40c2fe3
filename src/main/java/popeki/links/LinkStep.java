package popeki.links;

import org.springframework.stereotype.Component;
import popeki.kernel.WorkspaceId;
import popeki.platform.WorkspaceTx;
import popeki.workspaces.OnboardingStep;

/** Create a tracked link: done with the first one. */
@Component
class LinkStep implements OnboardingStep {
  private final LinkRepository links;
  private final WorkspaceTx tx;

  LinkStep(LinkRepository links, WorkspaceTx tx) {
    this.links = links;
    this.tx = tx;
  }

  @Override
  public Place place() {
    return Place.LINK;
  }

  @Override
  public State state(WorkspaceId workspace) {
    return tx.in(workspace, () -> links.oldest(workspace))
        .map(link -> State.done(link.createdAt(), "links/" + link.id()))
        .orElseGet(() -> State.todo("links/new"));
  }
}

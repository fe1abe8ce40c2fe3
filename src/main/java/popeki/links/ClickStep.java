package popeki.links;

import java.time.Instant;
import java.util.Optional;
import org.springframework.stereotype.Component;
import popeki.kernel.WorkspaceId;
import popeki.platform.WorkspaceTx;
import popeki.workspaces.OnboardingStep;

/** Click it yourself: done with the first counted click. */
@Component
class ClickStep implements OnboardingStep {
  private final LinkRepository links;
  private final LinkUrls urls;
  private final WorkspaceTx tx;

  ClickStep(LinkRepository links, LinkUrls urls, WorkspaceTx tx) {
    this.links = links;
    this.urls = urls;
    this.tx = tx;
  }

  @Override
  public Place place() {
    return Place.CLICK;
  }

  @Override
  public State state(WorkspaceId workspace) {
    return tx.in(
        workspace,
        () -> {
          Optional<LinkSummary> newest = links.newestInUse(workspace);
          Instant clicked = links.firstCountedClick(workspace).orElse(null);
          return new State(
              clicked,
              newest.map(link -> "links/" + link.id()).orElse(null),
              newest.map(link -> urls.url(link.slug())).orElse(null));
        });
  }
}

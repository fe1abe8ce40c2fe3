package popeki.conversions;

import org.springframework.stereotype.Component;
import popeki.kernel.WorkspaceId;
import popeki.workspaces.OnboardingStep;

/** Connect Meta: done when conversions may leave. */
@Component
class MetaStep implements OnboardingStep {
  private static final String CONNECTION = "deliveries/connection";

  private final Destinations destinations;

  MetaStep(Destinations destinations) {
    this.destinations = destinations;
  }

  @Override
  public Place place() {
    return Place.META;
  }

  @Override
  public State state(WorkspaceId workspace) {
    return destinations
        .find(workspace)
        .filter(Destination::enabled)
        .map(destination -> State.done(destination.updatedAt(), CONNECTION))
        .orElseGet(() -> State.todo(CONNECTION));
  }
}

package popeki.workspaces;

import org.springframework.stereotype.Component;
import popeki.kernel.WorkspaceId;

/** Connect WhatsApp: done with the first number. */
@Component
class NumberStep implements OnboardingStep {
  private final Numbers numbers;

  NumberStep(Numbers numbers) {
    this.numbers = numbers;
  }

  @Override
  public Place place() {
    return Place.NUMBER;
  }

  @Override
  public State state(WorkspaceId workspace) {
    return numbers.list(workspace).stream()
        .findFirst()
        .map(number -> State.done(number.connectedAt(), "settings/numbers/" + number.id()))
        .orElseGet(() -> State.todo("settings/numbers"));
  }
}

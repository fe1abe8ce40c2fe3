package popeki.workspaces;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import popeki.kernel.WorkspaceId;
import popeki.platform.Actor;
import popeki.platform.Audit;
import popeki.platform.LiveUpdates;
import popeki.platform.Words;
import popeki.platform.WorkspaceTx;

/**
 * The first steps of a business. Each module tells of its own; put together here in their order.
 * Only what was put off is stored.
 */
@Component
public class Onboarding {
  private final List<OnboardingStep> steps;
  private final StartChoiceRepository choices;
  private final WorkspaceTx tx;
  private final Audit audit;
  private final LiveUpdates live;
  private final Clock clock;

  /** Workspaces with nothing left to do: their Overview needs not ask again. */
  private final Cache<WorkspaceId, Boolean> finished =
      Caffeine.newBuilder().maximumSize(20_000).expireAfterWrite(Duration.ofHours(1)).build();

  /** A slim bar: how many steps are done, and what is next. */
  public record Bar(int done, int all, String next, String href, String refresh) {}

  /** A step, how far it is, and whether it was put off. */
  record Step(OnboardingStep.Place place, OnboardingStep.State state, boolean later) {
    boolean done() {
      return state.doneAt() != null;
    }
  }

  /** All steps that there are, in their order. */
  record Progress(List<Step> steps, boolean dismissed) {
    int done() {
      return (int) steps.stream().filter(Step::done).count();
    }

    /** What to do now; empty when everything is done or put off. */
    Optional<Step> current() {
      return steps.stream().filter(step -> !step.done() && !step.later()).findFirst();
    }

    Optional<Step> at(OnboardingStep.Place place) {
      return steps.stream().filter(step -> step.place() == place).findFirst();
    }
  }

  Onboarding(
      List<OnboardingStep> steps,
      StartChoiceRepository choices,
      WorkspaceTx tx,
      Audit audit,
      LiveUpdates live,
      Clock clock) {
    this.steps = steps.stream().sorted(Comparator.comparing(OnboardingStep::place)).toList();
    this.choices = choices;
    this.tx = tx;
    this.audit = audit;
    this.live = live;
    this.clock = clock;
  }

  /**
   * The bar of a page; null when there is nothing left to do, when it was sent away, and for those
   * who could not do any of it.
   */
  public @Nullable Bar bar(Member member, Words words) {
    WorkspaceId workspace = member.workspaceId();
    if (!member.role().administers() || finished.getIfPresent(workspace) != null) {
      return null;
    }
    Progress progress = progress(workspace);
    Optional<Step> current = progress.current();
    if (progress.dismissed() || current.isEmpty()) {
      finished.put(workspace, Boolean.TRUE);
      return null;
    }
    String start = "/w/" + member.workspace().slug() + "/start";
    String next = current.get().place().key();
    return new Bar(
        progress.done(),
        progress.steps().size(),
        words.of("workspaces.start." + next + ".title"),
        start + "/" + next,
        start + "/bar");
  }

  Progress progress(WorkspaceId workspace) {
    return tx.in(
        workspace,
        () -> {
          Set<String> later = choices.of(workspace);
          return new Progress(
              steps.stream()
                  .map(
                      step ->
                          new Step(
                              step.place(),
                              step.state(workspace),
                              later.contains(step.place().key())))
                  .toList(),
              later.contains(StartChoiceRepository.ALL));
        });
  }

  /** Puts a step off. */
  void later(WorkspaceId workspace, OnboardingStep.Place place, Actor actor) {
    choose(workspace, place.key(), "start.step_put_off", actor);
  }

  /** Sends the bar away; the page stays. */
  void dismiss(WorkspaceId workspace, Actor actor) {
    choose(workspace, StartChoiceRepository.ALL, "start.dismissed", actor);
  }

  private void choose(WorkspaceId workspace, String step, String action, Actor actor) {
    tx.run(
        workspace,
        () -> {
          if (choices.add(workspace, step, clock.instant())) {
            audit.append(workspace, actor, action, workspace.toString(), Map.of("step", step));
            live.changed(workspace);
          }
        });
  }
}

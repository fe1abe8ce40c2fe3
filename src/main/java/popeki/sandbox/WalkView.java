package popeki.sandbox;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A guided visit as it stands, for the page that shows it.
 *
 * @param draft what stands in the message box, not sent yet; null when it is empty
 * @param conversation where the dashboard shows it; null before it is there
 * @param event the exact event for Meta; null before there is one
 * @param busy more is about to happen
 */
public record WalkView(
    String id,
    String title,
    String person,
    String business,
    List<Bubble> bubbles,
    @Nullable String draft,
    List<Step> steps,
    @Nullable String conversation,
    @Nullable Event event,
    boolean canAct,
    boolean busy) {
  public WalkView {
    bubbles = List.copyOf(bubbles);
    steps = List.copyOf(steps);
  }

  /** A message on the phone's screen. */
  public record Bubble(boolean mine, String text, String time) {}

  /** How far a step is. */
  public enum State {
    WAITING,
    RUNNING,
    DONE,
    LATE;

    /** The class of its mark. */
    public String css() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /**
   * One hop, with what the service said of it.
   *
   * @param door the call whose answer it shows
   */
  public record Step(
      String title, State state, @Nullable String door, List<Fact> facts, @Nullable String note) {
    public Step {
      facts = List.copyOf(facts);
    }

    Step withNote(String words) {
      return new Step(title, state, door, facts, words);
    }

    static Step waiting(String title) {
      return new Step(title, State.WAITING, null, List.of(), null);
    }
  }

  /** A line of an answer. */
  public record Fact(String name, String value) {}

  /**
   * The event for Meta.
   *
   * @param sentence what happened to it, in words
   */
  public record Event(String name, String status, String sentence, String json) {}
}

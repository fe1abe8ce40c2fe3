package popeki.sandbox;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import popeki.sandbox.WalkView.Bubble;
import popeki.sandbox.WalkView.Event;
import popeki.sandbox.WalkView.State;
import popeki.sandbox.WalkView.Step;

/** What happened so far on one guided visit. Written by its guide, read by the page. */
final class Walk {
  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm");

  private final String id;
  private final Scene scene;
  private final Person person;
  private final World world;
  private final List<Bubble> bubbles = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();
  private @Nullable String draft;
  private @Nullable String conversation;
  private @Nullable Event event;
  private int running;
  private Chat.@Nullable Sent first;

  Walk(String id, Scene scene, Person person, World world) {
    this.id = id;
    this.scene = scene;
    this.person = person;
    this.world = world;
    for (String title :
        List.of(
            scene == Scene.AD ? "Ad tapped" : "Click recorded",
            "WhatsApp opens",
            "Message sent",
            "Conversation attributed",
            "Lead scored",
            "Told to Meta")) {
      steps.add(Step.waiting(title));
    }
  }

  String id() {
    return id;
  }

  Scene scene() {
    return scene;
  }

  Person person() {
    return person;
  }

  synchronized void type(String text) {
    draft = text;
  }

  synchronized void sent(Chat.Sent sent, boolean mine) {
    draft = null;
    if (first == null) {
      first = sent;
    }
    Instant at = sent.written().at();
    bubbles.add(
        new Bubble(mine, sent.written().text(), CLOCK.format(at.atZone(ZoneId.systemDefault()))));
  }

  synchronized Chat.@Nullable Sent first() {
    return first;
  }

  synchronized void step(int index, UnaryOperator<Step> change) {
    steps.set(index, change.apply(steps.get(index)));
  }

  /** Adds a step that somebody asked for; its place. */
  synchronized int more(String title) {
    steps.add(new Step(title, State.RUNNING, null, List.of(), null));
    return steps.size() - 1;
  }

  synchronized void found(String conversationId) {
    conversation = conversationId;
  }

  synchronized @Nullable String conversation() {
    return conversation;
  }

  synchronized void told(Event toldEvent) {
    event = toldEvent;
  }

  /** Takes the walk for one action; false while another is under way. */
  synchronized boolean begin() {
    if (running > 0) {
      return false;
    }
    running++;
    return true;
  }

  synchronized void end() {
    running--;
  }

  synchronized WalkView view() {
    return new WalkView(
        id,
        scene.title(),
        person.name(),
        world.business(),
        bubbles,
        draft,
        steps,
        conversation == null ? null : world.dashboard() + "/conversations/" + conversation,
        event,
        conversation != null && running == 0,
        running > 0);
  }
}

package popeki.workspaces;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import popeki.kernel.WorkspaceId;
import popeki.platform.Actor;
import popeki.platform.Audit;
import popeki.platform.WorkspaceTx;

/**
 * The instructions under which a business's data is processed. Work asks here before it begins;
 * without an instruction there is none. Every switch is logged with what was before.
 */
@Component
public class Processing {
  static final String SWITCHED = "processing.switched";

  private final ProcessingRepository rows;
  private final WorkspaceTx tx;
  private final Audit audit;
  private final ApplicationEventPublisher events;
  private final Clock clock;

  Processing(
      ProcessingRepository rows,
      WorkspaceTx tx,
      Audit audit,
      ApplicationEventPublisher events,
      Clock clock) {
    this.rows = rows;
    this.tx = tx;
    this.audit = audit;
    this.events = events;
    this.clock = clock;
  }

  /** Whether the business wants this done, as of now. */
  public boolean allows(WorkspaceId workspace, Purpose purpose) {
    return tx.in(workspace, () -> rows.isOn(workspace, purpose));
  }

  /** Turns a purpose on or off; whoever does the work hears of it in the same transaction. */
  public void set(WorkspaceId workspace, Purpose purpose, boolean on, Actor actor) {
    tx.run(
        workspace,
        () -> {
          boolean changed =
              on
                  ? rows.turnOn(workspace, purpose, clock.instant(), "switch", actor)
                  : rows.turnOff(workspace, purpose, clock.instant(), actor);
          if (changed) {
            log(workspace, purpose, on, "switch", actor);
            events.publishEvent(new ProcessingSwitched(workspace, purpose, on));
          }
        });
  }

  /** The first instructions of a new workspace: what the processing agreement asks for. */
  void begin(WorkspaceId workspace, Actor actor) {
    for (Purpose purpose : List.of(Purpose.ATTRIBUTION, Purpose.LEAD_SCORING)) {
      rows.turnOn(workspace, purpose, clock.instant(), "agreement", actor);
      log(workspace, purpose, true, "agreement", actor);
    }
  }

  List<Instruction> all(WorkspaceId workspace) {
    return tx.in(workspace, () -> rows.all(workspace));
  }

  private void log(WorkspaceId workspace, Purpose purpose, boolean on, String source, Actor actor) {
    audit.append(
        workspace,
        actor,
        SWITCHED,
        purpose.wire(),
        Map.of(
            "processing",
            Map.of("from", on ? "off" : "on", "to", on ? "on" : "off"),
            "source",
            source));
  }
}

package popeki.ai;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import org.springframework.stereotype.Component;
import popeki.kernel.WorkspaceId;
import popeki.platform.Actor;
import popeki.platform.AiSettings;
import popeki.platform.Audit;
import popeki.platform.Cursor;
import popeki.platform.Page;
import popeki.platform.Paging;
import popeki.platform.Period;
import popeki.platform.WorkspaceTx;

/** The transparency log as people read it, and the switch that ends it. */
@Component
class Calls {
  static final String SWITCHED = "ai.outside_switched";

  private final CallRepository rows;
  private final AiSettings ai;
  private final WorkspaceTx tx;
  private final Audit audit;
  private final Clock clock;

  Calls(CallRepository rows, AiSettings ai, WorkspaceTx tx, Audit audit, Clock clock) {
    this.rows = rows;
    this.ai = ai;
    this.tx = tx;
    this.audit = audit;
    this.clock = clock;
  }

  /** What left, newest first. */
  Page<Call> list(WorkspaceId workspace, Period period, Paging paging) {
    return paging.page(
        tx.in(workspace, () -> rows.list(workspace, period, paging)),
        call -> new Cursor(call.at(), call.id()));
  }

  boolean nothingLeaves(WorkspaceId workspace) {
    return tx.in(workspace, () -> rows.nothingLeaves(workspace));
  }

  /** Lets words leave or not; from the next attempt on. */
  void letLeave(WorkspaceId workspace, boolean may, Actor actor) {
    tx.run(
        workspace,
        () -> {
          boolean changed =
              may ? rows.letOutside(workspace) : rows.keepInside(workspace, clock.instant());
          if (changed) {
            audit.append(
                workspace,
                actor,
                SWITCHED,
                null,
                Map.of("outside", Map.of("from", may ? "off" : "on", "to", may ? "on" : "off")));
          }
        });
  }

  /**
   * What is used up of a workspace's share.
   *
   * @param budgetDay 0 when none may be asked
   */
  record Usage(
      CallRepository.Used today, CallRepository.Used month, long budgetDay, long budgetMonth) {}

  Usage usage(WorkspaceId workspace) {
    LocalDate day = today();
    return tx.in(
        workspace,
        () ->
            new Usage(
                rows.used(workspace, day, day),
                rows.used(workspace, day.withDayOfMonth(1), day),
                ai.budget().workspaceDay(),
                ai.budget().workspaceMonth()));
  }

  LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }
}

package popeki.ai;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.beans.factory.BeanFactory;
import popeki.ai.CallRepository.Ending;
import popeki.kernel.Uuid7;
import popeki.kernel.WorkspaceId;
import popeki.platform.WorkspaceTx;

/** Lines of the transparency log, as calls leave them. */
public final class TestCalls {
  private TestCalls() {}

  /** A call that was answered. */
  public static void answered(BeanFactory beans, WorkspaceId workspace) {
    write(beans, workspace, new Ending(840, 912, 1_280L, 118L, 187L, Call.ANSWERED));
  }

  /** A call that was not, and one that nothing is known of. */
  public static void others(BeanFactory beans, WorkspaceId workspace) {
    write(beans, workspace, new Ending(0, 6_000, null, null, null, Failure.SLOW.wire()));
    write(beans, workspace, new Ending(310, 220, null, null, null, Failure.RATE_LIMITED.wire()));
    write(beans, workspace, null);
  }

  private static void write(
      BeanFactory beans, WorkspaceId workspace, @org.jspecify.annotations.Nullable Ending ending) {
    CallRepository rows = beans.getBean(CallRepository.class);
    Instant now = beans.getBean(Clock.class).instant();
    LocalDate day = LocalDate.ofInstant(now, ZoneOffset.UTC);
    var call =
        new Call(
            Uuid7.at(now),
            now,
            "mistral",
            "mistral-small-latest",
            "eu",
            "lead",
            5_120,
            null,
            List.of("email", "phone"),
            null,
            null,
            null,
            null,
            Call.ASKED);
    beans
        .getBean(WorkspaceTx.class)
        .run(
            workspace,
            () -> {
              rows.reserve(workspace, day, 1_398, Long.MAX_VALUE / 2, Long.MAX_VALUE / 2);
              rows.insert(workspace, call);
              if (ending != null) {
                rows.end(workspace, call.id(), ending);
                rows.trueUp(
                    workspace, day, 0, ending.costMicros() == null ? 0 : ending.costMicros());
              }
            });
  }
}

package popeki.connections;

import java.time.Clock;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import popeki.kernel.WorkspaceId;
import popeki.platform.Lane;
import popeki.platform.WorkspaceTx;

/**
 * Looks now and then whether the tokens of a workspace's numbers still work. One that Meta refuses
 * is not asked for again.
 */
@Component
class HealthLane implements Lane {
  static final String KIND = "number-health";

  private final ConnectionRepository rows;
  private final Offers offers;
  private final ObjectProvider<Connecting> connecting;
  private final WorkspaceTx tx;
  private final Clock clock;

  HealthLane(
      ConnectionRepository rows,
      Offers offers,
      ObjectProvider<Connecting> connecting,
      WorkspaceTx tx,
      Clock clock) {
    this.rows = rows;
    this.offers = offers;
    this.connecting = connecting;
    this.tx = tx;
    this.clock = clock;
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public Next drain(Slice slice) {
    WorkspaceId workspace = slice.owner();
    tx.run(workspace, () -> offers.sweep(workspace));
    while (clock.instant().isBefore(slice.until())) {
      List<Connection> due = tx.in(workspace, () -> rows.due(workspace, clock.instant(), 1));
      if (due.isEmpty()) {
        return tx.in(workspace, () -> rows.next(workspace)).map(Next::at).orElseGet(Next::idle);
      }
      connecting.getObject().look(workspace, due.getFirst().number());
    }
    return Next.at(clock.instant());
  }
}

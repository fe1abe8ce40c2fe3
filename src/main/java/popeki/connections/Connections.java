package popeki.connections;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import popeki.kernel.NumberId;
import popeki.kernel.WorkspaceId;
import popeki.platform.Lanes;
import popeki.platform.LiveUpdates;
import popeki.platform.WorkspaceTx;
import popeki.workspaces.NumberConnected;
import popeki.workspaces.NumberDisconnected;
import popeki.workspaces.Numbers;

/**
 * Whether a number's token may be used. Once Meta refuses it, nothing more is called with it until
 * a person gives a new one.
 */
@Component
public class Connections {
  /** So long after the paste is the first look, for whoever waits on the page. */
  static final Duration FIRST_LOOK = Duration.ofSeconds(60);

  private final ConnectionRepository rows;
  private final Numbers numbers;
  private final WorkspaceTx tx;
  private final Lanes lanes;
  private final LiveUpdates live;
  private final Clock clock;

  Connections(
      ConnectionRepository rows,
      Numbers numbers,
      WorkspaceTx tx,
      Lanes lanes,
      LiveUpdates live,
      Clock clock) {
    this.rows = rows;
    this.numbers = numbers;
    this.tx = tx;
    this.lanes = lanes;
    this.live = live;
    this.clock = clock;
  }

  /** What can be called for a number. */
  sealed interface Access {
    /**
     * The token may be used.
     *
     * @param tokenAt when it was given; null when nothing is noted of the connection yet
     */
    record Open(String token, @Nullable Instant tokenAt) implements Access {
      /** Logs get no token. */
      @Override
      public String toString() {
        return "Open";
      }
    }

    /** None was given. */
    record None() implements Access {}

    /** It needs a person. */
    record Broken(Trouble trouble) implements Access {}
  }

  Access access(WorkspaceId workspace, NumberId number) {
    return tx.in(
        workspace,
        () -> {
          Optional<Connection> known = rows.find(workspace, number);
          Trouble trouble = known.map(Connection::trouble).filter(Trouble::needsToken).orElse(null);
          if (trouble != null) {
            return new Access.Broken(trouble);
          }
          return numbers
              .accessToken(workspace, number)
              .<Access>map(
                  token -> new Access.Open(token, known.map(Connection::tokenAt).orElse(null)))
              .orElseGet(Access.None::new);
        });
  }

  /** The token of a number for other calls to Meta; empty when there is none that works. */
  public Optional<String> usableToken(WorkspaceId workspace, NumberId number) {
    return access(workspace, number) instanceof Access.Open open
        ? Optional.of(open.token())
        : Optional.empty();
  }

  Optional<Connection> find(WorkspaceId workspace, NumberId number) {
    return tx.in(workspace, () -> rows.find(workspace, number));
  }

  List<Connection> list(WorkspaceId workspace) {
    return tx.in(workspace, () -> rows.list(workspace));
  }

  /**
   * Something cut the number off: an answer of Meta's, or one of its notices. What needs a new
   * token is called no more; the page says why and asks for one. Told again, nothing changes.
   */
  public void broken(WorkspaceId workspace, NumberId number, Trouble trouble) {
    broken(workspace, number, trouble, null);
  }

  /**
   * The same of one token: what Meta says of an old one is nothing about a new one.
   *
   * @param tokenAt when it was given; null for whichever is there
   */
  void broken(WorkspaceId workspace, NumberId number, Trouble trouble, @Nullable Instant tokenAt) {
    if (!trouble.needsToken() && !trouble.suspends()) {
      return;
    }
    tx.run(
        workspace,
        () -> {
          if (rows.broken(workspace, number, trouble, clock.instant(), tokenAt)) {
            live.changed(workspace);
          }
        });
  }

  /** Meta told that a suspended number is back. */
  public void reconnected(WorkspaceId workspace, NumberId number) {
    tx.run(
        workspace,
        () -> {
          if (rows.recovered(workspace, number, Trouble.OFFBOARDED)) {
            live.changed(workspace);
          }
        });
  }

  /** A new token is looked at soon; what was known of the old one no longer counts. */
  @EventListener
  void on(NumberConnected connected) {
    if (!connected.newToken()) {
      return;
    }
    Instant now = clock.instant();
    rows.begin(connected.workspace(), connected.number(), now, now.plus(FIRST_LOOK));
    lanes.wake(HealthLane.KIND, connected.workspace(), now.plus(FIRST_LOOK));
  }

  @EventListener
  void on(NumberDisconnected disconnected) {
    rows.remove(disconnected.workspace(), disconnected.number());
  }
}

package popeki.ads;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import popeki.connections.Connections;
import popeki.connections.Trouble;
import popeki.kernel.WorkspaceId;
import popeki.platform.LiveUpdates;
import popeki.platform.WorkspaceTx;

/**
 * Whether a token may be used now, and what its last call used up. One that Meta refuses is called
 * no more until a person connects anew; one that is at its limits waits.
 */
@Component
class AdTokens {
  private final AdTokenRepository tokens;
  private final Connections connections;
  private final WorkspaceTx tx;
  private final LiveUpdates live;
  private final Clock clock;

  AdTokens(
      AdTokenRepository tokens,
      Connections connections,
      WorkspaceTx tx,
      LiveUpdates live,
      Clock clock) {
    this.tokens = tokens;
    this.connections = connections;
    this.tx = tx;
    this.live = live;
    this.clock = clock;
  }

  /** The secret of a token. One of a number whose connection broke is written down as broken. */
  Optional<String> open(WorkspaceId workspace, UUID id) {
    return tx.in(
        workspace,
        () -> {
          AdToken token = tokens.find(workspace, id).orElse(null);
          if (token == null || token.trouble() != null) {
            return Optional.empty();
          }
          if (token.number() == null) {
            return tokens.secret(workspace, id);
          }
          Optional<String> secret = connections.usableToken(workspace, token.number());
          if (secret.isEmpty()) {
            broken(workspace, id, Trouble.TOKEN_INVALID);
          }
          return secret;
        });
  }

  /** After an answer: the next call waits where the limits are near. */
  void used(WorkspaceId workspace, UUID id, Usage usage) {
    note(workspace, id, usage, usage.pause());
  }

  /** After a refusal that concerns the token and not what was asked for. */
  void refused(WorkspaceId workspace, UUID id, MarketingRefused refused) {
    if (refused.trouble().needsToken()) {
      tx.run(workspace, () -> broken(workspace, id, refused.trouble()));
    } else if (refused.trouble() == Trouble.BUSY) {
      note(workspace, id, refused.usage(), refused.usage().pauseWhenRefused());
    } else {
      used(workspace, id, refused.usage());
    }
  }

  private void broken(WorkspaceId workspace, UUID id, Trouble trouble) {
    if (tokens.broken(workspace, id, trouble, clock.instant())) {
      live.changed(workspace);
    }
  }

  private void note(WorkspaceId workspace, UUID id, Usage usage, Duration pause) {
    Instant until = pause.isZero() ? null : clock.instant().plus(pause);
    tx.run(workspace, () -> tokens.used(workspace, id, usage, until));
  }
}

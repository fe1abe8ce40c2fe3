package popeki.accounts;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.Session;
import org.springframework.stereotype.Component;
import popeki.kernel.UserId;
import popeki.platform.WorkspaceTx;

/** An account as a whole: everything that is held of it, and its end. */
@Component
@ConditionalOnWebApplication
public class OwnAccount {
  private final OwnAccountRepository rows;
  private final FindByIndexNameSessionRepository<? extends Session> sessions;
  private final WorkspaceTx tx;

  OwnAccount(
      OwnAccountRepository rows,
      FindByIndexNameSessionRepository<? extends Session> sessions,
      WorkspaceTx tx) {
    this.rows = rows;
    this.sessions = sessions;
    this.tx = tx;
  }

  /**
   * What is held of a person here, as names and values for JSON; secrets and hashes are named, not
   * told.
   */
  public Map<String, Object> export(UserId user) {
    Map<String, Object> held = tx.directory(() -> rows.held(user));
    held.put(
        "sessions",
        sessions.findByPrincipalName(user.toString()).values().stream()
            .map(
                session ->
                    Map.of(
                        "created_at", session.getCreationTime(),
                        "last_used_at", session.getLastAccessedTime(),
                        "ends_unused_after", session.getMaxInactiveInterval()))
            .toList());
    return held;
  }

  /** Who of these has a second factor. */
  public Set<UserId> secured(Collection<UserId> users) {
    return tx.directory(() -> rows.secured(users));
  }

  /** Deletes the account with all that hangs on it; joins a surrounding transaction. */
  public void delete(UserId user) {
    tx.directory(
        () -> {
          rows.delete(user);
          return user;
        });
  }

  /** Ends every session of a person, on all nodes from the next click on. */
  public void endSessions(UserId user) {
    List.copyOf(sessions.findByPrincipalName(user.toString()).keySet())
        .forEach(sessions::deleteById);
  }
}

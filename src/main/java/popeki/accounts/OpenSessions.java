package popeki.accounts;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.util.Map;
import java.util.function.Consumer;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.Session;
import org.springframework.stereotype.Component;
import popeki.kernel.UserId;

/**
 * The sessions of a person. They lie in the database and are read from it at every request, so one
 * that is ended here is ended on every node at its next click.
 */
@Component
@ConditionalOnWebApplication
class OpenSessions {
  private final FindByIndexNameSessionRepository<? extends Session> sessions;

  OpenSessions(FindByIndexNameSessionRepository<? extends Session> sessions) {
    this.sessions = sessions;
  }

  /** Ends every session but the one that asks. */
  void endOthers(UserId user, HttpServletRequest request) {
    String mine = idOf(request);
    sessions.findByPrincipalName(user.toString()).keySet().stream()
        .filter(id -> !id.equals(mine))
        .forEach(sessions::deleteById);
  }

  /** Changes every session but the one that asks. */
  void others(UserId user, HttpServletRequest request, Consumer<Session> change) {
    change(sessions, user, idOf(request), change);
  }

  private static <S extends Session> void change(
      FindByIndexNameSessionRepository<S> sessions,
      UserId user,
      String mine,
      Consumer<Session> change) {
    for (Map.Entry<String, S> entry : sessions.findByPrincipalName(user.toString()).entrySet()) {
      if (!entry.getKey().equals(mine)) {
        change.accept(entry.getValue());
        sessions.save(entry.getValue());
      }
    }
  }

  private static String idOf(HttpServletRequest request) {
    HttpSession session = request.getSession(false);
    return session == null ? "" : session.getId();
  }
}

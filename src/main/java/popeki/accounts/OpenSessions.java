package popeki.accounts;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.Session;
import org.springframework.stereotype.Component;
import popeki.kernel.UserId;
import popeki.platform.Secrets;

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

  /** The one that asks first, then the last used. Sessions halfway through sign-in are none. */
  List<SessionView> list(UserId user, HttpServletRequest request) {
    String mine = idOf(request);
    return all(user)
        .flatMap(entry -> row(entry.getKey(), entry.getValue(), mine).stream())
        .sorted(Comparator.comparing(SessionView::mine).thenComparing(SessionView::seen).reversed())
        .toList();
  }

  /** Ends one of the person's sessions; false when there is none of that handle. */
  boolean end(UserId user, String handle) {
    List<String> ids =
        all(user).map(Map.Entry::getKey).filter(id -> handle(id).equals(handle)).toList();
    ids.forEach(sessions::deleteById);
    return !ids.isEmpty();
  }

  /** Ends every session but the one that asks. */
  void endOthers(UserId user, HttpServletRequest request) {
    String mine = idOf(request);
    all(user).map(Map.Entry::getKey).filter(id -> !id.equals(mine)).forEach(sessions::deleteById);
  }

  void endAll(UserId user) {
    all(user).map(Map.Entry::getKey).forEach(sessions::deleteById);
  }

  /** Changes every session but the one that asks. */
  void others(UserId user, HttpServletRequest request, Consumer<Session> change) {
    change(sessions, user, idOf(request), change);
  }

  private Stream<Map.Entry<String, Session>> all(UserId user) {
    return sessions.findByPrincipalName(user.toString()).entrySet().stream()
        .map(entry -> Map.entry(entry.getKey(), (Session) entry.getValue()));
  }

  private static List<SessionView> row(String id, Session session, String mine) {
    if (!(session.getAttribute(Entered.ATTRIBUTE) instanceof Entered entered)) {
      return List.of();
    }
    Instant seen =
        session.getAttribute(Entered.SEEN) instanceof Instant noted ? noted : entered.since();
    return List.of(
        new SessionView(
            handle(id),
            entered.device(),
            entered.network(),
            entered.since(),
            seen,
            id.equals(mine)));
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

  private static String handle(String id) {
    return HexFormat.of().formatHex(Secrets.hash(id), 0, 12);
  }

  private static String idOf(HttpServletRequest request) {
    HttpSession session = request.getSession(false);
    return session == null ? "" : session.getId();
  }
}

package popeki.accounts;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.stereotype.Component;
import popeki.kernel.UserId;
import popeki.platform.Look;
import popeki.platform.WorkspaceTx;

/** Opens sessions, whichever way the person came. */
@Component
class Entrance {
  private final AccountRepository accounts;
  private final WorkspaceTx tx;
  private final SecurityContextRepository contexts = new HttpSessionSecurityContextRepository();

  Entrance(AccountRepository accounts, WorkspaceTx tx) {
    this.accounts = accounts;
    this.tx = tx;
  }

  /** Opens a session under a new id, so that one planted before is worth nothing. */
  void open(UserId user, HttpServletRequest request, HttpServletResponse response) {
    if (request.getSession(false) != null) {
      request.changeSessionId();
    }
    var context =
        new SecurityContextImpl(
            UsernamePasswordAuthenticationToken.authenticated(
                new SignedIn(user.value()), null, List.of()));
    SecurityContextHolder.setContext(context);
    contexts.saveContext(context, request, response);
    Look look = tx.directory(() -> accounts.lookOf(user));
    request.getSession().setAttribute(Look.ATTRIBUTE, look);
  }
}

package popeki.accounts;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.AuthenticatedPrincipal;
import org.springframework.security.core.authority.FactorGrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.stereotype.Component;
import popeki.kernel.UserId;
import popeki.platform.Look;
import popeki.platform.SecurityLog;
import popeki.platform.Whereabouts;
import popeki.platform.WorkspaceTx;

/**
 * Opens sessions, whichever way the person came: all ways pass here, so none goes round the second
 * factor. The authorities of a session are the factors that were shown, each with its time.
 */
@Component
public class Entrance {
  static final String PASSWORD = FactorGrantedAuthority.PASSWORD_AUTHORITY;
  static final String LINK = FactorGrantedAuthority.OTT_AUTHORITY;
  static final String CODE = "FACTOR_CODE";

  private final AccountRepository accounts;
  private final SecondFactors secondFactors;
  private final Homes homes;
  private final Whereabouts whereabouts;
  private final WorkspaceTx tx;
  private final Clock clock;
  private final SecurityContextRepository contexts = new HttpSessionSecurityContextRepository();

  Entrance(
      AccountRepository accounts,
      SecondFactors secondFactors,
      Homes homes,
      Whereabouts whereabouts,
      WorkspaceTx tx,
      Clock clock) {
    this.accounts = accounts;
    this.secondFactors = secondFactors;
    this.homes = homes;
    this.whereabouts = whereabouts;
    this.tx = tx;
    this.clock = clock;
  }

  /**
   * Lets somebody in who has answered a mail of ours.
   *
   * @param to a page of ours, or null for the person's home
   * @return where to go on: there, or to the second factor
   */
  public String byMail(
      UserId user, @Nullable String to, HttpServletRequest request, HttpServletResponse response) {
    return enter(user, LINK, to, request, response);
  }

  String enter(
      UserId user,
      String factor,
      @Nullable String to,
      HttpServletRequest request,
      HttpServletResponse response) {
    if (secondFactors.isOn(user)) {
      var half = new Halfway(user.value(), clock.instant(), factor, LoginOutcomes.inside(to));
      save(half, List.of(factor), request, response);
      return "/login/code";
    }
    open(user, List.of(factor), request, response);
    return target(user, to);
  }

  /** The second factor was shown. */
  String complete(Halfway half, HttpServletRequest request, HttpServletResponse response) {
    open(half.id(), List.of(half.factor(), CODE), request, response);
    return target(half.id(), half.to());
  }

  /**
   * The second factor was turned on, which showed it, or off: the session goes on under a new id.
   */
  void renew(UserId user, boolean code, HttpServletRequest request, HttpServletResponse response) {
    var factors = new ArrayList<>(SignedIn.factors());
    factors.remove(CODE);
    if (code) {
      factors.add(CODE);
    }
    open(user, factors, request, response);
  }

  /** Opens the session, or renews it when more is known now, under a new id. */
  void open(
      UserId user, List<String> factors, HttpServletRequest request, HttpServletResponse response) {
    save(new SignedIn(user.value()), factors, request, response);
    SecurityLog.entered(String.join("+", factors).toLowerCase(Locale.ROOT), "user " + user);
    Look look = tx.directory(() -> accounts.lookOf(user));
    Instant now = clock.instant();
    HttpSession session = request.getSession();
    session.setAttribute(Look.ATTRIBUTE, look);
    session.setAttribute(Entered.SEEN, now);
    session.setAttribute(
        Entered.ATTRIBUTE,
        new Entered(
            now, DeviceWords.of(request.getHeader("User-Agent")), whereabouts.network(request)));
  }

  /** A new id, so that one planted before is worth nothing. */
  private void save(
      AuthenticatedPrincipal who,
      List<String> factors,
      HttpServletRequest request,
      HttpServletResponse response) {
    if (request.getSession(false) != null) {
      request.changeSessionId();
    }
    Instant now = clock.instant();
    List<FactorGrantedAuthority> shown =
        factors.stream()
            .map(factor -> FactorGrantedAuthority.withAuthority(factor).issuedAt(now).build())
            .toList();
    var context =
        new SecurityContextImpl(
            UsernamePasswordAuthenticationToken.authenticated(who, null, shown));
    SecurityContextHolder.setContext(context);
    contexts.saveContext(context, request, response);
  }

  private String target(UserId user, @Nullable String to) {
    String inside = LoginOutcomes.inside(to);
    return inside == null ? homes.homeOf(user) : inside;
  }
}

package popeki.workspaces;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.web.filter.OncePerRequestFilter;
import popeki.platform.Actor;
import popeki.platform.ApiCaller;
import popeki.platform.Cidr;
import popeki.platform.ClientIp;
import popeki.platform.ErrorPages;
import popeki.platform.Scope;
import popeki.platform.Trace;

/**
 * Lets programs into the API by {@code Authorization: Bearer}, and by nothing else; no faster than
 * {@link ApiLimits} has it.
 */
class ApiKeyFilter extends OncePerRequestFilter {
  static final String AUTHORITY = "SCOPE_";
  private static final String SCHEME = "bearer ";
  private static final Set<String> READS = Set.of("GET", "HEAD");

  private final ApiKeys keys;
  private final Workspaces workspaces;
  private final ApiLimits limits;
  private final ErrorPages errors;
  private final List<Cidr> trusted;

  ApiKeyFilter(
      ApiKeys keys,
      Workspaces workspaces,
      ApiLimits limits,
      ErrorPages errors,
      List<Cidr> trustedProxies) {
    this.keys = keys;
    this.workspaces = workspaces;
    this.limits = limits;
    this.errors = errors;
    this.trusted = trustedProxies;
  }

  /** A key and the workspace it opens. */
  private record Opened(ApiKey key, Workspace home) {}

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String header = request.getHeader("Authorization");
    if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      chain.doFilter(request, response);
      return;
    }
    InetAddress address = address(request);
    Optional<Opened> opened;
    try {
      opened = open(header.substring(SCHEME.length()).strip(), address);
    } catch (RuntimeException e) {
      errors.answer(request, response, e);
      return;
    }
    if (opened.isEmpty()) {
      refuse(request, response, address);
      return;
    }
    if (mayGoOn(request, response, opened.get().key())) {
      enter(request, caller(opened.get()));
      chain.doFilter(request, response);
    }
  }

  private Optional<Opened> open(String text, InetAddress address) {
    return keys.authenticate(text, Cidr.around(address, 24, 48).toString())
        .flatMap(key -> workspaces.find(key.workspace()).map(home -> new Opened(key, home)));
  }

  private void refuse(HttpServletRequest request, HttpServletResponse response, InetAddress address)
      throws IOException {
    Pace.Verdict verdict = limits.badKey(Cidr.around(address, 32, 64).toString());
    ApiLimits.tell(response, "bad-keys", ApiLimits.BAD_KEYS, verdict);
    if (verdict.allowed()) {
      errors.unauthorized(
          request, response, "This API key is not known here: it is misspelt, revoked or expired.");
    } else {
      errors.answer(
          request,
          response,
          ApiLimits.tooMany(
              "too_many_attempts",
              "Too many requests with an API key that is not known here. Check the key, then wait for Retry-After.",
              verdict));
    }
  }

  private boolean mayGoOn(HttpServletRequest request, HttpServletResponse response, ApiKey key)
      throws IOException {
    boolean reads = READS.contains(request.getMethod());
    Pace.Verdict verdict = reads ? limits.read(key.id()) : limits.write(key.id());
    Pace pace = reads ? ApiLimits.READS : ApiLimits.WRITES;
    ApiLimits.tell(response, reads ? "reads" : "writes", pace, verdict);
    if (!verdict.allowed()) {
      errors.answer(
          request,
          response,
          ApiLimits.tooMany(
              "rate_limited",
              "This API key asks faster than is allowed. Nothing was done; wait for Retry-After and try again.",
              verdict));
    }
    return verdict.allowed();
  }

  private InetAddress address(HttpServletRequest request) {
    return ClientIp.of(
        request.getRemoteAddr(), trusted, Collections.list(request.getHeaders("X-Forwarded-For")));
  }

  private static ApiCaller caller(Opened opened) {
    ApiKey key = opened.key();
    Workspace home = opened.home();
    return new ApiCaller(
        home.id(),
        home.timezone(),
        home.currency(),
        Actor.apiKey(key.id().toString(), key.name()),
        key.scopes());
  }

  private static void enter(HttpServletRequest request, ApiCaller caller) {
    request.setAttribute(ApiCaller.ATTRIBUTE, caller);
    Trace.workspace(caller.workspace());
    var authorities =
        AuthorityUtils.createAuthorityList(
            caller.scopes().stream().map(ApiKeyFilter::authority).toList());
    SecurityContextHolder.setContext(
        new SecurityContextImpl(
            UsernamePasswordAuthenticationToken.authenticated(caller, null, authorities)));
  }

  static String authority(Scope scope) {
    return AUTHORITY + scope.wire();
  }
}

package popeki.workspaces;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.web.filter.OncePerRequestFilter;
import popeki.platform.Actor;
import popeki.platform.ApiCaller;
import popeki.platform.ErrorPages;
import popeki.platform.Scope;
import popeki.platform.Trace;

/** Lets programs into the API by {@code Authorization: Bearer}, and by nothing else. */
class ApiKeyFilter extends OncePerRequestFilter {
  static final String AUTHORITY = "SCOPE_";
  private static final String SCHEME = "bearer ";

  private final ApiKeys keys;
  private final Workspaces workspaces;
  private final ErrorPages errors;

  ApiKeyFilter(ApiKeys keys, Workspaces workspaces, ErrorPages errors) {
    this.keys = keys;
    this.workspaces = workspaces;
    this.errors = errors;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String header = request.getHeader("Authorization");
    if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      chain.doFilter(request, response);
      return;
    }
    Optional<ApiCaller> caller;
    try {
      caller = caller(header.substring(SCHEME.length()).strip());
    } catch (RuntimeException e) {
      errors.answer(request, response, e);
      return;
    }
    if (caller.isEmpty()) {
      errors.unauthorized(
          request, response, "This API key is not known here: it is misspelt, revoked or expired.");
      return;
    }
    enter(request, caller.get());
    chain.doFilter(request, response);
  }

  private Optional<ApiCaller> caller(String text) {
    return keys.authenticate(text)
        .flatMap(key -> workspaces.find(key.workspace()).map(home -> caller(key, home)));
  }

  private static ApiCaller caller(ApiKey key, Workspace home) {
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

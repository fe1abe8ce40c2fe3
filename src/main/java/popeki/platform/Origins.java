package popeki.platform;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** Tells from where the running code was called: a page, the API, a command, or by itself. */
@Component
class Origins {
  private final RunMode mode;
  private final List<Cidr> trusted;

  Origins(RunMode mode, Settings settings) {
    this.mode = mode;
    this.trusted = settings.trustedProxies();
  }

  AuditLine.Origin here() {
    if (RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes web) {
      HttpServletRequest request = web.getRequest();
      return new AuditLine.Origin(
          request.getRequestURI().startsWith("/api/") ? "api" : "page", network(request));
    }
    return new AuditLine.Origin(mode == RunMode.COMMAND ? "command" : "system", null);
  }

  private String network(HttpServletRequest request) {
    return Cidr.around(
        ClientIp.of(
            request.getRemoteAddr(),
            trusted,
            Collections.list(request.getHeaders("X-Forwarded-For"))));
  }
}

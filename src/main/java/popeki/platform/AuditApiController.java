package popeki.platform;

import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The audit log over the API; {@code Accept: text/csv} answers all of the filter as a file. */
@RestController
class AuditApiController {
  private final Audit audit;

  AuditApiController(Audit audit) {
    this.audit = audit;
  }

  @Operation(
      operationId = "listAudit",
      summary = "List the audit log",
      description = "Who changed what, newest first.")
  @GetMapping("/api/v1/audit")
  Page<Audit.Entry> list(
      ApiCaller caller,
      Period period,
      Paging paging,
      @RequestParam(required = false) @Nullable String actor,
      @RequestParam(required = false) @Nullable String action,
      @RequestParam(required = false) @Nullable String subject) {
    return audit.list(caller.workspace(), new AuditFilter(period, actor, action, subject), paging);
  }

  @GetMapping(value = "/api/v1/audit", produces = Csv.MEDIA_TYPE)
  void file(
      ApiCaller caller,
      Period period,
      @RequestParam(required = false) @Nullable String actor,
      @RequestParam(required = false) @Nullable String action,
      @RequestParam(required = false) @Nullable String subject,
      HttpServletResponse response)
      throws IOException {
    audit.export(
        caller.workspace(),
        caller.actor(),
        new AuditFilter(period, actor, action, subject),
        response);
  }
}

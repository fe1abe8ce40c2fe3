package popeki.platform;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The audit log over the API. */
@RestController
class AuditApiController {
  private final Audit audit;

  AuditApiController(Audit audit) {
    this.audit = audit;
  }

  @GetMapping("/api/v1/audit")
  Page<Audit.Entry> list(ApiCaller caller, Period period, Paging paging) {
    return audit.list(caller.workspace(), period, paging);
  }
}

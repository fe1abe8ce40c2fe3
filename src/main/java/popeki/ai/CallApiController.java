package popeki.ai;

import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import popeki.platform.ApiCaller;
import popeki.platform.Csv;
import popeki.platform.Page;
import popeki.platform.Paging;
import popeki.platform.Period;

/** The transparency log over the API. */
@RestController
class CallApiController {
  private final Calls calls;
  private final CallFile file;

  CallApiController(Calls calls, CallFile file) {
    this.calls = calls;
    this.file = file;
  }

  @Operation(
      operationId = "listAiCalls",
      summary = "List what was asked of AI providers",
      description =
          "One line for every question that left, written before it left, newest first; neither question nor answer stands in it. `Accept: text/csv` answers all of the period as a file.")
  @GetMapping("/api/v1/ai-calls")
  Page<CallJson> list(ApiCaller caller, Period period, Paging paging) {
    return calls.list(caller.workspace(), period, paging).map(CallJson::of);
  }

  @GetMapping(value = "/api/v1/ai-calls", produces = Csv.MEDIA_TYPE)
  void file(ApiCaller caller, Period period, HttpServletResponse response) throws IOException {
    file.send(caller.workspace(), period, response);
  }
}

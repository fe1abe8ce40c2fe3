package popeki.ai;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import org.springframework.stereotype.Component;
import popeki.kernel.WorkspaceId;
import popeki.platform.Csv;
import popeki.platform.Cursor;
import popeki.platform.Page;
import popeki.platform.Paging;
import popeki.platform.Period;

/** The log as a file, in stretches, so that one of any length fits. */
@Component
class CallFile {
  private final Calls calls;

  CallFile(Calls calls) {
    this.calls = calls;
  }

  void send(WorkspaceId workspace, Period period, HttpServletResponse response) throws IOException {
    response.setContentType(Csv.CONTENT_TYPE);
    response.setHeader("Content-Disposition", "attachment; filename=\"ai-calls.csv\"");
    PrintWriter file = response.getWriter();
    file.write(CallJson.CSV_HEAD);
    var paging = new Paging(Paging.MAX, null);
    while (true) {
      Page<Call> page = calls.list(workspace, period, paging);
      page.data().forEach(call -> file.write(CallJson.of(call).csv()));
      if (page.nextCursor() == null || file.checkError()) {
        return;
      }
      paging = new Paging(Paging.MAX, Cursor.decode(page.nextCursor()).orElseThrow());
    }
  }
}

package popeki.mails;

import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.util.List;
import java.util.Map;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.stereotype.Component;
import popeki.platform.Words;

/**
 * {@code /outbox} on the management port, which listens on this machine alone: mails that belong to
 * no workspace, for whoever runs an installation without a mail server. With one, they leave, and
 * nothing is shown: their links open accounts.
 */
@Component
@WebEndpoint(id = "outbox")
class OutboxEndpoint {
  private final Outbox outbox;
  private final Mails mails;
  private final TemplateEngine templates;
  private final Words words;

  OutboxEndpoint(Outbox outbox, Mails mails, TemplateEngine templates, Words words) {
    this.outbox = outbox;
    this.mails = mails;
    this.templates = templates;
    this.words = words;
  }

  @ReadOperation(produces = "text/html;charset=UTF-8")
  String page() {
    List<Outbox.Sent> shown = mails.leaves() ? List.of() : outbox.ofNoWorkspace();
    var out = new StringOutput();
    templates.render(
        "mails/outbox.jte", Map.of("sent", shown, "leaves", mails.leaves(), "words", words), out);
    return out.toString();
  }
}

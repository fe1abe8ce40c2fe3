package popeki.ops;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import org.springframework.stereotype.Component;
import popeki.mails.Mails;
import popeki.mails.Outbox;
import tools.jackson.databind.json.JsonMapper;

/** The mails that belong to no workspace and stayed here for want of a mail server, a line each. */
@Component
final class OutboxCommand implements OperatorCommand {
  static final Syntax SYNTAX = new Syntax("admin outbox", List.of(), List.of("to"));

  private final Outbox outbox;
  private final Mails mails;

  OutboxCommand(Outbox outbox, Mails mails) {
    this.outbox = outbox;
    this.mails = mails;
  }

  @Override
  public Syntax syntax() {
    return SYNTAX;
  }

  @Override
  public int run(Options options, PrintStream out) {
    if (mails.leaves()) {
      throw new CommandRefused("a mail server is configured (SMTP_URL), so mails leave");
    }
    var json = JsonMapper.builder().build();
    String to = options.find("to");
    for (Outbox.Sent sent : to == null ? outbox.ofNoWorkspace() : outbox.latest(to)) {
      var line = new LinkedHashMap<String, Object>();
      line.put("at", sent.at().toString());
      line.put("to", sent.to());
      line.put("subject", sent.subject());
      line.put("link", sent.link());
      out.println(json.writeValueAsString(line));
    }
    return 0;
  }
}

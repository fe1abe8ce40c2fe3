package popeki.ops;

import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import popeki.conversations.Webhooks;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads webhooks again: those that were given up on, and those that held something nobody here knew
 * or had use for, such as after an update that knows more, or a number that is connected by now.
 */
@Component
final class ReprocessCommand implements OperatorCommand {
  static final Syntax SYNTAX = new Syntax("admin reprocess", List.of(), List.of("days"));

  /** How long bodies are kept. */
  private static final int MOST_DAYS = 30;

  private final Webhooks webhooks;
  private final Clock clock;

  ReprocessCommand(Webhooks webhooks, Clock clock) {
    this.webhooks = webhooks;
    this.clock = clock;
  }

  @Override
  public Syntax syntax() {
    return SYNTAX;
  }

  @Override
  public int run(Options options, PrintStream out) {
    int again = webhooks.reprocess(clock.instant().minus(Duration.ofDays(days(options))));
    out.println(JsonMapper.shared().writeValueAsString(Map.of("webhooks", again)));
    return 0;
  }

  private static int days(Options options) {
    String given = options.find("days");
    try {
      int days = given == null ? MOST_DAYS : Integer.parseInt(given);
      if (days >= 1 && days <= MOST_DAYS) {
        return days;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new CommandRefused("--days takes a number from 1 to " + MOST_DAYS);
  }
}

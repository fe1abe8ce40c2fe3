package popeki.conversations;

import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import popeki.platform.Checkup;
import popeki.platform.Finding;

/** Webhooks that could not be read, and those that wait too long. */
@Component
class InboxCheckup implements Checkup {
  private static final Duration LATE = Duration.ofMinutes(5);

  private final JdbcClient jdbc;
  private final Clock clock;

  private record Counted(long dead, long late) {}

  InboxCheckup(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  @Override
  public List<Finding> findings() {
    Counted counted =
        jdbc.sql(
                """
            select count(*) filter (where state = 'dead') as dead,
                   count(*) filter (where state = 'pending' and received_at < :late) as late
            from conversations.webhook_inbox""")
            .param("late", clock.instant().minus(LATE).atOffset(ZoneOffset.UTC))
            .query(Counted.class)
            .single();
    return List.of(dead(counted.dead()), late(counted.late()));
  }

  private static Finding dead(long count) {
    return count == 0
        ? Finding.ok("webhooks", "none was given up on")
        : Finding.warning(
            "webhooks",
            count
                + " could not be worked off and were given up on; the column reason of"
                + " conversations.webhook_inbox says why, ./popeki admin reprocess tries again");
  }

  private static Finding late(long count) {
    return count == 0
        ? Finding.ok("webhook queue", "nothing waits longer than five minutes")
        : Finding.warning(
            "webhook queue",
            count
                + " webhooks wait longer than five minutes; is a service running? Its log says more");
  }
}

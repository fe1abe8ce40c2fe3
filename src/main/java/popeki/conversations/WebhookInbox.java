package popeki.conversations;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import popeki.kernel.Uuid7;
import popeki.platform.DatabaseConfiguration;
import popeki.platform.DatabaseRole;
import popeki.platform.GroupCommit;
import popeki.platform.Lanes;
import popeki.platform.Vault;

/**
 * What Meta sent, on disk before it is answered. The row is the job: it holds the raw body, sealed
 * by the day's key, and how often it failed. Bodies that wait share a commit.
 */
@Component
class WebhookInbox implements DisposableBean {
  static final int MAX_ATTEMPTS = 8;

  /** The name of the environment's app in the column app; others go by the end of their address. */
  static final String ENVIRONMENT = "default";

  private static final String PUT_ASIDE =
      Stream.of(Intake.KEPT_RAW, Intake.UNKNOWN_NUMBER, Intake.MALFORMED)
          .map(Intake::code)
          .collect(Collectors.joining("|"));

  private static final String INSERT =
      """
      insert into conversations.webhook_inbox (id, app, day, body_sealed, received_at, due_at, lane)
      values (?, ?, ?, ?, ?, ?, ?)""";

  private static final byte[] PAST = ascii("\"field\":\"history\"");
  private static final byte[] NOW = ascii("\"field\":\"messages\"");

  private final JdbcTemplate rows;
  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;
  private final Clock clock;
  private final Vault vault;
  private final Lanes lanes;
  private final Timer liveLag;
  private final Timer historyLag;
  private final GroupCommit<Arrived> writer;

  private record Arrived(
      UUID id, String app, LocalDate day, byte[] sealed, OffsetDateTime at, Queue queue) {}

  /** What people write now never waits behind the past. */
  enum Queue {
    LIVE,
    HISTORY;

    String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A body to be worked off.
   *
   * @param failures how often that went wrong; taking it up is no failure
   */
  record Item(
      UUID id,
      String app,
      LocalDate day,
      byte[] bodySealed,
      OffsetDateTime receivedAt,
      int failures,
      Claim claim) {
    boolean isLastTry() {
      return failures + 1 >= MAX_ATTEMPTS;
    }
  }

  /** The hold of one worker on a body; another one's has another id. */
  static final class Claim {
    private final UUID id;
    private final Duration lease;
    private long since = System.nanoTime();

    private Claim(UUID id, Duration lease) {
      this.id = id;
      this.lease = lease;
    }

    private boolean isFresh() {
      return System.nanoTime() - since < lease.toNanos() / 3;
    }

    private void renewed() {
      since = System.nanoTime();
    }
  }

  WebhookInbox(
      JdbcTemplate rows,
      JdbcClient jdbc,
      PlatformTransactionManager transactions,
      Clock clock,
      Vault vault,
      Lanes lanes,
      MeterRegistry metrics) {
    this.rows = rows;
    this.jdbc = jdbc;
    this.transaction = new TransactionTemplate(transactions);
    this.clock = clock;
    this.vault = vault;
    this.lanes = lanes;
    this.liveLag = lag(metrics, Queue.LIVE);
    this.historyLag = lag(metrics, Queue.HISTORY);
    this.writer = new GroupCommit<>("webhook-inbox", this::write, 200, 4_000);
    vault.prepareDay(LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
  }

  /**
   * Stores a verified body and returns after the commit.
   *
   * @throws GroupCommit.NotWritten when it is not on disk; the sender must try again
   */
  void store(String app, byte[] body) {
    Instant now = clock.instant();
    LocalDate day = LocalDate.ofInstant(now, ZoneOffset.UTC);
    UUID id = Uuid7.at(now);
    Queue queue = contains(body, PAST) && !contains(body, NOW) ? Queue.HISTORY : Queue.LIVE;
    writer.submit(
        new Arrived(
            id,
            app,
            day,
            vault.sealOfDay(day, place(id), body),
            now.atOffset(ZoneOffset.UTC),
            queue));
    lanes.nudge(queue == Queue.LIVE ? WebhookLane.KIND : HistoryLane.KIND);
  }

  /** Takes due bodies for a while, so that no other worker does. */
  List<Item> claim(Queue queue, int most, Duration lease) {
    return jdbc.sql(
            """
        update conversations.webhook_inbox
        set lease_until = now() + make_interval(secs => :lease), claim = gen_random_uuid()
        where id in (
          select id from conversations.webhook_inbox
          where lane = :lane and state = 'pending' and due_at <= :now
            and (lease_until is null or lease_until < now())
          order by due_at limit :most for update skip locked)
        returning id, app, day, body_sealed, received_at, attempts, claim""")
        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
        .param("most", most)
        .param("lane", queue.code())
        .param("lease", lease.toSeconds())
        .query(
            (row, index) ->
                new Item(
                    row.getObject("id", UUID.class),
                    row.getString("app"),
                    row.getObject("day", LocalDate.class),
                    row.getBytes("body_sealed"),
                    row.getObject("received_at", OffsetDateTime.class),
                    row.getInt("attempts"),
                    new Claim(row.getObject("claim", UUID.class), lease)))
        .list();
  }

  /**
   * Keeps a body for as long as it is worked on. False when the lease ran out and another worker
   * took it: the work is that one's now.
   */
  boolean keep(Item item) {
    if (item.claim().isFresh()) {
      return true;
    }
    boolean ours =
        jdbc.sql(
                    """
            update conversations.webhook_inbox
            set lease_until = now() + make_interval(secs => :lease)
            where id = :id and claim = :claim""")
                .param("lease", item.claim().lease.toSeconds())
                .param("id", item.id())
                .param("claim", item.claim().id)
                .update()
            == 1;
    if (ours) {
      item.claim().renewed();
    }
    return ours;
  }

  byte[] open(Item item) {
    return vault.openOfDay(item.day(), place(item.id()), item.bodySealed());
  }

  /**
   * Its past waits for the lane of its own; the rest of it is taken in, or was tried often enough
   * and is tried again there.
   */
  void toHistory(Item item, Tally tally) {
    jdbc.sql(
            """
        update conversations.webhook_inbox
        set lane = 'history', lease_until = null, claim = null, attempts = 0, reason = :reason
        where id = :id and claim = :claim""")
        .param("reason", tally.isSettled() ? null : tally.summary())
        .param("id", item.id())
        .param("claim", item.claim().id)
        .update();
  }

  /** Ends the work on a body, or lets it come back for what failed or came too early. */
  void settle(Item item, Queue queue, Tally tally) {
    if (tally.isSettled()) {
      if (finish(item, "done", tally.summary(), tally.unclaimed())) {
        (queue == Queue.LIVE ? liveLag : historyLag)
            .record(Duration.between(item.receivedAt().toInstant(), clock.instant()));
      }
    } else if (!item.isLastTry()) {
      later(item, tally.summary());
    } else {
      finish(item, "dead", tally.summary(), tally.unclaimed());
    }
  }

  /** Lets bodies be read again that held something for a number which nobody had. */
  void readAgain(String phoneNumberId, Instant since) {
    int again =
        DatabaseConfiguration.as(
            DatabaseRole.WORKER,
            () ->
                jdbc.sql(
                        """
                    update conversations.webhook_inbox
                    set state = 'pending', attempts = 0, lease_until = null, due_at = :now,
                      unclaimed = null
                    where unclaimed @> :number::text[] and state <> 'pending'
                      and received_at >= :since""")
                    .param("since", since.atOffset(ZoneOffset.UTC))
                    .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                    .param("number", new String[] {phoneNumberId})
                    .update());
    if (again > 0) {
      lanes.nudge(WebhookLane.KIND);
      lanes.nudge(HistoryLane.KIND);
    }
  }

  /**
   * Lets bodies be read again: those that were given up on, and those that held something nobody
   * here knew or had use for. Reading one twice changes nothing.
   *
   * @return how many
   */
  int reprocess(Instant since) {
    int again =
        DatabaseConfiguration.as(
            DatabaseRole.WORKER,
            () ->
                jdbc.sql(
                        """
                    update conversations.webhook_inbox
                    set state = 'pending', attempts = 0, lease_until = null, due_at = :now
                    where received_at >= :since
                      and (state = 'dead' or (state = 'done' and reason ~ :put_aside))""")
                    .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                    .param("since", since.atOffset(ZoneOffset.UTC))
                    .param("put_aside", PUT_ASIDE)
                    .update());
    lanes.nudge(WebhookLane.KIND);
    lanes.nudge(HistoryLane.KIND);
    return again;
  }

  /** The seal does not open: a key is missing or the row is damaged. Its neighbours go on. */
  void unopened(Item item, RuntimeException why) {
    String reason = "cannot be opened: " + why.getClass().getSimpleName();
    if (!item.isLastTry()) {
      later(item, reason);
    } else {
      dead(item, reason);
    }
  }

  /** Nothing more will be tried by itself; the body stays, to be read and re-run. */
  void dead(Item item, String reason) {
    finish(item, "dead", reason, Set.of());
  }

  /** Tries again, after 2, 4, 8 … seconds. */
  void later(Item item, String reason) {
    Instant due = clock.instant().plusSeconds(2L << Math.min(item.failures(), 9));
    jdbc.sql(
            """
        update conversations.webhook_inbox
        set lease_until = null, claim = null, attempts = attempts + 1, due_at = :due,
          reason = :reason
        where id = :id and claim = :claim""")
        .param("due", due.atOffset(ZoneOffset.UTC))
        .param("reason", reason)
        .param("id", item.id())
        .param("claim", item.claim().id)
        .update();
  }

  /** True when it was still this worker's: one that comes too late changes nothing. */
  private boolean finish(Item item, String state, String reason, Set<String> unclaimed) {
    return jdbc.sql(
                """
        update conversations.webhook_inbox
        set state = :state, reason = :reason, unclaimed = :unclaimed, lease_until = null,
          claim = null
        where id = :id and claim = :claim""")
            .param("unclaimed", unclaimed.isEmpty() ? null : unclaimed.toArray(String[]::new))
            .param("state", state)
            .param("reason", reason)
            .param("id", item.id())
            .param("claim", item.claim().id)
            .update()
        == 1;
  }

  private void write(List<Arrived> batch) {
    DatabaseConfiguration.as(
        DatabaseRole.INGEST,
        () ->
            transaction.execute(
                status ->
                    rows.batchUpdate(
                        INSERT,
                        batch,
                        batch.size(),
                        (row, arrived) -> {
                          row.setObject(1, arrived.id());
                          row.setString(2, arrived.app());
                          row.setObject(3, arrived.day());
                          row.setBytes(4, arrived.sealed());
                          row.setObject(5, arrived.at());
                          row.setObject(6, arrived.at());
                          row.setString(7, arrived.queue().code());
                        })));
  }

  /** From the door to the conversation. */
  private static Timer lag(MeterRegistry metrics, Queue queue) {
    return Timer.builder("popeki.webhook.lag")
        .tag("lane", queue.code())
        .publishPercentileHistogram()
        .maximumExpectedValue(Duration.ofMinutes(10))
        .register(metrics);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** A hint only: a body that is written another way is sorted where it is read. */
  private static boolean contains(byte[] body, byte[] part) {
    for (int i = 0; i <= body.length - part.length; i++) {
      if (body[i] == part[0] && Arrays.equals(body, i, i + part.length, part, 0, part.length)) {
        return true;
      }
    }
    return false;
  }

  private static Vault.Place place(UUID id) {
    return new Vault.Place("conversations.webhook_inbox", "body", id);
  }

  @Override
  public void destroy() {
    writer.close();
  }
}

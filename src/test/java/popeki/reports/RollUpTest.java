package popeki.reports;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import popeki.PopekiTest;
import popeki.kernel.DateRange;
import popeki.kernel.WorkspaceId;
import popeki.platform.DatabaseConfiguration;
import popeki.platform.DatabaseRole;
import popeki.platform.Delta;
import popeki.platform.Delta.Credit;
import popeki.platform.Deltas;
import popeki.platform.Lanes;
import popeki.platform.WorkspaceTx;

/** Whatever happened and whenever it was folded, a report is the plain sum of what was appended. */
@PopekiTest
class RollUpTest {
  private static final List<String> ZONES =
      List.of(
          "America/Sao_Paulo",
          "America/New_York",
          "Europe/Lisbon",
          "Asia/Kathmandu",
          "Australia/Lord_Howe",
          "Atlantic/Azores",
          "Africa/Cairo",
          "UTC",
          "+05:30");
  // Around changes of the clock in the north and the south.
  private static final List<Instant> MOMENTS =
      List.of(
          Instant.parse("2026-03-07T20:00:00Z"),
          Instant.parse("2026-03-28T18:00:00Z"),
          Instant.parse("2026-04-04T10:00:00Z"),
          Instant.parse("2026-04-23T18:00:00Z"),
          Instant.parse("2026-10-24T20:00:00Z"),
          Instant.parse("2026-10-31T22:00:00Z"));

  @Autowired WorkspaceTx tx;
  @Autowired JdbcClient jdbc;
  @Autowired JdbcTemplate template;
  @Autowired Deltas deltas;
  @Autowired FoldLane lane;
  @Autowired Lanes lanes;
  @Autowired OverviewRepository overview;
  @Autowired CampaignRepository campaigns;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void equals_a_plain_sum_after_any_history(long seed) {
    var random = new Random(seed);
    String zone = pick(ZONES, random);
    WorkspaceId workspace = TestWorkspaces.in(zone, tx, jdbc);
    List<Credit> credits = credits(random);
    List<Delta> history = new ArrayList<>();
    for (int step = 0; step < 40; step++) {
      switch (random.nextInt(9)) {
        case 0, 1, 2 -> append(workspace, history, fresh(random, credits));
        case 3 -> append(workspace, history, takenBack(random, history));
        case 4, 5 -> fold(workspace, 1 + random.nextInt(60));
        case 6 -> {
          if (random.nextInt(3) == 0) {
            zone = pick(ZONES, random);
            TestWorkspaces.move(workspace, zone, tx, jdbc);
          }
        }
        case 7 -> batch(workspace, history, clicks(random, credits));
        default -> agrees(workspace, history, zone, random);
      }
    }
    agrees(workspace, history, zone, random);
    lanes.wake(Deltas.FOLD, workspace, Instant.EPOCH);
    lanes.drainAll();
    assertThat(unfolded(workspace)).isZero();
    agrees(workspace, history, zone, random);
  }

  @Test
  void no_reader_sees_a_delta_twice_or_not_at_all_while_it_is_folded() throws Exception {
    WorkspaceId workspace = TestWorkspaces.in("America/Sao_Paulo", tx, jdbc);
    Instant noon = Instant.parse("2026-11-20T15:00:00Z");
    var span =
        Span.of(
            new DateRange(noon.minus(Duration.ofDays(1)), noon.plus(Duration.ofDays(1))),
            ZoneId.of("America/Sao_Paulo"));
    var started = new AtomicLong();
    var committed = new AtomicLong();
    var writing = new AtomicBoolean(true);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var writers = new ArrayList<java.util.concurrent.Future<?>>();
      for (int writer = 0; writer < 3; writer++) {
        writers.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < 150; i++) {
                    started.incrementAndGet();
                    var one = List.of(Delta.clicks(noon, Credit.NONE, 1, 0));
                    if (i % 2 == 0) {
                      batch(workspace, new ArrayList<>(), one);
                    } else {
                      tx.run(workspace, () -> deltas.append(workspace, one));
                    }
                    committed.incrementAndGet();
                  }
                }));
      }
      var folder =
          threads.submit(
              () -> {
                while (writing.get()) {
                  fold(workspace, 7);
                }
              });
      var otherFolder =
          threads.submit(
              () -> {
                while (writing.get()) {
                  fold(workspace, 11);
                }
              });
      for (int read = 0; read < 60; read++) {
        long least = committed.get();
        long clicks = clicks(workspace, span);
        long most = started.get();
        assertThat(clicks).isBetween(least, most);
      }
      for (var writer : writers) {
        writer.get();
      }
      writing.set(false);
      folder.get();
      otherFolder.get();
    }
    assertThat(clicks(workspace, span)).isEqualTo(450);
    fold(workspace, 5_000);
    assertThat(unfolded(workspace)).isZero();
    assertThat(clicks(workspace, span)).isEqualTo(450);
  }

  @Test
  void a_workspace_sees_its_own_figures_only() {
    WorkspaceId one = TestWorkspaces.in("UTC", tx, jdbc);
    WorkspaceId other = TestWorkspaces.in("UTC", tx, jdbc);
    Instant at = Instant.parse("2026-11-20T15:00:00Z");
    append(one, new ArrayList<>(), List.of(Delta.clicks(at, Credit.NONE, 3, 0)));
    fold(one, 10);
    append(one, new ArrayList<>(), List.of(Delta.clicks(at, Credit.NONE, 4, 0)));
    var span = Span.of(new DateRange(at, at.plusSeconds(60)), ZoneId.of("UTC"));
    assertThat(clicks(one, span)).isEqualTo(7);
    assertThat(clicks(other, span)).isZero();
  }

  private long clicks(WorkspaceId workspace, Span span) {
    return tx.in(workspace, () -> overview.days(workspace, span, Filter.NONE)).values().stream()
        .mapToLong(Measures::clicks)
        .sum();
  }

  /** As the click path writes them: a row for all. */
  private void batch(WorkspaceId workspace, List<Delta> history, List<Delta> clicks) {
    DatabaseConfiguration.as(
        DatabaseRole.INGEST,
        () ->
            template.execute(
                (Connection connection) -> {
                  try (var insert = connection.prepareStatement(Deltas.WITH_CLICKS + "select 1")) {
                    insert.setArray(1, Deltas.ofClicks(Map.of(workspace, clicks)).on(connection));
                    return insert.execute();
                  }
                }));
    history.addAll(clicks);
  }

  private static List<Delta> clicks(Random random, List<Credit> credits) {
    return fresh(random, credits).stream()
        .map(delta -> Delta.clicks(delta.occurredAt(), delta.credit(), delta.clicks(), 1))
        .toList();
  }

  private long unfolded(WorkspaceId workspace) {
    return tx.in(
        workspace,
        () ->
            jdbc.sql("select count(*) from platform.open_delta where workspace_id = :ws")
                .param("ws", workspace.value())
                .query(Long.class)
                .single());
  }

  private void fold(WorkspaceId workspace, int most) {
    DatabaseConfiguration.as(DatabaseRole.WORKER, () -> lane.fold(workspace, most));
  }

  private void append(WorkspaceId workspace, List<Delta> history, List<Delta> batch) {
    history.addAll(batch);
    tx.run(workspace, () -> deltas.append(workspace, batch));
  }

  private void agrees(WorkspaceId workspace, List<Delta> history, String zone, Random random) {
    Instant from = moment(random);
    Instant to = from.plus(Duration.ofMinutes(random.nextInt(6 * 24 * 60)));
    var span = Span.of(new DateRange(from, to), ZoneId.of(zone));
    List<Delta> inside =
        history.stream()
            .filter(
                d -> !d.occurredAt().isBefore(span.from()) && d.occurredAt().isBefore(span.to()))
            .toList();

    Map<LocalDate, Measures> days = new TreeMap<>();
    span.days().forEach(day -> days.put(day, Measures.NONE));
    inside.forEach(
        d ->
            days.merge(
                d.occurredAt().atZone(span.zone()).toLocalDate(), measures(d), Measures::plus));
    assertThat(tx.in(workspace, () -> overview.days(workspace, span, Filter.NONE))).isEqualTo(days);

    for (GroupBy group : GroupBy.values()) {
      assertThat(rows(workspace, span, group, Filter.NONE))
          .as("%s in %s, %s", group, zone, span)
          .isEqualTo(sums(inside, key(group)));
    }
    Filter filter = new Filter(random.nextBoolean() ? "instagram" : Filter.UNATTRIBUTED, null);
    List<Delta> filtered =
        inside.stream()
            .filter(
                d ->
                    (d.credit().source() == null ? Filter.UNATTRIBUTED : d.credit().source())
                        .equals(filter.source()))
            .toList();
    assertThat(rows(workspace, span, GroupBy.CAMPAIGN, filter))
        .isEqualTo(sums(filtered, key(GroupBy.CAMPAIGN)));
  }

  private Map<String, Measures> rows(
      WorkspaceId workspace, Span span, GroupBy group, Filter filter) {
    Map<String, Measures> rows = new HashMap<>();
    tx.in(workspace, () -> campaigns.rows(workspace, span, group, filter, Model.LAST))
        .forEach(row -> rows.put(row.key() == null ? "" : row.key(), row.sum()));
    return rows;
  }

  private static Map<String, Measures> sums(List<Delta> deltas, Function<Delta, String> key) {
    Map<String, Measures> sums = new HashMap<>();
    deltas.forEach(d -> sums.merge(key.apply(d), measures(d), Measures::plus));
    sums.values().removeIf(Measures::isNothing);
    sums.putIfAbsent("", Measures.NONE);
    return sums;
  }

  private static Function<Delta, String> key(GroupBy group) {
    return delta -> {
      Object key =
          switch (group) {
            case SOURCE -> delta.credit().source();
            case CAMPAIGN -> delta.credit().campaignId();
            case ADSET -> delta.credit().adsetId();
            case AD -> delta.credit().adId();
            case LINK -> delta.credit().linkId();
          };
      return key == null ? "" : key.toString();
    };
  }

  private static Measures measures(Delta d) {
    return new Measures(
        d.clicks(),
        d.notCounted(),
        d.conversations(),
        d.attributed(),
        d.adUnknown(),
        d.qualified(),
        d.won(),
        d.currency() == null || d.revenueMinor() == 0
            ? Map.of()
            : Map.of(d.currency(), d.revenueMinor()),
        Map.of());
  }

  private static List<Delta> fresh(Random random, List<Credit> credits) {
    List<Delta> batch = new ArrayList<>();
    for (int i = random.nextInt(30); i >= 0; i--) {
      String currency = random.nextInt(3) == 0 ? pick(List.of("BRL", "USD", "JPY"), random) : null;
      batch.add(
          new Delta(
              moment(random),
              pick(credits, random),
              random.nextInt(5),
              random.nextInt(3),
              random.nextInt(3),
              random.nextInt(2),
              random.nextInt(2),
              random.nextInt(2),
              random.nextInt(2),
              currency == null ? 0 : random.nextInt(1_000_000) - 100_000,
              currency));
    }
    return batch;
  }

  private static List<Delta> takenBack(Random random, List<Delta> history) {
    List<Delta> batch = new ArrayList<>();
    for (int i = 0; i < Math.min(history.size(), random.nextInt(8)); i++) {
      batch.add(pick(history, random).negated());
    }
    return batch;
  }

  private static List<Credit> credits(Random random) {
    List<Credit> credits = new ArrayList<>();
    credits.add(Credit.NONE);
    for (int i = 0; i < 9; i++) {
      credits.add(
          new Credit(
              pick(List.of("instagram", "google", "meta"), random),
              random.nextBoolean() ? "campaign-" + random.nextInt(4) : null,
              random.nextBoolean() ? "12000000000" + random.nextInt(3) : null,
              random.nextBoolean() ? "12100000000" + random.nextInt(3) : null,
              random.nextBoolean() ? new UUID(7, random.nextInt(4)) : null));
    }
    return credits;
  }

  private static Instant moment(Random random) {
    return pick(MOMENTS, random).plusSeconds(random.nextInt(3 * 24 * 3600));
  }

  private static <T> T pick(List<T> from, Random random) {
    return from.get(random.nextInt(from.size()));
  }
}

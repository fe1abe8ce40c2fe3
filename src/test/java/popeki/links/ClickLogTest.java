package popeki.links;

import static org.assertj.core.api.Assertions.assertThat;
import static popeki.links.TestLinks.NOON;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import popeki.PopekiTest;
import popeki.links.TestLinks.Made;
import popeki.platform.Deltas;
import popeki.platform.Lanes;
import popeki.platform.RunMode;
import popeki.platform.Vault;
import popeki.platform.WorkspaceTx;

@PopekiTest
class ClickLogTest {
  @Autowired JdbcClient jdbc;
  @Autowired ClickMetrics metrics;
  @Autowired Vault vault;
  @TempDir Path folder;

  private ShakyStore store;
  private ClickLog log;
  private SpoolLoader loader;
  private TestLinks links;

  /** The real store behind a line that can be cut, before the commit or after it. */
  private static final class ShakyStore extends ClickStore {
    private enum Line {
      WHOLE,
      CUT,
      ANSWER_LOST
    }

    private volatile Line line = Line.WHOLE;
    private final AtomicInteger tries = new AtomicInteger();

    ShakyStore(ApplicationContext beans) {
      super(
          beans.getBean(ClickRepository.class),
          beans.getBean(ClickIps.class),
          beans.getBean(Deltas.class),
          beans.getBean(WorkspaceTx.class),
          beans.getBean(JdbcClient.class));
    }

    @Override
    void writeAll(List<Click> batch) {
      through(() -> super.writeAll(batch));
    }

    @Override
    void writeIfNew(Click click) {
      through(() -> super.writeIfNew(click));
    }

    @Override
    void probe() {
      through(super::probe);
    }

    private void through(Runnable write) {
      tries.incrementAndGet();
      Line now = line;
      if (now == Line.CUT) {
        throw new DataAccessResourceFailureException("the line is cut");
      }
      write.run();
      if (now == Line.ANSWER_LOST) {
        throw new DataAccessResourceFailureException("the answer got lost");
      }
    }
  }

  @BeforeEach
  void open(@Autowired ApplicationContext beans) {
    links = new TestLinks(beans);
    store = new ShakyStore(beans);
    log = open(1 << 20);
    loader =
        new SpoolLoader(
            log,
            store,
            metrics,
            beans.getBean(LinkDirectory.class),
            beans.getBean(Lanes.class),
            beans.getBean(Clock.class),
            RunMode.TEST);
  }

  @AfterEach
  void close() {
    log.close();
  }

  private ClickLog open(long spoolBytes) {
    return new ClickLog(
        store,
        metrics,
        new ClickSpool(folder.resolve("spool"), vault.spoolKey(), spoolBytes),
        new ClickSpool(folder.resolve("refused"), vault.spoolKey(), spoolBytes));
  }

  @Test
  void spools_while_the_database_is_away_and_loads_when_it_answers() {
    Made made = links.make();
    store.line = ShakyStore.Line.CUT;
    append(made, 20);
    assertThat(links.rows(made)).isZero();
    assertThat(log.spool().bytes()).isPositive();

    loader.tick();
    assertThat(links.rows(made)).isZero();
    store.line = ShakyStore.Line.WHOLE;
    loader.tick();

    assertThat(links.rows(made)).isEqualTo(20);
    assertThat(links.counts(made)).isEqualTo(new LinkCounts(20, 0, 0, 0, 0));
    assertThat(log.spool().bytes()).isZero();
  }

  @Test
  void asks_an_absent_database_once_and_not_for_every_visitor() {
    Made made = links.make();
    store.line = ShakyStore.Line.CUT;

    append(made, 1);
    append(made, 50);

    assertThat(store.tries).hasValue(1);
    store.line = ShakyStore.Line.WHOLE;
    loader.tick();
    append(made, 1);
    assertThat(links.rows(made)).isEqualTo(52);
  }

  @Test
  void counts_once_when_the_commit_happened_and_its_answer_got_lost() {
    Made made = links.make();
    store.line = ShakyStore.Line.ANSWER_LOST;
    append(made, 10);
    assertThat(links.rows(made)).isPositive();

    store.line = ShakyStore.Line.WHOLE;
    loader.tick();
    loader.tick();

    assertThat(links.rows(made)).isEqualTo(10);
    assertThat(links.counts(made)).isEqualTo(new LinkCounts(10, 0, 0, 0, 0));
  }

  @Test
  void counts_a_click_of_a_batch_once_however_often_it_comes() {
    Made made = links.make();
    Click known = TestLinks.click(made, NOON);
    log.append(known);
    log.append(known);
    append(made, 3);

    assertThat(links.rows(made)).isEqualTo(4);
    assertThat(links.counts(made)).isEqualTo(new LinkCounts(4, 0, 0, 0, 0));
  }

  @Test
  void keeps_only_the_bad_row_out_of_its_batch() {
    Made made = links.make();
    List<Click> batch =
        IntStream.range(0, 40)
            .mapToObj(
                i ->
                    TestLinks.click(made, NOON.plusMillis(i), i == 17 ? "no address" : "192.0.2.1"))
            .toList();

    inParallel(batch);

    assertThat(links.rows(made)).isEqualTo(39);
    assertThat(links.counts(made)).isEqualTo(new LinkCounts(39, 0, 0, 0, 0));
    assertThat(folder.resolve("refused")).isNotEmptyDirectory();
    assertThat(log.spool().bytes()).isZero();
  }

  @Test
  void counts_the_loss_aloud_when_the_spool_is_full_too() {
    Made made = links.make();
    log.close();
    log =
        new ClickLog(
            store,
            metrics,
            new ClickSpool(folder.resolve("small"), vault.spoolKey(), 2_000),
            new ClickSpool(folder.resolve("refused"), vault.spoolKey(), 2_000));
    store.line = ShakyStore.Line.CUT;
    double before = metrics.lostSoFar();

    for (int i = 0; i < 10; i++) {
      log.append(TestLinks.click(made, NOON.plusMillis(i)));
    }

    assertThat(metrics.lostSoFar() - before).isBetween(5.0, 9.0);
  }

  @Test
  void spools_what_comes_after_the_writer_has_closed() {
    Made made = links.make();
    log.close();

    log.append(TestLinks.click(made, NOON));

    log = open(1 << 20);
    assertThat(log.spool().bytes()).isPositive();
  }

  @Test
  void wakes_the_lane_that_attributes_again_for_a_late_click_with_a_code() {
    Made made = links.make();
    store.line = ShakyStore.Line.CUT;
    append(made, 1);
    assertThat(wakes(made)).isZero();

    store.line = ShakyStore.Line.WHOLE;
    loader.tick();

    assertThat(wakes(made)).isEqualTo(1);
  }

  private long wakes(Made made) {
    return jdbc.sql("select count(*) from platform.lane where kind = :kind and workspace_id = :ws")
        .param("kind", Links.LATE_CLICKS)
        .param("ws", made.workspace().value())
        .query(Long.class)
        .single();
  }

  private void append(Made made, int count) {
    inParallel(
        IntStream.range(0, count)
            .mapToObj(i -> TestLinks.click(made, NOON.plusMillis(i)))
            .toList());
  }

  private void inParallel(List<Click> clicks) {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      clicks.forEach(click -> threads.execute(() -> log.append(click)));
    }
  }
}

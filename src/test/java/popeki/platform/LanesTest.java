package popeki.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import popeki.PopekiTest;
import popeki.TestClock;
import popeki.kernel.WorkspaceId;

/** Lanes over the real table; each test has a kind of its own and a node, or two, that drain it. */
@PopekiTest
class LanesTest {
  @Autowired JdbcClient jdbc;
  @Autowired TestClock clock;
  @Autowired WorkspaceTx tx;

  private final String kind = "test-" + UUID.randomUUID();

  /** A lane whose work is a function of its slice. */
  private record Drained(String kind, Function<Slice, Next> work) implements Lane {
    @Override
    public Next drain(Slice slice) {
      return work.apply(slice);
    }
  }

  @AfterEach
  void forget_the_lanes() {
    jdbc.sql("delete from platform.lane where kind = :kind").param("kind", kind).update();
  }

  @Test
  void a_wake_up_commits_with_the_work_or_not_at_all() {
    var ran = new AtomicInteger();
    Lanes node = node(slice -> idleAfter(ran));
    var workspace = new WorkspaceId(UUID.randomUUID());
    try {
      tx.run(
          workspace,
          () -> {
            node.wake(kind, workspace, clock.instant());
            throw new IllegalArgumentException("taken back");
          });
    } catch (IllegalArgumentException expected) {
      assertThat(expected).hasMessage("taken back");
    }
    node.drainAll();
    assertThat(ran).hasValue(0);

    tx.run(workspace, () -> node.wake(kind, workspace, clock.instant()));
    node.drainAll();
    assertThat(ran).hasValue(1);
    node.drainAll();
    assertThat(ran).as("idle until it is woken").hasValue(1);
  }

  @Test
  void a_wake_up_in_the_middle_of_a_turn_brings_another_turn() {
    var ran = new AtomicInteger();
    var nodes = new Lanes[1];
    UUID key = UUID.randomUUID();
    nodes[0] =
        node(
            slice -> {
              if (ran.incrementAndGet() == 1) {
                nodes[0].wake(kind, key, null, clock.instant());
              }
              return Lane.Next.idle();
            });
    nodes[0].wake(kind, key, null, clock.instant());
    nodes[0].drainAll();

    assertThat(ran).hasValue(2);
  }

  /**
   * Producers put an item down and wake; two nodes take items and end their turns. Whatever the
   * interleaving, nothing lies there once all is quiet.
   */
  @Test
  void no_wake_up_is_lost_whatever_the_interleaving() throws Exception {
    long seed = 20261123;
    Map<UUID, AtomicInteger> waiting = new ConcurrentHashMap<>();
    List<UUID> keys = List.of(UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID());
    keys.forEach(key -> waiting.put(key, new AtomicInteger()));
    Function<Lane.Slice, Lane.Next> take =
        slice -> {
          at(waiting, slice.key()).set(0);
          Thread.onSpinWait();
          return Lane.Next.idle();
        };
    List<Lanes> nodes = List.of(node(take), node(take));
    var start = new CyclicBarrier(4);
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 2; t++) {
      var random = new Random(seed + t);
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    meet(start);
                    for (int i = 0; i < 60; i++) {
                      UUID key = keys.get(random.nextInt(keys.size()));
                      at(waiting, key).incrementAndGet();
                      nodes.getFirst().wake(kind, key, null, clock.instant());
                    }
                  }));
      Lanes node = nodes.get(t);
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    meet(start);
                    for (int i = 0; i < 60; i++) {
                      node.drainAll();
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    nodes.getFirst().drainAll();

    assertThat(waiting.values()).as("seed " + seed).allMatch(items -> items.get() == 0);
  }

  @Test
  void one_node_at_a_time_drains_a_key() throws Exception {
    var inside = new AtomicInteger();
    var most = new AtomicInteger();
    Function<Lane.Slice, Lane.Next> work =
        slice -> {
          most.accumulateAndGet(inside.incrementAndGet(), Math::max);
          Thread.onSpinWait();
          inside.decrementAndGet();
          return Lane.Next.at(clock.instant().minusSeconds(1));
        };
    UUID key = UUID.randomUUID();
    Lanes first = node(work, 20);
    Lanes second = node(work, 20);
    first.wake(kind, key, null, clock.instant());
    Thread other = Thread.ofVirtual().start(second::drainAll);
    first.drainAll();
    other.join();

    assertThat(most).hasValue(1);
  }

  @Test
  void a_stalled_node_loses_its_lane_after_the_lease_and_cannot_end_the_new_turn()
      throws Exception {
    UUID key = UUID.randomUUID();
    var stalled = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    Lanes slow =
        node(
            slice -> {
              stalled.countDown();
              await(goOn);
              return Lane.Next.idle();
            });
    var later = clock.instant().plus(Duration.ofHours(1));
    Lanes quick = node(slice -> Lane.Next.at(later));
    slow.wake(kind, key, null, clock.instant());
    Thread thread = Thread.ofVirtual().start(slow::drainAll);
    await(stalled);

    quick.drainAll();
    assertThat(row(key).get("fence")).as("the lease holds").isEqualTo(1L);
    expireLease(key);
    quick.drainAll();
    Map<String, @Nullable Object> taken = row(key);
    goOn.countDown();
    thread.join();

    assertThat(taken.get("fence")).isEqualTo(2L);
    assertThat(row(key)).as("the late end changes nothing").isEqualTo(taken);
  }

  @Test
  void a_failing_lane_pauses_longer_each_time_and_the_others_go_on() {
    UUID bad = UUID.randomUUID();
    UUID good = UUID.randomUUID();
    Map<UUID, Integer> ran = new HashMap<>();
    Lanes node =
        node(
            slice -> {
              ran.merge(slice.key(), 1, Integer::sum);
              if (slice.key().equals(bad)) {
                throw new IllegalStateException("always");
              }
              return Lane.Next.idle();
            });
    List<Duration> pauses = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      node.wake(kind, good, null, clock.instant());
      node.wake(kind, bad, null, clock.instant());
      makeDue(bad);
      Instant before = clock.instant();
      node.drainAll();
      pauses.add(Duration.between(before, dueAt(bad)));
    }
    assertThat(ran).containsEntry(bad, 10).containsEntry(good, 10);
    assertThat(pauses.getFirst()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(20));
    assertThat(pauses.get(4)).isGreaterThan(pauses.getFirst());
    assertThat(pauses.getLast()).isBetween(Duration.ofMinutes(3), Duration.ofMinutes(6));
    assertThat(row(bad).get("last_error")).isEqualTo("IllegalStateException");
  }

  @Test
  void success_forgets_the_failures() {
    UUID key = UUID.randomUUID();
    var ran = new AtomicInteger();
    Lanes node =
        node(
            slice -> {
              if (ran.incrementAndGet() == 1) {
                throw new IllegalStateException("once");
              }
              return Lane.Next.idle();
            });
    node.wake(kind, key, null, clock.instant());
    node.drainAll();
    makeDue(key);
    node.drainAll();

    assertThat(ran).hasValue(2);
    assertThat(row(key)).containsEntry("failures", 0).containsEntry("last_error", null);
  }

  @Test
  void a_busy_key_does_not_keep_the_others_waiting() {
    UUID busy = UUID.randomUUID();
    List<UUID> order = new ArrayList<>();
    var turns = new AtomicInteger();
    Lanes node =
        node(
            slice -> {
              order.add(slice.key());
              boolean more = slice.key().equals(busy) && turns.incrementAndGet() < 50;
              return more ? Lane.Next.at(clock.instant()) : Lane.Next.idle();
            });
    node.wake(kind, busy, null, clock.instant());
    for (int i = 0; i < 10; i++) {
      node.wake(kind, UUID.randomUUID(), null, clock.instant());
    }
    node.drainAll();

    assertThat(order).hasSize(60);
    assertThat(order.subList(0, 11))
        .as("each key has a turn before one has two")
        .doesNotHaveDuplicates();
  }

  private static AtomicInteger at(Map<UUID, AtomicInteger> waiting, UUID key) {
    return java.util.Objects.requireNonNull(waiting.get(key));
  }

  private static Lane.Next idleAfter(AtomicInteger count) {
    count.incrementAndGet();
    return Lane.Next.idle();
  }

  private Lanes node(Function<Lane.Slice, Lane.Next> work) {
    var beans = new StaticListableBeanFactory();
    beans.addBean("lane", new Drained(kind, work));
    return new Lanes(jdbc, clock, beans.getBeanProvider(Lane.class), RunMode.TEST);
  }

  /** A node whose lane goes idle after so many turns. */
  private Lanes node(Function<Lane.Slice, Lane.Next> work, int turns) {
    var left = new AtomicInteger(turns);
    return node(
        slice -> {
          Lane.Next next = work.apply(slice);
          return left.decrementAndGet() > 0 ? next : Lane.Next.idle();
        });
  }

  private Map<String, @Nullable Object> row(UUID key) {
    return jdbc.sql("select * from platform.lane where kind = :kind and key = :key")
        .param("kind", kind)
        .param("key", key)
        .query()
        .singleRow();
  }

  private Instant dueAt(UUID key) {
    return jdbc.sql("select due_at from platform.lane where kind = :kind and key = :key")
        .param("kind", kind)
        .param("key", key)
        .query((row, index) -> row.getTimestamp(1).toInstant())
        .single();
  }

  private void makeDue(UUID key) {
    change(key, "due_at = now() - interval '1 day'");
  }

  private void expireLease(UUID key) {
    change(key, "lease_until = now() - interval '1 second'");
  }

  private void change(UUID key, String what) {
    jdbc.sql("update platform.lane set " + what + " where kind = :kind and key = :key")
        .param("kind", kind)
        .param("key", key)
        .update();
  }

  private static void meet(CyclicBarrier barrier) {
    try {
      barrier.await(20, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(20, TimeUnit.SECONDS)) {
        throw new IllegalStateException("waited for nothing");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}

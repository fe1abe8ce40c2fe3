package popeki.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GroupCommitTest {
  @Test
  void a_caller_comes_back_after_its_item_is_written_and_a_crowd_shares_writes() throws Exception {
    List<Integer> written = Collections.synchronizedList(new ArrayList<>());
    var sizes = Collections.synchronizedList(new ArrayList<Integer>());
    try (var commits =
            new GroupCommit<Integer>(
                "crowd",
                batch -> {
                  written.addAll(batch);
                  sizes.add(batch.size());
                },
                100,
                10_000);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> callers = new ArrayList<>();
      for (int i = 0; i < 5_000; i++) {
        int item = i;
        callers.add(
            threads.submit(
                () -> {
                  commits.submit(item);
                  return written.contains(item);
                }));
      }
      for (Future<Boolean> caller : callers) {
        assertThat(caller.get(60, TimeUnit.SECONDS)).isTrue();
      }
    }
    assertThat(written).hasSize(5_000).doesNotHaveDuplicates();
    assertThat(sizes).allMatch(size -> size <= 100).hasSizeLessThan(5_000);
  }

  @Test
  void a_failed_write_is_told_to_each_of_its_callers_and_to_no_other() {
    try (var commits =
        new GroupCommit<String>(
            "failing",
            batch -> {
              if (batch.contains("bad")) {
                throw new IllegalArgumentException("no such item");
              }
            },
            10,
            10)) {
      assertThatThrownBy(() -> commits.submit("bad"))
          .isInstanceOf(GroupCommit.NotWritten.class)
          .hasRootCauseMessage("no such item");
      commits.submit("good");
    }
  }

  @Test
  void an_error_does_not_end_the_writer() {
    try (var commits =
        new GroupCommit<String>(
            "error",
            batch -> {
              if (batch.contains("bad")) {
                throw new StackOverflowError();
              }
            },
            10,
            10)) {
      assertThatThrownBy(() -> commits.submit("bad")).isInstanceOf(GroupCommit.NotWritten.class);
      commits.submit("good");
    }
  }

  @Test
  void a_full_queue_refuses_at_once() throws Exception {
    var open = new CountDownLatch(1);
    var writing = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        var commits =
            new GroupCommit<Integer>(
                "full",
                batch -> {
                  writing.countDown();
                  await(open);
                },
                1,
                3)) {
      List<Future<?>> waiting = new ArrayList<>();
      waiting.add(threads.submit(() -> commits.submit(0)));
      await(writing);
      IntStream.range(1, 4).forEach(i -> waiting.add(threads.submit(() -> commits.submit(i))));
      while (commits.waiting() < 3) {
        Thread.onSpinWait();
      }
      assertThatThrownBy(() -> commits.submit(9))
          .isInstanceOf(GroupCommit.NotWritten.class)
          .hasMessageContaining("too many");
      open.countDown();
      for (Future<?> caller : waiting) {
        caller.get(20, TimeUnit.SECONDS);
      }
    }
  }

  @Test
  void closing_writes_what_waits_and_refuses_what_comes_later()
      throws ExecutionException, InterruptedException {
    List<Integer> written = Collections.synchronizedList(new ArrayList<>());
    var commits = new GroupCommit<Integer>("closing", written::addAll, 10, 100);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      threads.submit(() -> commits.submit(1)).get();
      commits.close();
    }
    assertThat(written).containsExactly(1);
    assertThatThrownBy(() -> commits.submit(2)).isInstanceOf(GroupCommit.NotWritten.class);
  }

  @Test
  void an_interrupted_caller_waits_the_write_out_and_stays_interrupted() throws Exception {
    var open = new CountDownLatch(1);
    var writing = new CountDownLatch(1);
    List<Integer> written = Collections.synchronizedList(new ArrayList<>());
    try (var commits =
        new GroupCommit<Integer>(
            "interrupted",
            batch -> {
              writing.countDown();
              await(open);
              written.addAll(batch);
            },
            1,
            3)) {
      var interrupted = new boolean[1];
      Thread caller =
          Thread.ofVirtual()
              .start(
                  () -> {
                    commits.submit(1);
                    interrupted[0] = Thread.currentThread().isInterrupted();
                  });
      await(writing);
      caller.interrupt();
      open.countDown();
      caller.join();
      assertThat(written).containsExactly(1);
      assertThat(interrupted[0]).isTrue();
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

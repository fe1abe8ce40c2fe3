package popeki.platform;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Many callers, one commit. A caller hands in an item and waits; one writer thread takes all that
 * wait, writes them in a transaction, and lets them go after the commit. Alone, a caller waits for
 * one commit; in a crowd, the cost of a commit is shared.
 *
 * <p>The queue is bounded: when it is full the caller is refused at once, so that memory is too.
 */
public final class GroupCommit<T> implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(GroupCommit.class);
  private static final Object OPEN = new Object();

  private final LinkedBlockingQueue<Waiting<T>> queue;
  private final Consumer<List<T>> write;
  private final int batchSize;
  private final Thread writer;
  private volatile boolean closing;

  private static final class Waiting<T> {
    final T item;
    final Thread caller = Thread.currentThread();
    volatile @Nullable Object outcome = OPEN;

    Waiting(T item) {
      this.item = item;
    }

    void finish(@Nullable RuntimeException failure) {
      outcome = failure;
      LockSupport.unpark(caller);
    }
  }

  /** The item was not written: the queue was full, the writer failed, or it is shutting down. */
  public static final class NotWritten extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NotWritten(String message) {
      super(message);
    }

    public NotWritten(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * @param name of the writer thread
   * @param write puts a batch on disk and returns after that; it throws when none of it is there
   * @param batchSize at most so many items in one write
   * @param capacity at most so many callers wait
   */
  public GroupCommit(String name, Consumer<List<T>> write, int batchSize, int capacity) {
    this.queue = new LinkedBlockingQueue<>(capacity);
    this.write = write;
    this.batchSize = batchSize;
    // A platform thread: measured, a virtual writer is no gain and can be starved of carriers.
    this.writer = Thread.ofPlatform().name(name).start(this::drain);
  }

  /**
   * Returns after the item is on disk.
   *
   * @throws NotWritten when it is not, or not known to be
   */
  public void submit(T item) {
    var waiting = new Waiting<>(item);
    if (closing || !queue.offer(waiting)) {
      throw new NotWritten(closing ? "shutting down" : "too many writes wait");
    }
    boolean interrupted = false;
    while (waiting.outcome == OPEN) {
      LockSupport.park(waiting);
      // The write goes on whatever the caller's fate: wait it out, and pass the interrupt on after.
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (waiting.outcome instanceof RuntimeException failure) {
      throw new NotWritten("the batch could not be written", failure);
    }
  }

  /** How many callers wait. */
  public int waiting() {
    return queue.size();
  }

  private void drain() {
    var batch = new ArrayList<Waiting<T>>(batchSize);
    while (!closing || !queue.isEmpty()) {
      batch.clear();
      try {
        Waiting<T> first = queue.poll(200, TimeUnit.MILLISECONDS);
        if (first == null) {
          continue;
        }
        batch.add(first);
        queue.drainTo(batch, batchSize - 1);
      } catch (InterruptedException e) {
        continue;
      }
      finish(batch);
    }
  }

  private void finish(List<Waiting<T>> batch) {
    RuntimeException failure = null;
    try {
      write.accept(batch.stream().map(waiting -> waiting.item).toList());
    } catch (RuntimeException e) {
      failure = e;
    } catch (Error e) {
      // The writer must outlive it: without one, every later caller would wait for ever.
      log.error("A batch failed in a way that no write should", e);
      failure = new IllegalStateException(e);
    }
    for (Waiting<T> waiting : batch) {
      waiting.finish(failure);
    }
  }

  /** Writes what waits, then ends. */
  @Override
  public void close() {
    closing = true;
    try {
      writer.join(TimeUnit.SECONDS.toMillis(20));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

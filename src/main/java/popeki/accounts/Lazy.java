package popeki.accounts;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Something large that is made at the first question instead of at the start, once. */
final class Lazy<T> {
  private final Supplier<T> making;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable T made;

  Lazy(Supplier<T> making) {
    this.making = making;
  }

  T get() {
    T known = made;
    if (known != null) {
      return known;
    }
    lock.lock();
    try {
      T again = made;
      if (again == null) {
        again = making.get();
        made = again;
      }
      return again;
    } finally {
      lock.unlock();
    }
  }
}

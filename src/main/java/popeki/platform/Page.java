package popeki.platform;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A list's answer: {@code {"data":[…],"next_cursor":null}}. */
public record Page<T>(List<T> data, @Nullable String nextCursor) {
  /** A list that always fits one page. */
  public static <T> Page<T> all(List<T> data) {
    return new Page<>(List.copyOf(data), null);
  }

  public <R> Page<R> map(Function<T, R> change) {
    return new Page<>(data.stream().map(change).toList(), nextCursor);
  }
}

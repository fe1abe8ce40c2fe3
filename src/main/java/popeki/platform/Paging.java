package popeki.platform;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Pure;

/**
 * {@code ?limit=&cursor=} as a controller's argument. The query fetches {@link #fetch()} rows, one
 * more than is shown, and {@link #page} makes the answer:
 *
 * <pre>
 * where (:after_at::timestamptz is null or (c.started_at, c.id) &lt; (:after_at, :after_id::uuid))
 * order by c.started_at desc, c.id desc limit :fetch
 * </pre>
 *
 * @param limit 1 to 200, default 50
 * @param after where the page before ended, or null for the first
 */
@Pure
public record Paging(int limit, @Nullable Cursor after) {
  public static final int DEFAULT = 50;
  public static final int MAX = 200;

  /** The first page with the usual length. */
  public static Paging first() {
    return new Paging(DEFAULT, null);
  }

  public int fetch() {
    return limit + 1;
  }

  public @Nullable OffsetDateTime afterAt() {
    return after == null ? null : after.atUtc();
  }

  public @Nullable UUID afterId() {
    return after == null ? null : after.id();
  }

  /** Cuts the extra row off; its presence says that there is a next page. */
  public <T> Page<T> page(List<T> fetched, Function<T, Cursor> cursorOf) {
    if (fetched.size() <= limit) {
      return new Page<>(List.copyOf(fetched), null);
    }
    List<T> shown = List.copyOf(fetched.subList(0, limit));
    return new Page<>(shown, cursorOf.apply(shown.getLast()).encode());
  }
}

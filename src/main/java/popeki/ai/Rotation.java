package popeki.ai;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import popeki.platform.AiKind;

/**
 * Whose turn it is. Providers take turns by weight times health, in a smooth order (two of weight 2
 * and 1 answer as a b a, not a a b); what was asked about before goes to the same one again, so
 * that its answers stay comparable. Known to this node alone and forgotten at a restart.
 */
final class Rotation {
  private static final int MOST_SUBJECTS = 100_000;

  private final Map<AiKind, Integer> weights = new EnumMap<>(AiKind.class);
  private final Map<AiKind, Standing> standings = new EnumMap<>(AiKind.class);
  private final Map<AiKind, Double> due = new EnumMap<>(AiKind.class);
  private final Cache<UUID, AiKind> answeredBy =
      Caffeine.newBuilder().maximumSize(MOST_SUBJECTS).build();

  /**
   * @param order the heaviest first: of three they weigh 3, 2 and 1
   */
  Rotation(List<AiKind> order) {
    for (int i = 0; i < order.size(); i++) {
      weights.put(order.get(i), order.size() - i);
    }
  }

  /**
   * Whose turn it is among these; empty when all are out of service. It is to be told of the end.
   */
  synchronized Optional<AiKind> take(UUID subject, Collection<AiKind> among, Instant now) {
    List<AiKind> open = among.stream().filter(kind -> standing(kind).isOpen(now)).toList();
    if (open.isEmpty()) {
      return Optional.empty();
    }
    AiKind before = answeredBy.getIfPresent(subject);
    AiKind chosen = before != null && open.contains(before) ? before : next(open);
    standings.put(chosen, standing(chosen).asked());
    return Optional.of(chosen);
  }

  /** Each gets its weight, the one with most goes and pays what all got. */
  private AiKind next(List<AiKind> open) {
    double all = 0;
    AiKind chosen = open.getFirst();
    for (AiKind kind : open) {
      double weight = weights.getOrDefault(kind, 1) * standing(kind).health();
      due.merge(kind, weight, Double::sum);
      all += weight;
      if (due.getOrDefault(kind, 0.0) > due.getOrDefault(chosen, 0.0)) {
        chosen = kind;
      }
    }
    due.merge(chosen, -all, Double::sum);
    return chosen;
  }

  synchronized void answered(UUID subject, AiKind kind, Instant at, Duration took) {
    answeredBy.put(subject, kind);
    change(kind, known -> known.answered(at, took));
  }

  /** Says whether it is out of service from now on, and was in service before. */
  synchronized boolean failed(
      AiKind kind, Instant at, Duration took, Failure failure, @Nullable Duration pause) {
    boolean wasIn = standing(kind).closedUntil() == null;
    change(kind, known -> known.failed(at, took, failure, pause));
    return wasIn && standing(kind).closedUntil() != null;
  }

  /** It was taken, but not asked. */
  synchronized void spared(AiKind kind) {
    change(kind, Standing::spared);
  }

  /** When the first of these is back. */
  synchronized Instant openAt(Collection<AiKind> among, Instant now) {
    return among.stream()
        .map(kind -> standing(kind).openAt(now))
        .min(Instant::compareTo)
        .orElse(now);
  }

  synchronized Standing standing(AiKind kind) {
    return standings.getOrDefault(kind, Standing.NEW);
  }

  private void change(AiKind kind, UnaryOperator<Standing> change) {
    standings.put(kind, change.apply(standing(kind)));
  }
}

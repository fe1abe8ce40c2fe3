package popeki.workspaces;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import popeki.platform.Scope;
import popeki.platform.Words;

/** The keys of a workspace as its page shows them. */
public record ApiKeyPageView(List<Row> keys, Form form, Instant now, String firstCall) {

  /**
   * A key in the list.
   *
   * @param ended it works no more
   * @param replaced it has a successor and ends soon
   */
  public record Row(
      String id,
      String name,
      String prefix,
      List<String> scopes,
      Instant createdAt,
      @Nullable Instant lastUsedAt,
      @Nullable String lastUsedFrom,
      @Nullable Instant expiresAt,
      boolean ended,
      boolean replaced) {
    static Row of(ApiKey key, Words words, Instant now) {
      return new Row(
          key.id().toString(),
          key.name(),
          key.prefix(),
          new TreeSet<>(key.scopes())
              .stream().map(scope -> words.of("keys.scope." + scope.wire())).toList(),
          key.createdAt(),
          key.lastUsedAt(),
          key.lastUsedFrom(),
          key.expiresAt(),
          !key.opensAt(now),
          key.replacedBy() != null);
    }
  }

  /** What was typed, and what is wrong with it. */
  public record Form(String name, Set<String> scopes, String days, Map<String, String> errors) {
    static final Form EMPTY = new Form("", Set.of("read"), "90", Map.of());

    public @Nullable String error(String field) {
      return errors.get(field);
    }

    public boolean has(String scope) {
      return scopes.contains(scope);
    }

    /** Every scope, in the order of their might. */
    public List<String> all() {
      return Arrays.stream(Scope.values()).map(Scope::wire).toList();
    }

    /** How long a key may live, in days; empty for without end. */
    public List<String> lives() {
      return List.of("30", "90", "365", "");
    }
  }

  /**
   * A key just made, on the only page that ever shows it.
   *
   * @param replacedEnds until when the key that it replaces goes on, or null
   */
  public record Shown(
      String name,
      String key,
      String example,
      @Nullable Instant expiresAt,
      @Nullable Instant replacedEnds) {
    /** Logs get no key. */
    @Override
    public String toString() {
      return "Shown[" + name + "]";
    }
  }
}

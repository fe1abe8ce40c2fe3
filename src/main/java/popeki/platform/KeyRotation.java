package popeki.platform;

import com.google.crypto.tink.KeysetHandle;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import popeki.kernel.WorkspaceId;
import popeki.platform.Keyset.Purpose;
import popeki.platform.Vault.SealBroken;

/**
 * Replaces the keys of workspaces while the service runs. A new key is added and only reads; when
 * every node must know it, it writes; when no node can write by the old one any more, what is
 * sealed by it is sealed anew; then the old content key is disabled. An old index key stays for
 * look-ups for ever, since rows whose plain text is gone (suppressions of erased people) keep their
 * hash. Each step commits by itself, so whatever stops the command, the next run goes on from
 * there.
 */
@Component
public class KeyRotation {
  private static final Logger log = LoggerFactory.getLogger(KeyRotation.class);
  private static final int CHUNK = 200;

  private final JdbcClient jdbc;
  private final WorkspaceTx tx;
  private final Vault vault;
  private final MasterKey master;
  private final Broadcast broadcast;
  private final Audit audit;
  private final ObjectProvider<SealedColumns> sealed;
  private final ObjectProvider<IndexedRows> indexed;
  private final Pause pause;

  /** How long a step must be known before the next one, and how that time passes. */
  interface Pause {
    Duration settle();

    void pass(Duration time);
  }

  /** Longer than a node may go on with keys as it read them. */
  static final Pause REAL =
      new Pause() {
        @Override
        public Duration settle() {
          return Vault.KEYS_LIVE_FOR.plusSeconds(15);
        }

        @Override
        public void pass(Duration time) {
          try {
            TimeUnit.MILLISECONDS.sleep(time.toMillis());
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The rotation was interrupted; run it again", e);
          }
        }
      };

  /** What a rotation did. */
  public record Done(int keysets, long moved, long unreadable) {}

  private record Target(WorkspaceId workspace, Purpose purpose) {}

  private record State(byte[] keyset, @Nullable String phase, double age) {}

  @Autowired
  KeyRotation(
      JdbcClient jdbc,
      WorkspaceTx tx,
      Vault vault,
      MasterKey master,
      Broadcast broadcast,
      Audit audit,
      ObjectProvider<SealedColumns> sealed,
      ObjectProvider<IndexedRows> indexed) {
    this(jdbc, tx, vault, master, broadcast, audit, sealed, indexed, REAL);
  }

  private KeyRotation(
      JdbcClient jdbc,
      WorkspaceTx tx,
      Vault vault,
      MasterKey master,
      Broadcast broadcast,
      Audit audit,
      ObjectProvider<SealedColumns> sealed,
      ObjectProvider<IndexedRows> indexed,
      Pause pause) {
    this.jdbc = jdbc;
    this.tx = tx;
    this.vault = vault;
    this.master = master;
    this.broadcast = broadcast;
    this.audit = audit;
    this.sealed = sealed;
    this.indexed = indexed;
    this.pause = pause;
  }

  /** The same with another sense of time, for tests. */
  KeyRotation at(Pause other) {
    return new KeyRotation(jdbc, tx, vault, master, broadcast, audit, sealed, indexed, other);
  }

  /**
   * Rotates the content key of workspaces, and their index key when asked. A rotation that an
   * earlier run began is finished, not begun again.
   *
   * @param say is told each step in words
   */
  public Done rotate(List<WorkspaceId> workspaces, boolean index, Consumer<String> say) {
    var targets = new ArrayList<Target>();
    for (WorkspaceId workspace : workspaces) {
      targets.add(new Target(workspace, Purpose.CONTENT));
      if (index) {
        targets.add(new Target(workspace, Purpose.INDEX));
      }
    }
    targets.forEach(target -> begin(target, say));
    long moved = 0;
    long unreadable = 0;
    var open = new ArrayList<>(targets);
    while (!open.isEmpty()) {
      settle(open, say);
      for (Target target : List.copyOf(open)) {
        Turn turn = advance(target, say);
        moved += turn.moved();
        unreadable += turn.unreadable();
        if (turn.ended()) {
          open.remove(target);
        }
      }
    }
    return new Done(targets.size(), moved, unreadable);
  }

  private record Turn(boolean ended, long moved, long unreadable) {
    static final Turn ON = new Turn(false, 0, 0);
    static final Turn ENDED = new Turn(true, 0, 0);
  }

  private void begin(Target target, Consumer<String> say) {
    String phase = state(target).phase();
    if (phase != null) {
      say.accept(name(target) + ": a rotation is under way (" + phase + "); it is finished");
      return;
    }
    step(target, null, "added", keys -> Keyset.withNewKey(keys, target.purpose()));
    say.accept(name(target) + ": a new key is there; it reads, and does not write yet");
  }

  /** Waits until the youngest step is old enough that every node has read it. */
  private void settle(List<Target> open, Consumer<String> say) {
    double youngest = Double.MAX_VALUE;
    for (Target target : open) {
      State state = state(target);
      youngest = Math.min(youngest, state.phase() == null ? Double.MAX_VALUE : state.age());
    }
    Duration rest =
        pause.settle().minusMillis((long) Math.min(youngest * 1_000, Integer.MAX_VALUE));
    if (rest.isPositive()) {
      say.accept("Waiting " + (rest.toSeconds() + 1) + " s, until every node has read this");
      pause.pass(rest);
    }
  }

  private Turn advance(Target target, Consumer<String> say) {
    vault.forget(target.workspace());
    String phase = state(target).phase();
    if (phase == null) {
      return Turn.ENDED; // another command was here first
    }
    return switch (phase) {
      case "added" -> {
        step(target, "added", "promoted", Keyset::promoted);
        say.accept(name(target) + ": the new key writes from now on");
        yield Turn.ON;
      }
      case "promoted" -> {
        Turn turn = move(target);
        step(target, "promoted", "moved", keys -> keys);
        say.accept(name(target) + ": " + turn.moved() + " values are under the new key");
        yield turn;
      }
      default -> finish(target, say);
    };
  }

  private Turn finish(Target target, Consumer<String> say) {
    if (target.purpose() == Purpose.INDEX) {
      step(target, "moved", null, keys -> keys);
      say.accept(name(target) + ": done; the old key stays for look-ups");
      return Turn.ENDED;
    }
    // Once more: a value that was written by the old key in the last moment it could be.
    Turn turn = move(target);
    boolean all = turn.unreadable() == 0;
    step(target, "moved", null, all ? Keyset::retired : keys -> keys);
    say.accept(
        name(target)
            + (all
                ? ": done; the old key is disabled, the next rotation destroys it"
                : ": done; "
                    + turn.unreadable()
                    + " values do not open, so the old key stays as it is"));
    return new Turn(true, turn.moved(), turn.unreadable());
  }

  private Turn move(Target target) {
    if (target.purpose() == Purpose.INDEX) {
      long moved = indexed.stream().mapToLong(rows -> rows.reindex(target.workspace())).sum();
      return new Turn(false, moved, 0);
    }
    byte[] prefix = Vault.call(() -> Keyset.prefix(keys(target, state(target).keyset())));
    long moved = 0;
    long unreadable = 0;
    for (SealedColumn column : columns()) {
      String last = null;
      Chunk chunk;
      do {
        String after = last;
        chunk = tx.in(target.workspace(), () -> chunk(target, column, prefix, after));
        last = chunk.last();
        moved += chunk.moved();
        unreadable += chunk.unreadable();
      } while (chunk.size() == CHUNK);
    }
    return new Turn(false, moved, unreadable);
  }

  /** Every column that modules name. */
  List<SealedColumn> columns() {
    return sealed.stream().flatMap(module -> module.sealedColumns().stream()).toList();
  }

  private record Chunk(int size, @Nullable String last, long moved, long unreadable) {}

  private record Row(String key, byte[] value) {}

  /** A value that somebody changed or destroyed meanwhile is left as it is. */
  private Chunk chunk(Target target, SealedColumn column, byte[] prefix, @Nullable String after) {
    List<Row> rows =
        jdbc.sql(
                """
            select %1$s::text as key, %2$s as value from %3$s
            where workspace_id = :ws and (:after::text is null or %1$s > cast(:after as %4$s))
              and %2$s is not null and position(:prefix in substring(%2$s from 1 for 12)) = 0
            order by %1$s limit :chunk"""
                    .formatted(column.key(), column.column(), column.table(), column.keyType()))
            .param("ws", target.workspace().value())
            .param("after", after)
            .param("prefix", prefix)
            .param("chunk", CHUNK)
            .query((row, index) -> new Row(row.getString("key"), row.getBytes("value")))
            .list();
    long moved = 0;
    long unreadable = 0;
    for (Row row : rows) {
      try {
        byte[] anew = column.resealing().reseal(vault, target.workspace(), row.key(), row.value());
        moved += replace(target.workspace(), column, row, anew);
      } catch (SealBroken e) {
        unreadable++;
        log.warn("A value of {}.{} does not open and stays", column.table(), column.column());
      }
    }
    return new Chunk(rows.size(), rows.isEmpty() ? null : rows.getLast().key(), moved, unreadable);
  }

  private int replace(WorkspaceId workspace, SealedColumn column, Row row, byte[] anew) {
    return jdbc.sql(
            """
        update %3$s set %2$s = :anew
        where workspace_id = :ws and %1$s = cast(:key as %4$s) and %2$s = :old"""
                .formatted(column.key(), column.column(), column.table(), column.keyType()))
        .param("anew", anew)
        .param("ws", workspace.value())
        .param("key", row.key())
        .param("old", row.value())
        .update();
  }

  private interface Change {
    KeysetHandle of(KeysetHandle keys) throws GeneralSecurityException;
  }

  /** One step under the row's lock; it happens once, however many commands take it. */
  private void step(Target target, @Nullable String from, @Nullable String to, Change change) {
    tx.run(
        target.workspace(),
        () -> {
          State state = state(target, " for update");
          if (!java.util.Objects.equals(state.phase(), from)) {
            return;
          }
          MasterKey.Wrapping wrapping = master.wrapping();
          byte[] place = Vault.keysetPlace(target.workspace(), target.purpose());
          jdbc.sql(
                  """
              update platform.workspace_keyset
              set keyset = :keyset, wrapped_by = :by, phase = :to,
                  phase_since = case when :to::text is null then null else clock_timestamp() end,
                  rotated_at = case when :to::text is null then clock_timestamp() else rotated_at end
              where workspace_id = :ws and purpose = :purpose""")
              .param(
                  "keyset",
                  Vault.call(
                      () ->
                          Keyset.wrap(
                              change.of(keys(target, state.keyset())), wrapping.aead(), place)))
              .param("by", wrapping.id())
              .param("to", to)
              .param("ws", target.workspace().value())
              .param("purpose", target.purpose().code())
              .update();
          if (to == null && !target.workspace().equals(Vault.INSTALLATION)) {
            audit.append(
                target.workspace(),
                Actor.system("rotate-keys"),
                "keys.rotated",
                target.purpose().code(),
                Map.of());
          }
          broadcast.tell(KeyNotices.NOTICE + target.workspace());
          WorkspaceTx.afterCommit(() -> vault.forget(target.workspace()));
        });
  }

  private KeysetHandle keys(Target target, byte[] wrapped) throws GeneralSecurityException {
    return Keyset.unwrap(
        wrapped, master.aead(), Vault.keysetPlace(target.workspace(), target.purpose()));
  }

  private State state(Target target) {
    return state(target, "");
  }

  private State state(Target target, String lock) {
    return jdbc.sql(
            """
        select keyset, phase,
          coalesce(extract(epoch from clock_timestamp() - phase_since), 0)::float8 as age
        from platform.workspace_keyset where workspace_id = :ws and purpose = :purpose"""
                + lock)
        .param("ws", target.workspace().value())
        .param("purpose", target.purpose().code())
        .query(
            (row, index) ->
                new State(row.getBytes("keyset"), row.getString("phase"), row.getDouble("age")))
        .optional()
        .orElseThrow(
            () -> new SealBroken("The keys of workspace " + target.workspace() + " are gone"));
  }

  private static String name(Target target) {
    return (target.workspace().equals(Vault.INSTALLATION)
            ? "The installation"
            : "Workspace " + target.workspace())
        + ", "
        + target.purpose().code()
        + " key";
  }
}

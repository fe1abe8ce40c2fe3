package popeki.privacy;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import popeki.kernel.WorkspaceId;
import popeki.platform.Vault;
import popeki.platform.WorkspaceTx;

/**
 * Asked at every door: at ingest, at import, when work is claimed, right before the socket, at
 * export. An answer that cannot be had is an exception, and then nothing is sent. Only keyed hashes
 * are kept, so the list itself names nobody.
 */
@Component
public class Suppressions {
  /** The source of an opt-out that the person told WhatsApp. */
  public static final String WHATSAPP = "whatsapp_preference";

  private final JdbcClient jdbc;
  private final WorkspaceTx tx;
  private final Vault vault;

  Suppressions(JdbcClient jdbc, WorkspaceTx tx, Vault vault) {
    this.jdbc = jdbc;
    this.tx = tx;
    this.vault = vault;
  }

  /** What holds for a person, by any of the aliases. */
  public Suppression check(WorkspaceId workspace, Collection<Alias> aliases) {
    if (aliases.isEmpty()) {
      return Suppression.NONE;
    }
    byte[][] indexes =
        aliases.stream()
            .flatMap(alias -> Arrays.stream(indexes(workspace, alias)))
            .toArray(byte[][]::new);
    return tx.in(
        workspace,
        () ->
            Suppression.of(
                new HashSet<>(
                    jdbc.sql(
                            """
                select distinct kind from privacy.suppression
                where workspace_id = :ws and alias_index = any(:indexes)""")
                        .param("ws", workspace.value())
                        .param("indexes", indexes)
                        .query(String.class)
                        .list())));
  }

  /** True when nothing may be scored or sent for this person. */
  public boolean suppressed(WorkspaceId workspace, Collection<Alias> aliases) {
    return check(workspace, aliases).stopsProcessing();
  }

  /** Those for whom nothing may be scored or sent, by any of the aliases of each. */
  public <K> Set<K> suppressed(WorkspaceId workspace, Map<K, ? extends Collection<Alias>> people) {
    var whose = new HashMap<ByteBuffer, Set<K>>();
    people.forEach(
        (person, aliases) -> {
          for (Alias alias : aliases) {
            for (byte[] index : indexes(workspace, alias)) {
              whose.computeIfAbsent(ByteBuffer.wrap(index), _ -> new HashSet<>()).add(person);
            }
          }
        });
    var found = new HashSet<K>();
    if (!whose.isEmpty()) {
      tx.run(
          workspace,
          () ->
              jdbc.sql(
                      """
                  select distinct alias_index, kind from privacy.suppression
                  where workspace_id = :ws and alias_index = any(:indexes)""")
                  .param("ws", workspace.value())
                  .param(
                      "indexes",
                      whose.keySet().stream().map(ByteBuffer::array).toArray(byte[][]::new))
                  .query(
                      row -> {
                        if (Suppression.of(Set.of(row.getString("kind"))).stopsProcessing()) {
                          var index = ByteBuffer.wrap(row.getBytes("alias_index"));
                          found.addAll(whose.getOrDefault(index, Set.of()));
                        }
                      }));
    }
    return found;
  }

  /** Opts a person out under each alias; once is enough, and again changes nothing. */
  public void optOut(
      WorkspaceId workspace, Collection<Alias> aliases, Instant since, String source) {
    tx.run(
        workspace,
        () ->
            aliases.forEach(
                alias ->
                    jdbc.sql(
                            """
                insert into privacy.suppression
                  (workspace_id, alias_type, alias_index, kind, since, source)
                values (:ws, :type, :index, 'opted_out', :since, :source)
                on conflict (workspace_id, alias_type, alias_index, kind) do update
                set source = excluded.source where suppression.source = :whatsapp""")
                        .param("ws", workspace.value())
                        .param("type", alias.type().code())
                        .param("index", index(workspace, alias))
                        .param("since", since.atOffset(ZoneOffset.UTC))
                        .param("source", source)
                        .param("whatsapp", WHATSAPP)
                        .update()));
  }

  /**
   * Notes what a person told WhatsApp about marketing messages. The latest word holds, in whatever
   * order they come; of two at once, stop. Resuming takes back only what was stopped this way: who
   * told the business itself to stop stays opted out.
   *
   * @return false when a later word is known
   */
  public boolean prefer(
      WorkspaceId workspace, Collection<Alias> aliases, boolean stop, Instant toldAt) {
    return tx.in(
        workspace,
        () -> {
          var latest = lastWord(workspace, aliases).orElse(null);
          if (latest != null && !new Word(stop, toldAt).isLaterThan(latest)) {
            return false;
          }
          aliases.forEach(alias -> prefer(workspace, alias, stop, toldAt));
          settle(workspace, aliases);
          return true;
        });
  }

  /** What a person told WhatsApp. */
  private record Word(boolean stop, Instant toldAt) {
    boolean isLaterThan(Word other) {
      return toldAt.isAfter(other.toldAt) || (toldAt.equals(other.toldAt) && stop && !other.stop);
    }
  }

  private Optional<Word> lastWord(WorkspaceId workspace, Collection<Alias> aliases) {
    byte[][] indexes =
        aliases.stream()
            .flatMap(alias -> Arrays.stream(indexes(workspace, alias)))
            .toArray(byte[][]::new);
    return jdbc.sql(
            """
        select stopped, told_at from privacy.preference
        where workspace_id = :ws and alias_index = any(:indexes)
        order by told_at desc, stopped desc limit 1""")
        .param("ws", workspace.value())
        .param("indexes", indexes)
        .query(
            (row, index) ->
                new Word(row.getBoolean("stopped"), row.getTimestamp("told_at").toInstant()))
        .optional();
  }

  /** Lets the last word that a person told WhatsApp, under any of the ids, hold under all. */
  public void settle(WorkspaceId workspace, Collection<Alias> aliases) {
    tx.run(
        workspace,
        () -> {
          Word word = lastWord(workspace, aliases).orElse(null);
          if (word == null) {
            return;
          }
          if (word.stop()) {
            optOut(workspace, aliases, word.toldAt(), WHATSAPP);
          } else {
            aliases.forEach(alias -> resume(workspace, alias));
          }
        });
  }

  private void prefer(WorkspaceId workspace, Alias alias, boolean stop, Instant toldAt) {
    jdbc.sql(
            """
        insert into privacy.preference as p (workspace_id, alias_type, alias_index, stopped, told_at)
        values (:ws, :type, :index, :stopped, :at)
        on conflict (workspace_id, alias_type, alias_index)
        do update set stopped = excluded.stopped, told_at = excluded.told_at
        where (excluded.told_at, excluded.stopped) > (p.told_at, p.stopped)""")
        .param("ws", workspace.value())
        .param("type", alias.type().code())
        .param("index", index(workspace, alias))
        .param("stopped", stop)
        .param("at", toldAt.atOffset(ZoneOffset.UTC))
        .update();
  }

  private void resume(WorkspaceId workspace, Alias alias) {
    jdbc.sql(
            """
        delete from privacy.suppression
        where workspace_id = :ws and alias_type = :type and alias_index = any(:indexes)
          and kind = 'opted_out' and source = :whatsapp""")
        .param("ws", workspace.value())
        .param("type", alias.type().code())
        .param("indexes", indexes(workspace, alias))
        .param("whatsapp", WHATSAPP)
        .update();
  }

  /** Takes an opt-out back, on the person's own word only. */
  public void optIn(WorkspaceId workspace, Collection<Alias> aliases) {
    tx.run(
        workspace,
        () ->
            aliases.forEach(
                alias ->
                    jdbc.sql(
                            """
                delete from privacy.suppression
                where workspace_id = :ws and alias_type = :type and alias_index = any(:indexes)
                  and kind = 'opted_out'""")
                        .param("ws", workspace.value())
                        .param("type", alias.type().code())
                        .param("indexes", indexes(workspace, alias))
                        .update()));
  }

  /** A new alias of a known person inherits what holds for the person. */
  public void extend(WorkspaceId workspace, Alias known, Alias added) {
    tx.run(
        workspace,
        () ->
            jdbc.sql(
                    """
            insert into privacy.suppression
              (workspace_id, alias_type, alias_index, kind, since, source, evidence)
            select workspace_id, :type, :added, kind, since, source, evidence
            from privacy.suppression where workspace_id = :ws and alias_index = any(:known)
            on conflict (workspace_id, alias_type, alias_index, kind) do update
            set source = excluded.source
            where suppression.source = :whatsapp and excluded.source <> :whatsapp""")
                .param("whatsapp", WHATSAPP)
                .param("ws", workspace.value())
                .param("type", added.type().code())
                .param("added", index(workspace, added))
                .param("known", indexes(workspace, known))
                .update());
  }

  private byte[] index(WorkspaceId workspace, Alias alias) {
    return vault.blindIndex(workspace, purpose(alias), alias.value());
  }

  /** A person who is gone leaves a hash only, so what any key of the past wrote still holds. */
  private byte[][] indexes(WorkspaceId workspace, Alias alias) {
    return vault.blindIndexes(workspace, purpose(alias), alias.value());
  }

  private static String purpose(Alias alias) {
    return "alias:" + alias.type().code();
  }
}

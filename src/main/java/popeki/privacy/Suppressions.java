package popeki.privacy;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
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
                on conflict do nothing""")
                        .param("ws", workspace.value())
                        .param("type", alias.type().code())
                        .param("index", index(workspace, alias))
                        .param("since", since.atOffset(ZoneOffset.UTC))
                        .param("source", source)
                        .update()));
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
            on conflict do nothing""")
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

package popeki.platform;

import com.google.crypto.tink.Aead;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import popeki.kernel.WorkspaceId;
import popeki.platform.Keyset.Purpose;

/**
 * Replaces the master key while the service runs. The ring gets a new first key, each keyset is
 * wrapped anew under it, and the old key goes only when nothing needs it: no keyset, and no click
 * in the spool. Stopped anywhere, the ring opens everything, and the next run goes on.
 */
@Component
public class MasterRotation {
  private final JdbcClient jdbc;
  private final WorkspaceTx tx;
  private final MasterKey master;
  private final Broadcast broadcast;
  private final Audit audit;
  private final Settings settings;
  private final KeyRotation.Pause pause;

  /**
   * What a rotation did.
   *
   * @param key the name of the key that writes now
   * @param wrapped how many keysets were wrapped anew
   * @param oldKey {@code dropped}, {@code removable} (from the environment or every node's file) or
   *     {@code needed} (by clicks in the spool)
   */
  public record Done(String key, int wrapped, String oldKey) {}

  @Autowired
  MasterRotation(
      JdbcClient jdbc,
      WorkspaceTx tx,
      MasterKey master,
      Broadcast broadcast,
      Audit audit,
      Settings settings) {
    this(jdbc, tx, master, broadcast, audit, settings, KeyRotation.REAL);
  }

  private MasterRotation(
      JdbcClient jdbc,
      WorkspaceTx tx,
      MasterKey master,
      Broadcast broadcast,
      Audit audit,
      Settings settings,
      KeyRotation.Pause pause) {
    this.jdbc = jdbc;
    this.tx = tx;
    this.master = master;
    this.broadcast = broadcast;
    this.audit = audit;
    this.settings = settings;
    this.pause = pause;
  }

  /** The same with another sense of time, for tests. */
  MasterRotation at(KeyRotation.Pause other) {
    return new MasterRotation(jdbc, tx, master, broadcast, audit, settings, other);
  }

  /** The same with another ring, for tests. */
  MasterRotation with(MasterKey other) {
    return new MasterRotation(jdbc, tx, other, broadcast, audit, settings, pause);
  }

  /**
   * Rotates, or finishes what an earlier run began.
   *
   * @throws SettingsException when the operator must first give the new key
   */
  public Done rotate(Consumer<String> say) {
    boolean own = master.isOfFile() && settings.embeddedDatabase();
    if (master.ids().size() == 1) {
      if (!own) {
        throw new SettingsException(
            "there is one master key and other nodes may have it too: make a new one (openssl rand -base64 32), give NEW,OLD in POPEKI_MASTER_KEY (or a line each in master.key, the new one first) to every node, restart them, and run this again");
      }
      master.addKey();
      say.accept("A new master key stands first in master.key, the old one behind it");
    } else {
      say.accept("The master key " + master.ids().getFirst() + " takes over from an older one");
    }
    broadcast.tell(KeyNotices.MASTER);
    int wrapped = wrapAll();
    say.accept(wrapped + " keysets are wrapped anew");
    say.accept("Waiting until every node has read the new key");
    pause.pass(pause.settle());
    int late = wrapAll();
    if (late > 0) {
      say.accept(late + " more were made meanwhile and are wrapped anew");
    }
    refuseUnopened();
    return new Done(master.ids().getFirst(), wrapped + late, oldKey(own, say));
  }

  private String oldKey(boolean own, Consumer<String> say) {
    if (clicksWait()) {
      say.accept(
          "Clicks lie in the spool that the old key may have sealed: it stays. Run this again when doctor says the spool is empty");
      return "needed";
    }
    if (!own) {
      say.accept("Nothing needs the old key here: take it away on every node and restart");
      return "removable";
    }
    master.dropOldKeys();
    broadcast.tell(KeyNotices.MASTER);
    say.accept("The old master key is gone from master.key; back the file up again");
    return "dropped";
  }

  private record Row(@Nullable UUID workspace, String name, byte[] keyset) {}

  /** The check day comes last, so a ring without the old key does not start before. */
  private int wrapAll() {
    int wrapped = 0;
    for (List<Row> rows = workspaces(); !rows.isEmpty(); rows = workspaces()) {
      for (Row row : rows) {
        wrapped += wrapWorkspace(row);
      }
    }
    for (List<Row> rows = days(); !rows.isEmpty(); rows = days()) {
      for (Row row : rows) {
        wrapped += wrapDay(row);
      }
    }
    return wrapped;
  }

  private List<Row> workspaces() {
    return jdbc.sql(
            """
        select workspace_id, purpose, keyset from platform.workspace_keyset
        where wrapped_by is distinct from :by order by workspace_id, purpose limit 200""")
        .param("by", master.wrapping().id())
        .query(
            (row, index) ->
                new Row(
                    row.getObject("workspace_id", UUID.class),
                    row.getString("purpose"),
                    row.getBytes("keyset")))
        .list();
  }

  private List<Row> days() {
    return jdbc.sql(
            """
        select day, keyset from platform.installation_key
        where wrapped_by is distinct from :by order by day = :check, day limit 200""")
        .param("by", master.wrapping().id())
        .param("check", Vault.CHECK_DAY)
        .query((row, index) -> new Row(null, row.getString("day"), row.getBytes("keyset")))
        .list();
  }

  private int wrapWorkspace(Row row) {
    var workspace = new WorkspaceId(java.util.Objects.requireNonNull(row.workspace()));
    MasterKey.Wrapping wrapping = master.wrapping();
    byte[] anew = anew(row, wrapping, workspacePlace(row));
    return tx.in(
        workspace,
        () -> {
          int changed =
              jdbc.sql(
                      """
              update platform.workspace_keyset set keyset = :anew, wrapped_by = :by
              where workspace_id = :ws and purpose = :purpose and keyset = :old""")
                  .param("anew", anew)
                  .param("by", wrapping.id())
                  .param("ws", row.workspace())
                  .param("purpose", row.name())
                  .param("old", row.keyset())
                  .update();
          if (changed == 1
              && row.name().equals(Purpose.CONTENT.code())
              && !workspace.equals(Vault.INSTALLATION)) {
            audit.append(
                workspace, Actor.system("rotate-keys"), "keys.rotated", "master", Map.of());
          }
          return changed;
        });
  }

  private int wrapDay(Row row) {
    MasterKey.Wrapping wrapping = master.wrapping();
    return jdbc.sql(
            """
        update platform.installation_key set keyset = :anew, wrapped_by = :by
        where day = :day and keyset = :old""")
        .param("anew", anew(row, wrapping, dayPlace(row)))
        .param("by", wrapping.id())
        .param("day", LocalDate.parse(row.name()))
        .param("old", row.keyset())
        .update();
  }

  private byte[] anew(Row row, MasterKey.Wrapping by, byte[] place) {
    return Vault.call(
        () -> Keyset.wrap(Keyset.unwrap(row.keyset(), master.aead(), place), by.aead(), place));
  }

  /** Not the note beside a keyset but the new key itself says that nothing needs the old one. */
  private void refuseUnopened() {
    Aead alone = master.wrapping().aead();
    var rows =
        Stream.concat(
            jdbc
                .sql("select workspace_id, purpose, keyset from platform.workspace_keyset")
                .query(
                    (row, index) ->
                        new Row(
                            row.getObject("workspace_id", UUID.class),
                            row.getString("purpose"),
                            row.getBytes("keyset")))
                .list()
                .stream(),
            jdbc
                .sql("select day, keyset from platform.installation_key")
                .query((row, index) -> new Row(null, row.getString("day"), row.getBytes("keyset")))
                .list()
                .stream());
    long closed = rows.filter(row -> !opens(row, alone)).count();
    if (closed > 0) {
      throw new SettingsException(
          closed
              + " keysets do not open with the new master key; the old one stays. Does every node have the new key? Run this again");
    }
  }

  private static boolean opens(Row row, Aead key) {
    try {
      var _ =
          Keyset.unwrap(
              row.keyset(), key, row.workspace() == null ? dayPlace(row) : workspacePlace(row));
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private boolean clicksWait() {
    Path spool = settings.data().resolve("spool");
    if (!Files.isDirectory(spool)) {
      return false;
    }
    try (Stream<Path> files = Files.walk(spool)) {
      return files.anyMatch(Files::isRegularFile);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] workspacePlace(Row row) {
    return Vault.keysetPlace(
        new WorkspaceId(java.util.Objects.requireNonNull(row.workspace())),
        row.name().equals(Purpose.CONTENT.code()) ? Purpose.CONTENT : Purpose.INDEX);
  }

  private static byte[] dayPlace(Row row) {
    return Vault.dayPlace(LocalDate.parse(row.name()));
  }
}

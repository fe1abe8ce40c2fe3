package popeki.platform;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.prf.Prf;
import com.google.crypto.tink.prf.PrfSet;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import popeki.kernel.WorkspaceId;
import popeki.platform.Keyset.Purpose;

/**
 * Keys and what they seal. Master key, then a keyset for each workspace, then a key for each
 * contact: destroy a key and what it sealed is gone. Every ciphertext is bound to its place
 * (workspace, table, column, row), so one that is moved does not open. Look-ups go by blind index,
 * a keyed hash.
 */
@Component
public class Vault {
  /** The day whose installation key only proves that the master key is the right one. */
  static final LocalDate CHECK_DAY = LocalDate.EPOCH;

  /**
   * The day whose installation key seals what belongs to no workspace: names and addresses of
   * users.
   */
  private static final LocalDate ACCOUNTS_DAY = LocalDate.EPOCH.plusDays(1);

  /** Stands where a workspace would, for the keys and rows of what belongs to none. */
  public static final WorkspaceId INSTALLATION = new WorkspaceId(new UUID(0, 0));

  /**
   * How long a node may go on with keys as it read them. A rotation waits longer than this before
   * it relies on every node knowing a change, so a node that missed a notice does no harm.
   */
  static final Duration KEYS_LIVE_FOR = Duration.ofSeconds(45);

  private static final byte[] STABLE = "stable\0".getBytes(StandardCharsets.UTF_8);
  private static final byte[] AUDIT = "audit\0".getBytes(StandardCharsets.UTF_8);

  private final MasterKey master;
  private final JdbcClient jdbc;
  private final Cache<WorkspaceId, Keys> keys =
      Caffeine.newBuilder().maximumSize(20_000).expireAfterWrite(KEYS_LIVE_FOR).build();
  private final Cache<LocalDate, Aead> days = Caffeine.newBuilder().maximumSize(40).build();
  private final Cache<ByteBuffer, Aead> dataKeys =
      Caffeine.newBuilder().maximumSize(50_000).expireAfterAccess(Duration.ofMinutes(10)).build();

  private record Keys(Aead content, IndexKeys index) {}

  /** The keys of the blind indexes; the primary is the first of all, then the newest. */
  private record IndexKeys(Prf oldest, List<Prf> all) {
    static IndexKeys of(KeysetHandle handle) throws GeneralSecurityException {
      var prfs = handle.getPrimitive(RegistryConfiguration.get(), PrfSet.class);
      var all = new ArrayList<Prf>();
      all.add(prf(prfs, prfs.getPrimaryId()));
      for (int i = handle.size() - 1; i >= 0; i--) {
        int id = handle.getAt(i).getId();
        if (id != prfs.getPrimaryId()) {
          all.add(prf(prfs, id));
        }
      }
      return new IndexKeys(prf(prfs, handle.getAt(0).getId()), List.copyOf(all));
    }

    private static Prf prf(PrfSet prfs, int id) throws GeneralSecurityException {
      return java.util.Objects.requireNonNull(prfs.getPrfs().get(id));
    }
  }

  /** Where a ciphertext lives; moved elsewhere it does not open. */
  public record Place(String table, String column, UUID row) {
    byte[] bind(String owner) {
      return ("v1|" + owner + "|" + table + "|" + column + "|" + row)
          .getBytes(StandardCharsets.UTF_8);
    }
  }

  Vault(MasterKey master, JdbcClient jdbc) {
    this.master = master;
    this.jdbc = jdbc;
    checkMasterKey();
    create(INSTALLATION);
  }

  /** Makes the keysets of a new workspace. Missing ones are never made silently later. */
  public void create(WorkspaceId workspace) {
    for (Purpose purpose : Purpose.values()) {
      MasterKey.Wrapping wrapping = master.wrapping();
      jdbc.sql(
              """
          insert into platform.workspace_keyset (workspace_id, purpose, keyset, wrapped_by)
          values (:ws, :purpose, :keyset, :wrapped_by) on conflict do nothing""")
          .param("ws", workspace.value())
          .param("purpose", purpose.code())
          .param(
              "keyset",
              call(
                  () ->
                      Keyset.wrap(
                          Keyset.fresh(purpose), wrapping.aead(), keysetPlace(workspace, purpose))))
          .param("wrapped_by", wrapping.id())
          .update();
    }
  }

  /** Seals under the workspace's key. */
  public byte[] seal(WorkspaceId workspace, Place place, byte[] plain) {
    return call(() -> keys(workspace).content().encrypt(plain, place.bind(workspace.toString())));
  }

  /** Opens what {@link #seal} made at the same place. */
  public byte[] open(WorkspaceId workspace, Place place, byte[] sealed) {
    return call(() -> keys(workspace).content().decrypt(sealed, place.bind(workspace.toString())));
  }

  /** Seals under today's primary key what an older one sealed; the place stays. */
  byte[] reseal(WorkspaceId workspace, Place place, byte[] sealed) {
    return seal(workspace, place, open(workspace, place, sealed));
  }

  /** A new key for one contact, wrapped by the workspace's. */
  public byte[] newDataKey(WorkspaceId workspace, UUID contact) {
    return call(
        () ->
            Keyset.wrap(
                Keyset.fresh(Purpose.CONTENT),
                keys(workspace).content(),
                dataKeyPlace(workspace, contact)));
  }

  /** The same key of a contact, wrapped by today's primary key of the workspace. */
  byte[] rewrapDataKey(WorkspaceId workspace, UUID contact, byte[] wrapped) {
    byte[] place = dataKeyPlace(workspace, contact);
    Aead content = keys(workspace).content();
    return call(() -> Keyset.wrap(Keyset.unwrap(wrapped, content, place), content, place));
  }

  /** Seals a text under a contact's key; null stays null. */
  public byte @Nullable [] sealText(
      WorkspaceId workspace, UUID contact, byte[] dataKey, Place place, @Nullable String plain) {
    if (plain == null) {
      return null;
    }
    Aead key = dataKey(workspace, contact, dataKey);
    return call(
        () ->
            key.encrypt(plain.getBytes(StandardCharsets.UTF_8), place.bind(workspace.toString())));
  }

  /** Opens what {@link #sealText} made at the same place; null stays null. */
  public @Nullable String openText(
      WorkspaceId workspace, UUID contact, byte[] dataKey, Place place, byte @Nullable [] sealed) {
    if (sealed == null) {
      return null;
    }
    Aead key = dataKey(workspace, contact, dataKey);
    return new String(
        call(() -> key.decrypt(sealed, place.bind(workspace.toString()))), StandardCharsets.UTF_8);
  }

  /**
   * The keyed hash under which a normalised identifier is written: equal inputs of one workspace
   * give equal bytes until the index key is rotated. Look up by {@link #blindIndexes}.
   */
  public byte[] blindIndex(WorkspaceId workspace, String type, String normalised) {
    return blindIndexes(workspace, type, normalised)[0];
  }

  /**
   * The keyed hashes under which an identifier may be found, the one of {@link #blindIndex} first:
   * one for each index key the workspace has had, since a row whose plain text is gone keeps its
   * old hash for ever.
   */
  public byte[][] blindIndexes(WorkspaceId workspace, String type, String normalised) {
    byte[] input = (type + "\0" + normalised).getBytes(StandardCharsets.UTF_8);
    List<Prf> all = keys(workspace).index().all();
    var indexes = new byte[all.size()][];
    for (int i = 0; i < indexes.length; i++) {
      indexes[i] = hash(all.get(i), input, 32);
    }
    return indexes;
  }

  /** A keyed hash that no rotation changes, for comparing without a look-up; 32 bytes. */
  public byte[] fingerprint(WorkspaceId workspace, String type, String text) {
    return hash(
        keys(workspace).index().oldest(),
        (type + "\0" + text).getBytes(StandardCharsets.UTF_8),
        32);
  }

  /**
   * The number of an advisory lock for an identifier. Nodes agree on it in the midst of a rotation
   * too, when they write under different keys.
   */
  public long lockKey(WorkspaceId workspace, String type, String normalised) {
    return ByteBuffer.wrap(fingerprint(workspace, type, normalised)).getLong();
  }

  /** HMAC for stable public ids, such as the event id of a conversion; 16 bytes, never changing. */
  public byte[] stableId(WorkspaceId workspace, String text) {
    return hash(
        keys(workspace).index().oldest(),
        labelled(STABLE, text.getBytes(StandardCharsets.UTF_8)),
        16);
  }

  /**
   * The keyed hash that chains the audit log; 32 bytes, the same for as long as the log is kept.
   */
  public byte[] auditMac(WorkspaceId workspace, byte[] entry) {
    return hash(keys(workspace).index().oldest(), labelled(AUDIT, entry), 32);
  }

  /** Seals what arrives before its workspace is known, under the key of its day. */
  public byte[] sealOfDay(LocalDate day, Place place, byte[] plain) {
    return call(() -> day(day).encrypt(plain, place.bind("installation")));
  }

  /** Opens what {@link #sealOfDay} made. */
  public byte[] openOfDay(LocalDate day, Place place, byte[] sealed) {
    return call(() -> day(day).decrypt(sealed, place.bind("installation")));
  }

  /** Makes the day's key before it is needed, so that the hot path finds it. */
  public void prepareDay(LocalDate day) {
    day(day);
  }

  /** Seals a user's name or address; users belong to the installation, not to one workspace. */
  public byte[] sealForAccount(Place place, String plain) {
    return sealOfDay(ACCOUNTS_DAY, place, plain.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The keyed hash of a user's address. Users belong to no workspace, so the key is one of the
   * installation's, made at the first start.
   */
  public byte[] accountIndex(String normalised) {
    return blindIndex(INSTALLATION, "email", normalised);
  }

  /** The keyed hashes under which a user's address may be found. */
  public byte[][] accountIndexes(String normalised) {
    return blindIndexes(INSTALLATION, "email", normalised);
  }

  /** The number of the advisory lock for a user's address. */
  public long accountLock(String normalised) {
    return lockKey(INSTALLATION, "email", normalised);
  }

  public String openForAccount(Place place, byte[] sealed) {
    return new String(openOfDay(ACCOUNTS_DAY, place, sealed), StandardCharsets.UTF_8);
  }

  /**
   * The key of the local click spool: the master key itself, since it must work with the database
   * away.
   */
  public Aead spoolKey() {
    return master.aead();
  }

  /** Reads the keys of a workspace anew when they are next needed. */
  void forget(WorkspaceId workspace) {
    keys.invalidate(workspace);
  }

  /** Reads all keys of workspaces anew. */
  void forgetAll() {
    keys.invalidateAll();
  }

  /**
   * The check day's keyset is the last that a rotation of the master key wraps anew, so a ring that
   * opens it opens everything that was there before; which keys wrapped the rest stands beside.
   */
  private void checkMasterKey() {
    try {
      day(CHECK_DAY);
    } catch (SealBroken e) {
      throw new SettingsException(
          "POPEKI_MASTER_KEY is not the key this database was made with; give back the old key (or the old master.key in POPEKI_DATA)");
    }
    List<String> missing = new ArrayList<>(wrappers(jdbc));
    missing.removeAll(master.ids());
    if (!missing.isEmpty()) {
      throw new SettingsException(
          "POPEKI_MASTER_KEY lacks the master key "
              + String.join(", ", missing)
              + ", which still wraps keys of this database; put it back behind the first (NEW,OLD; in master.key a line each) and run ./popeki admin rotate-keys --master");
    }
  }

  /** The ids of the master keys that wrap anything here. */
  static List<String> wrappers(JdbcClient jdbc) {
    return jdbc.sql(
            """
        select wrapped_by from platform.workspace_keyset where wrapped_by is not null
        union select wrapped_by from platform.installation_key where wrapped_by is not null
        order by 1""")
        .query((row, index) -> row.getString(1))
        .list();
  }

  private Aead day(LocalDate day) {
    Aead known = days.getIfPresent(day);
    if (known != null) {
      return known;
    }
    byte[] place = dayPlace(day);
    MasterKey.Wrapping wrapping = master.wrapping();
    jdbc.sql(
            """
        insert into platform.installation_key (day, keyset, wrapped_by)
        values (:day, :keyset, :wrapped_by) on conflict do nothing""")
        .param("day", day)
        .param(
            "keyset",
            call(() -> Keyset.wrap(Keyset.fresh(Purpose.CONTENT), wrapping.aead(), place)))
        .param("wrapped_by", wrapping.id())
        .update();
    byte[] stored =
        jdbc.sql("select keyset from platform.installation_key where day = :day")
            .param("day", day)
            .query(byte[].class)
            .single();
    Aead aead = call(() -> Keyset.aead(Keyset.unwrap(stored, master.aead(), place)));
    days.put(day, aead);
    return aead;
  }

  private Keys keys(WorkspaceId workspace) {
    Keys known = keys.getIfPresent(workspace);
    if (known != null) {
      return known;
    }
    Keys loaded =
        call(
            () ->
                new Keys(
                    Keyset.aead(stored(workspace, Purpose.CONTENT)),
                    IndexKeys.of(stored(workspace, Purpose.INDEX))));
    keys.put(workspace, loaded);
    return loaded;
  }

  private KeysetHandle stored(WorkspaceId workspace, Purpose purpose)
      throws GeneralSecurityException {
    return Keyset.unwrap(
        keyset(workspace, purpose.code()), master.aead(), keysetPlace(workspace, purpose));
  }

  private byte[] keyset(WorkspaceId workspace, String purpose) {
    return jdbc.sql(
            "select keyset from platform.workspace_keyset where workspace_id = :ws and purpose = :purpose")
        .param("ws", workspace.value())
        .param("purpose", purpose)
        .query(byte[].class)
        .optional()
        .orElseThrow(
            () ->
                new SealBroken(
                    "The keys of workspace "
                        + workspace
                        + " are gone; what they sealed cannot be read"));
  }

  private Aead dataKey(WorkspaceId workspace, UUID contact, byte[] wrapped) {
    ByteBuffer id = ByteBuffer.wrap(wrapped);
    Aead known = dataKeys.getIfPresent(id);
    if (known != null) {
      return known;
    }
    Aead opened =
        call(
            () ->
                Keyset.aead(
                    Keyset.unwrap(
                        wrapped, keys(workspace).content(), dataKeyPlace(workspace, contact))));
    dataKeys.put(id, opened);
    return opened;
  }

  private static byte[] hash(Prf key, byte[] input, int length) {
    return call(() -> key.compute(input, length));
  }

  private static byte[] labelled(byte[] label, byte[] text) {
    return ByteBuffer.allocate(label.length + text.length).put(label).put(text).array();
  }

  static byte[] keysetPlace(WorkspaceId workspace, Purpose purpose) {
    return ("v1|" + workspace + "|keyset|" + purpose.code()).getBytes(StandardCharsets.UTF_8);
  }

  static byte[] dayPlace(LocalDate day) {
    return ("v1|installation|" + day).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] dataKeyPlace(WorkspaceId workspace, UUID contact) {
    return ("v1|" + workspace + "|data_key|" + contact).getBytes(StandardCharsets.UTF_8);
  }

  /** A ciphertext that does not open: another key, another place, or changed bytes. */
  public static final class SealBroken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SealBroken(String message) {
      super(message);
    }

    SealBroken(String message, Throwable cause) {
      super(message, cause);
    }
  }

  interface Crypto<T> {
    T call() throws GeneralSecurityException;
  }

  static <T> T call(Crypto<T> crypto) {
    try {
      return crypto.call();
    } catch (GeneralSecurityException e) {
      throw new SealBroken("A sealed value did not open at its place", e);
    }
  }
}

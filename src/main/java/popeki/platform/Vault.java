package popeki.platform;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.Parameters;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.prf.PredefinedPrfParameters;
import com.google.crypto.tink.prf.PrfSet;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import popeki.kernel.WorkspaceId;

/**
 * Keys and what they seal. Master key, then a keyset for each workspace, then a key for each
 * contact: destroy a key and what it sealed is gone. Every ciphertext is bound to its place
 * (workspace, table, column, row), so one that is moved does not open. Look-ups go by blind index,
 * a keyed hash.
 */
@Component
public class Vault {
  /** The day whose installation key only proves that the master key is the right one. */
  private static final LocalDate CHECK_DAY = LocalDate.EPOCH;

  /**
   * The day whose installation key seals what belongs to no workspace: names and addresses of
   * users.
   */
  private static final LocalDate ACCOUNTS_DAY = LocalDate.EPOCH.plusDays(1);

  /** Stands where a workspace would, for the keys and rows of what belongs to none. */
  public static final WorkspaceId INSTALLATION = new WorkspaceId(new UUID(0, 0));

  private static final byte[] AUDIT = "audit\0".getBytes(StandardCharsets.UTF_8);

  private final Aead master;
  private final JdbcClient jdbc;
  private final Cache<WorkspaceId, Keys> keys =
      Caffeine.newBuilder().maximumSize(20_000).expireAfterAccess(Duration.ofMinutes(30)).build();
  private final Cache<LocalDate, Aead> days = Caffeine.newBuilder().maximumSize(40).build();
  private final Cache<ByteBuffer, Aead> dataKeys =
      Caffeine.newBuilder().maximumSize(50_000).expireAfterAccess(Duration.ofMinutes(10)).build();

  private record Keys(Aead content, PrfSet index) {}

  /** Where a ciphertext lives; moved elsewhere it does not open. */
  public record Place(String table, String column, UUID row) {
    byte[] bind(String owner) {
      return ("v1|" + owner + "|" + table + "|" + column + "|" + row)
          .getBytes(StandardCharsets.UTF_8);
    }
  }

  Vault(MasterKey master, JdbcClient jdbc) {
    this.master = master.aead();
    this.jdbc = jdbc;
    checkMasterKey();
    create(INSTALLATION);
  }

  /** Makes the keysets of a new workspace. Missing ones are never made silently later. */
  public void create(WorkspaceId workspace) {
    for (String purpose : new String[] {"content", "index"}) {
      Parameters template =
          purpose.equals("content")
              ? PredefinedAeadParameters.AES256_GCM
              : PredefinedPrfParameters.HMAC_SHA256_PRF;
      jdbc.sql(
              "insert into platform.workspace_keyset values (:ws, :purpose, :keyset) on conflict do nothing")
          .param("ws", workspace.value())
          .param("purpose", purpose)
          .param("keyset", fresh(template, master, keysetPlace(workspace, purpose)))
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

  /** A new key for one contact, wrapped by the workspace's. */
  public byte[] newDataKey(WorkspaceId workspace, UUID contact) {
    return fresh(
        PredefinedAeadParameters.AES256_GCM,
        keys(workspace).content(),
        dataKeyPlace(workspace, contact));
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

  /** The keyed hash of a normalised identifier: equal inputs of one workspace give equal bytes. */
  public byte[] blindIndex(WorkspaceId workspace, String type, String normalised) {
    return call(
        () ->
            keys(workspace)
                .index()
                .computePrimary((type + "\0" + normalised).getBytes(StandardCharsets.UTF_8), 32));
  }

  /** HMAC for stable public ids, such as the event id of a conversion; 16 bytes. */
  public byte[] stableId(WorkspaceId workspace, String text) {
    return call(
        () ->
            keys(workspace)
                .index()
                .computePrimary(("stable\0" + text).getBytes(StandardCharsets.UTF_8), 16));
  }

  /**
   * The keyed hash that chains the audit log; 32 bytes, the same for as long as the log is kept.
   */
  public byte[] auditMac(WorkspaceId workspace, byte[] entry) {
    byte[] labelled =
        ByteBuffer.allocate(AUDIT.length + entry.length).put(AUDIT).put(entry).array();
    return call(() -> keys(workspace).index().computePrimary(labelled, 32));
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

  public String openForAccount(Place place, byte[] sealed) {
    return new String(openOfDay(ACCOUNTS_DAY, place, sealed), StandardCharsets.UTF_8);
  }

  /**
   * The key of the local click spool: the master key itself, since it must work with the database
   * away.
   */
  public Aead spoolKey() {
    return master;
  }

  private void checkMasterKey() {
    try {
      day(CHECK_DAY);
    } catch (SealBroken e) {
      throw new SettingsException(
          "POPEKI_MASTER_KEY is not the key this database was made with; give back the old key (or the old master.key in POPEKI_DATA)");
    }
  }

  private Aead day(LocalDate day) {
    Aead known = days.getIfPresent(day);
    if (known != null) {
      return known;
    }
    byte[] place = ("v1|installation|" + day).getBytes(StandardCharsets.UTF_8);
    jdbc.sql("insert into platform.installation_key values (:day, :keyset) on conflict do nothing")
        .param("day", day)
        .param("keyset", fresh(PredefinedAeadParameters.AES256_GCM, master, place))
        .update();
    byte[] stored =
        jdbc.sql("select keyset from platform.installation_key where day = :day")
            .param("day", day)
            .query(byte[].class)
            .single();
    Aead aead = aead(stored, master, place);
    days.put(day, aead);
    return aead;
  }

  private Keys keys(WorkspaceId workspace) {
    Keys known = keys.getIfPresent(workspace);
    if (known != null) {
      return known;
    }
    var loaded =
        new Keys(
            aead(keyset(workspace, "content"), master, keysetPlace(workspace, "content")),
            prf(keyset(workspace, "index"), keysetPlace(workspace, "index")));
    keys.put(workspace, loaded);
    return loaded;
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
    Aead opened = aead(wrapped, keys(workspace).content(), dataKeyPlace(workspace, contact));
    dataKeys.put(id, opened);
    return opened;
  }

  private static byte[] keysetPlace(WorkspaceId workspace, String purpose) {
    return ("v1|" + workspace + "|keyset|" + purpose).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] dataKeyPlace(WorkspaceId workspace, UUID contact) {
    return ("v1|" + workspace + "|data_key|" + contact).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] fresh(Parameters template, Aead wrap, byte[] place) {
    return call(
        () ->
            TinkProtoKeysetFormat.serializeEncryptedKeyset(
                KeysetHandle.generateNew(template, RegistryConfiguration.get()),
                wrap,
                place,
                RegistryConfiguration.get()));
  }

  private static Aead aead(byte[] wrapped, Aead wrap, byte[] place) {
    return call(
        () ->
            TinkProtoKeysetFormat.parseEncryptedKeyset(
                    wrapped, wrap, place, RegistryConfiguration.get())
                .getPrimitive(RegistryConfiguration.get(), Aead.class));
  }

  private PrfSet prf(byte[] wrapped, byte[] place) {
    return call(
        () ->
            TinkProtoKeysetFormat.parseEncryptedKeyset(
                    wrapped, master, place, RegistryConfiguration.get())
                .getPrimitive(RegistryConfiguration.get(), PrfSet.class));
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

  private interface Crypto<T> {
    T call() throws GeneralSecurityException;
  }

  private static <T> T call(Crypto<T> crypto) {
    try {
      return crypto.call();
    } catch (GeneralSecurityException e) {
      throw new SealBroken("A sealed value did not open at its place", e);
    }
  }
}

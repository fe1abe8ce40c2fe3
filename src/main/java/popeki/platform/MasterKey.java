package popeki.platform;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.prf.PrfConfig;
import com.google.crypto.tink.util.SecretBytes;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The key above all keys: 32 bytes from POPEKI_MASTER_KEY, or made once into the data folder. It
 * encrypts keysets, never content. While it is rotated it is a small ring: the first key writes,
 * the others only read what is not wrapped anew yet.
 */
public final class MasterKey {
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(20);

  private final @Nullable MasterKeyFile file;
  private final Aead aead = new OfRing();
  private volatile Ring ring;
  private volatile long lookedAt = System.nanoTime();

  /** One key of the ring, under a name that tells nothing of it. */
  private record Key(String id, byte[] bytes, Aead aead) {
    static Key of(byte[] bytes) {
      String secret = Base64.getEncoder().encodeToString(bytes);
      byte[] name = Base64.getUrlDecoder().decode(Passwords.derive(secret, "name of master key"));
      return new Key(HexFormat.of().formatHex(name, 0, 4), bytes, primitive(bytes));
    }

    @Override
    public String toString() {
      return "Key[" + id + "]";
    }
  }

  private record Ring(List<Key> keys) {
    static Ring of(List<byte[]> keys) {
      return new Ring(keys.stream().map(Key::of).toList());
    }

    Key primary() {
      return keys.getFirst();
    }
  }

  /** What wraps a keyset, and its name to write beside it. */
  record Wrapping(String id, Aead aead) {}

  private MasterKey(List<byte[]> keys, @Nullable MasterKeyFile file) {
    this.ring = Ring.of(keys);
    this.file = file;
  }

  /** The configured keys, or those of the data folder, made at the first start. */
  public static MasterKey of(Settings settings) {
    String given = settings.masterKey();
    if (given != null) {
      return new MasterKey(decoded(given), null);
    }
    var file = new MasterKeyFile(settings.data().resolve("master.key"));
    return new MasterKey(file.readOrMake(), file);
  }

  /** Encrypts with the first key, decrypts with any. */
  public Aead aead() {
    return aead;
  }

  /** The first key alone, with its name. */
  Wrapping wrapping() {
    Key primary = current().primary();
    return new Wrapping(primary.id(), primary.aead());
  }

  /** The names of all keys that are known, the one that writes first. */
  public List<String> ids() {
    return ring.keys().stream().map(Key::id).toList();
  }

  /** Whether the keys come from a file that a rotation may change, or from the environment. */
  boolean isOfFile() {
    return file != null;
  }

  /** Puts a new key in front; what was there before stays behind it. */
  void addKey() {
    java.util.Objects.requireNonNull(file).addKey();
    reload();
  }

  /** Forgets every key but the first, for good. */
  void dropOldKeys() {
    java.util.Objects.requireNonNull(file).dropOldKeys();
    reload();
  }

  /** Reads the file anew, when the keys come from one. */
  void reload() {
    MasterKeyFile from = file;
    if (from != null) {
      lookedAt = System.nanoTime();
      ring = Ring.of(from.read());
    }
  }

  /**
   * The secret that the password of a login role derives from. Each master key has a login role of
   * its own, so nodes before and after a rotation do not take the password from one another.
   */
  String databaseSecret() {
    return Base64.getEncoder().encodeToString(ring.primary().bytes());
  }

  /** The keys of POPEKI_MASTER_KEY, first the one that writes. */
  static List<byte[]> decoded(String given) {
    var keys = new ArrayList<byte[]>();
    for (String part : given.split(",", -1)) {
      byte[] key = Base64.getDecoder().decode(part.strip());
      if (key.length != 32) {
        throw new IllegalArgumentException("A master key has 32 bytes");
      }
      keys.add(key);
    }
    return keys;
  }

  /**
   * The ring, looked after now and then: a node that missed the notice writes by the new key too.
   */
  private Ring current() {
    MasterKeyFile from = file;
    if (from != null && System.nanoTime() - lookedAt > LOOK_AGAIN.toNanos()) {
      lookedAt = System.nanoTime();
      if (from.hasChanged()) {
        reload();
      }
    }
    return ring;
  }

  /** The ring as one key. */
  private final class OfRing implements Aead {
    @Override
    public byte[] encrypt(byte[] plain, byte[] place) throws GeneralSecurityException {
      return current().primary().aead().encrypt(plain, place);
    }

    @Override
    public byte[] decrypt(byte[] sealed, byte[] place) throws GeneralSecurityException {
      try {
        return decrypt(ring, sealed, place);
      } catch (GeneralSecurityException e) {
        // Perhaps by a key that was added to the file a moment ago.
        MasterKeyFile from = file;
        if (from == null || !from.hasChanged()) {
          throw e;
        }
        reload();
        return decrypt(ring, sealed, place);
      }
    }

    private static byte[] decrypt(Ring ring, byte[] sealed, byte[] place)
        throws GeneralSecurityException {
      GeneralSecurityException first = null;
      for (Key key : ring.keys()) {
        try {
          return key.aead().decrypt(sealed, place);
        } catch (GeneralSecurityException e) {
          first = first == null ? e : first;
        }
      }
      throw java.util.Objects.requireNonNull(first);
    }
  }

  // The raw bytes of the operator's key become a key of the library here and nowhere else.
  @AccessesPartialKey
  private static Aead primitive(byte[] bytes) {
    try {
      AeadConfig.register();
      PrfConfig.register();
      var parameters =
          AesGcmParameters.builder()
              .setKeySizeBytes(32)
              .setIvSizeBytes(12)
              .setTagSizeBytes(16)
              .setVariant(AesGcmParameters.Variant.NO_PREFIX)
              .build();
      var key =
          AesGcmKey.builder()
              .setParameters(parameters)
              .setKeyBytes(SecretBytes.copyFrom(bytes, InsecureSecretKeyAccess.get()))
              .build();
      return KeysetHandle.newBuilder()
          .addEntry(KeysetHandle.importKey(key).withFixedId(1).makePrimary())
          .build()
          .getPrimitive(RegistryConfiguration.get(), Aead.class);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-256-GCM is not to be had", e);
    }
  }
}

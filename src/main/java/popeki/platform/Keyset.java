package popeki.platform;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeyStatus;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.Parameters;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.prf.PredefinedPrfParameters;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.HashSet;

/**
 * What is done with a set of keys. Its first key is the oldest and stays the first; the primary
 * writes, every key that is not disabled reads.
 */
final class Keyset {
  private Keyset() {}

  /** What a keyset of a workspace is for. */
  enum Purpose {
    CONTENT("content", PredefinedAeadParameters.AES256_GCM),
    INDEX("index", PredefinedPrfParameters.HMAC_SHA256_PRF);

    private final String code;
    private final Parameters parameters;

    Purpose(String code, Parameters parameters) {
      this.code = code;
      this.parameters = parameters;
    }

    /** As the database and the operator write it. */
    String code() {
      return code;
    }
  }

  static KeysetHandle fresh(Purpose purpose) throws GeneralSecurityException {
    return KeysetHandle.generateNew(purpose.parameters, RegistryConfiguration.get());
  }

  static byte[] wrap(KeysetHandle keys, Aead by, byte[] place) throws GeneralSecurityException {
    return TinkProtoKeysetFormat.serializeEncryptedKeyset(
        keys, by, place, RegistryConfiguration.get());
  }

  static KeysetHandle unwrap(byte[] wrapped, Aead by, byte[] place)
      throws GeneralSecurityException {
    return TinkProtoKeysetFormat.parseEncryptedKeyset(
        wrapped, by, place, RegistryConfiguration.get());
  }

  static Aead aead(KeysetHandle keys) throws GeneralSecurityException {
    return keys.getPrimitive(RegistryConfiguration.get(), Aead.class);
  }

  /** A new key at the end that reads but does not write yet: every node is to know it first. */
  static KeysetHandle withNewKey(KeysetHandle keys, Purpose purpose)
      throws GeneralSecurityException {
    return KeysetHandle.newBuilder(keys)
        .addEntry(
            KeysetHandle.generateEntryFromParameters(purpose.parameters)
                .withFixedId(freeId(keys))
                .setStatus(KeyStatus.ENABLED))
        .build();
  }

  /** The newest key writes from now on. */
  static KeysetHandle promoted(KeysetHandle keys) throws GeneralSecurityException {
    KeysetHandle.Builder builder = KeysetHandle.newBuilder(keys);
    builder.getAt(builder.size() - 1).makePrimary();
    return builder.build();
  }

  /**
   * Keys that an earlier rotation disabled are destroyed, those that this one replaced are
   * disabled: a key survives the rotation that retires it, in case something was overlooked.
   */
  static KeysetHandle retired(KeysetHandle keys) throws GeneralSecurityException {
    KeysetHandle.Builder builder = KeysetHandle.newBuilder(keys);
    for (int i = builder.size() - 1; i >= 0; i--) {
      var key = builder.getAt(i);
      if (key.getStatus() == KeyStatus.DISABLED) {
        builder.deleteAt(i);
      } else if (!key.isPrimary()) {
        key.setStatus(KeyStatus.DISABLED);
      }
    }
    return builder.build();
  }

  /** What every ciphertext of the primary begins with. */
  static byte[] prefix(KeysetHandle keys) {
    return ByteBuffer.allocate(5).put((byte) 1).putInt(keys.getPrimary().getId()).array();
  }

  private static int freeId(KeysetHandle keys) {
    var taken = new HashSet<Integer>();
    for (int i = 0; i < keys.size(); i++) {
      taken.add(keys.getAt(i).getId());
    }
    var random = new java.security.SecureRandom();
    int id = random.nextInt();
    while (id == 0 || taken.contains(id)) {
      id = random.nextInt();
    }
    return id;
  }
}

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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * The key above all keys: 32 bytes from POPEKI_MASTER_KEY, or made once into the data folder. It
 * encrypts keysets, never content.
 */
public final class MasterKey {
  private final byte[] bytes;
  private final Aead aead;

  private MasterKey(byte[] bytes) {
    this.bytes = bytes;
    this.aead = aead(bytes);
  }

  /** The configured key, or the one of the data folder, made at the first start. */
  public static MasterKey of(Settings settings) {
    String given = settings.masterKey();
    return new MasterKey(
        given != null ? Base64.getDecoder().decode(given) : fromFolder(settings.data()));
  }

  public Aead aead() {
    return aead;
  }

  /** The secret that passwords of database roles derive from. */
  String databaseSecret() {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static byte[] fromFolder(Path data) {
    Path file = data.resolve("master.key");
    try {
      if (!Files.exists(file)) {
        Files.createDirectories(data);
        byte[] fresh = new byte[32];
        new SecureRandom().nextBytes(fresh);
        Files.writeString(file, Base64.getEncoder().encodeToString(fresh));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      }
      return read(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] read(Path file) throws IOException {
    byte[] bytes;
    try {
      // As bytes: a file that is no text at all is no key either.
      bytes = Base64.getMimeDecoder().decode(Files.readAllBytes(file));
    } catch (IllegalArgumentException e) {
      bytes = new byte[0];
    }
    if (bytes.length != 32) {
      throw new SettingsException(
          file + " is not a master key (base64 of 32 bytes); restore it from your backup");
    }
    return bytes;
  }

  // The raw bytes of the operator's key become a key of the library here and nowhere else.
  @AccessesPartialKey
  private static Aead aead(byte[] bytes) {
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

package popeki;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * ASVS 11.1.1, 11.1.2: what the sources do with cryptography stands in the inventory, and nothing
 * else.
 */
class CryptoInventoryTest {
  private static final Path SOURCES = Path.of("src/main/java/popeki");
  private static final Pattern LINE =
      Pattern.compile("^\\| ([^|]+?) \\| `([^`]+)` \\| ([^|]+?) \\|$", Pattern.MULTILINE);

  /** How an algorithm shows in a source. */
  private static final Map<Pattern, String> SIGNS = new LinkedHashMap<>();

  static {
    sign("PredefinedAeadParameters\\.AES256_GCM|AesGcmParameters\\.builder", "AES-256-GCM (Tink)");
    sign("PredefinedPrfParameters\\.HMAC_SHA256_PRF", "HMAC-SHA-256 (Tink PRF)");
    sign("Mac\\.getInstance\\(\"HmacSHA256\"\\)", "HMAC-SHA-256");
    sign("MessageDigest\\.getInstance\\(\"SHA-256\"\\)", "SHA-256");
    sign("Argon2PasswordEncoder\\s*\\.\\s*defaults|new Argon2PasswordEncoder", "Argon2id");
    sign("new TimeBasedOneTimePasswordGenerator", "HMAC-SHA-1 (RFC 6238)");
    sign("new (java\\.security\\.)?SecureRandom\\(", "SecureRandom");
  }

  /** Anything of the kind, whether we know it or not. */
  private static final Pattern ANY =
      Pattern.compile(
          "(Mac|MessageDigest|Cipher|Signature|KeyGenerator|KeyPairGenerator|KeyAgreement|SecretKeyFactory|SecureRandom|SSLContext|KEM|KDF)\\.getInstance(Strong)?\\([^)]*\\)"
              + "|Predefined\\w+Parameters\\.\\w+|\\w*(Gcm|Hmac|Ctr|Eax|Siv|Hkdf|Cmac|ChaCha20Poly1305)\\w*Parameters\\.builder"
              + "|KeyTemplates?\\.\\w+|(Argon2|BCrypt|SCrypt|Pbkdf2)PasswordEncoder\\s*\\.\\s*\\w+|new (BCrypt|SCrypt|Pbkdf2|Argon2)PasswordEncoder|new \\w+OneTimePasswordGenerator"
              + "|new (java\\.security\\.)?SecureRandom\\(|DigestUtils\\.\\w+");

  private static void sign(String regex, String algorithm) {
    SIGNS.put(Pattern.compile(regex), algorithm);
  }

  @Test
  void names_every_use_and_no_other() throws IOException {
    var used = new TreeSet<String>();
    for (Path file : Sources.java()) {
      used.addAll(uses(name(file), Sources.read(file)));
    }

    assertThat(used).isEqualTo(inventory());
  }

  @Test
  void an_algorithm_that_nobody_has_thought_about_is_seen() {
    assertThat(uses("links/X.java", "var m = MessageDigest.getInstance(\"MD5\");"))
        .containsExactly("UNKNOWN MessageDigest.getInstance(\"MD5\") in links/X.java");
    assertThat(uses("links/X.java", "Cipher.getInstance(\"AES/ECB/PKCS5Padding\")")).hasSize(1);
    assertThat(uses("links/X.java", "MessageDigest.getInstance(\"SHA-256\")"))
        .containsExactly("SHA-256 in links/X.java");
  }

  private static Set<String> uses(String file, String text) {
    var uses = new TreeSet<String>();
    Matcher any = ANY.matcher(text);
    while (any.find()) {
      uses.add(algorithm(any.group()) + " in " + file);
    }
    return uses;
  }

  private static String algorithm(String use) {
    return SIGNS.entrySet().stream()
        .filter(sign -> sign.getKey().matcher(use).find())
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("UNKNOWN " + use);
  }

  private static Set<String> inventory() throws IOException {
    var lines = new TreeSet<String>();
    Matcher line = LINE.matcher(Files.readString(Path.of("docs/crypto-inventory.md")));
    while (line.find()) {
      assertThat(line.group(3)).as("why " + line.group(2)).isNotBlank();
      lines.add(line.group(1) + " in " + line.group(2));
    }
    return lines;
  }

  private static String name(Path file) {
    Path absolute = file.toAbsolutePath();
    return SOURCES.toAbsolutePath().relativize(absolute).toString();
  }
}

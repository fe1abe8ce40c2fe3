package popeki.platform;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The configuration, read once from the environment. An unknown {@code POPEKI_} name or a malformed
 * value stops the start with one line that names the variable.
 *
 * @param managementPort loopback only
 * @param linkUrl where tracked links live; other than {@code publicUrl} it keeps cookies apart
 * @param databasePort port of the embedded database; 0 takes a free one and remembers it
 * @param databaseUrl a JDBC URL with user and password, or null for the embedded database
 * @param masterKey base64 of 32 bytes (several with commas while it is rotated, the one that writes
 *     first), or null: generated into the data folder
 * @param values every variable as given, for the parts that own their own (AI, Stripe, mail)
 */
public record Settings(
    int port,
    int managementPort,
    URI publicUrl,
    URI linkUrl,
    String region,
    Path data,
    int databasePort,
    @Nullable String databaseUrl,
    @Nullable String databaseOwnerUrl,
    @Nullable String masterKey,
    List<Cidr> trustedProxies,
    @Nullable String whatsAppAppSecret,
    @Nullable String whatsAppVerifyToken,
    URI metaGraphUrl,
    Map<String, String> values) {

  private static final Set<String> KNOWN_POPEKI =
      Set.of(
          "POPEKI_DATA",
          "POPEKI_MASTER_KEY",
          "POPEKI_DB_PORT",
          "POPEKI_REGION",
          "POPEKI_JAVA_OPTS",
          "POPEKI_FAST_START");

  /** The names that are secrets: never printed, not even by doctor. */
  public static boolean isSecret(String name) {
    return name.contains("KEY")
        || name.contains("SECRET")
        || name.contains("TOKEN")
        || name.endsWith("DATABASE_URL")
        || name.equals("DATABASE_OWNER_URL")
        || name.equals("SMTP_URL");
  }

  /**
   * Reads the environment.
   *
   * @throws SettingsException naming the first variable that is wrong, what is wrong and an example
   */
  public static Settings from(Map<String, String> environment) {
    var read = new Reader(environment);
    environment.keySet().stream()
        .filter(name -> name.startsWith("POPEKI_") && !KNOWN_POPEKI.contains(name))
        .findFirst()
        .ifPresent(
            name -> {
              throw new SettingsException(
                  name
                      + " is not a setting of Popeki Track; known are "
                      + String.join(", ", new java.util.TreeSet<>(KNOWN_POPEKI)));
            });
    int port = read.port("PORT", 8080);
    int managementPort = read.port("MANAGEMENT_PORT", port == 65535 ? 65534 : port + 1);
    if (port == managementPort) {
      throw new SettingsException("MANAGEMENT_PORT must differ from PORT; both are " + port);
    }
    URI publicUrl = read.origin("PUBLIC_URL", "http://localhost:" + port);
    URI linkUrl = read.origin("LINK_URL", publicUrl.toString());
    String region = read.oneOf("POPEKI_REGION", "us", List.of("us", "eu"));
    String url = read.database("DATABASE_URL");
    String ownerUrl = read.database("DATABASE_OWNER_URL");
    if (ownerUrl != null && url == null) {
      throw new SettingsException(
          "DATABASE_OWNER_URL is set but DATABASE_URL is not; set both, or neither for the embedded database");
    }
    if (url != null && environment.containsKey("POPEKI_DB_PORT")) {
      throw new SettingsException(
          "POPEKI_DB_PORT is the embedded database's port, but DATABASE_URL is set; remove one of the two");
    }
    read.aiProviders();
    AiSettings.read(environment, region);
    return new Settings(
        port,
        managementPort,
        publicUrl,
        linkUrl,
        region,
        Path.of(read.text("POPEKI_DATA").orElse("./var")).toAbsolutePath().normalize(),
        environment.containsKey("POPEKI_DB_PORT") ? read.port("POPEKI_DB_PORT", 0) : 0,
        url,
        ownerUrl,
        read.masterKey(),
        read.cidrs("TRUSTED_PROXIES"),
        read.text("WHATSAPP_APP_SECRET").orElse(null),
        read.text("WHATSAPP_VERIFY_TOKEN").orElse(null),
        read.url("META_GRAPH_URL", "https://graph.facebook.com"),
        Map.copyOf(environment));
  }

  public boolean embeddedDatabase() {
    return databaseUrl == null;
  }

  /** Reads one variable at a time, so that a wrong one is named. */
  private record Reader(Map<String, String> environment) {
    Optional<String> text(String name) {
      return Optional.ofNullable(environment.get(name))
          .map(String::strip)
          .filter(value -> !value.isEmpty());
    }

    int port(String name, int fallback) {
      return text(name).map(value -> number(name, value)).orElse(fallback);
    }

    private static int number(String name, String value) {
      try {
        int port = Integer.parseInt(value);
        if (port >= 1 && port <= 65535) {
          return port;
        }
      } catch (NumberFormatException e) {
        throw new SettingsException(
            name + " must be a port from 1 to 65535, for example 8080; it is \"" + value + "\"");
      }
      throw new SettingsException(
          name + " must be a port from 1 to 65535, for example 8080; it is \"" + value + "\"");
    }

    String oneOf(String name, String fallback, List<String> allowed) {
      String value = text(name).map(v -> v.toLowerCase(Locale.ROOT)).orElse(fallback);
      if (!allowed.contains(value)) {
        throw new SettingsException(
            name + " must be one of " + String.join(", ", allowed) + "; it is \"" + value + "\"");
      }
      return value;
    }

    URI url(String name, String fallback) {
      String value = text(name).orElse(fallback);
      try {
        URI uri = URI.create(value.endsWith("/") ? value.substring(0, value.length() - 1) : value);
        if (uri.getHost() != null
            && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))) {
          return uri;
        }
      } catch (IllegalArgumentException e) {
        throw new SettingsException(
            name + " must be a URL such as " + fallback + "; it cannot be read");
      }
      throw new SettingsException(
          name + " must be a URL such as " + fallback + "; it cannot be read");
    }

    URI origin(String name, String fallback) {
      URI uri = url(name, fallback);
      if (!uri.getPath().isEmpty() || uri.getQuery() != null) {
        throw new SettingsException(
            name + " must be an origin without a path, such as " + fallback);
      }
      return uri;
    }

    @Nullable String database(String name) {
      return text(name)
          .map(
              value -> {
                if (value.startsWith("jdbc:postgresql://")
                    || value.startsWith("postgres://")
                    || value.startsWith("postgresql://")) {
                  return value;
                }
                throw new SettingsException(
                    name
                        + " must start with jdbc:postgresql:// or postgres://, for example postgres://user:password@localhost/popeki");
              })
          .orElse(null);
    }

    @Nullable String masterKey() {
      return text("POPEKI_MASTER_KEY")
          .map(
              value -> {
                try {
                  MasterKey.decoded(value);
                  return value;
                } catch (IllegalArgumentException e) {
                  throw new SettingsException(
                      "POPEKI_MASTER_KEY must be base64 of 32 random bytes (openssl rand -base64 32); while it is rotated, the new key and the old one with a comma between");
                }
              })
          .orElse(null);
    }

    List<Cidr> cidrs(String name) {
      var ranges = new ArrayList<Cidr>();
      for (String part : text(name).orElse("").split(",")) {
        if (!part.isBlank()) {
          try {
            ranges.add(Cidr.parse(part.strip()));
          } catch (IllegalArgumentException e) {
            throw new SettingsException(
                name
                    + " must be a comma list of networks such as 10.0.0.0/8; \""
                    + part.strip()
                    + "\" is none");
          }
        }
      }
      return List.copyOf(ranges);
    }

    void aiProviders() {
      var known = new LinkedHashSet<String>();
      for (AiKind kind : AiKind.values()) {
        known.add(kind.wire());
      }
      known.add("builtin");
      for (String part : text("AI_PROVIDERS").orElse("builtin").split(",")) {
        String name = part.strip().toLowerCase(Locale.ROOT);
        if (!known.contains(name)) {
          throw new SettingsException(
              "AI_PROVIDERS names \"" + name + "\"; known are " + String.join(", ", known));
        }
      }
    }
  }
}

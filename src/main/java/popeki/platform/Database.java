package popeki.platform;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Properties;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;

/**
 * The database, ready: roles made, schema migrated by the owner, one pool for each role. Embedded
 * or external, the service signs in as a role without rights of its own and then takes one of the
 * three.
 */
public final class Database implements AutoCloseable {
  private final @Nullable Embedded embedded;
  private final Login login;
  private final Map<DatabaseRole, HikariDataSource> pools = new EnumMap<>(DatabaseRole.class);

  /** A JDBC address with its user. */
  public record Login(String url, String user, String password) {
    Connection connect() throws SQLException {
      var properties = new Properties();
      properties.setProperty("user", user);
      properties.setProperty("password", password);
      properties.setProperty("ApplicationName", "popeki");
      return DriverManager.getConnection(url, properties);
    }
  }

  private Database(@Nullable Embedded embedded, Login login) {
    this.embedded = embedded;
    this.login = login;
  }

  /**
   * Opens what the settings name: starts the embedded server, or reaches the external one; then
   * makes roles and migrates.
   *
   * @throws SettingsException when it cannot be reached, is older than 15, or the role is too
   *     mighty
   */
  public static Database open(Settings settings, MasterKey masterKey) {
    if (!settings.embeddedDatabase()) {
      return external(settings, masterKey);
    }
    Embedded embedded = Embedded.start(settings.data(), settings.databasePort());
    try {
      return onEmbedded(embedded, embedded.address(), "popeki");
    } catch (RuntimeException e) {
      embedded.close();
      throw e;
    }
  }

  /**
   * Opens it for a command: beside the service that runs on this folder, waiting for one that is
   * just starting, or alone.
   */
  public static Database beside(Settings settings, MasterKey masterKey) {
    if (!settings.embeddedDatabase() || !Embedded.inUse(settings.data())) {
      return open(settings, masterKey);
    }
    return join(Embedded.await(settings.data(), Duration.ofSeconds(60)));
  }

  /**
   * Joins the embedded server that a running service keeps on this folder; closing leaves it
   * running.
   */
  public static Database join(Embedded.Address address) {
    return onEmbedded(null, address, "popeki");
  }

  /** A database of its own name on a running embedded server, for tests. */
  public static Database named(Embedded.Address address, String name) {
    return onEmbedded(null, address, name);
  }

  private static Database onEmbedded(
      @Nullable Embedded embedded, Embedded.Address address, String name) {
    var superuser =
        new Login(
            address.jdbcUrl("postgres"),
            "postgres",
            Passwords.derive(address.secret(), "postgres"));
    var owner =
        new Login(
            address.jdbcUrl(name),
            "popeki_owner",
            Passwords.derive(address.secret(), "popeki_owner"));
    var login =
        new Login(
            address.jdbcUrl(name),
            "popeki_login",
            Passwords.derive(address.secret(), "popeki_login"));
    try (Connection connection = superuser.connect()) {
      Roles.create(connection);
      Roles.createLogin(connection, "popeki_owner", owner.password());
      Roles.createLogin(connection, "popeki_login", login.password());
      Roles.allow(connection, "popeki_login");
      Roles.createDatabase(connection, name, "popeki_owner");
    } catch (SQLException e) {
      throw new SettingsException("The embedded database does not answer: " + reason(e));
    }
    return migrated(embedded, owner, login);
  }

  private static Database external(Settings settings, MasterKey masterKey) {
    Login given = parse("DATABASE_URL", java.util.Objects.requireNonNull(settings.databaseUrl()));
    String ownerUrl = settings.databaseOwnerUrl();
    Login owner = ownerUrl == null ? given : parse("DATABASE_OWNER_URL", ownerUrl);
    Login login = given;
    try (Connection connection = owner.connect()) {
      if (connection.getMetaData().getDatabaseMajorVersion() < 15) {
        throw new SettingsException(
            "DATABASE_URL is a PostgreSQL "
                + connection.getMetaData().getDatabaseProductVersion()
                + "; 15 or newer is needed");
      }
      if (ownerUrl == null) {
        if (!Roles.mayCreateRoles(connection)) {
          throw new SettingsException(
              "DATABASE_URL's role "
                  + owner.user()
                  + " may not create roles; give the role that migrates in DATABASE_OWNER_URL and the application's own role in DATABASE_URL");
        }
        String name = loginOf(connection.getCatalog(), masterKey);
        login = new Login(given.url(), name, Passwords.derive(masterKey.databaseSecret(), name));
        Roles.createLogin(connection, name, login.password());
      }
      if (Roles.isMighty(connection, login.user())) {
        throw mighty(login);
      }
      Roles.create(connection);
      Roles.allow(connection, login.user());
    } catch (SQLException e) {
      throw new SettingsException(
          (ownerUrl == null ? "DATABASE_URL" : "DATABASE_OWNER_URL")
              + " cannot be used: "
              + reason(e));
    }
    return migrated(null, owner, login);
  }

  /**
   * Each master key has a login role of its own: while it is rotated, nodes that have the new key
   * and nodes that do not yet sign in beside each other, and a start with a wrong key takes
   * nobody's password away.
   */
  private static String loginOf(String catalog, MasterKey masterKey) {
    String database = catalog.substring(0, Math.min(catalog.length(), 40));
    return "popeki_login_" + database + "_" + masterKey.ids().getFirst();
  }

  private static Database migrated(@Nullable Embedded embedded, Login owner, Login login) {
    Flyway.configure()
        .dataSource(owner.url(), owner.user(), owner.password())
        .locations("classpath:db/migration")
        .defaultSchema("public")
        .table("flyway_history")
        .connectRetries(5)
        .load()
        .migrate();
    var database = new Database(embedded, login);
    database.refuseMightyRole();
    for (DatabaseRole role : DatabaseRole.values()) {
      database.pools.put(role, database.pool(role));
    }
    return database;
  }

  /**
   * Row-level security binds neither an owner nor a superuser nor BYPASSRLS: start as none of them.
   */
  private void refuseMightyRole() {
    try (Connection connection = login.connect();
        PreparedStatement statement =
            connection.prepareStatement(
                """
            select rolsuper or rolbypassrls
                or exists (select from pg_tables where tableowner = rolname and schemaname = 'links')
            from pg_roles where rolname = current_user""");
        ResultSet row = statement.executeQuery()) {
      if (row.next() && row.getBoolean(1)) {
        throw mighty(login);
      }
    } catch (SQLException e) {
      throw new SettingsException("The application's database role cannot sign in: " + reason(e));
    }
  }

  private static SettingsException mighty(Login login) {
    return new SettingsException(
        "DATABASE_URL signs in as "
            + login.user()
            + ", which owns the tables or bypasses row-level security; give an ordinary role, and the owner in DATABASE_OWNER_URL");
  }

  private HikariDataSource pool(DatabaseRole role) {
    var config = new HikariConfig();
    config.setPoolName(role.roleName());
    config.setJdbcUrl(login.url());
    config.setUsername(login.user());
    config.setPassword(login.password());
    config.setMaximumPoolSize(role.poolSize());
    config.setMinimumIdle(1);
    config.setConnectionTimeout(5_000);
    config.setInitializationFailTimeout(10_000);
    config.setConnectionInitSql("set role " + role.roleName());
    config.addDataSourceProperty("reWriteBatchedInserts", "true");
    config.addDataSourceProperty("ApplicationName", role.roleName());
    config.addDataSourceProperty("tcpKeepAlive", "true");
    config.addDataSourceProperty("socketTimeout", role == DatabaseRole.INGEST ? "10" : "120");
    config.addDataSourceProperty("logServerErrorDetail", "false");
    return new HikariDataSource(config);
  }

  /** The pool whose connections have taken this role. */
  public HikariDataSource poolOf(DatabaseRole role) {
    return java.util.Objects.requireNonNull(pools.get(role));
  }

  /** The login role's address, for a connection outside the pools (listening for notices). */
  public Login login() {
    return login;
  }

  public boolean isEmbedded() {
    return embedded != null;
  }

  /** Closes the pools, then stops the embedded server when this process started it. */
  @Override
  public void close() {
    pools.values().forEach(HikariDataSource::close);
    if (embedded != null) {
      embedded.close();
    }
  }

  /**
   * Accepts {@code jdbc:postgresql://…?user=&password=} and {@code
   * postgres://user:password@host/db}.
   */
  static Login parse(String variable, String url) {
    try {
      URI uri = URI.create(url.startsWith("jdbc:") ? url.substring(5) : url);
      String userInfo = uri.getRawUserInfo();
      var query = new StringBuilder();
      String user = null;
      String password = "";
      if (userInfo != null) {
        int colon = userInfo.indexOf(':');
        user = decode(colon < 0 ? userInfo : userInfo.substring(0, colon));
        password = colon < 0 ? "" : decode(userInfo.substring(colon + 1));
      }
      for (String part : uri.getRawQuery() == null ? new String[0] : uri.getRawQuery().split("&")) {
        if (part.startsWith("user=")) {
          user = decode(part.substring(5));
        } else if (part.startsWith("password=")) {
          password = decode(part.substring(9));
        } else {
          query.append(query.isEmpty() ? '?' : '&').append(part);
        }
      }
      if (user == null || uri.getHost() == null || uri.getPath().length() < 2) {
        throw new SettingsException(
            variable
                + " needs user, host and database, for example postgres://user:password@localhost:5432/popeki");
      }
      String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
      return new Login(
          "jdbc:postgresql://" + uri.getHost() + port + uri.getPath() + query, user, password);
    } catch (IllegalArgumentException e) {
      throw new SettingsException(
          variable
              + " cannot be read as a URL, for example postgres://user:password@localhost:5432/popeki");
    }
  }

  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /** The driver's words without the address or a password; it names the role at most. */
  private static String reason(SQLException e) {
    String message = String.valueOf(e.getMessage());
    return message.lines().findFirst().orElse(message);
  }
}

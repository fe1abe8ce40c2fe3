package popeki.platform;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A migrated database of its own beside the one that tests share, with its owner's hands: what a
 * check must see may be broken here. Closing drops it.
 */
public final class ThrowAwayDatabase implements AutoCloseable {
  private final Embedded.Address address;
  private final String name;
  private final Connection owner;

  public ThrowAwayDatabase(Settings settings, String name) throws SQLException {
    this.address = Embedded.running(settings.data()).orElseThrow();
    this.name = name;
    Database.named(address, name).close();
    this.owner = login(address, "popeki_owner", name).connect();
    owner.setAutoCommit(false);
  }

  /** The owner's connection, in a transaction that {@link #undo} takes back. */
  public Connection owner() {
    return owner;
  }

  public void execute(String sql) throws SQLException {
    try (Statement statement = owner.createStatement()) {
      statement.execute(sql);
    }
  }

  public void undo() throws SQLException {
    owner.rollback();
  }

  /** The superuser's connection to the database that tests share: it sees every byte of it. */
  public static Connection superuser(Settings settings) throws SQLException {
    return login(Embedded.running(settings.data()).orElseThrow(), "postgres", "popeki").connect();
  }

  @Override
  public void close() throws SQLException {
    owner.rollback();
    owner.close();
    try (Connection superuser = login(address, "postgres", "postgres").connect();
        Statement statement = superuser.createStatement()) {
      statement.execute("drop database " + name + " with (force)");
    }
  }

  private static Database.Login login(Embedded.Address address, String role, String database) {
    return new Database.Login(
        address.jdbcUrl(database), role, Passwords.derive(address.secret(), role));
  }
}

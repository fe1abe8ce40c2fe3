package popeki.platform;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Makes the roles of the database; each call may be repeated. Names are constants or quoted by the
 * server.
 */
final class Roles {
  private Roles() {}

  /** The three roles the service takes; they cannot sign in. */
  static void create(Connection connection) throws SQLException {
    for (DatabaseRole role : DatabaseRole.values()) {
      if (!exists(connection, role.roleName())) {
        execute(connection, "create role %I nologin noinherit", role.roleName());
      }
    }
  }

  /** A role that signs in and has no right of its own. */
  static void createLogin(Connection connection, String name, String password) throws SQLException {
    String verb = exists(connection, name) ? "alter" : "create";
    execute(connection, verb + " role %I login noinherit password %L", name, password);
  }

  /** Lets a login role take the three roles. */
  static void allow(Connection connection, String login) throws SQLException {
    for (DatabaseRole role : DatabaseRole.values()) {
      if (!isMember(connection, login, role.roleName())) {
        execute(connection, "grant %I to %I", role.roleName(), login);
      }
    }
  }

  static void createDatabase(Connection connection, String name, String owner) throws SQLException {
    if (!found(connection, "select 1 from pg_database where datname = ?", name)) {
      execute(connection, "create database %I owner %I", name, owner);
      execute(connection, "revoke all on database %I from public", name);
      execute(connection, "grant connect on database %I to popeki_login", name);
    }
  }

  static boolean mayCreateRoles(Connection connection) throws SQLException {
    return found(
        connection,
        "select 1 from pg_roles where rolname = ? and (rolcreaterole or rolsuper)",
        connection.getMetaData().getUserName());
  }

  /** Whether row-level security would not bind this role; the connection is the owner's. */
  static boolean isMighty(Connection connection, String login) throws SQLException {
    return found(
        connection,
        "select 1 from pg_roles where rolname = ? and (rolsuper or rolbypassrls or rolname = current_user)",
        login);
  }

  private static boolean exists(Connection connection, String role) throws SQLException {
    return found(connection, "select 1 from pg_roles where rolname = ?", role);
  }

  private static boolean isMember(Connection connection, String login, String role)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
        select 1 from pg_auth_members m
        join pg_roles r on r.oid = m.roleid join pg_roles u on u.oid = m.member
        where u.rolname = ? and r.rolname = ?""")) {
      statement.setString(1, login);
      statement.setString(2, role);
      try (ResultSet row = statement.executeQuery()) {
        return row.next();
      }
    }
  }

  private static boolean found(Connection connection, String sql, String name) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, name);
      try (ResultSet row = statement.executeQuery()) {
        return row.next();
      }
    }
  }

  /**
   * Utility statements take no parameters, so the server itself quotes the names and the password.
   */
  private static void execute(Connection connection, String template, String... words)
      throws SQLException {
    String marks = ", ?".repeat(words.length);
    try (PreparedStatement format = connection.prepareStatement("select format(?" + marks + ")")) {
      format.setString(1, template);
      for (int i = 0; i < words.length; i++) {
        format.setString(i + 2, words[i]);
      }
      try (ResultSet row = format.executeQuery();
          Statement statement = connection.createStatement()) {
        row.next();
        statement.execute(row.getString(1));
      }
    }
  }
}

package popeki.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import popeki.PopekiTest;

/** DATABASE_URL: how it is read, and a server of the operator's own behind it. */
@PopekiTest
class DatabaseUrlTest {
  @Autowired Settings shared;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "postgres://ana:se%40cret@db.example.com/track | jdbc:postgresql://db.example.com/track | ana | se@cret",
        "postgresql://ana:a+b@db.example.com:5433/track | jdbc:postgresql://db.example.com:5433/track | ana | a+b",
        "jdbc:postgresql://db/track?user=ana&password=x%26y | jdbc:postgresql://db/track | ana | x&y",
        "postgres://ana:p@db/track?sslmode=require | jdbc:postgresql://db/track?sslmode=require | ana | p",
        "jdbc:postgresql://db/track?sslmode=require&user=ana&password=p&connectTimeout=3 | jdbc:postgresql://db/track?sslmode=require&connectTimeout=3 | ana | p",
      })
  void reads_both_forms(String given, String url, String user, String password) {
    assertThat(Database.parse("DATABASE_URL", given))
        .isEqualTo(new Database.Login(url, user, password));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgres://db.example.com/track",
        "postgres://ana:hunter2@db.example.com",
        "postgres://ana:hunter2@/track",
        "postgres://ana:hunter2 @db/track"
      })
  void names_the_variable_and_keeps_the_password_to_itself(String given) {
    assertThatThrownBy(() -> Database.parse("DATABASE_URL", given))
        .isInstanceOf(SettingsException.class)
        .hasMessageStartingWith("DATABASE_URL")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hunter2"));
  }

  @Test
  void works_on_a_server_of_the_operators_own_with_an_owner_and_an_ordinary_role()
      throws SQLException {
    String name = freshDatabase();
    Settings settings =
        settings(
            Map.of(
                "DATABASE_URL", url(name, "popeki_login"),
                "DATABASE_OWNER_URL", url(name, "popeki_owner")));

    try (Database database = Database.open(settings, MasterKey.of(settings))) {
      assertThat(database.isEmbedded()).isFalse();
      assertThat(database.login().user()).isEqualTo("popeki_login");
      for (DatabaseRole role : DatabaseRole.values()) {
        assertThat(currentUser(database, role)).isEqualTo(role.roleName());
      }
    } finally {
      drop(name);
    }
  }

  @Test
  void refuses_to_work_as_the_owner_or_as_a_superuser() throws SQLException {
    String name = freshDatabase();
    try {
      for (String mighty : new String[] {"popeki_owner", "postgres"}) {
        Settings settings =
            settings(
                Map.of(
                    "DATABASE_URL", url(name, mighty),
                    "DATABASE_OWNER_URL", url(name, "popeki_owner")));
        assertThatThrownBy(() -> Database.open(settings, MasterKey.of(settings)).close())
            .isInstanceOf(SettingsException.class)
            .hasMessageContaining(mighty);
      }
    } finally {
      drop(name);
    }
  }

  @Test
  void says_in_one_line_that_nothing_answers() {
    Settings settings = settings(Map.of("DATABASE_URL", "postgres://ana:hunter2@127.0.0.1:1/none"));

    assertThatThrownBy(() -> Database.open(settings, MasterKey.of(settings)))
        .isInstanceOf(SettingsException.class)
        .hasMessageStartingWith("DATABASE_URL cannot be used")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hunter2").doesNotContain("\n"));
  }

  private Settings settings(Map<String, String> more) {
    var variables = new HashMap<>(more);
    variables.put("POPEKI_DATA", shared.data().toString());
    return Settings.from(variables);
  }

  private Embedded.Address address() {
    return Embedded.running(shared.data()).orElseThrow();
  }

  private String url(String database, String role) {
    return "postgres://"
        + role
        + ":"
        + Passwords.derive(address().secret(), role)
        + "@127.0.0.1:"
        + address().port()
        + "/"
        + database;
  }

  private static String currentUser(Database database, DatabaseRole role) throws SQLException {
    try (Connection connection = database.poolOf(role).getConnection();
        Statement statement = connection.createStatement();
        var row = statement.executeQuery("select current_user")) {
      row.next();
      return row.getString(1);
    }
  }

  private String freshDatabase() throws SQLException {
    String name = "own_" + UUID.randomUUID().toString().substring(0, 8);
    asSuperuser("create database " + name + " owner popeki_owner");
    asSuperuser("alter role popeki_owner createrole");
    return name;
  }

  private void drop(String name) throws SQLException {
    asSuperuser("drop database " + name + " with (force)");
    asSuperuser("alter role popeki_owner nocreaterole");
  }

  private void asSuperuser(String sql) throws SQLException {
    try (Connection connection = ThrowAwayDatabase.superuser(shared);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}

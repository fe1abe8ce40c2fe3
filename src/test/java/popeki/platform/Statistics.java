package popeki.platform;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** What PostgreSQL plans by. It counts by itself, some time after rows were written. */
public final class Statistics {
  private Statistics() {}

  /** Counts now, after many rows were written at once. */
  public static void refresh(Settings settings) throws SQLException {
    Embedded.Address address = Embedded.running(settings.data()).orElseThrow();
    var owner =
        new Database.Login(
            address.jdbcUrl("popeki"),
            "popeki_owner",
            Passwords.derive(address.secret(), "popeki_owner"));
    try (Connection connection = owner.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("analyze");
    }
  }
}

package popeki.platform;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CountDownLatch;

/**
 * A process that starts the embedded database of a folder, for {@link EmbeddedTest}: {@code keep}
 * writes a row and stays until it is killed, {@code count} tells the rows and stops in an orderly
 * way.
 */
final class EmbeddedProcess {
  private EmbeddedProcess() {}

  public static void main(String[] args) throws Exception {
    try {
      run(args[0], Path.of(args[1]));
    } catch (SettingsException e) {
      say("refused: " + e.getMessage());
    }
  }

  private static void run(String what, Path folder) throws Exception {
    Embedded embedded = Embedded.start(folder, 0);
    if (what.equals("keep")) {
      rows(embedded, "create table if not exists kept (n int)", "insert into kept values (1)");
      say("kept at " + embedded.address().port());
      new CountDownLatch(1).await();
    }
    say("rows " + rows(embedded) + " fsync " + setting(embedded, "fsync"));
    embedded.close();
    say("stopped " + !Files.exists(folder.resolve("postgres/data/postmaster.pid")));
  }

  private static long rows(Embedded embedded, String... before) throws SQLException {
    try (Connection connection = superuser(embedded.address());
        Statement statement = connection.createStatement()) {
      for (String sql : before) {
        statement.execute(sql);
      }
      try (var row = statement.executeQuery("select count(*) from kept")) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  private static String setting(Embedded embedded, String name) throws SQLException {
    try (Connection connection = superuser(embedded.address());
        Statement statement = connection.createStatement();
        var row = statement.executeQuery("show " + name)) {
      row.next();
      return row.getString(1);
    }
  }

  static Connection superuser(Embedded.Address address) throws SQLException {
    return new Database.Login(
            address.jdbcUrl("postgres"), "postgres", Passwords.derive(address.secret(), "postgres"))
        .connect();
  }

  private static void say(String line) {
    System.out.println("RESULT " + line);
    System.out.flush();
  }
}

package popeki.platform;

import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The database answers, is new enough, and keeps workspaces apart. */
@Component
class DatabaseCheckup implements Checkup {
  private final JdbcClient jdbc;
  private final Settings settings;
  private final Vault vault;

  DatabaseCheckup(JdbcClient jdbc, Settings settings, Vault vault) {
    this.jdbc = jdbc;
    this.settings = settings;
    this.vault = vault;
  }

  @Override
  public List<Finding> findings() {
    return List.of(version(), role(), fences(), durability(), silence(), key());
  }

  private Finding version() {
    String version = jdbc.sql("show server_version").query(String.class).single();
    String where = settings.embeddedDatabase() ? "embedded" : "of DATABASE_URL";
    return Finding.ok("database", "PostgreSQL " + version + " " + where + " answers");
  }

  private Finding role() {
    String login = jdbc.sql("select session_user").query(String.class).single();
    return Finding.ok(
        "database role", "signs in as " + login + ", which owns nothing and bypasses nothing");
  }

  private Finding fences() {
    List<String> open =
        jdbc.sql(
                """
            select distinct c.oid::regclass::text
            from pg_class c
            join pg_attribute a on a.attrelid = c.oid and a.attname = 'workspace_id'
            join pg_index i on i.indrelid = c.oid and i.indisprimary and i.indkey[0] = a.attnum
            join pg_namespace n on n.oid = c.relnamespace
            where c.relkind in ('r', 'p') and c.relrowsecurity and not c.relforcerowsecurity
            order by 1""")
            .query((row, index) -> row.getString(1))
            .list();
    return open.isEmpty()
        ? Finding.ok("row-level security", "is forced wherever it is enabled")
        : Finding.error(
            "row-level security",
            "is not forced on "
                + String.join(", ", open)
                + "; as the owner: alter table … force row level security");
  }

  private Finding durability() {
    String fsync = jdbc.sql("show fsync").query(String.class).single();
    String commit = jdbc.sql("show synchronous_commit").query(String.class).single();
    return fsync.equals("on") && !commit.equals("off")
        ? Finding.ok("durability", "fsync and synchronous_commit are on")
        : Finding.error(
            "durability",
            "fsync is "
                + fsync
                + " and synchronous_commit "
                + commit
                + ": answered clicks may be lost in a power cut; switch both on");
  }

  /** The database's own log must not write down what our log leaves out. */
  private Finding silence() {
    String statement = jdbc.sql("show log_statement").query(String.class).single();
    String onError =
        jdbc.sql("show log_parameter_max_length_on_error").query(String.class).single();
    String failed = jdbc.sql("show log_min_error_statement").query(String.class).single();
    String slow = jdbc.sql("show log_min_duration_statement").query(String.class).single();
    boolean quiet =
        statement.equals("none")
            && onError.equals("0")
            && failed.equals("panic")
            && slow.equals("-1");
    return quiet
        ? Finding.ok("database log", "writes no statements and no values")
        : Finding.warning(
            "database log",
            "may write values that people wrote; set log_statement = none, log_min_error_statement = panic, log_parameter_max_length_on_error = 0 and log_min_duration_statement = -1");
  }

  /** With a wrong key there would be no vault to ask: a sealed word that opens says the rest. */
  private Finding key() {
    var place = new Vault.Place("platform.doctor", "word", new UUID(0, 1));
    String opened = vault.openForAccount(place, vault.sealForAccount(place, "well"));
    return opened.equals("well")
        ? Finding.ok("master key", "opens the keys of this database")
        : Finding.error("master key", "does not open what it sealed; restore the right one");
  }
}

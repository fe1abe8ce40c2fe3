package popeki.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import popeki.MarkedStory;
import popeki.PopekiTest;
import popeki.TestClock;
import popeki.ads.Ad;
import popeki.ads.AdCatalog;
import popeki.kernel.WorkspaceId;
import popeki.mails.Mail;
import popeki.mails.Mails;
import popeki.workspaces.Workspaces;

/**
 * Raw SQL as each role of the database, on every table and view that the catalogue holds,
 * partitions by their own names: what would an injected statement get? Two businesses stand in it.
 */
@PopekiTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class RowFenceTest {
  private static final String DENIED = "42501";

  /** What the story writes nothing into; a fence around nothing proves nothing. */
  private static final Set<String> EMPTY =
      Set.of(
          // two contacts found to be one
          "conversations.contact_log",
          // done work leaves no row
          "leads.work");

  private static final Delta ONE_CLICK =
      Delta.clicks(Instant.parse("2026-11-23T12:00:00Z"), Delta.Credit.NONE, 1, 0);

  @Autowired Database database;
  @Autowired Settings settings;
  @Autowired Workspaces workspaces;
  @Autowired Lanes lanes;
  @Autowired TestClock clock;
  @Autowired AdCatalog ads;
  @Autowired Mails mails;
  @Autowired Deltas deltas;
  @Autowired WorkspaceTx tx;
  @LocalServerPort int port;

  private Connection superuser;
  private List<String> tables;
  private UUID mine;
  private UUID theirs;

  @BeforeAll
  void two_businesses() throws SQLException {
    mine = business("3456");
    theirs = business("7654");
    superuser = ThrowAwayDatabase.superuser(settings);
    tables = MarkedStory.tenantTables(superuser);
  }

  @AfterAll
  void close() throws SQLException {
    superuser.close();
  }

  /**
   * The names of ads come from Meta alone, mails from what others do, and what the story counted
   * may be folded already.
   */
  private UUID business(String digits) {
    WorkspaceId workspace =
        MarkedStory.of(port, workspaces, lanes, clock, settings, MarkedStory.newMark(), digits)
            .workspace()
            .workspaceId();
    ads.remember(workspace, new Ad("1" + digits, "meta", "Ad", "2", "Set", "3", "Campaign"));
    mails.queue(new Mail(workspace, digits + "@example.com", "test", List.of("Word"), null));
    tx.run(workspace, () -> deltas.append(workspace, List.of(ONE_CLICK)));
    return workspace.value();
  }

  @Test
  void the_story_fills_the_tables() throws SQLException {
    var empty = new TreeSet<String>();
    try (Statement statement = superuser.createStatement()) {
      for (String table : tables) {
        if (count(statement, table, "workspace_id = '" + theirs + "'") == 0
            && !table.matches("links\\.click_.*")) {
          empty.add(table);
        }
      }
    }
    assertThat(empty)
        .as("tables without a row of theirs: let MarkedStory write one")
        .isSubsetOf(EMPTY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"popeki_app", "popeki_worker"})
  void a_role_sees_the_workspace_that_was_entered_and_no_other(String role) throws SQLException {
    try (Connection connection = as(role);
        Statement statement = connection.createStatement()) {
      assertThat(strangers(statement, mine)).isEmpty();
      connection.rollback();
      int seen = 0;
      for (String table : tables) {
        enter(statement, mine.toString());
        long own = count(statement, table, "true");
        connection.rollback();
        seen += own > 0 ? 1 : 0;
        try (Statement all = superuser.createStatement()) {
          assertThat(own)
              .as("rows of mine in %s", table)
              .isEqualTo(count(all, table, "workspace_id = '" + mine + "'"));
        }
      }
      assertThat(seen).as("tables with rows of mine").isGreaterThan(15);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"popeki_app", "popeki_worker"})
  void a_role_writes_nothing_into_another_workspace(String role) throws SQLException {
    try (Connection connection = as(role);
        Statement statement = connection.createStatement()) {
      for (String table : tables) {
        String row = rowOf(theirs, table);
        for (String entered : List.of(mine.toString(), "")) {
          if (!row.isEmpty()) {
            assertThat(
                    tried(
                        connection,
                        statement,
                        entered,
                        "insert into %1$s select * from jsonb_populate_record(null::%1$s, '%2$s')"
                            .formatted(table, row)))
                .as("a row of theirs written into %s by %s", table, role)
                .isEqualTo(DENIED);
          }
          String change =
              "update " + table + " set workspace_id = workspace_id where workspace_id = '";
          assertThat(tried(connection, statement, entered, change + theirs + "'"))
              .as("rows of theirs changed in %s by %s", table, role)
              .isIn("0", DENIED);
          assertThat(
                  tried(
                      connection,
                      statement,
                      entered,
                      "delete from " + table + " where workspace_id = '" + theirs + "'"))
              .as("rows of theirs deleted from %s by %s", table, role)
              .isIn("0", DENIED);
        }
        if (!rowOf(mine, table).isEmpty()) {
          assertThat(
                  tried(
                      connection,
                      statement,
                      mine.toString(),
                      "update " + table + " set workspace_id = '" + theirs + "'"))
              .as("a row of mine moved to them in %s by %s", table, role)
              .isEqualTo(DENIED);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"popeki_app", "popeki_worker", "popeki_ingest", ""})
  void no_role_empties_or_rebuilds_a_table_or_becomes_a_mightier_one(String role)
      throws SQLException {
    try (Connection connection = as(role);
        Statement statement = connection.createStatement()) {
      for (String table : tables) {
        for (String sql :
            List.of(
                "truncate " + table,
                "drop table " + table,
                "alter table " + table + " disable row level security",
                "alter table " + table + " no force row level security",
                "create policy loose on " + table + " using (true)",
                "create index on " + table + " (workspace_id)",
                "lock table " + table + " in access exclusive mode")) {
          assertThat(tried(connection, statement, mine.toString(), sql))
              .as("%s as %s", sql, role)
              .isIn(
                  sql.startsWith("lock") && !role.isEmpty() ? Set.of("0", DENIED) : Set.of(DENIED));
        }
      }
      for (String sql :
          List.of(
              "set role popeki_owner",
              "set role postgres",
              "set session authorization postgres",
              "set row_security = off; select count(*) from links.link",
              "create schema loose",
              "create table public.loose (id int)",
              "create temporary table loose (id int)",
              "copy (select 1) to '/tmp/popeki-loose'",
              "alter role popeki_app bypassrls",
              "select pg_read_file('/etc/hostname')")) {
        assertThat(tried(connection, statement, mine.toString(), sql))
            .as("%s as %s", sql, role)
            .isEqualTo(DENIED);
      }
    }
  }

  @Test
  void the_click_path_and_the_bare_login_read_nothing() throws SQLException {
    for (String role : List.of("popeki_ingest", "")) {
      try (Connection connection = as(role);
          Statement statement = connection.createStatement()) {
        var relations = new ArrayList<>(tables);
        relations.addAll(views());
        relations.addAll(SchemaRules.DIRECTORY);
        for (String relation : relations) {
          if (relation.equals("platform.installation_key") && !role.isEmpty()) {
            continue;
          }
          assertThat(
                  tried(connection, statement, mine.toString(), "select count(*) from " + relation))
              .as("%s as %s", relation, role)
              .isEqualTo(DENIED);
        }
      }
    }
  }

  @Test
  void nobody_reads_the_rows_of_two_workspaces_at_once() throws SQLException {
    for (String role : List.of("popeki_app", "popeki_worker")) {
      try (Connection connection = as(role);
          Statement statement = connection.createStatement()) {
        assertThat(
                tried(
                    connection,
                    statement,
                    "",
                    "select set_config('app.workspace', 'x', true); select count(*) from links.link"))
            .as("nonsense for a workspace")
            .isEqualTo("22P02");
        for (String table : tables) {
          assertThat(count(statement, table, "true")).as("%s, none entered", table).isZero();
          connection.rollback();
        }
      }
    }
  }

  /** The probe must see each fence fall; the superuser takes one down and steps into the role. */
  @Test
  void the_probe_sees_each_fence_fall() throws SQLException {
    superuser.setAutoCommit(false);
    var unseen = new TreeMap<String, List<String>>();
    try (Statement statement = superuser.createStatement()) {
      for (String table : tables) {
        if (table.matches("links\\.click_.*") || rowOf(theirs, table).isEmpty()) {
          continue;
        }
        for (String mutation :
            List.of(
                "alter table %s disable row level security",
                "create policy loose on %s using (true)",
                "alter policy of_workspace on %s using (true)")) {
          statement.execute(mutation.formatted(table));
          statement.execute("set local role popeki_app");
          if (!strangers(statement, mine).toString().contains(table)) {
            unseen.computeIfAbsent(table, key -> new ArrayList<>()).add(mutation);
          }
          superuser.rollback();
        }
      }
      for (String view : views()) {
        statement.execute("alter view " + view + " set (security_invoker = false)");
        statement.execute("alter view " + view + " owner to postgres");
        statement.execute("set local role popeki_app");
        List<String> found = strangers(statement, mine);
        superuser.rollback();
        if (!found.toString().contains(view)) {
          unseen.computeIfAbsent(view, key -> new ArrayList<>()).add("security_invoker");
        }
      }
    } finally {
      superuser.rollback();
      superuser.setAutoCommit(true);
    }
    assertThat(unseen).as("mutations that the probe did not see").isEmpty();
  }

  /** Rows of others that the role sees, in every table and view; it sees its own at most. */
  private List<String> strangers(Statement statement, UUID entered) throws SQLException {
    var found = new ArrayList<String>();
    var relations = new ArrayList<>(tables);
    relations.addAll(views());
    for (String relation : relations) {
      enter(statement, entered.toString());
      long others = count(statement, relation, "workspace_id <> '" + entered + "'");
      enter(statement, "");
      long unentered = count(statement, relation, "true");
      if (others + unentered > 0) {
        found.add(relation + ": " + others + " of others, " + unentered + " without a workspace");
      }
    }
    return found;
  }

  private List<String> views() throws SQLException {
    var views = new ArrayList<String>();
    try (Statement statement = superuser.createStatement();
        ResultSet rows =
            statement.executeQuery(
                """
                select n.nspname || '.' || c.relname
                from pg_class c join pg_namespace n on n.oid = c.relnamespace
                join pg_attribute a on a.attrelid = c.oid and a.attname = 'workspace_id'
                where c.relkind in ('v', 'm') and n.nspname !~ '^(pg_|information_schema$|public$)'""")) {
      while (rows.next()) {
        views.add(rows.getString(1));
      }
    }
    assertThat(views).isNotEmpty();
    return views;
  }

  private Connection as(String role) throws SQLException {
    Database.Login login = database.login();
    Connection connection =
        DriverManager.getConnection(login.url(), login.user(), login.password());
    connection.setAutoCommit(true);
    if (!role.isEmpty()) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("set role " + role);
      }
    }
    connection.setAutoCommit(false);
    return connection;
  }

  private static void enter(Statement statement, String workspace) throws SQLException {
    statement.execute("select set_config('app.workspace', '" + workspace + "', true)");
  }

  private static long count(Statement statement, String relation, String where)
      throws SQLException {
    try (ResultSet row =
        statement.executeQuery("select count(*) from " + relation + " where " + where)) {
      row.next();
      return row.getLong(1);
    }
  }

  /** The number of rows touched, or the code of the refusal; taken back in any case. */
  private static String tried(
      Connection connection, Statement statement, String entered, String sql) throws SQLException {
    try {
      enter(statement, entered);
      statement.execute(sql);
      return String.valueOf(Math.max(0, statement.getUpdateCount()));
    } catch (SQLException refused) {
      return String.valueOf(refused.getSQLState());
    } finally {
      connection.rollback();
    }
  }

  private final Map<String, String> rows = new TreeMap<>();

  /** One row of a workspace, as JSON that stands inside a text of SQL; empty when it has none. */
  private String rowOf(UUID workspace, String table) throws SQLException {
    String key = workspace + table;
    String known = rows.get(key);
    if (known != null) {
      return known;
    }
    try (Statement statement = superuser.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select to_jsonb(t)::text from %s t where workspace_id = '%s' limit 1"
                    .formatted(table, workspace))) {
      String found = row.next() ? row.getString(1).replace("'", "''") : "";
      rows.put(key, found);
      return found;
    }
  }
}

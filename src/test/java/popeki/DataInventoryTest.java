package popeki;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.yaml.snakeyaml.Yaml;
import popeki.platform.Settings;
import popeki.platform.ThrowAwayDatabase;

/** Every column is classified, and nothing that is not there is. */
@PopekiTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class DataInventoryTest {
  @Autowired DataSource dataSource;
  @Autowired Settings settings;
  private final DataInventory inventory = DataInventory.load();

  /**
   * All columns of our schemas. The catalogue is asked, since information_schema hides what the
   * asking role may not touch; partitions count as their parent.
   */
  static Map<String, String> columns(Connection connection) throws SQLException {
    var columns = new TreeMap<String, String>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                """
                select n.nspname || '.' || c.relname || '.' || a.attname,
                       format_type(a.atttypid, null)
                from pg_attribute a join pg_class c on c.oid = a.attrelid
                join pg_namespace n on n.oid = c.relnamespace
                where c.relkind in ('r', 'p') and not c.relispartition
                  and a.attnum > 0 and not a.attisdropped
                  and n.nspname !~ '^(pg_|information_schema$|public$)'""")) {
      while (rows.next()) {
        columns.put(rows.getString(1), rows.getString(2));
      }
    }
    return columns;
  }

  @Test
  void answers_every_question_of_every_column() {
    assertThat(inventory.findings()).isEmpty();
  }

  @Test
  void classifies_every_column_and_no_other() throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      assertThat(inventory.differences(columns(connection))).isEmpty();
    }
  }

  @Test
  void sees_a_column_that_comes_goes_or_loses_its_seal() throws SQLException {
    try (var broken = new ThrowAwayDatabase(settings, "popeki_columns")) {
      broken.execute("alter table links.click add column shoe_size int");
      broken.execute("alter table ads.spend drop column impressions");
      broken.execute("create table leads.note (workspace_id uuid, words text)");
      broken.execute("alter table conversations.contact alter column name_sealed type text");
      assertThat(inventory.differences(columns(broken.owner())))
          .containsExactlyInAnyOrder(
              "links.click.shoe_size: not classified in data-inventory.yaml",
              "leads.note.workspace_id: not classified in data-inventory.yaml",
              "leads.note.words: not classified in data-inventory.yaml",
              "ads.spend.impressions: classified, but the database has no such column",
              "conversations.contact.name_sealed: said to be encrypted, but is text");
    }
  }

  @Test
  void sees_words_it_does_not_know_and_clear_text_without_a_defence() {
    var wrong =
        DataInventory.of(
            new Yaml()
                .load(
                    """
                    kinds: {name: {export: "no", encrypted: no, log: shout}}
                    tables:
                      a.b:
                        defaults: {subject: contact, purpose: [fun], basis: tenant, retention: leads}
                        columns: {c: name, d: unheard}
                    """));
    assertThat(wrong.findings())
        .contains(
            "a.b.c: purpose cannot be [fun]",
            "a.b.c: log cannot be shout",
            "a.b.c: erase is not answered",
            "a.b.c: export gives no reason",
            "a.b.d: the kind unheard is not described");
    assertThat(wrong.differences(Map.of("a.b.c", "text", "a.b.d", "text")))
        .containsExactly("a.b.c: a person's name lies there in clear");
  }
}

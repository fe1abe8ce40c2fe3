package popeki.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import popeki.PopekiTest;

/** Fences of the database, and that the check sees each of them fall. */
@PopekiTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class SchemaTest {
  private final ThrowAwayDatabase broken;

  @Autowired
  SchemaTest(Settings settings) throws SQLException {
    broken = new ThrowAwayDatabase(settings, "popeki_fences");
  }

  @AfterEach
  void mend() throws SQLException {
    broken.undo();
  }

  @AfterAll
  void drop() throws SQLException {
    broken.close();
  }

  @Test
  void every_table_is_fenced(@Autowired DataSource dataSource) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      assertThat(SchemaRules.findings(connection)).isEmpty();
    }
  }

  @Test
  void directories_that_no_longer_exist_are_struck_off() throws SQLException {
    for (String table : SchemaRules.DIRECTORY) {
      broken.execute("select 1 from " + table + " limit 0");
    }
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          create table links.note (id uuid primary key)                                | links.note: its primary key does not begin with workspace_id
          create table links.note (workspace_id uuid primary key)                      | links.note: row-level security is not enabled
          alter table links.link no force row level security                           | links.link: row-level security is not forced
          alter table links.click_other disable row level security                     | links.click_other: row-level security is not enabled
          create table links.click_3000 partition of links.click for values from ('3000-01-01') to ('3001-01-01') | links.click_3000: row-level security is not enabled
          drop policy of_workspace on leads.classification                             | leads.classification: no policy of the workspace
          create policy all_rows on leads.classification using (true)                  | leads.classification: the policy all_rows shows more than one workspace
          create policy w on conversations.message to popeki_worker using (true)       | conversations.message: the policy w shows more than one workspace
          alter table ads.spend add foreign key (workspace_id) references workspaces.slug_directory (workspace_id) | -
          alter table conversations.conversation add constraint loose foreign key (number_id) references accounts.account (user_id) | conversations.conversation: the foreign key loose may cross workspaces
          grant select on links.click to popeki_ingest                                 | links.click: popeki_ingest may SELECT
          grant update on platform.audit_entry to popeki_app                           | platform.audit_entry: popeki_app may UPDATE
          grant truncate on links.click to popeki_app                                  | links.click: popeki_app may TRUNCATE
          grant select on accounts.account to public                                 | accounts.account: public may SELECT
          alter view ads.report_ad set (security_invoker = false)                      | ads.report_ad: the view asks as its owner, not as its caller
          create materialized view ads.copy as select * from ads.ad                    | ads.copy: a materialised view knows no row-level security
          grant execute on function links.ensure_click_month(date) to public           | links.ensure_click_month: works as its owner for everybody
          alter function links.ensure_click_month(date) reset search_path              | links.ensure_click_month: works as its owner along the caller's search path
          """)
  void sees_a_fence_that_falls(String change, String finding) throws SQLException {
    broken.execute(change);
    if (finding.equals("-")) {
      assertThat(SchemaRules.findings(broken.owner())).isEmpty();
    } else {
      assertThat(SchemaRules.findings(broken.owner())).contains(finding);
    }
  }
}

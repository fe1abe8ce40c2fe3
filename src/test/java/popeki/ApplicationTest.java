package popeki;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@PopekiTest
class ApplicationTest {
  @Autowired JdbcClient jdbc;

  @Test
  void works_as_a_role_without_rights_of_its_own() {
    assertThat(jdbc.sql("select current_user").query(String.class).single())
        .isEqualTo("popeki_app");
    assertThat(
            jdbc.sql("select rolsuper or rolbypassrls from pg_roles where rolname = session_user")
                .query(Boolean.class)
                .single())
        .isFalse();
  }

  @Test
  void commits_to_disk_before_it_answers() {
    assertThat(jdbc.sql("show fsync").query(String.class).single()).isEqualTo("on");
    assertThat(jdbc.sql("show synchronous_commit").query(String.class).single()).isEqualTo("on");
  }
}

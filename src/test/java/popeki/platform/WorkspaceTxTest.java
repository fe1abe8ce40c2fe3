package popeki.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import popeki.PopekiTest;
import popeki.kernel.WorkspaceId;

@PopekiTest
class WorkspaceTxTest {
  private static final String INSERT =
      """
      insert into platform.delta (workspace_id, id, occurred_at, clicks)
      values (:ws, gen_random_uuid(), now(), 1)""";
  private static final String COUNT = "select count(*) from platform.delta";

  @Autowired WorkspaceTx tx;
  @Autowired JdbcClient jdbc;

  private final WorkspaceId mine = new WorkspaceId(UUID.randomUUID());
  private final WorkspaceId other = new WorkspaceId(UUID.randomUUID());

  @Test
  void a_transaction_sees_its_workspace_alone() {
    tx.run(mine, () -> insert(mine));
    tx.run(other, () -> insert(other));

    assertThat(tx.in(mine, this::count)).isEqualTo(1);
  }

  @Test
  void without_a_workspace_nothing_is_seen() {
    tx.run(mine, () -> insert(mine));

    assertThat(tx.directory(this::count)).isZero();
    assertThat(count()).isZero();
  }

  @Test
  void the_workspace_is_forgotten_with_its_transaction() {
    for (int i = 0; i < 40; i++) {
      tx.run(mine, () -> insert(mine));
      assertThat(count()).as("a pooled connection keeps nothing").isZero();
    }
  }

  @Test
  void a_row_of_another_workspace_is_refused() {
    assertThatThrownBy(() -> tx.run(mine, () -> insert(other)))
        .isInstanceOf(DataAccessException.class);
    assertThat(tx.in(other, this::count)).isZero();
  }

  @Test
  void another_workspace_inside_is_refused_and_the_same_joins() {
    assertThatThrownBy(() -> tx.run(mine, () -> tx.run(other, () -> insert(other))))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> tx.directory(() -> tx.in(mine, this::count)))
        .isInstanceOf(IllegalStateException.class);

    assertThat(tx.in(mine, () -> tx.in(mine, this::count))).isZero();
  }

  @Test
  void a_failure_takes_everything_back_and_leaves_the_thread_free() {
    assertThatThrownBy(
            () ->
                tx.run(
                    mine,
                    () -> {
                      insert(mine);
                      throw new IllegalArgumentException("stop");
                    }))
        .hasMessage("stop");

    assertThat(tx.in(mine, this::count)).isZero();
    assertThat(tx.in(other, this::count)).isZero();
  }

  @Test
  void require_tells_a_forgotten_entry() {
    assertThatThrownBy(() -> tx.require(mine)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> tx.run(mine, () -> tx.require(other)))
        .isInstanceOf(IllegalStateException.class);
    tx.run(mine, () -> tx.require(mine));
  }

  @Test
  void what_follows_a_commit_waits_for_it_and_is_dropped_with_a_rollback() {
    var told = new StringBuilder();
    tx.run(
        mine,
        () -> {
          WorkspaceTx.afterCommit(() -> told.append("after"));
          told.append("before ");
        });
    assertThatThrownBy(
            () ->
                tx.run(
                    mine,
                    () -> {
                      WorkspaceTx.afterCommit(() -> told.append(" never"));
                      throw new IllegalStateException();
                    }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(told).hasToString("before after");
  }

  @Test
  void the_click_path_may_insert_and_nothing_else() {
    DatabaseConfiguration.as(
        DatabaseRole.INGEST,
        () -> {
          insert(mine);
          assertRefused(COUNT);
          assertRefused("delete from platform.delta");
          assertRefused("update platform.delta set clicks = 2");
          assertRefused("select count(*) from links.click");
          assertRefused("select count(*) from conversations.webhook_inbox");
          assertRefused("delete from workspaces.workspace");
          return true;
        });
    assertThat(tx.in(mine, this::count)).isEqualTo(1);
  }

  @Test
  void nobody_may_lift_the_fence() {
    for (DatabaseRole role : DatabaseRole.values()) {
      DatabaseConfiguration.as(
          role,
          () -> {
            assertRefused("alter table platform.delta disable row level security");
            assertRefused("set role popeki_owner");
            assertRefused("create table platform.mine (id int)");
            return true;
          });
    }
  }

  private void assertRefused(String sql) {
    assertThatThrownBy(() -> jdbc.sql(sql).query((row, index) -> 0).list())
        .as(sql)
        .isInstanceOf(DataAccessException.class)
        .rootCause()
        .hasMessageMatching("(?s).*(permission denied|must be owner|violates row-level).*");
  }

  private void insert(WorkspaceId workspace) {
    jdbc.sql(INSERT).param("ws", workspace.value()).update();
  }

  private long count() {
    return jdbc.sql(COUNT).query(Long.class).single();
  }
}

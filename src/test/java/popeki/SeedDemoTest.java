package popeki;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneOffset;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import popeki.kernel.NumberId;
import popeki.kernel.WorkspaceId;
import popeki.platform.Lanes;
import popeki.platform.WorkspaceTx;
import popeki.workspaces.WorkspaceDraft;
import popeki.workspaces.Workspaces;

@PopekiTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SeedDemoTest {
  @Autowired BeanFactory beans;
  @Autowired Workspaces workspaces;
  @Autowired WorkspaceTx tx;
  @Autowired JdbcClient jdbc;
  @Autowired Lanes lanes;
  @Autowired TestClock clock;

  private WorkspaceId workspace;

  @BeforeEach
  void sowOnce() {
    if (workspace == null) {
      workspace =
          workspaces
              .create(
                  new WorkspaceDraft(
                      DemoBusiness.NAME,
                      DemoBusiness.OWNER,
                      UUID.randomUUID().toString().substring(0, 8) + "@popeki.example",
                      DemoBusiness.TRADE,
                      DemoBusiness.ZONE,
                      DemoBusiness.CURRENCY))
              .workspaceId();
      assertThat(new SeedDemo(beans).sow(workspace, new NumberId(UUID.randomUUID()))).isTrue();
    }
  }

  @Test
  void writes_a_believable_amount() {
    assertThat(number("select count(*) from links.click where workspace_id = :ws"))
        .isBetween(20_000L, 40_000L);
    assertThat(number("select count(*) from conversations.conversation where workspace_id = :ws"))
        .isBetween(1_200L, 2_400L);
  }

  @Test
  void roll_ups_and_what_is_not_folded_are_exactly_the_rows() {
    var before = sums();
    lanes.drainAll();

    assertThat(number("select count(*) from platform.delta where workspace_id = :ws")).isZero();
    assertThat(sums()).isEqualTo(before).isEqualTo(raw());
  }

  @Test
  void a_second_start_adds_nothing() {
    assertThat(new SeedDemo(beans).sow(workspace, new NumberId(UUID.randomUUID()))).isFalse();
  }

  @Test
  void ends_now() {
    assertThat(
            number(
                """
                select count(*) from links.click where workspace_id = :ws
                  and (occurred_at > :now or occurred_at < :now::timestamptz - interval '92 days')"""))
        .isZero();
    assertThat(
            number(
                "select count(*) from conversations.message where workspace_id = :ws and sent_at > :now"))
        .isZero();
  }

  /** Clicks, not counted, conversations, attributed, qualified, won, revenue. */
  private record Sums(
      long clicks,
      long rest,
      long conversations,
      long attributed,
      long qualified,
      long won,
      long revenue) {}

  private Sums sums() {
    return one(
        """
        select sum(clicks) as clicks, sum(not_counted) as rest, sum(conversations) as conversations,
          sum(attributed) as attributed, sum(qualified) as qualified, sum(won) as won, sum(revenue_minor) as revenue
        from (
          select clicks, not_counted, conversations, attributed, qualified, won, revenue_minor
          from platform.delta where workspace_id = :ws
          union all
          select clicks, not_counted, conversations, attributed, qualified, won, revenue_minor
          from reports.day where workspace_id = :ws) as part""");
  }

  private Sums raw() {
    return one(
        """
        select
          (select count(*) from links.click where workspace_id = :ws and counted) as clicks,
          (select count(*) from links.click where workspace_id = :ws and not counted) as rest,
          (select count(*) from conversations.conversation where workspace_id = :ws) as conversations,
          (select count(*) from conversations.conversation where workspace_id = :ws
            and attribution_status = 'attributed') as attributed,
          (select count(*) from conversations.conversation where workspace_id = :ws and reached_qualified) as qualified,
          (select count(*) from conversations.outcome where workspace_id = :ws and kind = 'won') as won,
          (select sum(value_minor) from conversations.outcome where workspace_id = :ws and kind = 'won') as revenue""");
  }

  private Sums one(String sql) {
    return tx.in(
        workspace, () -> jdbc.sql(sql).param("ws", workspace.value()).query(Sums.class).single());
  }

  private long number(String sql) {
    return tx.in(
        workspace,
        () ->
            jdbc.sql(sql)
                .param("ws", workspace.value())
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .query(Long.class)
                .single());
  }
}

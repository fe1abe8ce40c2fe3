package popeki.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import popeki.PopekiTest;
import popeki.Story;
import popeki.TestClock;
import popeki.kernel.ConversationId;
import popeki.kernel.WorkspaceId;
import popeki.platform.Actor;
import popeki.platform.Delta;
import popeki.platform.Lane;
import popeki.platform.Lanes;
import popeki.platform.WorkspaceTx;
import popeki.workspaces.Workspaces;

/** Deciding many conversations at once says the same as deciding each by itself. */
@PopekiTest
@SuppressWarnings("NullAway.Init")
class AgainTest {
  private static final int MANY = 60;

  @Autowired Workspaces workspaces;
  @Autowired Lanes lanes;
  @Autowired TestClock clock;
  @Autowired WorkspaceTx tx;
  @Autowired JdbcClient jdbc;
  @Autowired AgainLane lane;
  @Autowired AgainRepository again;
  @Autowired Attributions attributions;
  @Autowired SourceWindows windows;
  @LocalServerPort int port;

  private WorkspaceId business() {
    WorkspaceId workspace =
        Story.quiet(port, workspaces, lanes, clock, "Luz Dental " + UUID.randomUUID())
            .workspace()
            .workspaceId();
    ManyConversations.fill(tx, jdbc, workspace, MANY);
    return workspace;
  }

  @Test
  void many_at_once_are_decided_as_each_by_itself_and_again_changes_nothing() {
    WorkspaceId together = business();
    WorkspaceId apart = business();
    lane.all(together);
    drain(together);
    oneByOne(apart);
    Map<String, List<Map<String, @Nullable Object>>> first = state(together);

    assertThat(first).isEqualTo(state(apart));
    assertThat(first.get("decision"))
        .extracting(row -> row.get("method"))
        .contains("ctwa", "code", "text", "none");
    assertThat(first.get("model_share")).isNotEmpty();

    for (WorkspaceId workspace : List.of(together, apart)) {
      tx.run(workspace, () -> windows.set(workspace, "instagram", 5));
      correct(workspace, ids(workspace).get(3));
    }
    lane.all(together);
    drain(together);
    oneByOne(apart);
    Map<String, List<Map<String, @Nullable Object>>> second = state(together);

    assertThat(second).isEqualTo(state(apart)).isNotEqualTo(first);
    assertThat(second.get("decision"))
        .filteredOn(row -> "manual".equals(row.get("method")))
        .extracting(row -> row.get("current"))
        .containsExactly(true);
    List<Object> rows = written(together);
    lane.all(together);
    drain(together);
    assertThat(written(together)).isEqualTo(rows);
  }

  @Test
  void it_goes_on_where_it_was_stopped_and_tells_how_far_it_is() {
    WorkspaceId workspace = business();
    lane.all(workspace);
    assertThat(progress(workspace)).isEqualTo(new AgainRepository.Progress(MANY, MANY));

    assertThat(lane.some(workspace, 40)).isTrue();
    assertThat(progress(workspace)).isEqualTo(new AgainRepository.Progress(MANY - 40, MANY));
    assertThat(lane.drain(slice(workspace, Instant.EPOCH)).at()).isNotNull();
    assertThat(progress(workspace).waiting()).isEqualTo(MANY - 40);

    // What is asked for again on the way is decided again.
    tx.run(workspace, () -> again.one(workspace, ids(workspace).getLast()));
    drain(workspace);
    assertThat(progress(workspace).waiting()).isZero();
    assertThat(state(workspace).get("decision")).hasSize(MANY);
  }

  private AgainRepository.Progress progress(WorkspaceId workspace) {
    return tx.in(workspace, () -> again.progress(workspace));
  }

  private void drain(WorkspaceId workspace) {
    Lane.Next next;
    do {
      next = lane.drain(slice(workspace, clock.instant().plusSeconds(5)));
    } while (next.at() != null);
  }

  private static Lane.Slice slice(WorkspaceId workspace, Instant until) {
    return new Lane.Slice(workspace.value(), workspace, until);
  }

  private void oneByOne(WorkspaceId workspace) {
    for (ConversationId one : ids(workspace)) {
      tx.run(
          workspace,
          () -> {
            attributions.decide(workspace, one);
            attributions.credit(workspace, one);
          });
    }
    tx.run(workspace, () -> jdbc.sql("delete from attribution.again").update());
  }

  private void correct(WorkspaceId workspace, ConversationId one) {
    tx.run(
        workspace,
        () ->
            attributions.correct(
                workspace,
                one,
                new Delta.Credit("radio", null, null, null, null),
                Actor.system("test"),
                "they told me"));
  }

  private List<ConversationId> ids(WorkspaceId workspace) {
    return tx.in(
        workspace,
        () ->
            jdbc.sql("select conversation_id from attribution.arrival order by 1")
                .query((row, index) -> new ConversationId(row.getObject(1, UUID.class)))
                .list());
  }

  /** Everything that is kept of decisions, but for when and under which id. */
  private Map<String, List<Map<String, @Nullable Object>>> state(WorkspaceId workspace) {
    return tx.in(
        workspace,
        () ->
            Map.of(
                "decision",
                rows(
                    """
                    select conversation_id, current, status, method, confidence, source, campaign_id, adset_id, ad_id,
                      link_id, click_id, ctwa_clid, evidence::text, window_days, actor_type
                    from attribution.decision order by conversation_id, decided_at, id"""),
                "fact",
                rows(
                    """
                    select conversation_id, kind, ordinal, status, source, campaign_id, adset_id, ad_id, link_id
                    from attribution.fact order by 1, 2, 3"""),
                "model_share",
                rows(
                    """
                    select fact_id, model, place, parts, value_minor, value_currency, source, campaign_id, ad_id
                    from attribution.model_share order by 1, 2, 3"""),
                "conversation",
                rows(
                    """
                    select id, attribution_status, attribution_method, confidence, source, campaign_id, campaign_name,
                      ad_id, link_id
                    from conversations.conversation order by id"""),
                "arrival",
                rows(
                    "select conversation_id, country, certain from attribution.arrival order by 1"),
                "delta",
                rows(
                    """
                    select source, campaign_id, ad_id, link_id, sum(conversations) as conversations,
                      sum(attributed) as attributed, sum(won) as won, sum(revenue_minor) as revenue
                    from platform.delta group by 1, 2, 3, 4
                    having sum(abs(conversations)) + sum(abs(won)) > 0
                    order by 1, 2, 3, 4""")));
  }

  private List<Map<String, @Nullable Object>> rows(String sql) {
    return jdbc.sql(sql).query().listOfRows();
  }

  /** Ids of everything that is written by deciding. */
  private List<Object> written(WorkspaceId workspace) {
    return tx.in(
        workspace,
        () ->
            Set.of(
                    "attribution.decision",
                    "attribution.fact",
                    "attribution.model_share",
                    "platform.delta",
                    "conversations.conversation")
                .stream()
                .sorted()
                .<Object>map(
                    table ->
                        jdbc.sql("select xmin::text from " + table + " order by 1")
                            .query(String.class)
                            .list())
                .toList());
  }
}

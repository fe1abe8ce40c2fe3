package popeki.ai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.Autowired;
import popeki.PopekiTest;
import popeki.TestClock;
import popeki.kernel.WorkspaceId;
import popeki.platform.AiKind;
import popeki.platform.Paging;
import popeki.platform.Period;
import popeki.platform.WorkspaceTx;

/** What must hold before a word leaves: attestation, the workspace's wish, budgets, turns. */
@PopekiTest
@SuppressWarnings("NullAway.Init")
class AskingTest {
  @Autowired BeanFactory beans;
  @Autowired CallRepository rows;
  @Autowired WorkspaceTx tx;
  @Autowired TestClock clock;
  @Autowired Ai installed;

  private final WorkspaceId workspace = new WorkspaceId(UUID.randomUUID());

  @Test
  void an_installation_without_providers_asks_nobody() {
    assertThat(installed.isOpenTo(workspace)).isFalse();
    assertThat(installed.ask(AskingBench.question(workspace), AskingBench::category))
        .isEqualTo(
            new Asked.Unanswered<String>(
                "no AI provider may be called", java.util.Optional.empty()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "OPENAI_TERMS       | ''",
        "OPENAI_TERMS       | retention=none;training=no;dpa=D;region=us;valid_until=2026-01-01",
        "OPENAI_TERMS       | retention=none;training=no;dpa=D;region=us",
        "OPENAI_TERMS       | retention=30d;training=no;dpa=D;region=us;valid_until=2099-01-01",
        "OPENAI_TERMS       | retention=none;training=yes;dpa=D;region=us;valid_until=2099-01-01",
        "OPENAI_TERMS       | retention=none;dpa=D;region=us;valid_until=2099-01-01",
        "OPENAI_TERMS       | retention=none;training=no;region=us;valid_until=2099-01-01",
        "OPENAI_TERMS       | retention=none;training=no;dpa=D;valid_until=2099-01-01",
        "OPENAI_API_KEY     | ''",
        "POPEKI_REGION      | eu",
        "AI_PROVIDERS       | builtin",
      })
  void a_provider_behind_any_obstacle_is_sent_nothing(String name, String value) {
    try (var bench = new AskingBench(beans, AiKind.OPENAI).with(name, value)) {
      RotatingAi ai = bench.ai();
      assertThat(ai.isOpenTo(workspace)).isFalse();
      assertThat(ai.ask(AskingBench.question(workspace), AskingBench::category))
          .isInstanceOf(Asked.Unanswered.class);
      assertThat(bench.provider(0).received()).isEmpty();
      assertThat(calls()).isEmpty();
    }
  }

  @Test
  void an_attestation_that_ends_while_the_service_runs_ends_the_calls() {
    String until = clock.instant().atZone(ZoneOffset.UTC).toLocalDate().toString();
    try (var bench =
        new AskingBench(beans, AiKind.OPENAI)
            .with(
                "OPENAI_TERMS",
                "retention=none;training=no;dpa=D;region=us;valid_until=" + until)) {
      RotatingAi ai = bench.ai();
      assertThat(ai.ask(AskingBench.question(workspace), AskingBench::category))
          .isInstanceOf(Asked.Answered.class);
      clock.advance(Duration.ofDays(1));
      assertThat(ai.isOpenTo(workspace)).isFalse();
      ai.ask(AskingBench.question(workspace), AskingBench::category);
      assertThat(bench.provider(0).received()).hasSize(1);
    }
  }

  @Test
  void thirty_days_are_admitted_when_the_operator_says_so() {
    try (var bench =
        new AskingBench(beans, AiKind.OPENAI)
            .with("AI_ALLOW_RETENTION", "30d")
            .with(
                "OPENAI_TERMS",
                "retention=30d;training=no;dpa=D;region=us;valid_until=2099-01-01")) {
      assertThat(bench.ai().isOpenTo(workspace)).isTrue();
    }
  }

  @Test
  void a_workspace_that_keeps_its_words_inside_is_asked_about_nowhere() {
    try (var bench = new AskingBench(beans, AiKind.OPENAI)) {
      RotatingAi ai = bench.ai();
      assertThat(ai.isOpenTo(workspace)).isTrue();
      tx.run(workspace, () -> rows.keepInside(workspace, clock.instant()));
      assertThat(ai.isOpenTo(workspace)).isFalse();
      assertThat(ai.ask(AskingBench.question(workspace), AskingBench::category))
          .isInstanceOfSatisfying(
              Asked.Unanswered.class,
              none -> assertThat(none.why()).isEqualTo("this workspace sends nothing outside"));
      assertThat(bench.provider(0).received()).isEmpty();

      WorkspaceId other = new WorkspaceId(UUID.randomUUID());
      assertThat(ai.isOpenTo(other)).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "workspace_day=2000   | this workspace for today      | day",
        "workspace_month=2000 | this workspace for this month | month",
        "day=0                | this installation for today   | day",
        "month=0              | this installation for this month | month",
      })
  void a_budget_that_is_used_up_is_told_and_nothing_leaves(
      String budget, String whose, String until) {
    try (var bench = new AskingBench(beans, AiKind.OPENAI).with("AI_BUDGET", budget)) {
      RotatingAi ai = bench.ai();
      Asked<String> last = ai.ask(AskingBench.question(workspace), AskingBench::category);
      for (int i = 0; i < 5 && last instanceof Asked.Answered; i++) {
        last = ai.ask(AskingBench.question(workspace), AskingBench::category);
      }
      var today = clock.instant().atZone(ZoneOffset.UTC).toLocalDate();
      Instant next =
          (until.equals("day") ? today.plusDays(1) : today.withDayOfMonth(1).plusMonths(1))
              .atStartOfDay(ZoneOffset.UTC)
              .toInstant();
      assertThat(last)
          .isEqualTo(
              new Asked.Unanswered<String>(
                  "the AI budget of " + whose + " is used up", java.util.Optional.of(next)));
      assertThat(bench.provider(0).received())
          .as("1,020 tokens each, and before it is known half of that is kept for one")
          .hasSize(whose.contains("workspace") ? 2 : 0);
      assertThat(tx.in(workspace, () -> rows.used(workspace, today, today)).tokens())
          .isEqualTo(whose.contains("workspace") ? 2_040 : 0);
    }
  }

  @Test
  void what_a_failed_call_did_not_use_is_given_back() {
    try (var bench = new AskingBench(beans, AiKind.OPENAI)) {
      bench.provider(0).behave(PretendProvider.Mood.RATE_LIMITED);
      bench.ai().ask(AskingBench.question(workspace), AskingBench::category);
      var today = clock.instant().atZone(ZoneOffset.UTC).toLocalDate();
      assertThat(tx.in(workspace, () -> rows.used(workspace, today, today)))
          .isEqualTo(new CallRepository.Used(1, 0, 0));
    }
  }

  @Test
  void the_same_conversation_is_not_asked_about_without_end() {
    try (var bench = new AskingBench(beans, AiKind.OPENAI)) {
      RotatingAi ai = bench.ai();
      UUID subject = UUID.randomUUID();
      for (int i = 0; i < 30; i++) {
        ai.ask(AskingBench.question(workspace, subject), AskingBench::category);
      }
      assertThat(bench.provider(0).received()).hasSize(12);
    }
  }

  @Test
  void a_flood_of_one_workspace_is_held_and_the_others_go_on() {
    try (var bench =
        new AskingBench(beans, AiKind.OPENAI).with("AI_BUDGET", "workspace_calls_per_minute=5")) {
      RotatingAi ai = bench.ai();
      for (int i = 0; i < 20; i++) {
        ai.ask(AskingBench.question(workspace), AskingBench::category);
      }
      assertThat(bench.provider(0).received()).hasSize(5);
      assertThat(
              ai.ask(
                  AskingBench.question(new WorkspaceId(UUID.randomUUID())), AskingBench::category))
          .isInstanceOf(Asked.Answered.class);
    }
  }

  @Test
  void a_busy_workspace_leaves_room_for_the_others() throws Exception {
    try (var bench = new AskingBench(beans, AiKind.OPENAI);
        var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      bench.provider(0).takes(300);
      RotatingAi ai = bench.ai(new RotatingAi.Pace(Duration.ofMinutes(2), Duration.ofSeconds(30)));
      List<Callable<Asked<String>>> crowd = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        crowd.add(() -> ai.ask(AskingBench.question(workspace), AskingBench::category));
      }
      List<Future<Asked<String>>> busy = crowd.stream().map(pool::submit).toList();
      while (bench.provider(0).received().size() < Turns.OF_A_WORKSPACE) {
        Thread.onSpinWait();
      }
      long started = System.nanoTime();
      assertThat(
              ai.ask(
                  AskingBench.question(new WorkspaceId(UUID.randomUUID())), AskingBench::category))
          .isInstanceOf(Asked.Answered.class);
      assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(2));
      for (Future<Asked<String>> one : busy) {
        assertThat(one.get()).isInstanceOf(Asked.Answered.class);
      }
      assertThat(bench.provider(0).mostAtOnce()).isLessThanOrEqualTo(Turns.OF_A_WORKSPACE + 1);
      assertThat(bench.provider(0).received()).hasSize(101);
    }
  }

  @Test
  void nothing_is_asked_within_a_transaction() {
    try (var bench = new AskingBench(beans, AiKind.OPENAI)) {
      RotatingAi ai = bench.ai();
      assertThatThrownBy(
              () ->
                  tx.in(
                      workspace,
                      () -> ai.ask(AskingBench.question(workspace), AskingBench::category)))
          .isInstanceOf(IllegalStateException.class);
      assertThat(bench.provider(0).received()).isEmpty();
    }
  }

  private List<Call> calls() {
    var always = new Period(null, null, ZoneOffset.UTC);
    return tx.in(workspace, () -> rows.list(workspace, always, Paging.first()));
  }
}

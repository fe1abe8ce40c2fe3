package popeki.ai;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.Autowired;
import popeki.PopekiTest;
import popeki.TestClock;
import popeki.ai.PretendProvider.Mood;
import popeki.kernel.WorkspaceId;
import popeki.platform.AiKind;
import popeki.platform.Paging;
import popeki.platform.Period;
import popeki.platform.WorkspaceTx;

/** Each provider broken in each way, with a healthy one behind it; every byte is looked at. */
@PopekiTest
@SuppressWarnings("NullAway.Init")
class ChaosTest {
  private static final Map<Mood, Failure> MEANS = new EnumMap<>(Mood.class);

  static {
    MEANS.put(Mood.REFUSES, Failure.REFUSED);
    MEANS.put(Mood.CUTS_OFF, Failure.CUT_OFF);
    MEANS.put(Mood.NOT_JSON, Failure.MALFORMED);
    MEANS.put(Mood.OTHER_JSON, Failure.MALFORMED);
    MEANS.put(Mood.SAYS_SOMETHING_ELSE, Failure.UNFIT);
    MEANS.put(Mood.SAYS_NOTHING, Failure.MALFORMED);
    MEANS.put(Mood.TOO_LONG, Failure.TOO_LONG);
    MEANS.put(Mood.HANGS, Failure.SLOW);
    MEANS.put(Mood.DRIPS, Failure.SLOW);
    MEANS.put(Mood.HANGS_UP, Failure.UNREACHABLE);
    MEANS.put(Mood.REDIRECTS, Failure.MISCONFIGURED);
    MEANS.put(Mood.RATE_LIMITED, Failure.RATE_LIMITED);
    MEANS.put(Mood.QUOTA, Failure.QUOTA);
    MEANS.put(Mood.UNAUTHORIZED, Failure.UNAUTHORIZED);
    MEANS.put(Mood.FORBIDDEN, Failure.UNAUTHORIZED);
    MEANS.put(Mood.UNPAID, Failure.UNPAID);
    MEANS.put(Mood.NOT_FOUND, Failure.MISCONFIGURED);
    MEANS.put(Mood.BROKEN, Failure.UNAVAILABLE);
    MEANS.put(Mood.OVERLOADED, Failure.UNAVAILABLE);
    MEANS.put(Mood.ERROR_IN_SUCCESS, Failure.UNAVAILABLE);
  }

  @Autowired BeanFactory beans;
  @Autowired CallRepository rows;
  @Autowired WorkspaceTx tx;
  @Autowired TestClock clock;

  private final WorkspaceId workspace = new WorkspaceId(UUID.randomUUID());
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void listen() {
    root().addAppender(log);
    log.start();
  }

  @AfterEach
  void nothing_of_question_answer_or_key_was_logged() {
    root().detachAppender(log);
    for (ILoggingEvent line : List.copyOf(log.list)) {
      assertThat(line.getFormattedMessage() + line.getThrowableProxy())
          .doesNotContain(PretendProvider.KEY, "Quanto custa", "a quote");
    }
  }

  static Stream<Arguments> eachInEachWay() {
    return Stream.of(AiKind.values())
        // A machine of one's own may take 30 seconds; that it hangs is tested with the others.
        .flatMap(
            kind ->
                MEANS.keySet().stream()
                    .filter(mood -> kind != AiKind.OLLAMA || MEANS.get(mood) != Failure.SLOW)
                    .map(mood -> Arguments.of(kind, mood)));
  }

  @ParameterizedTest
  @MethodSource("eachInEachWay")
  void the_next_provider_answers_at_once_and_each_is_sent_the_question_once(
      AiKind broken, Mood mood) {
    AiKind healthy = broken == AiKind.OPENAI ? AiKind.MISTRAL : AiKind.OPENAI;
    try (var bench = new AskingBench(beans, broken, healthy)) {
      bench.provider(0).behave(mood);
      Asked<String> asked = bench.ai().ask(AskingBench.question(workspace), AskingBench::category);

      assertThat(asked)
          .isInstanceOfSatisfying(
              Asked.Answered.class,
              answer -> {
                assertThat(answer.value()).isEqualTo("hot");
                assertThat(answer.provider()).isEqualTo(healthy.wire());
                assertThat(answer.took()).isLessThan(Duration.ofSeconds(12));
              });
      assertThat(bench.provider(0).received()).hasSize(1);
      assertThat(bench.provider(1).received()).hasSize(1);
      assertThat(bench.provider(0).complaints()).isEmpty();
      assertThat(bench.provider(1).complaints()).isEmpty();
      assertThat(bench.provider(1).mostAtOnce()).as("one at a time").isEqualTo(1);
      List<Call> calls = calls();
      assertThat(calls)
          .extracting(Call::outcome)
          .containsExactly(Call.ANSWERED, Objects.requireNonNull(MEANS.get(mood)).wire());
      for (int i = 0; i < 2; i++) {
        byte[] sent =
            bench.provider(i).received().getFirst().body().getBytes(StandardCharsets.UTF_8);
        assertThat(calls.get(1 - i).bytesOut()).isEqualTo(sent.length);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(AiKind.class)
  void a_healthy_provider_is_asked_within_its_rules_and_its_count_is_taken_over(AiKind kind) {
    try (var bench = new AskingBench(beans, kind).with(kind.name() + "_PRICE", "0.10/0.50")) {
      Asked<String> asked = bench.ai().ask(AskingBench.question(workspace), AskingBench::category);

      assertThat(bench.provider(0).complaints()).isEmpty();
      assertThat(asked).isInstanceOf(Asked.Answered.class);
      Call call = calls().getFirst();
      assertThat(call.tokensIn()).isEqualTo(900);
      assertThat(call.tokensOut()).isEqualTo(120);
      assertThat(call.costMicros()).as("900 × 0.10 + 120 × 0.50").isEqualTo(150);
      assertThat(call.masked()).containsExactly("phone");
      assertThat(call.region()).isEqualTo("us");
      assertThat(call.bytesIn()).isPositive();
      assertThat(bench.provider(0).received().getFirst().body())
          .as("neither whose it is nor what it is about")
          .doesNotContain(workspace.toString());
    }
  }

  @Test
  void all_dead_is_told_with_when_to_ask_again_and_no_more_than_three_are_asked() {
    try (var bench =
        new AskingBench(beans, AiKind.OPENAI, AiKind.ANTHROPIC, AiKind.GEMINI, AiKind.MISTRAL)) {
      for (int i = 0; i < 4; i++) {
        bench.provider(i).behave(Mood.BROKEN);
      }
      Asked<String> asked = bench.ai().ask(AskingBench.question(workspace), AskingBench::category);

      assertThat(asked)
          .isInstanceOfSatisfying(
              Asked.Unanswered.class,
              none -> {
                assertThat(none.why())
                    .isEqualTo(
                        "openai has trouble of its own; anthropic has trouble of its own; gemini has trouble of its own");
                assertThat(none.retryAt().isPresent()).isTrue();
              });
      assertThat(bench.provider(3).received()).isEmpty();
      assertThat(calls()).hasSize(3);
    }
  }

  @Test
  void slow_ones_together_end_with_the_time_of_the_whole() {
    try (var bench = new AskingBench(beans, AiKind.OPENAI, AiKind.ANTHROPIC, AiKind.GEMINI)) {
      for (int i = 0; i < 3; i++) {
        bench.provider(i).behave(Mood.HANGS);
      }
      long started = System.nanoTime();
      Asked<String> asked =
          bench
              .ai(new RotatingAi.Pace(Duration.ofMillis(1_200), Duration.ofMillis(500)))
              .ask(AskingBench.question(workspace), AskingBench::category);
      assertThat(asked).isInstanceOf(Asked.Unanswered.class);
      assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(4));
      assertThat(bench.provider(2).received())
          .as("less than half a second was left for the third")
          .isEmpty();
    }
  }

  @Test
  void a_provider_that_refuses_the_key_is_left_alone_for_a_quarter_of_an_hour() {
    try (var bench = new AskingBench(beans, AiKind.OPENAI, AiKind.MISTRAL)) {
      bench.provider(0).behave(Mood.UNAUTHORIZED);
      RotatingAi ai = bench.ai();
      for (int i = 0; i < 10; i++) {
        assertThat(ai.ask(AskingBench.question(workspace), AskingBench::category))
            .isInstanceOf(Asked.Answered.class);
      }
      assertThat(bench.provider(0).received()).hasSize(1);
      assertThat(bench.provider(1).received()).hasSize(10);

      bench.provider(0).behave(Mood.WELL);
      clock.advance(Duration.ofMinutes(16));
      for (int i = 0; i < 6; i++) {
        ai.ask(AskingBench.question(workspace), AskingBench::category);
      }
      assertThat(bench.provider(0).received().size()).as("it is back").isGreaterThan(2);
    }
  }

  @Test
  void healthy_providers_share_by_weight_and_a_conversation_stays_with_its_own() {
    try (var bench = new AskingBench(beans, AiKind.OPENAI, AiKind.ANTHROPIC)) {
      RotatingAi ai = bench.ai();
      UUID subject = UUID.randomUUID();
      for (int i = 0; i < 9; i++) {
        ai.ask(AskingBench.question(workspace), AskingBench::category);
      }
      assertThat(bench.provider(0).received()).hasSize(6);
      assertThat(bench.provider(1).received()).hasSize(3);
      var first = ai.ask(AskingBench.question(workspace, subject), AskingBench::category);
      for (int i = 0; i < 5; i++) {
        var again = ai.ask(AskingBench.question(workspace, subject), AskingBench::category);
        assertThat(((Asked.Answered<String>) again).provider())
            .isEqualTo(((Asked.Answered<String>) first).provider());
      }
    }
  }

  private List<Call> calls() {
    var always = new Period(null, null, java.time.ZoneOffset.UTC);
    return tx.in(workspace, () -> rows.list(workspace, always, Paging.first()));
  }

  private static Logger root() {
    return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }
}

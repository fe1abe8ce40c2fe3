package popeki.ai;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import popeki.ai.ProviderClient.Attempt;
import popeki.ai.ProviderClient.Envelope;
import popeki.kernel.WorkspaceId;
import popeki.platform.AiKind;
import popeki.platform.AiProvider;
import popeki.platform.AiSettings;
import popeki.platform.Throttle;
import popeki.platform.WorkspaceTx;

/**
 * One provider after another, never two: at most three attempts in twelve seconds, the next one at
 * once when one fails. Each attempt passes the gate again, so a switch or a date counts from the
 * moment on.
 */
@Component
class RotatingAi implements Ai {
  private static final Logger log = LoggerFactory.getLogger(RotatingAi.class);

  private static final int MOST_ATTEMPTS = 3;
  private static final Duration LEAST_FOR_AN_ATTEMPT = Duration.ofMillis(500);
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Duration LATER = Duration.ofMinutes(5);
  private static final Throttle.Limit OF_A_SUBJECT =
      new Throttle.Limit("ai of a conversation", 12, Duration.ofHours(1));

  private final AiSettings ai;
  private final Pace pace;
  private final ProviderClient client;
  private final Rotation rotation;
  private final Ledger ledger;
  private final Turns turns;
  private final CallRepository rows;
  private final WorkspaceTx tx;
  private final Throttle throttle;
  private final MeterRegistry metrics;
  private final Clock clock;

  /**
   * How long may be asked.
   *
   * @param whole all attempts together
   * @param attempt one of them, at most; a machine of the operator's own may take what it takes
   */
  record Pace(Duration whole, Duration attempt) {
    static final Pace USUAL = new Pace(Duration.ofSeconds(12), Duration.ofSeconds(6));

    /** How long one may wait until it is asked at all. */
    Duration turn() {
      return whole.dividedBy(4);
    }
  }

  RotatingAi(
      AiSettings ai,
      Pace pace,
      ProviderClient client,
      Ledger ledger,
      Turns turns,
      CallRepository rows,
      WorkspaceTx tx,
      Throttle throttle,
      MeterRegistry metrics,
      Clock clock) {
    this.ai = ai;
    this.pace = pace;
    this.client = client;
    this.rotation = new Rotation(ai.providers().stream().map(AiProvider::kind).toList());
    this.ledger = ledger;
    this.turns = turns;
    this.rows = rows;
    this.tx = tx;
    this.throttle = throttle;
    this.metrics = metrics;
    this.clock = clock;
  }

  @Override
  public boolean isOpenTo(WorkspaceId workspace) {
    return !inForce().isEmpty() && !tx.in(workspace, () -> rows.nothingLeaves(workspace));
  }

  @Override
  public <T> Asked<T> ask(Question question, AnswerReader<T> reader) {
    if (TransactionSynchronizationManager.isActualTransactionActive()) {
      throw new IllegalStateException("Nothing outside is asked within a transaction");
    }
    if (inForce().isEmpty()) {
      return new Asked.Unanswered<>("no AI provider may be called", Optional.empty());
    }
    if (isFlooded(question)) {
      return later("too many questions at once from this workspace", SOON);
    }
    try (Turns.Turn turn = turns.take(question.workspace(), pace.turn()).orElse(null)) {
      return turn == null
          ? later("too many questions are on their way", SOON)
          : new Asking<>(question, reader).run();
    }
  }

  private boolean isFlooded(Question question) {
    var ofWorkspace =
        new Throttle.Limit("ai of a workspace", callsPerMinute(), Duration.ofMinutes(1));
    return !throttle.allow(OF_A_SUBJECT, question.subject().toString())
        || !throttle.allow(ofWorkspace, question.workspace().toString());
  }

  private int callsPerMinute() {
    return Math.max(1, ai.budget().callsPerMinute());
  }

  private List<AiProvider> inForce() {
    return ai.inForce(LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
  }

  private <T> Asked<T> later(String why, Duration pause) {
    return new Asked.Unanswered<>(why, Optional.of(clock.instant().plus(pause)));
  }

  /** One question on its way. */
  private final class Asking<T> {
    private final Question question;
    private final AnswerReader<T> reader;
    private final long started = System.nanoTime();
    private final List<AiProvider> tried = new ArrayList<>();
    private final List<String> troubles = new ArrayList<>();

    Asking(Question question, AnswerReader<T> reader) {
      this.question = question;
      this.reader = reader;
    }

    Asked<T> run() {
      while (tried.size() < MOST_ATTEMPTS && left().compareTo(LEAST_FOR_AN_ATTEMPT) > 0) {
        Optional<AiProvider> next = next();
        if (next.isEmpty()) {
          break;
        }
        Optional<Asked<T>> end = attempt(next.get());
        if (end.isPresent()) {
          return end.get();
        }
      }
      return nobody();
    }

    private Duration left() {
      return pace.whole().minusNanos(System.nanoTime() - started);
    }

    private Optional<AiProvider> next() {
      List<AiProvider> untried =
          inForce().stream().filter(provider -> !tried.contains(provider)).toList();
      return rotation
          .take(
              question.subject(), untried.stream().map(AiProvider::kind).toList(), clock.instant())
          .flatMap(kind -> untried.stream().filter(one -> one.kind() == kind).findFirst());
    }

    /** Empty when the next provider is to be asked. */
    private Optional<Asked<T>> attempt(AiProvider provider) {
      AiKind kind = provider.kind();
      tried.add(provider);
      Ledger.Entry entry;
      Envelope envelope;
      try {
        envelope = client.prepare(provider, question);
        entry = ledger.open(question, envelope);
      } catch (RuntimeException e) {
        rotation.spared(kind);
        throw e;
      }
      return switch (entry) {
        case Ledger.Entry.KeptInside _ -> {
          rotation.spared(kind);
          yield Optional.of(
              new Asked.Unanswered<>("this workspace sends nothing outside", Optional.empty()));
        }
        case Ledger.Entry.OverBudget(String whose, Instant until) -> {
          rotation.spared(kind);
          metrics.counter("popeki.ai.over_budget").increment();
          yield Optional.of(
              new Asked.Unanswered<>(
                  "the AI budget of " + whose + " is used up", Optional.of(until)));
        }
        case Ledger.Entry.Opened opened -> send(provider, envelope, opened);
      };
    }

    private Optional<Asked<T>> send(
        AiProvider provider, Envelope envelope, Ledger.Entry.Opened opened) {
      Attempt attempt = null;
      Failure failure = Failure.UNREACHABLE;
      try {
        attempt = client.send(envelope, time(provider));
        if (attempt.reply() instanceof Reply.Said said) {
          failure = Failure.UNFIT;
          T value = reader.read(said.text());
          failure = null;
          return Optional.of(answered(provider, value));
        }
        failure = ((Reply.Failed) attempt.reply()).failure();
        return Optional.empty();
      } catch (UnfitAnswer unfit) {
        return Optional.empty();
      } finally {
        finish(
            provider,
            envelope,
            opened,
            attempt == null
                ? new Attempt(Reply.Failed.of(Failure.UNREACHABLE), 0, Duration.ZERO)
                : attempt,
            failure);
      }
    }

    /** What is left, and never more than an attempt may take. */
    private Duration time(AiProvider provider) {
      if (provider.kind() == AiKind.OLLAMA) {
        return provider.kind().attempt();
      }
      return left().compareTo(pace.attempt()) < 0 ? left() : pace.attempt();
    }

    private Asked<T> answered(AiProvider provider, T value) {
      return new Asked.Answered<>(
          value,
          provider.name(),
          provider.chosenModel(),
          Duration.ofNanos(System.nanoTime() - started));
    }

    private void finish(
        AiProvider provider,
        Envelope envelope,
        Ledger.Entry.Opened opened,
        Attempt attempt,
        @Nullable Failure failure) {
      Instant now = clock.instant();
      String outcome = failure == null ? Call.ANSWERED : failure.wire();
      metrics
          .timer("popeki.ai.calls", "provider", provider.name(), "outcome", outcome)
          .record(attempt.took());
      if (failure == null) {
        rotation.answered(question.subject(), provider.kind(), now, attempt.took());
      } else {
        troubles.add(provider.name() + " " + failure.words());
        Duration pause = attempt.reply() instanceof Reply.Failed failed ? failed.pause() : null;
        if (rotation.failed(provider.kind(), now, attempt.took(), failure, pause)) {
          log.warn(
              "AI provider {} {}; it is not asked for a while", provider.name(), failure.words());
          metrics.counter("popeki.ai.out_of_service", "provider", provider.name()).increment();
        }
      }
      ledger.close(question.workspace(), envelope, opened, attempt, failure);
    }

    private Asked<T> nobody() {
      Instant now = clock.instant();
      if (troubles.isEmpty()) {
        Instant back = rotation.openAt(inForce().stream().map(AiProvider::kind).toList(), now);
        Instant soonest = now.plus(SOON);
        return new Asked.Unanswered<>(
            "no AI provider is in service at the moment",
            Optional.of(back.isBefore(soonest) ? soonest : back));
      }
      return new Asked.Unanswered<>(
          troubles.stream().collect(Collectors.joining("; ")), Optional.of(now.plus(LATER)));
    }
  }
}

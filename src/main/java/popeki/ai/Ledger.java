package popeki.ai;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import popeki.ai.ProviderClient.Attempt;
import popeki.ai.ProviderClient.Envelope;
import popeki.kernel.Uuid7;
import popeki.kernel.WorkspaceId;
import popeki.platform.AiBudget;
import popeki.platform.AiProvider;
import popeki.platform.AiSettings;
import popeki.platform.Vault;
import popeki.platform.WorkspaceTx;

/**
 * Writes down what leaves before it leaves, and pays for it: tokens are taken from the budgets as
 * if all were used, and what was not is given back. A call that a crash cut off stays paid, and
 * stands in the log as asked.
 */
@Component
class Ledger {
  private static final Logger log = LoggerFactory.getLogger(Ledger.class);

  private final CallRepository rows;
  private final WorkspaceTx tx;
  private final AiBudget budget;
  private final Clock clock;

  Ledger(CallRepository rows, WorkspaceTx tx, AiSettings ai, Clock clock) {
    this.rows = rows;
    this.tx = tx;
    this.budget = ai.budget();
    this.clock = clock;
  }

  /** Whether it may leave. */
  sealed interface Entry {
    /** It may, and is written down. */
    record Opened(UUID id, LocalDate day, long reserved) implements Entry {}

    /** This workspace wants nothing to leave. */
    record KeptInside() implements Entry {}

    /**
     * A budget is used up.
     *
     * @param whose and of which time, for people
     * @param until when there is a new one
     */
    record OverBudget(String whose, Instant until) implements Entry {}
  }

  Entry open(Question question, Envelope envelope) {
    Instant now = clock.instant();
    LocalDate day = LocalDate.ofInstant(now, ZoneOffset.UTC);
    long tokens = envelope.estimate();
    try {
      return tx.in(
          question.workspace(),
          () -> {
            if (rows.nothingLeaves(question.workspace())) {
              return new Entry.KeptInside();
            }
            pay(question.workspace(), day, tokens);
            UUID id = Uuid7.at(now);
            rows.insert(question.workspace(), asked(id, now, question, envelope));
            return new Entry.Opened(id, day, tokens);
          });
    } catch (Spent spent) {
      return spent.entry;
    }
  }

  private void pay(WorkspaceId workspace, LocalDate day, long tokens) {
    if (!rows.reserve(workspace, day, tokens, budget.workspaceDay(), budget.workspaceMonth())) {
      throw spent(workspace, "this workspace", day, tokens, budget.workspaceDay());
    }
    tx.aside(
        () -> {
          if (!rows.reserve(Vault.INSTALLATION, day, tokens, budget.day(), budget.month())) {
            throw spent(Vault.INSTALLATION, "this installation", day, tokens, budget.day());
          }
        });
  }

  private Spent spent(WorkspaceId owner, String whose, LocalDate day, long tokens, long ofDay) {
    boolean daily = rows.used(owner, day, day).tokens() + tokens > ofDay;
    LocalDate next = daily ? day.plusDays(1) : day.withDayOfMonth(1).plusMonths(1);
    return new Spent(
        new Entry.OverBudget(
            whose + (daily ? " for today" : " for this month"),
            next.atStartOfDay(ZoneOffset.UTC).toInstant()));
  }

  private static Call asked(UUID id, Instant at, Question question, Envelope envelope) {
    AiProvider provider = envelope.provider();
    return new Call(
        id,
        at,
        provider.name(),
        provider.chosenModel(),
        provider.region(),
        question.purpose(),
        envelope.bytes(),
        null,
        question.masked().stream().sorted().toList(),
        null,
        null,
        null,
        null,
        Call.ASKED);
  }

  /**
   * Notes what came of it. When that fails, the answer still counts: what left is written down.
   *
   * @param failure null when there is an answer
   */
  void close(
      WorkspaceId workspace,
      Envelope envelope,
      Entry.Opened entry,
      Attempt attempt,
      @Nullable Failure failure) {
    Tokens told = tokens(attempt.reply());
    long used = told != null ? told.sum() : usual(entry, failure);
    AiProvider.Price price = envelope.provider().price();
    Long cost = price == null || told == null ? null : price.micros(told.in(), told.out());
    var ending =
        new CallRepository.Ending(
            attempt.bytes(),
            (int) Math.min(Integer.MAX_VALUE, attempt.took().toMillis()),
            told == null ? null : told.in(),
            told == null ? null : told.out(),
            cost,
            failure == null ? Call.ANSWERED : failure.wire());
    long back = used - entry.reserved();
    try {
      tx.run(
          workspace,
          () -> {
            rows.end(workspace, entry.id(), ending);
            rows.trueUp(workspace, entry.day(), back, cost == null ? 0 : cost);
            tx.aside(
                () -> rows.trueUp(Vault.INSTALLATION, entry.day(), back, cost == null ? 0 : cost));
          });
    } catch (DataAccessException | TransactionException e) {
      log.warn("The end of call {} to {} could not be noted", entry.id(), envelope.provider(), e);
    }
  }

  /** Where nobody told: all that was reserved where the model may have read it, else nothing. */
  private static long usual(Entry.Opened entry, @Nullable Failure failure) {
    return failure == null || failure.costs() ? entry.reserved() : 0;
  }

  private static @Nullable Tokens tokens(Reply reply) {
    return switch (reply) {
      case Reply.Said said -> said.tokens();
      case Reply.Failed failed -> failed.tokens();
    };
  }

  /** Takes back what the transaction did. */
  private static final class Spent extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Entry.OverBudget entry;

    Spent(Entry.OverBudget entry) {
      super("an AI budget is used up", null, false, false);
      this.entry = entry;
    }
  }
}

package popeki.leads;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import popeki.ai.Ai;
import popeki.ai.AnswerReader;
import popeki.ai.Asked;
import popeki.ai.Question;
import popeki.ai.UnfitAnswer;
import popeki.kernel.WorkspaceId;

/** AI providers as a test wants them: open to whom it says, answering what it says. */
final class PretendAi implements Ai {
  private final Set<WorkspaceId> open = Collections.synchronizedSet(new HashSet<>());
  private final List<Question> asked = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger here = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  final Set<String> troubles = ConcurrentHashMap.newKeySet();

  volatile Function<Question, Optional<String>> answers = _ -> Optional.empty();
  volatile Duration takes = Duration.ZERO;
  volatile Optional<Instant> retryAt = Optional.empty();
  volatile Runnable meanwhile = () -> {};

  void openTo(WorkspaceId workspace) {
    open.add(workspace);
  }

  void closeTo(WorkspaceId workspace) {
    open.remove(workspace);
  }

  List<Question> asked() {
    return List.copyOf(asked);
  }

  int mostAtOnce() {
    return most.get();
  }

  @Override
  public boolean isOpenTo(WorkspaceId workspace) {
    return open.contains(workspace);
  }

  @Override
  public <T> Asked<T> ask(Question question, AnswerReader<T> reader) {
    if (TransactionSynchronizationManager.isActualTransactionActive()) {
      troubles.add("asked inside a transaction");
    }
    asked.add(question);
    most.accumulateAndGet(here.incrementAndGet(), Math::max);
    try {
      if (!takes.isZero()) {
        Thread.sleep(takes);
      }
      meanwhile.run();
      Optional<String> answer = answers.apply(question);
      return answer.isEmpty()
          ? new Asked.Unanswered<>("no provider answered", retryAt)
          : new Asked.Answered<>(reader.read(answer.get()), "mistral", "pretend-1", takes);
    } catch (UnfitAnswer e) {
      return new Asked.Unanswered<>("no provider gave a fit answer", retryAt);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Asked.Unanswered<>("stopped", retryAt);
    } finally {
      here.decrementAndGet();
    }
  }
}

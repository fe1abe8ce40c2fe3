package popeki.leads;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import popeki.ai.Ai;
import popeki.ai.Asked;
import popeki.ai.Question;
import popeki.kernel.ConversationId;
import popeki.kernel.WorkspaceId;
import popeki.platform.Vault;
import popeki.platform.WorkspaceTx;

/**
 * Reads with an AI: masks, asks, believes what the words bear out. A question that was answered in
 * the last month is not asked again.
 */
@Component
class AiReader {
  static final String PURPOSE = "lead";

  private final Ai ai;
  private final BuiltInReader builtIn;
  private final AnswerCacheRepository answers;
  private final WorkspaceTx tx;
  private final Vault vault;
  private final Clock clock;

  AiReader(
      Ai ai,
      BuiltInReader builtIn,
      AnswerCacheRepository answers,
      WorkspaceTx tx,
      Vault vault,
      Clock clock) {
    this.ai = ai;
    this.builtIn = builtIn;
    this.answers = answers;
    this.tx = tx;
    this.vault = vault;
    this.clock = clock;
  }

  /** What came of asking. */
  sealed interface Outcome {
    record Read(Reading reading, String provider, String model) implements Outcome {}

    /**
     * @param why in a few words for people
     * @param retryAt empty: not before something is changed
     */
    record Unread(String why, Optional<Instant> retryAt) implements Outcome {}
  }

  /** Whether conversations of this workspace may leave for an AI at all. */
  boolean isOpenTo(WorkspaceId workspace) {
    return ai.isOpenTo(workspace);
  }

  /**
   * Outside any transaction; takes as long as the providers take.
   *
   * @param basic what the built-in classifier read
   */
  Outcome read(
      WorkspaceId workspace, ConversationId conversation, LeadQuestion question, Reading basic) {
    byte[] hash = vault.fingerprint(workspace, "lead-question", question.identity());
    Optional<Outcome> known = known(workspace, hash, question, basic);
    if (known.isPresent()) {
      return known.get();
    }
    Asked<AiAnswer> asked =
        ai.ask(
            new Question(
                workspace,
                conversation.value(),
                PURPOSE,
                LeadPrompt.SYSTEM,
                question.json(LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC)),
                LeadPrompt.SCHEMA_NAME,
                LeadPrompt.schema(),
                question.masked(),
                LeadPrompt.MOST_TOKENS),
            text -> AiAnswer.parse(text, question.size()));
    return switch (asked) {
      case Asked.Answered<AiAnswer> answered -> {
        var kept =
            new AnswerCacheRepository.Kept(
                PackedAnswer.pack(answered.value(), question),
                answered.provider(),
                answered.model());
        tx.run(workspace, () -> answers.keep(workspace, hash, kept, clock.instant()));
        yield new Outcome.Read(
            believed(answered.value(), question, basic), answered.provider(), answered.model());
      }
      case Asked.Unanswered<AiAnswer> none -> new Outcome.Unread(none.why(), none.retryAt());
    };
  }

  private Optional<Outcome> known(
      WorkspaceId workspace, byte[] hash, LeadQuestion question, Reading basic) {
    return tx.in(workspace, () -> answers.find(workspace, hash, clock.instant()))
        .flatMap(
            kept ->
                PackedAnswer.unpack(kept.packed(), question)
                    .map(
                        answer ->
                            new Outcome.Read(
                                believed(answer, question, basic), kept.provider(), kept.model())));
  }

  private Reading believed(AiAnswer answer, LeadQuestion question, Reading basic) {
    List<BuiltInClassifier.Amount> amounts =
        new ArrayList<>(builtIn.classifier().amounts(question.business(), question.ofLead()));
    Budget budget = basic.budget();
    if (budget != null) {
      amounts.add(new BuiltInClassifier.Amount(budget.amount(), budget.currency(), budget.text()));
    }
    return AiBelief.of(answer, question, amounts);
  }
}

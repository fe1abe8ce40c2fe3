package popeki.leads;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import popeki.conversations.Conversations;
import popeki.conversations.LeadNote;
import popeki.kernel.ContactId;
import popeki.kernel.ConversationId;
import popeki.kernel.Uuid7;
import popeki.kernel.WorkspaceId;
import popeki.leads.Classification.Author;
import popeki.leads.LeadWorkRepository.Work;
import popeki.platform.Actor;
import popeki.platform.ApiProblem;
import popeki.platform.Lanes;
import popeki.platform.WorkspaceTx;

/**
 * What each conversation is worth, as read by a machine or judged by a person. Whoever writes holds
 * the conversation first, so answers come one after the other.
 */
@Component
class Leads {
  private final WorkspaceTx tx;
  private final Conversations conversations;
  private final ClassificationRepository answers;
  private final LeadWorkRepository waiting;
  private final Lanes lanes;
  private final ApplicationEventPublisher events;
  private final Clock clock;

  /** How soon an AI that did not answer is asked again; then twice as late each time. */
  static final Duration FIRST_RETRY = Duration.ofMinutes(5);

  private static final int MOST_RETRIES = 7;

  Leads(
      WorkspaceTx tx,
      Conversations conversations,
      ClassificationRepository answers,
      LeadWorkRepository waiting,
      Lanes lanes,
      ApplicationEventPublisher events,
      Clock clock) {
    this.tx = tx;
    this.conversations = conversations;
    this.answers = answers;
    this.waiting = waiting;
    this.lanes = lanes;
    this.events = events;
    this.clock = clock;
  }

  /**
   * A machine's answer.
   *
   * @param inputHash what was read, as a keyed hash
   * @param basic null unless an AI was to read and did not
   */
  record Answer(
      Verdict.Label label, Author by, byte[] inputHash, int messageCount, @Nullable Basic basic) {}

  /**
   * Why only the built-in classifier read.
   *
   * @param why in a few words for people
   * @param again when the AI is asked again; null for not before something is changed
   */
  record Basic(String why, @Nullable Instant again) {}

  /** Whether a person's answer holds: no AI is asked for a machine's that would stand beside it. */
  boolean isJudgedByPerson(WorkspaceId workspace, ConversationId conversation) {
    return tx.in(workspace, () -> answers.past(workspace, conversation).byPerson());
  }

  /** Whether this very input was read before. */
  boolean knows(WorkspaceId workspace, ConversationId conversation, byte[] inputHash) {
    return tx.in(
        workspace,
        () -> answers.knows(workspace, conversation, inputHash, LeadScorer.RULE_VERSION));
  }

  /**
   * Stores what a machine read and ends the wait. Where a message came meanwhile, the answer is
   * dropped and the conversation stays due; where the person opted out meanwhile, it is dropped for
   * good.
   *
   * @return whether the wait has ended
   */
  boolean settle(WorkspaceId workspace, Work work, Answer answer) {
    return tx.in(
        workspace,
        () -> {
          if (!hold(workspace, work) || !waiting.settle(workspace, work)) {
            return false;
          }
          if (conversations.isSuppressed(workspace, work.conversation())) {
            skip(
                workspace,
                work.conversation(),
                contactOf(workspace, work.conversation()),
                Verdict.Why.OPTED_OUT);
          } else {
            boolean known =
                answers.knows(
                    workspace, work.conversation(), answer.inputHash(), LeadScorer.RULE_VERSION);
            if (!known) {
              add(workspace, work, answer);
            }
            askAgain(workspace, work, answer.basic());
          }
          return true;
        });
  }

  private void askAgain(WorkspaceId workspace, Work work, @Nullable Basic basic) {
    Instant wanted = basic == null ? null : basic.again();
    if (wanted == null || work.retries() >= MOST_RETRIES) {
      return;
    }
    Instant soonest = clock.instant().plus(FIRST_RETRY.multipliedBy(1L << work.retries()));
    Instant again = wanted.isAfter(soonest) ? wanted : soonest;
    waiting.again(workspace, work, again);
    lanes.wake(LeadLane.KIND, workspace, again);
  }

  /** Ends the wait of a conversation that was read before, word for word. */
  boolean settle(WorkspaceId workspace, Work work) {
    return tx.in(workspace, () -> hold(workspace, work) && waiting.settle(workspace, work));
  }

  /** Ends the wait of a conversation that may not or cannot be read. */
  void settle(WorkspaceId workspace, Work work, Verdict.Why why) {
    tx.run(
        workspace,
        () -> {
          if (hold(workspace, work) && waiting.settle(workspace, work)) {
            skip(workspace, work.conversation(), contactOf(workspace, work.conversation()), why);
          }
        });
  }

  /** Notes that a conversation is not read; once is enough. */
  void skip(
      WorkspaceId workspace, ConversationId conversation, ContactId contact, Verdict.Why why) {
    tx.run(
        workspace,
        () -> {
          conversations.hold(workspace, conversation);
          waiting.remove(workspace, conversation);
          Optional<Classification> current = answers.current(workspace, conversation);
          if (current.filter(answer -> answer.isSkippedFor(why)).isEmpty()) {
            store(
                workspace,
                new Classification(
                    Uuid7.at(clock.instant()),
                    conversation,
                    contact,
                    true,
                    new Verdict.Skipped(why),
                    Author.machine(null, null),
                    LeadScorer.RULE_VERSION,
                    null,
                    0,
                    null,
                    clock.instant()));
          }
        });
  }

  /**
   * A person's answer: it becomes current and no machine replaces it; the machine's stays to be
   * seen.
   *
   * @throws ApiProblem 404 without the conversation, 400 when it does not fit together, 409 when
   *     the person behind it opted out
   */
  void correct(
      WorkspaceId workspace,
      ConversationId conversation,
      Correction correction,
      Actor actor,
      String reason) {
    tx.run(
        workspace,
        () -> {
          if (!conversations.hold(workspace, conversation)) {
            throw ApiProblem.notFound("conversation");
          }
          if (conversations.isSuppressed(workspace, conversation)) {
            throw ApiProblem.conflict(
                "opted_out", "The person opted out; this conversation is not scored.");
          }
          Classification before = answers.current(workspace, conversation).orElse(null);
          Verdict.Label label = correction.applyTo(before == null ? null : before.label(), reason);
          store(
              workspace,
              new Classification(
                  Uuid7.at(clock.instant()),
                  conversation,
                  contactOf(workspace, conversation),
                  true,
                  label,
                  new Author(
                      actor.type().equals("user") ? "user" : "api_key",
                      actor.name(),
                      "manual",
                      null,
                      reason),
                  LeadScorer.RULE_VERSION,
                  null,
                  before == null ? 0 : before.messageCount(),
                  null,
                  clock.instant()));
        });
  }

  /**
   * A conversation never was one. What a person judged of it holds for the one that has its
   * messages, unless a person judged that one too.
   */
  void dissolve(WorkspaceId workspace, ConversationId conversation, ConversationId into) {
    waiting.remove(workspace, conversation);
    Classification judged = answers.current(workspace, conversation).orElse(null);
    if (judged != null && !judged.by().isMachine() && !answers.past(workspace, into).byPerson()) {
      answers.giveTo(workspace, conversation, into);
      note(workspace, into, judged.verdict());
    }
    answers.remove(workspace, conversation);
  }

  /** Whose it is now: while a machine read, two contacts may have become one. */
  private ContactId contactOf(WorkspaceId workspace, ConversationId conversation) {
    return conversations
        .facts(workspace, conversation)
        .orElseThrow(() -> ApiProblem.notFound("conversation"))
        .contact();
  }

  /** False when the conversation was erased: then nothing waits for it any more. */
  private boolean hold(WorkspaceId workspace, Work work) {
    boolean there = conversations.hold(workspace, work.conversation());
    if (!there) {
      waiting.remove(workspace, work.conversation());
    }
    return there;
  }

  private void add(WorkspaceId workspace, Work work, Answer answer) {
    boolean overruled = answers.past(workspace, work.conversation()).byPerson();
    store(
        workspace,
        new Classification(
            Uuid7.at(clock.instant()),
            work.conversation(),
            contactOf(workspace, work.conversation()),
            !overruled,
            answer.label(),
            answer.basic() == null ? answer.by() : answer.by().because(answer.basic().why()),
            LeadScorer.RULE_VERSION,
            answer.inputHash(),
            answer.messageCount(),
            work.firstAt(),
            clock.instant()));
  }

  private void store(WorkspaceId workspace, Classification answer) {
    answers.add(workspace, answer);
    if (!answer.current()) {
      return;
    }
    note(workspace, answer.conversation(), answer.verdict());
    if (answer.verdict() instanceof Verdict.Label label) {
      events.publishEvent(
          new LeadClassified(
              workspace,
              answer.conversation(),
              answer.contact(),
              label.score(),
              label.category(),
              label.intent(),
              !answer.by().isMachine(),
              label.injectionSuspected(),
              answer.messageCount(),
              answer.at()));
    }
  }

  private void note(WorkspaceId workspace, ConversationId conversation, Verdict verdict) {
    conversations.note(
        workspace,
        conversation,
        switch (verdict) {
          case Verdict.Skipped _ -> new LeadNote("skipped", null, null);
          case Verdict.Label label ->
              new LeadNote("classified", label.score(), label.category().wireName());
        });
  }
}

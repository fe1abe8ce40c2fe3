package popeki.conversations;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import popeki.kernel.ContactId;
import popeki.kernel.ConversationId;
import popeki.kernel.Money;
import popeki.kernel.PhoneNumber;
import popeki.kernel.Uuid7;
import popeki.kernel.WorkspaceId;
import popeki.links.ReferenceCode;
import popeki.platform.ApiProblem;
import popeki.platform.LiveUpdates;
import popeki.platform.WorkspaceTx;
import popeki.privacy.Suppressions;
import popeki.workspaces.ConnectedNumber;
import popeki.workspaces.Numbers;

/** Conversations for the steps that follow: facts, words, outcomes, opt-outs. */
@Component
public class Conversations {
  private final WorkspaceTx tx;
  private final ConversationRepository conversations;
  private final ContactRepository contacts;
  private final ContactAliases aliases;
  private final MessageRepository messages;
  private final Numbers numbers;
  private final Suppressions suppressions;
  private final ApplicationEventPublisher events;
  private final LiveUpdates live;
  private final Clock clock;

  /**
   * An outcome as it is reported.
   *
   * @param externalId the reporter's id; the same one again changes nothing
   */
  public record Report(
      OutcomeKind kind,
      @Nullable Money value,
      Instant occurredAt,
      @Nullable String externalId,
      String actorType,
      @Nullable String actorName) {}

  Conversations(
      WorkspaceTx tx,
      ConversationRepository conversations,
      ContactRepository contacts,
      ContactAliases aliases,
      MessageRepository messages,
      Numbers numbers,
      Suppressions suppressions,
      ApplicationEventPublisher events,
      LiveUpdates live,
      Clock clock) {
    this.tx = tx;
    this.conversations = conversations;
    this.contacts = contacts;
    this.aliases = aliases;
    this.messages = messages;
    this.numbers = numbers;
    this.suppressions = suppressions;
    this.events = events;
    this.live = live;
    this.clock = clock;
  }

  /** What the later steps need; empty when there is no such conversation here. */
  public Optional<ConversationFacts> facts(WorkspaceId workspace, ConversationId id) {
    return tx.in(
        workspace, () -> conversations.find(workspace, id).map(row -> facts(workspace, row)));
  }

  /**
   * The words of a conversation, oldest first, without our reference codes; messages without words
   * are left out.
   */
  public List<ConversationText> texts(WorkspaceId workspace, ConversationId id, int most) {
    return tx.in(
        workspace,
        () ->
            messages.of(workspace, List.of(id), most).getOrDefault(id, List.of()).stream()
                .filter(message -> message.text() != null)
                .map(
                    message ->
                        new ConversationText(
                            message.inbound(),
                            ReferenceCode.strip(String.valueOf(message.text())),
                            message.sentAt()))
                .filter(text -> !text.text().isBlank())
                .toList());
  }

  /**
   * Keeps others from changing the conversation until the surrounding transaction ends. Hold it
   * before you write rows of your own about it, so that all writers queue in one order.
   *
   * @return false when there is no such conversation here
   */
  public boolean hold(WorkspaceId workspace, ConversationId id) {
    tx.require(workspace);
    return conversations.lock(workspace, id).isPresent();
  }

  /**
   * Keeps others from changing these conversations, as {@link #hold(WorkspaceId, ConversationId)}.
   *
   * @return those that are here
   */
  public Set<ConversationId> hold(WorkspaceId workspace, Collection<ConversationId> ids) {
    tx.require(workspace);
    return conversations.lock(workspace, ids);
  }

  /** How conversations began; one that is not here has no entry. */
  public Map<ConversationId, Beginning> beginnings(
      WorkspaceId workspace, Collection<ConversationId> ids) {
    return tx.in(workspace, () -> conversations.beginnings(workspace, ids));
  }

  /**
   * Has what people wrote first read again, each message as it was told when it arrived, one after
   * the other and oldest first. Who opted out, was erased or restricted is left out.
   *
   * @param within how long after a conversation began
   */
  public void openings(
      WorkspaceId workspace,
      Collection<ConversationId> ids,
      Duration within,
      Consumer<MessageReceived> reader) {
    tx.require(workspace);
    Set<ConversationId> silent = suppressed(workspace, ids);
    messages.openings(
        workspace,
        ids.stream().filter(id -> !silent.contains(id)).toList(),
        within,
        one ->
            reader.accept(
                new MessageReceived(
                    workspace,
                    one.conversation(),
                    one.contact(),
                    one.number(),
                    one.id(),
                    one.wamid(),
                    one.sentAt(),
                    one.text(),
                    null,
                    false)));
  }

  /** True when the person opted out, was erased or restricted, by any alias. */
  public boolean isSuppressed(WorkspaceId workspace, ConversationId id) {
    return facts(workspace, id)
        .map(facts -> suppressions.suppressed(workspace, facts.aliases()))
        .orElse(true);
  }

  /** Those whose person opted out, was erased or restricted, by any alias; or who are not here. */
  public Set<ConversationId> suppressed(WorkspaceId workspace, Collection<ConversationId> ids) {
    return ids.isEmpty() ? Set.of() : tx.in(workspace, () -> among(workspace, ids));
  }

  private Set<ConversationId> among(WorkspaceId workspace, Collection<ConversationId> ids) {
    Map<ConversationId, Beginning> known = conversations.beginnings(workspace, ids);
    Map<ContactId, Contact> people =
        contacts.of(workspace, known.values().stream().map(Beginning::contact).distinct().toList());
    Set<ContactId> silent =
        suppressions.suppressed(workspace, aliases.of(workspace, people.values()));
    return ids.stream()
        .filter(id -> known.get(id) == null || silent.contains(known.get(id).contact()))
        .collect(Collectors.toSet());
  }

  /**
   * Records an outcome; outcomes of one conversation come one after the other.
   *
   * @return false when this external id was recorded before
   * @throws ApiProblem 404 when there is no such conversation, 409 when the external id belongs to
   *     another
   */
  public boolean record(WorkspaceId workspace, ConversationId id, Report report) {
    return tx.in(
        workspace,
        () -> {
          var row =
              conversations
                  .lock(workspace, id)
                  .orElseThrow(() -> ApiProblem.notFound("conversation"));
          if (report.externalId() != null
              && conversations.knowsOutcome(workspace, report.externalId())) {
            return false;
          }
          apply(workspace, row, report);
          return true;
        });
  }

  /** Opts a contact out, under every alias we know, and tells the steps that would process on. */
  public void optOut(WorkspaceId workspace, ContactId id, Instant since, String source) {
    tx.run(
        workspace,
        () -> {
          Contact contact =
              contacts.find(workspace, id).orElseThrow(() -> ApiProblem.notFound("contact"));
          suppressions.optOut(workspace, aliases.of(workspace, contact), since, source);
          contacts.setOptedOut(workspace, contact.id(), true);
          events.publishEvent(new ContactOptedOut(workspace, contact.id(), since, source));
          live.changed(workspace);
        });
  }

  /** The person told WhatsApp to resume; they stay opted out of what they refused here. */
  void resumed(WorkspaceId workspace, ContactId id) {
    tx.run(
        workspace,
        () -> {
          Contact contact =
              contacts.find(workspace, id).orElseThrow(() -> ApiProblem.notFound("contact"));
          boolean still = suppressions.check(workspace, aliases.of(workspace, contact)).optedOut();
          contacts.setOptedOut(workspace, contact.id(), still);
          live.changed(workspace);
        });
  }

  /** Takes an opt-out back, because the person asked for it. */
  public void optIn(WorkspaceId workspace, ContactId id) {
    tx.run(
        workspace,
        () -> {
          Contact contact =
              contacts.find(workspace, id).orElseThrow(() -> ApiProblem.notFound("contact"));
          suppressions.optIn(workspace, aliases.of(workspace, contact));
          contacts.setOptedOut(workspace, contact.id(), false);
        });
  }

  /** Notes the credit on conversations, for lists; call it where the decision is stored. */
  public void note(WorkspaceId workspace, Map<ConversationId, AttributionNote> notes) {
    tx.run(workspace, () -> conversations.noteAttribution(workspace, notes));
    live.changed(workspace);
  }

  /** Notes the score on the conversation, for lists; call it where the score is stored. */
  public void note(WorkspaceId workspace, ConversationId id, LeadNote note) {
    tx.run(workspace, () -> conversations.noteLead(workspace, id, note));
    live.changed(workspace);
  }

  private void apply(WorkspaceId workspace, ConversationRepository.Row row, Report report) {
    List<Outcome> before = conversations.outcomes(workspace, row.id());
    var outcome =
        new Outcome(
            Uuid7.at(clock.instant()),
            conversations.nextOrdinal(workspace, row.id()),
            report.kind(),
            ConversationValue.reported(report.kind(), report.value(), before),
            report.occurredAt(),
            report.externalId(),
            report.actorType(),
            report.actorName());
    conversations.insert(workspace, row.id(), outcome, clock.instant());
    List<Outcome> all = conversations.outcomes(workspace, row.id());
    conversations.stand(workspace, row.id(), all);
    events.publishEvent(
        new OutcomeRecorded(
            workspace,
            row.id(),
            row.contact(),
            report.kind().wireName(),
            outcome.ordinal(),
            report.occurredAt(),
            outcome.value(),
            !row.reachedQualified() && StageRules.after(all).qualified()));
    live.changed(workspace);
  }

  private ConversationFacts facts(WorkspaceId workspace, ConversationRepository.Row row) {
    Contact contact =
        Optional.ofNullable(contacts.of(workspace, List.of(row.contact())).get(row.contact()))
            .orElseThrow(() -> new IllegalStateException("A conversation has lost its contact"));
    String wabaId = numbers.find(workspace, row.number()).map(ConnectedNumber::wabaId).orElse("");
    String phone = contact.phone();
    return new ConversationFacts(
        row.contact(),
        row.number(),
        wabaId,
        row.startedAt(),
        row.lastMessageAt(),
        row.stage().wireName(),
        phone == null ? null : new PhoneNumber(phone),
        contact.country(),
        aliases.of(workspace, contact));
  }
}

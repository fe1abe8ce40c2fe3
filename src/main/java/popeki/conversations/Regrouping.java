package popeki.conversations;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import popeki.conversations.ConversationsRegrouped.Changed;
import popeki.conversations.ConversationsRegrouped.Dissolved;
import popeki.conversations.ConversationsRegrouped.OutcomesMoved;
import popeki.conversations.ConversationsRegrouped.Qualification;
import popeki.conversations.Grouping.Group;
import popeki.conversations.Grouping.Item;
import popeki.kernel.ContactId;
import popeki.kernel.ConversationId;
import popeki.kernel.MessageId;
import popeki.kernel.NumberId;
import popeki.kernel.Uuid7;
import popeki.kernel.WorkspaceId;
import popeki.privacy.Suppressions;
import popeki.workspaces.Workspaces;

/**
 * Puts the conversations of a person with a number in the order that {@link Grouping} says: begins
 * those that are missing, moves messages, and dissolves those that never were. A conversation stays
 * the one it was for as long as the message that began it stays in it.
 */
@Component
class Regrouping {
  private final MessageRepository messages;
  private final ConversationRepository conversations;
  private final ContactRepository contacts;
  private final ContactAliases aliases;
  private final StageReader stages;
  private final Suppressions suppressions;
  private final Workspaces workspaces;
  private final ApplicationEventPublisher events;

  Regrouping(
      MessageRepository messages,
      ConversationRepository conversations,
      ContactRepository contacts,
      ContactAliases aliases,
      StageReader stages,
      Suppressions suppressions,
      Workspaces workspaces,
      ApplicationEventPublisher events) {
    this.messages = messages;
    this.conversations = conversations;
    this.contacts = contacts;
    this.aliases = aliases;
    this.stages = stages;
    this.suppressions = suppressions;
    this.workspaces = workspaces;
    this.events = events;
  }

  /** Once more where what the business wrote comes to its conversation only now and closes it. */
  void regroup(WorkspaceId workspace, ContactId contact, NumberId number) {
    List<MessageId> joined = cut(workspace, contact, number);
    boolean said = false;
    for (MessageRepository.Message message : messages.byIds(workspace, joined)) {
      said |= stages.read(workspace, message);
    }
    if (said) {
      cut(workspace, contact, number);
    }
  }

  /**
   * @return the messages of the business that stood apart and are in a conversation now
   */
  private List<MessageId> cut(WorkspaceId workspace, ContactId contact, NumberId number) {
    List<Item> items = messages.items(workspace, contact, number);
    Set<ConversationId> before =
        items.stream()
            .map(Item::now)
            .filter(Objects::nonNull)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    before.stream()
        .sorted(java.util.Comparator.comparing(ConversationId::value))
        .forEach(conversation -> conversations.lock(workspace, conversation));
    List<Group> groups =
        Grouping.of(items, conversations.closings(workspace, before), gap(workspace)).groups();
    List<ConversationId> owners = owners(workspace, contact, number, groups);
    var changed = changed(groups, owners);
    List<Dissolved> dissolved = dissolved(before, groups, owners);
    List<OutcomesMoved> outcomes = moveOutcomes(workspace, groups, owners, dissolved);
    for (int i = 0; i < groups.size(); i++) {
      settle(workspace, groups.get(i), owners.get(i), changed.contains(owners.get(i)));
    }
    if (!changed.isEmpty() || !dissolved.isEmpty()) {
      var told = new ArrayList<Changed>();
      for (int i = 0; i < groups.size(); i++) {
        if (changed.contains(owners.get(i))) {
          told.add(told(workspace, contact, number, groups.get(i), owners.get(i)));
        }
      }
      events.publishEvent(
          new ConversationsRegrouped(
              workspace, contact, outcomes, qualifications(workspace, outcomes), dissolved, told));
      dissolved.forEach(gone -> conversations.remove(workspace, gone.conversation()));
    }
    return groups.stream()
        .flatMap(group -> group.items().stream())
        .filter(item -> !item.inbound() && item.now() == null)
        .map(Item::id)
        .toList();
  }

  private Duration gap(WorkspaceId workspace) {
    return Duration.ofDays(workspaces.get(workspace).conversationGapDays());
  }

  /** The conversation of each group; those that have none yet are begun. */
  private List<ConversationId> owners(
      WorkspaceId workspace, ContactId contact, NumberId number, List<Group> groups) {
    var taken = new HashSet<ConversationId>();
    var owners = new ArrayList<ConversationId>();
    for (Group group : groups) {
      ConversationId owner =
          group.items().stream()
              .filter(Item::opens)
              .map(Item::now)
              .filter(Objects::nonNull)
              .filter(conversation -> !taken.contains(conversation))
              .findFirst()
              .orElseGet(() -> begin(workspace, contact, number, group));
      taken.add(owner);
      owners.add(owner);
    }
    return owners;
  }

  private ConversationId begin(
      WorkspaceId workspace, ContactId contact, NumberId number, Group group) {
    var id = new ConversationId(Uuid7.at(group.startedAt()));
    conversations.insert(workspace, id, contact, number, group.startedAt(), group.startedBy());
    events.publishEvent(new ConversationStarted(workspace, id, contact, number, group.startedAt()));
    return id;
  }

  /** Conversations that gain or lose a message. */
  private static Set<ConversationId> changed(List<Group> groups, List<ConversationId> owners) {
    var changed = new HashSet<ConversationId>();
    for (int i = 0; i < groups.size(); i++) {
      for (Item item : groups.get(i).items()) {
        if (!owners.get(i).equals(item.now())) {
          changed.add(owners.get(i));
          if (item.now() != null && owners.contains(item.now())) {
            changed.add(item.now());
          }
        }
      }
    }
    return changed;
  }

  /** Of a conversation that is no more, the one that has its first message is the heir. */
  private static List<Dissolved> dissolved(
      Set<ConversationId> before, List<Group> groups, List<ConversationId> owners) {
    var heirs = new LinkedHashMap<ConversationId, ConversationId>();
    for (int i = 0; i < groups.size(); i++) {
      for (Item item : groups.get(i).items()) {
        if (item.now() != null && !owners.contains(item.now())) {
          heirs.putIfAbsent(item.now(), owners.get(i));
        }
      }
    }
    return before.stream()
        .filter(heirs::containsKey)
        .map(gone -> new Dissolved(gone, Objects.requireNonNull(heirs.get(gone))))
        .toList();
  }

  /** What a message of the business reported goes with it; the rest goes to the heir. */
  private List<OutcomesMoved> moveOutcomes(
      WorkspaceId workspace,
      List<Group> groups,
      List<ConversationId> owners,
      List<Dissolved> dissolved) {
    var moved = new ArrayList<OutcomesMoved>();
    for (int i = 0; i < groups.size(); i++) {
      ConversationId into = owners.get(i);
      List<MessageId> answers =
          groups.get(i).items().stream()
              .filter(item -> !item.inbound() && item.now() != null && !into.equals(item.now()))
              .map(Item::id)
              .toList();
      for (MessageRepository.Message message : messages.byIds(workspace, answers)) {
        ConversationId from = Objects.requireNonNull(message.conversation());
        String told = StageReader.externalId(message);
        move(workspace, from, into, outcome -> told.equals(outcome.externalId()))
            .ifPresent(moved::add);
      }
    }
    for (Dissolved gone : dissolved) {
      move(workspace, gone.conversation(), gone.into(), outcome -> true).ifPresent(moved::add);
      conversations.moveRemarks(workspace, gone.conversation(), gone.into());
    }
    return moved;
  }

  private List<Qualification> qualifications(WorkspaceId workspace, List<OutcomesMoved> outcomes) {
    return outcomes.stream()
        .flatMap(moved -> Stream.of(moved.from(), moved.into()))
        .distinct()
        .map(
            conversation ->
                new Qualification(
                    conversation,
                    conversations.outcomes(workspace, conversation).stream()
                        .filter(outcome -> StageRules.qualifies(outcome.kind()))
                        .findFirst()
                        .map(
                            outcome ->
                                new Qualification.First(outcome.ordinal(), outcome.occurredAt()))
                        .orElse(null)))
        .toList();
  }

  private Optional<OutcomesMoved> move(
      WorkspaceId workspace, ConversationId from, ConversationId into, Predicate<Outcome> which) {
    Map<Integer, Integer> ordinals = conversations.moveOutcomes(workspace, from, into, which);
    return ordinals.isEmpty()
        ? Optional.empty()
        : Optional.of(new OutcomesMoved(from, into, ordinals));
  }

  private void settle(
      WorkspaceId workspace, Group group, ConversationId owner, boolean changedMessages) {
    List<MessageId> moved =
        group.items().stream().filter(item -> !owner.equals(item.now())).map(Item::id).toList();
    if (!moved.isEmpty()) {
      messages.move(workspace, moved, owner);
    }
    if (changedMessages) {
      conversations.recount(workspace, owner, group.startedBy());
    }
  }

  private Changed told(
      WorkspaceId workspace,
      ContactId contact,
      NumberId number,
      Group group,
      ConversationId owner) {
    boolean suppressed =
        contacts
            .find(workspace, contact)
            .map(person -> suppressions.suppressed(workspace, aliases.of(workspace, person)))
            .orElse(true);
    List<MessageId> opening = group.items().stream().filter(Item::opens).map(Item::id).toList();
    List<MessageReceived> received =
        messages.byIds(workspace, opening).stream()
            .map(
                message ->
                    new MessageReceived(
                        workspace,
                        owner,
                        contact,
                        number,
                        new MessageId(message.id()),
                        message.wamid(),
                        message.sentAt(),
                        message.text(),
                        message.referral(),
                        suppressed))
            .toList();
    return new Changed(owner, group.startedAt(), received);
  }
}

package popeki.conversations;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import popeki.conversations.ConversationRules.Arrival;
import popeki.conversations.ConversationRules.Decision;
import popeki.conversations.ConversationRules.Touch;
import popeki.conversations.InboundEvent.IdentityChanged;
import popeki.conversations.InboundEvent.PreferenceChanged;
import popeki.kernel.ContactId;
import popeki.kernel.ConversationId;
import popeki.kernel.MessageId;
import popeki.kernel.Uuid7;
import popeki.kernel.WorkspaceId;
import popeki.links.ReferenceCode;
import popeki.platform.DoorLog;
import popeki.platform.LiveUpdates;
import popeki.platform.WorkspaceTx;
import popeki.privacy.Alias;
import popeki.privacy.Suppression;
import popeki.privacy.Suppressions;
import popeki.workspaces.ConnectedNumber;
import popeki.workspaces.Numbers;
import popeki.workspaces.Workspace;
import popeki.workspaces.Workspaces;

/**
 * Takes one item of a webhook in, in one transaction of the workspace whose number it names. Taking
 * the same item again changes nothing, and the order in which items come does not matter.
 */
@Component
class EventIntake {
  /** A provider's time this far ahead of ours is noted; it is never changed. */
  private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(10);

  private final WorkspaceTx tx;
  private final Numbers numbers;
  private final Workspaces workspaces;
  private final ContactDirectory directory;
  private final ContactRepository contacts;
  private final ConversationRepository conversations;
  private final MessageRepository messages;
  private final Suppressions suppressions;
  private final Conversations facade;
  private final ApplicationEventPublisher events;
  private final LiveUpdates live;
  private final DoorLog doors;
  private final MeterRegistry metrics;

  EventIntake(
      WorkspaceTx tx,
      Numbers numbers,
      Workspaces workspaces,
      ContactDirectory directory,
      ContactRepository contacts,
      ConversationRepository conversations,
      MessageRepository messages,
      Suppressions suppressions,
      Conversations facade,
      ApplicationEventPublisher events,
      LiveUpdates live,
      DoorLog doors,
      MeterRegistry metrics) {
    this.tx = tx;
    this.numbers = numbers;
    this.workspaces = workspaces;
    this.directory = directory;
    this.contacts = contacts;
    this.conversations = conversations;
    this.messages = messages;
    this.suppressions = suppressions;
    this.facade = facade;
    this.events = events;
    this.live = live;
    this.doors = doors;
    this.metrics = metrics;
  }

  /**
   * Takes an item in.
   *
   * @param receivedAt when its body came; stands in where the provider gave no time
   */
  Intake accept(InboundEvent event, Instant receivedAt) {
    hear(event, receivedAt);
    Intake outcome = route(event, receivedAt);
    metrics
        .counter(
            "popeki.webhook.items",
            "kind",
            event.getClass().getSimpleName(),
            "result",
            outcome.code())
        .increment();
    return outcome;
  }

  /** Whoever waits for a number's first event is told of any kind of it. */
  private void hear(InboundEvent event, Instant receivedAt) {
    String id = event.phoneNumberId();
    if (id != null) {
      numbers
          .byPhoneNumberId(id)
          .ifPresentOrElse(
              number -> numbers.heardFrom(number.workspace(), number.id(), receivedAt, kind(event)),
              () -> doors.note("number:" + id, DoorLog.Knock.ACCEPTED));
    }
  }

  private static String kind(InboundEvent event) {
    return switch (event) {
      case InboundEvent.InboundMessage _ -> "message";
      case InboundEvent.EchoedMessage _ -> "echo";
      case InboundEvent.MessageStatus _ -> "status";
      case InboundEvent.HistoryMessage _, InboundEvent.HistoryProgress _ -> "history";
      case InboundEvent.ContactSynced _ -> "contacts";
      default -> "notice";
    };
  }

  private Intake route(InboundEvent event, Instant receivedAt) {
    return switch (event) {
      case InboundEvent.InboundMessage message ->
          at(message, number -> heard(number, message, receivedAt));
      case InboundEvent.EchoedMessage echo ->
          at(echo, number -> answered(number, echo, receivedAt));
      case InboundEvent.MessageStatus status -> at(status, number -> status(number, status));
      case PreferenceChanged preference ->
          at(preference, number -> preference(number, preference, receivedAt));
      case IdentityChanged identity ->
          at(identity, number -> identity(number, identity, receivedAt));
      case InboundEvent.Malformed _ -> Intake.MALFORMED;
      case InboundEvent.HistoryMessage _,
          InboundEvent.HistoryProgress _,
          InboundEvent.ContactSynced _,
          InboundEvent.AutomaticEvent _,
          InboundEvent.AccountNotice _,
          InboundEvent.ErrorNotice _,
          InboundEvent.Unknown _ ->
          Intake.KEPT_RAW;
    };
  }

  /** Enters the workspace of the number, when one has it. */
  private Intake at(InboundEvent event, java.util.function.Function<ConnectedNumber, Intake> work) {
    Optional<ConnectedNumber> number =
        event.phoneNumberId() == null
            ? Optional.empty()
            : numbers.byPhoneNumberId(event.phoneNumberId());
    return number
        .map(found -> inTransaction(found.workspace(), () -> work.apply(found)))
        .orElse(Intake.UNKNOWN_NUMBER);
  }

  private Intake inTransaction(WorkspaceId workspace, Supplier<Intake> work) {
    return tx.in(workspace, work);
  }

  private Intake heard(
      ConnectedNumber number, InboundEvent.InboundMessage message, Instant receivedAt) {
    WorkspaceId workspace = number.workspace();
    List<Alias> aliases = ContactDirectory.aliases(message.sender());
    directory.lock(workspace, aliases);
    if (messages.exists(workspace, number.phoneNumberId(), message.wamid())) {
      return Intake.KNOWN;
    }
    Suppression suppression = suppressions.check(workspace, aliases);
    if (suppression.erased()) {
      return Intake.ERASED;
    }
    Instant sentAt = timeOf(message, receivedAt);
    ContactId contact =
        directory.resolve(workspace, message.sender(), aliases, sentAt, suppression.optedOut());
    Set<Touch> touches = touches(message);
    var arrival = new Arrival(sentAt, message.opensConversation(), touches);
    return switch (decide(number, contact, arrival)) {
      case Decision.Apart _ -> Intake.TOO_EARLY;
      case Decision.Start start -> {
        var id = new ConversationId(Uuid7.at(sentAt));
        conversations.insert(workspace, id, contact, number.id(), sentAt, start.reason());
        events.publishEvent(new ConversationStarted(workspace, id, contact, number.id(), sentAt));
        yield store(number, message, contact, id, arrival, receivedAt, suppression);
      }
      case Decision.Join join -> {
        if (join.startsEarlier()) {
          events.publishEvent(new ConversationRedated(workspace, join.conversation(), sentAt));
        }
        yield store(
            number, message, contact, join.conversation(), arrival, receivedAt, suppression);
      }
    };
  }

  private Intake store(
      ConnectedNumber number,
      InboundEvent.InboundMessage message,
      ContactId contact,
      ConversationId conversation,
      Arrival arrival,
      Instant receivedAt,
      Suppression suppression) {
    WorkspaceId workspace = number.workspace();
    var id = new MessageId(Uuid7.at(arrival.occurredAt()));
    boolean isNew =
        messages.insert(
            workspace,
            new MessageRepository.NewMessage(
                id,
                conversation,
                contact,
                number.id(),
                number.phoneNumberId(),
                message.content(),
                true,
                arrival.occurredAt(),
                receivedAt,
                detail(message.content(), arrival.occurredAt(), receivedAt)),
            contacts.dataKey(workspace, contact));
    if (!isNew) {
      return Intake.KNOWN;
    }
    conversations.heard(workspace, conversation, arrival.occurredAt(), arrival.touches());
    if (message.opensConversation()) {
      events.publishEvent(
          new MessageReceived(
              workspace,
              conversation,
              contact,
              number.id(),
              id,
              message.wamid(),
              arrival.occurredAt(),
              message.text(),
              message.referral(),
              suppression.stopsProcessing()));
    }
    live.changed(workspace);
    return Intake.STORED;
  }

  private Intake answered(
      ConnectedNumber number, InboundEvent.EchoedMessage echo, Instant receivedAt) {
    WorkspaceId workspace = number.workspace();
    List<Alias> aliases = ContactDirectory.aliases(echo.customer());
    directory.lock(workspace, aliases);
    if (messages.exists(workspace, number.phoneNumberId(), echo.content().wamid())) {
      return Intake.KNOWN;
    }
    if (suppressions.check(workspace, aliases).erased()) {
      return Intake.ERASED;
    }
    Optional<ContactId> contact = directory.find(workspace, aliases);
    if (contact.isEmpty()) {
      return Intake.TOO_EARLY;
    }
    Instant sentAt = timeOf(echo, receivedAt);
    var decision = decide(number, contact.get(), new Arrival(sentAt, false, Set.of()));
    if (!(decision instanceof Decision.Join join)) {
      return Intake.TOO_EARLY;
    }
    messages.insert(
        workspace,
        new MessageRepository.NewMessage(
            new MessageId(Uuid7.at(sentAt)),
            join.conversation(),
            contact.get(),
            number.id(),
            number.phoneNumberId(),
            echo.content(),
            false,
            sentAt,
            receivedAt,
            detail(echo.content(), sentAt, receivedAt)),
        contacts.dataKey(workspace, contact.get()));
    conversations.answered(workspace, join.conversation(), sentAt);
    readStage(number, join.conversation(), echo.content(), sentAt);
    live.changed(workspace);
    return Intake.STORED;
  }

  /** The seller's own words may say that a sale was made. */
  private void readStage(
      ConnectedNumber number, ConversationId conversation, MessageContent content, Instant at) {
    if (content.text() == null || content.type() == MessageType.EDIT) {
      return;
    }
    Workspace workspace = workspaces.get(number.workspace());
    StageWords.read(content.text(), KeyPhrases.of(workspace), workspace.currency())
        .ifPresent(
            word ->
                facade.record(
                    number.workspace(),
                    conversation,
                    new Conversations.Report(
                        word.stage(),
                        word.value(),
                        at,
                        "wamid:" + content.wamid(),
                        "key_phrase",
                        word.by().phrase())));
  }

  private Intake status(ConnectedNumber number, InboundEvent.MessageStatus status) {
    boolean noted =
        messages.noteStatus(
            number.workspace(), number.phoneNumberId(), status.wamid(), status.statusName());
    return noted ? Intake.NOTED : Intake.KEPT_RAW;
  }

  private Intake preference(
      ConnectedNumber number, PreferenceChanged preference, Instant receivedAt) {
    if (preference.preference() != PreferenceChanged.Preference.STOP) {
      return Intake.KEPT_RAW;
    }
    List<Alias> aliases = ContactDirectory.aliases(preference.customer());
    directory.lock(number.workspace(), aliases);
    Instant since = timeOf(preference, receivedAt);
    suppressions.optOut(number.workspace(), aliases, since, "whatsapp_preference");
    directory
        .find(number.workspace(), aliases)
        .ifPresent(
            contact -> facade.optOut(number.workspace(), contact, since, "whatsapp_preference"));
    return Intake.NOTED;
  }

  /** A new number or user id of a known person becomes a further alias; what holds, holds on. */
  private Intake identity(ConnectedNumber number, IdentityChanged change, Instant receivedAt) {
    if (change.previous() == null || change.current() == null) {
      return Intake.KEPT_RAW;
    }
    WorkspaceId workspace = number.workspace();
    List<Alias> before = ContactDirectory.aliases(change.previous());
    List<Alias> after = ContactDirectory.aliases(change.current());
    directory.lock(workspace, Stream.concat(before.stream(), after.stream()).distinct().toList());
    for (Alias alias : after) {
      suppressions.extend(workspace, before.getFirst(), alias);
    }
    directory
        .find(workspace, before)
        .ifPresent(
            contact ->
                after.forEach(
                    alias ->
                        directory.attach(
                            workspace,
                            contact,
                            alias,
                            before.getFirst(),
                            timeOf(change, receivedAt))));
    return Intake.NOTED;
  }

  private Decision decide(ConnectedNumber number, ContactId contact, Arrival arrival) {
    Workspace workspace = workspaces.get(number.workspace());
    return ConversationRules.decide(
        arrival,
        conversations.spans(number.workspace(), contact, number.id()),
        Duration.ofDays(workspace.conversationGapDays()));
  }

  private static Set<Touch> touches(InboundEvent.InboundMessage message) {
    var touches = new HashSet<Touch>();
    Touch ad = Touch.ofAd(message.referral());
    if (ad != null) {
      touches.add(ad);
    }
    if (message.text() != null) {
      ReferenceCode.find(message.text())
          .forEach(found -> touches.add(Touch.ofCode(found.code().value())));
    }
    return touches;
  }

  private static Instant timeOf(InboundEvent event, Instant receivedAt) {
    Instant occurredAt = event.occurredAt();
    return occurredAt == null ? receivedAt : occurredAt;
  }

  private static Map<String, ?> detail(
      MessageContent content, Instant sentAt, @Nullable Instant receivedAt) {
    var detail = new java.util.TreeMap<String, Object>();
    if (content.media() != null) {
      detail.put("media_id", content.media().id());
      detail.put("mime_type", String.valueOf(content.media().mimeType()));
      if (content.media().voice()) {
        detail.put("voice", true);
      }
    }
    if (content.target() != null) {
      detail.put("target", content.target());
    }
    if (content.replyTo() != null) {
      detail.put("reply_to", content.replyTo());
    }
    if (receivedAt != null && sentAt.isAfter(receivedAt.plus(CLOCK_TOLERANCE))) {
      detail.put("clock_ahead", true);
    }
    return detail;
  }
}

package popeki.conversations;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import popeki.connections.MetaApps;
import popeki.conversations.ConversationRules.Arrival;
import popeki.conversations.ConversationRules.Decision;
import popeki.conversations.ConversationRules.Span;
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

  /** No clock is that far ahead: such a time is a mistake, and would stand on top for good. */
  private static final Duration BELIEVED_AHEAD = Duration.ofDays(1);

  private final WorkspaceTx tx;
  private final Numbers numbers;
  private final Workspaces workspaces;
  private final ContactDirectory directory;
  private final ContactRepository contacts;
  private final ConversationRepository conversations;
  private final MessageRepository messages;
  private final MetaApps apps;
  private final ContactAliases ids;
  private final StageReader stages;
  private final Regrouping regrouping;
  private final HistoryIntake history;
  private final Notices notices;
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
      MetaApps apps,
      ContactAliases ids,
      StageReader stages,
      Regrouping regrouping,
      HistoryIntake history,
      Notices notices,
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
    this.apps = apps;
    this.ids = ids;
    this.stages = stages;
    this.regrouping = regrouping;
    this.history = history;
    this.notices = notices;
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
   * @param app the address it came to; whoever holds the secret of one business's app may not write
   *     into another business
   * @param receivedAt when its body came; stands in where the provider gave no time
   */
  Intake accept(String app, InboundEvent event, Instant receivedAt) {
    return admit(app, event, 1, receivedAt, () -> route(app, event, receivedAt));
  }

  private Intake admit(
      String app, InboundEvent first, int items, Instant receivedAt, Supplier<Intake> work) {
    Intake outcome = isUnclaimed(first) ? Intake.UNKNOWN_NUMBER : Intake.FOREIGN;
    if (mayTell(app, first)) {
      hear(first, receivedAt);
      outcome = work.get();
    }
    count(first, outcome, items);
    return outcome;
  }

  private boolean mayTell(String app, InboundEvent event) {
    return app.equals(WebhookInbox.ENVIRONMENT)
        || apps.mayTell(app, event.phoneNumberId(), event.wabaId());
  }

  private boolean isUnclaimed(InboundEvent event) {
    return event.phoneNumberId() != null
        && numbers.byPhoneNumberId(event.phoneNumberId()).isEmpty();
  }

  private void count(InboundEvent event, Intake outcome, int items) {
    metrics
        .counter(
            "popeki.webhook.items",
            "kind",
            event.getClass().getSimpleName(),
            "result",
            outcome.code())
        .increment(items);
  }

  /** Takes in what is told of the past of one person; the same again changes nothing. */
  void acceptPast(
      String app, List<InboundEvent.HistoryMessage> past, Instant receivedAt, Tally tally) {
    InboundEvent first = past.getFirst();
    Intake outcome =
        admit(
            app,
            first,
            past.size(),
            receivedAt,
            () -> at(first, number -> history.take(number, past, receivedAt)));
    past.forEach(message -> tally.add(message, outcome));
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

  private Intake route(String app, InboundEvent event, Instant receivedAt) {
    return switch (event) {
      case InboundEvent.InboundMessage message ->
          at(message, number -> heard(number, message, receivedAt));
      case InboundEvent.EchoedMessage echo ->
          at(echo, number -> answered(number, echo, receivedAt));
      case InboundEvent.HistoryMessage past ->
          at(past, number -> history.take(number, List.of(past), receivedAt));
      case InboundEvent.HistoryProgress progress ->
          at(progress, number -> history.progress(number, progress, receivedAt));
      case InboundEvent.ContactSynced entry ->
          at(entry, number -> history.name(number, entry, receivedAt));
      case InboundEvent.MessageStatus status ->
          at(status, number -> status(number, status, receivedAt));
      case PreferenceChanged preference ->
          at(preference, number -> preference(number, preference, receivedAt));
      case IdentityChanged identity ->
          at(identity, number -> identity(number, identity, receivedAt));
      case InboundEvent.AutomaticEvent automatic ->
          at(automatic, number -> notices.note(number, automatic, receivedAt));
      case InboundEvent.AccountNotice notice -> notices.note(notice, reach(app), receivedAt);
      case InboundEvent.ErrorNotice error -> notices.note(error, reach(app), receivedAt);
      case InboundEvent.Malformed _ -> Intake.MALFORMED;
      case InboundEvent.Unknown _ -> Intake.KEPT_RAW;
    };
  }

  /** The environment's app tells everybody; one of a business tells that business alone. */
  private @Nullable WorkspaceId reach(String app) {
    return app.equals(WebhookInbox.ENVIRONMENT) ? null : apps.home(app).orElseThrow();
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
    if (isKnown(number, message.content(), receivedAt)) {
      return Intake.KNOWN;
    }
    Suppression suppression = suppressions.check(workspace, aliases);
    if (suppression.erased()) {
      return Intake.ERASED;
    }
    Instant sentAt = timeOf(message, receivedAt);
    ContactId contact =
        directory.resolve(workspace, message.sender(), aliases, sentAt, suppression.optedOut());
    var arrival = new Arrival(sentAt, message.opensConversation(), touches(message));
    boolean late = messages.isOvertaken(workspace, contact, number.id(), sentAt);
    ConversationId conversation = late ? null : place(number, contact, arrival);
    var kind = arrival.opens() ? MessageRepository.Kind.OPENS : MessageRepository.Kind.HEARD;
    MessageId id =
        store(number, contact, conversation, message.content(), kind, arrival, receivedAt);
    if (conversation != null) {
      conversations.heard(
          workspace, conversation, sentAt, message.content().type().isHeard(), arrival.touches());
      if (arrival.opens()) {
        publish(number, contact, conversation, id, message, arrival, suppression);
      }
    } else if (late) {
      regrouping.regroup(workspace, contact, number.id());
    }
    live.changed(workspace);
    return Intake.STORED;
  }

  private void publish(
      ConnectedNumber number,
      ContactId contact,
      ConversationId conversation,
      MessageId id,
      InboundEvent.InboundMessage message,
      Arrival arrival,
      Suppression suppression) {
    events.publishEvent(
        new MessageReceived(
            number.workspace(),
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

  /** True when there is nothing to store; what only the past told of makes room for the message. */
  private boolean isKnown(ConnectedNumber number, MessageContent content, Instant receivedAt) {
    WorkspaceId workspace = number.workspace();
    return switch (messages.known(workspace, number.phoneNumberId(), content.wamid())) {
      case NOT -> false;
      case YES -> true;
      case PAST -> {
        messages.forgetPast(workspace, number.phoneNumberId(), content.wamid(), receivedAt);
        yield false;
      }
    };
  }

  /** The conversation of a message that is the newest of all; null when it stands apart. */
  private @Nullable ConversationId place(
      ConnectedNumber number, ContactId contact, Arrival arrival) {
    WorkspaceId workspace = number.workspace();
    return switch (decide(number, contact, arrival)) {
      case Decision.Apart _ -> null;
      case Decision.Join join -> join.conversation();
      case Decision.Start start -> {
        Instant at = arrival.occurredAt();
        var id = new ConversationId(Uuid7.at(at));
        conversations.insert(workspace, id, contact, number.id(), at, start.reason());
        events.publishEvent(new ConversationStarted(workspace, id, contact, number.id(), at));
        yield id;
      }
    };
  }

  private MessageId store(
      ConnectedNumber number,
      ContactId contact,
      @Nullable ConversationId conversation,
      MessageContent content,
      MessageRepository.Kind kind,
      Arrival arrival,
      Instant receivedAt) {
    WorkspaceId workspace = number.workspace();
    var id = new MessageId(Uuid7.at(arrival.occurredAt()));
    boolean stored =
        messages.insert(
            workspace,
            new MessageRepository.NewMessage(
                id,
                conversation,
                contact,
                number.id(),
                number.phoneNumberId(),
                content,
                kind,
                arrival.touches(),
                null,
                arrival.occurredAt(),
                receivedAt,
                detail(content, arrival.occurredAt(), receivedAt)),
            contacts.dataKey(workspace, contact));
    if (!stored) {
      // The past told of it a moment ago, by another way to the same person; the next try knows.
      throw new IllegalStateException("The message came in meanwhile");
    }
    return id;
  }

  private Intake answered(
      ConnectedNumber number, InboundEvent.EchoedMessage echo, Instant receivedAt) {
    WorkspaceId workspace = number.workspace();
    List<Alias> aliases = ContactDirectory.aliases(echo.customer());
    directory.lock(workspace, aliases);
    if (isKnown(number, echo.content(), receivedAt)) {
      return Intake.KNOWN;
    }
    Suppression suppression = suppressions.check(workspace, aliases);
    if (suppression.erased()) {
      return Intake.ERASED;
    }
    Instant sentAt = timeOf(echo, receivedAt);
    ContactId contact =
        directory.resolve(workspace, echo.customer(), aliases, sentAt, suppression.optedOut());
    var arrival = new Arrival(sentAt, false, Set.of());
    boolean late = messages.isOvertaken(workspace, contact, number.id(), sentAt);
    ConversationId conversation = late ? null : place(number, contact, arrival);
    MessageId id =
        store(
            number,
            contact,
            conversation,
            echo.content(),
            MessageRepository.Kind.ANSWERED,
            arrival,
            receivedAt);
    messages.takeWaitingStatus(workspace, number.phoneNumberId(), echo.content().wamid());
    if (conversation != null) {
      conversations.answered(workspace, conversation, sentAt, echo.content().type().isAnswer());
      messages.byIds(workspace, List.of(id)).forEach(message -> stages.read(workspace, message));
    } else if (late) {
      regrouping.regroup(workspace, contact, number.id());
    }
    live.changed(workspace);
    return Intake.STORED;
  }

  private Intake status(
      ConnectedNumber number, InboundEvent.MessageStatus status, Instant receivedAt) {
    boolean noted =
        messages.noteStatus(
            number.workspace(),
            number.phoneNumberId(),
            status.wamid(),
            status.statusName().toLowerCase(java.util.Locale.ROOT),
            receivedAt);
    return noted ? Intake.NOTED : Intake.KEPT_RAW;
  }

  /** The person's last word holds, in whatever order their words come. */
  private Intake preference(
      ConnectedNumber number, PreferenceChanged preference, Instant receivedAt) {
    boolean stop = preference.preference() == PreferenceChanged.Preference.STOP;
    if (!stop && preference.preference() != PreferenceChanged.Preference.RESUME) {
      return Intake.KEPT_RAW;
    }
    WorkspaceId workspace = number.workspace();
    List<Alias> aliases = ContactDirectory.aliases(preference.customer());
    directory.lock(workspace, aliases);
    Instant at = timeOf(preference, receivedAt);
    Optional<ContactId> person = directory.find(workspace, aliases, at);
    if (!suppressions.prefer(workspace, everyAlias(workspace, person, aliases), stop, at)) {
      return Intake.KNOWN;
    }
    person.ifPresent(
        contact -> {
          if (stop) {
            facade.optOut(workspace, contact, at, Suppressions.WHATSAPP);
          } else {
            facade.resumed(workspace, contact);
          }
        });
    return Intake.NOTED;
  }

  private Set<Alias> everyAlias(
      WorkspaceId workspace, Optional<ContactId> person, List<Alias> told) {
    var all = new LinkedHashSet<>(told);
    person
        .flatMap(contact -> contacts.find(workspace, contact))
        .ifPresent(contact -> all.addAll(ids.of(workspace, contact)));
    return all;
  }

  /** A new number or user id of a known person becomes a further alias; what holds, holds on. */
  private Intake identity(ConnectedNumber number, IdentityChanged change, Instant receivedAt) {
    if (change.previous() == null || change.current() == null) {
      return Intake.KEPT_RAW;
    }
    WorkspaceId workspace = number.workspace();
    List<Alias> aliases =
        Stream.of(change.previous(), change.current())
            .flatMap(sender -> ContactDirectory.aliases(sender).stream())
            .distinct()
            .toList();
    directory.lock(workspace, aliases);
    if (suppressions.check(workspace, aliases).erased()) {
      return Intake.ERASED;
    }
    directory.moved(workspace, change.previous(), change.current(), timeOf(change, receivedAt));
    live.changed(workspace);
    return Intake.NOTED;
  }

  private Decision decide(ConnectedNumber number, ContactId contact, Arrival arrival) {
    Workspace workspace = workspaces.get(number.workspace());
    List<Span> spans = conversations.spans(workspace.id(), contact, number.id());
    return ConversationRules.decide(
        arrival,
        spans,
        arrival.touches().isEmpty() || spans.isEmpty()
            ? List.of()
            : conversations.closings(workspace.id(), spans.stream().map(Span::id).toList()),
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

  static Instant timeOf(InboundEvent event, Instant receivedAt) {
    Instant occurredAt = event.occurredAt();
    return occurredAt == null || occurredAt.isAfter(receivedAt.plus(BELIEVED_AHEAD))
        ? receivedAt
        : occurredAt;
  }

  static Map<String, ?> detail(
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

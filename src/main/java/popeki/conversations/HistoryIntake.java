package popeki.conversations;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import popeki.conversations.InboundEvent.ContactSynced;
import popeki.conversations.InboundEvent.Direction;
import popeki.conversations.InboundEvent.HistoryMessage;
import popeki.conversations.InboundEvent.HistoryProgress;
import popeki.kernel.ContactId;
import popeki.kernel.MessageId;
import popeki.kernel.Uuid7;
import popeki.kernel.WorkspaceId;
import popeki.platform.LiveUpdates;
import popeki.privacy.Alias;
import popeki.privacy.Suppression;
import popeki.privacy.Suppressions;
import popeki.workspaces.ConnectedNumber;

/**
 * The past of a number that was on the phone app before it was connected here. It is kept beside
 * its person to be read, begins no conversation, is no lead and counts for nothing: nobody knows
 * which ad it came from. Of the phone book only names of people who wrote are taken.
 */
@Component
class HistoryIntake {
  private final ContactDirectory directory;
  private final ContactRepository contacts;
  private final MessageRepository messages;
  private final Suppressions suppressions;
  private final JdbcClient jdbc;
  private final LiveUpdates live;

  HistoryIntake(
      ContactDirectory directory,
      ContactRepository contacts,
      MessageRepository messages,
      Suppressions suppressions,
      JdbcClient jdbc,
      LiveUpdates live) {
    this.directory = directory;
    this.contacts = contacts;
    this.messages = messages;
    this.suppressions = suppressions;
    this.jdbc = jdbc;
    this.live = live;
  }

  /**
   * Stores what Meta tells of the past of one person.
   *
   * @param past not empty, all of the same person
   * @return what became of the most of them
   */
  Intake take(ConnectedNumber number, List<HistoryMessage> past, Instant receivedAt) {
    WorkspaceId workspace = number.workspace();
    HistoryMessage newest =
        past.stream()
            .max(Comparator.comparing(message -> EventIntake.timeOf(message, receivedAt)))
            .orElseThrow();
    List<Alias> aliases = ContactDirectory.aliases(newest.customer());
    directory.lock(workspace, aliases);
    Suppression suppression = suppressions.check(workspace, aliases);
    if (suppression.erased()) {
      return Intake.ERASED;
    }
    ContactId contact =
        directory.resolve(
            workspace,
            newest.customer(),
            aliases,
            EventIntake.timeOf(newest, receivedAt),
            suppression.optedOut());
    byte[] key = contacts.dataKey(workspace, contact);
    boolean news = false;
    for (HistoryMessage message : past) {
      news |= store(number, contact, key, message, receivedAt);
    }
    return news ? Intake.STORED : Intake.KNOWN;
  }

  private boolean store(
      ConnectedNumber number,
      ContactId contact,
      byte[] key,
      HistoryMessage message,
      Instant receivedAt) {
    WorkspaceId workspace = number.workspace();
    String wamid = message.content().wamid();
    if (message.lateMedia()) {
      messages.forgetPlaceholder(workspace, number.phoneNumberId(), wamid);
    }
    Instant sentAt = EventIntake.timeOf(message, receivedAt);
    boolean heard = message.direction() == Direction.INBOUND;
    String status = heard ? null : MessageRepository.statusOf(message.deliveryStatus());
    boolean news =
        messages.insert(
            workspace,
            new MessageRepository.NewMessage(
                new MessageId(Uuid7.at(sentAt)),
                null,
                contact,
                number.id(),
                number.phoneNumberId(),
                message.content(),
                heard ? MessageRepository.Kind.PAST_HEARD : MessageRepository.Kind.PAST_ANSWERED,
                Set.of(),
                status,
                sentAt,
                receivedAt,
                EventIntake.detail(message.content(), sentAt, receivedAt)),
            key);
    if (!news && status != null) {
      messages.noteStatus(workspace, number.phoneNumberId(), wamid, status, receivedAt);
    }
    return news;
  }

  /** Notes how far Meta is; chunks come in any order, so the highest word counts. */
  Intake progress(ConnectedNumber number, HistoryProgress progress, Instant receivedAt) {
    Integer percent = progress.percent();
    if (percent == null || percent < 0 || percent > 100) {
      return Intake.KEPT_RAW;
    }
    jdbc.sql(
            """
        insert into conversations.history_progress as p
          (workspace_id, number_id, phase, percent, told_at)
        values (:ws, :number, :phase, :percent, :at)
        on conflict (workspace_id, number_id) do update set
          phase = greatest(p.phase, excluded.phase), percent = greatest(p.percent, excluded.percent),
          told_at = greatest(p.told_at, excluded.told_at)""")
        .param("ws", number.workspace().value())
        .param("number", number.id().value())
        .param("phase", progress.phase() == null ? 0 : progress.phase())
        .param("percent", percent)
        .param("at", receivedAt.atOffset(ZoneOffset.UTC))
        .update();
    live.changed(number.workspace());
    return Intake.NOTED;
  }

  /** A name from the phone book, for a person who wrote and told none. */
  Intake name(ConnectedNumber number, ContactSynced entry, Instant receivedAt) {
    String name = entry.contact().profileName();
    if (entry.removed() || name == null) {
      return Intake.KEPT_RAW;
    }
    WorkspaceId workspace = number.workspace();
    List<Alias> aliases = ContactDirectory.aliases(entry.contact());
    directory.lock(workspace, aliases);
    return directory
        .find(workspace, aliases, receivedAt)
        .flatMap(contact -> contacts.find(workspace, contact))
        .filter(contact -> contact.displayName() == null)
        .map(
            contact -> {
              contacts.nameUntilTold(workspace, contact.id(), name);
              return Intake.NOTED;
            })
        .orElse(Intake.KEPT_RAW);
  }
}

package popeki.conversations;

import gg.jte.Content;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import popeki.connections.MediaFiles;
import popeki.connections.MediaRules;
import popeki.conversations.ConversationRepository.Row;
import popeki.kernel.ContactId;
import popeki.kernel.ConversationId;
import popeki.kernel.Money;
import popeki.kernel.PhoneNumber;
import popeki.kernel.UserId;
import popeki.kernel.WorkspaceId;
import popeki.links.ReferenceCode;
import popeki.platform.ApiProblem;
import popeki.platform.Certainty;
import popeki.platform.Shell;
import popeki.platform.Tone;
import popeki.platform.Words;
import popeki.platform.WorkspaceTx;
import popeki.workspaces.Colleagues;
import popeki.workspaces.Member;
import popeki.workspaces.Permission;
import popeki.workspaces.Sight;

/** Gathers what the pages show, as far as the reader's role may see. */
@Component
class ConversationPages {
  private final WorkspaceTx tx;
  private final ConversationRepository conversations;
  private final ContactRepository contacts;
  private final MessageRepository messages;
  private final TagRepository tags;
  private final NoteRepository notes;
  private final WindowRepository windows;
  private final Colleagues colleagues;
  private final AttachmentRepository attachments;
  private final MediaFiles files;
  private final ObjectProvider<TimelineContributor> contributors;
  private final Clock clock;

  ConversationPages(
      WorkspaceTx tx,
      ConversationRepository conversations,
      ContactRepository contacts,
      MessageRepository messages,
      TagRepository tags,
      NoteRepository notes,
      WindowRepository windows,
      Colleagues colleagues,
      AttachmentRepository attachments,
      MediaFiles files,
      ObjectProvider<TimelineContributor> contributors,
      Clock clock) {
    this.tx = tx;
    this.conversations = conversations;
    this.contacts = contacts;
    this.messages = messages;
    this.tags = tags;
    this.notes = notes;
    this.windows = windows;
    this.colleagues = colleagues;
    this.attachments = attachments;
    this.files = files;
    this.contributors = contributors;
    this.clock = clock;
  }

  /**
   * @throws ApiProblem 404 when there is no such conversation in this workspace
   */
  ConversationView.Story story(Member member, Shell shell, ConversationId id, boolean reveal) {
    WorkspaceId workspace = member.workspaceId();
    Map<UserId, String> names = member.sight().texts() ? colleagues.names(workspace) : Map.of();
    return tx.in(
        workspace,
        () -> {
          Row row =
              conversations
                  .find(workspace, id)
                  .orElseThrow(() -> ApiProblem.notFound("conversation"));
          Contact contact =
              contacts
                  .find(workspace, row.contact())
                  .orElseThrow(() -> ApiProblem.notFound("contact"));
          Words words = shell.words();
          var view =
              new TimelineContributor.View(
                  words,
                  clock.instant(),
                  member.workspace().timezone(),
                  "/w/" + shell.slug(),
                  member.sight().texts(),
                  shell.frame().csrf() == null ? "" : shell.frame().csrf().token());
          return new ConversationView.Story(
              header(member, words, row, contact, reveal),
              timeline(workspace, row, view),
              member.sight().texts() ? notes(member, id, names, words) : List.of(),
              member.sight().texts(),
              panels(workspace, id, view));
        });
  }

  /**
   * Who wrote.
   *
   * @throws ApiProblem 404 when there is no such conversation in this workspace
   */
  ContactId contactOf(Member member, ConversationId id) {
    WorkspaceId workspace = member.workspaceId();
    return tx.in(workspace, () -> conversations.find(workspace, id))
        .map(Row::contact)
        .orElseThrow(() -> ApiProblem.notFound("conversation"));
  }

  private ConversationView.Header header(
      Member member, Words words, Row row, Contact contact, boolean reveal) {
    String phone = contact.phone();
    boolean seen = reveal && member.sight().phones();
    return new ConversationView.Header(
        row.id().value(),
        who(contact, words),
        phone == null ? null : seen ? "+" + phone : new PhoneNumber(phone).masked(),
        phone != null && member.sight().phones() && !reveal,
        contact.optedOut(),
        seen && phone != null ? "https://wa.me/" + phone : null,
        words.of("conversations.stage." + row.stage().wireName()),
        tone(row.stage()),
        member.role().may(Permission.WORK) ? stages(words) : List.of(),
        row.value(),
        sales(member.workspaceId(), row, words),
        member.workspace().currency(),
        times(member.workspaceId(), row, words),
        tags.of(member.workspaceId(), List.of(row.id())).getOrDefault(row.id(), List.of()),
        member.role().writes() ? tags.used(member.workspaceId(), 50) : List.of(),
        member.role().writes());
  }

  /** "2 sales · R$ 50.00 refunded"; null where the value says it all. */
  private @Nullable String sales(WorkspaceId workspace, Row row, Words words) {
    var sales = ConversationValue.sales(conversations.outcomes(workspace, row.id()));
    var parts = new ArrayList<String>();
    if (sales.count() > 1) {
      parts.add(words.of("conversations.sales", sales.count()));
    }
    if (sales.refunded() != null) {
      parts.add(words.of("conversations.refunded", sales.refunded()));
    }
    return parts.isEmpty() ? null : String.join(" · ", parts);
  }

  private ConversationView.Times times(WorkspaceId workspace, Row row, Words words) {
    Instant now = clock.instant();
    var entries = windows.entries(workspace, List.of(row.id()), now.minus(ReplyWindow.LONGEST));
    var window = ReplyWindow.of(row.lastHeardAt(), entries.getOrDefault(row.id(), List.of()), now);
    return new ConversationView.Times(
        WindowWords.until(row.startedAt(), row.firstReplyAt(), words),
        WindowWords.until(row.startedAt(), row.closedAt(), words),
        WindowWords.window(window, now, words),
        window.open(),
        window.freeUntil() == null ? null : WindowWords.moment(window.freeUntil(), now, words));
  }

  private List<ConversationView.Note> notes(
      Member member, ConversationId id, Map<UserId, String> names, Words words) {
    return notes.of(member.workspaceId(), id).stream()
        .map(
            note ->
                new ConversationView.Note(
                    note.id(),
                    note.keyName() == null
                        ? names.getOrDefault(note.author(), words.of("conversations.note.former"))
                        : words.of("conversations.note.key", note.keyName()),
                    note.text(),
                    note.writtenAt(),
                    note.editedAt(),
                    member.role().writes() && note.author().equals(member.user()),
                    member.role().writes()
                        && (note.author().equals(member.user()) || member.role().administers())))
        .toList();
  }

  private static List<ConversationView.StageChoice> stages(Words words) {
    return Arrays.stream(OutcomeKind.values())
        .map(
            kind ->
                new ConversationView.StageChoice(
                    kind.wireName(), words.of("conversations.outcome." + kind.wireName())))
        .toList();
  }

  private List<ConversationView.Entry> timeline(
      WorkspaceId workspace, Row row, TimelineContributor.View view) {
    var entries = new ArrayList<ConversationView.Entry>();
    Map<UUID, Attachment> sent = attachments.of(workspace, row.id());
    for (var message :
        messages.of(workspace, List.of(row.id()), 500).getOrDefault(row.id(), List.of())) {
      entries.add(entry(message, sent.get(message.id()), view));
    }
    for (Outcome outcome : conversations.outcomes(workspace, row.id())) {
      entries.add(entry(outcome, view));
    }
    contributors.stream()
        .flatMap(step -> step.entries(workspace, row.id(), view).stream())
        .map(ConversationPages::entry)
        .forEach(entries::add);
    entries.sort(
        Comparator.comparing(ConversationView.Entry::at)
            .thenComparingInt(e -> e.message() ? 0 : 1));
    return withDays(entries, view);
  }

  private List<Content> panels(
      WorkspaceId workspace, ConversationId id, TimelineContributor.View view) {
    return contributors.stream()
        .sorted(Comparator.comparingInt(TimelineContributor::order))
        .flatMap(step -> step.panel(workspace, id, view).stream())
        .toList();
  }

  private ConversationView.Entry entry(
      MessageRepository.Message message, @Nullable Attachment file, TimelineContributor.View view) {
    Words words = view.words();
    String text = message.text() == null ? null : ReferenceCode.strip(message.text());
    boolean hidden = !view.seesText() && text != null;
    String kind =
        words.has("conversations.type." + message.type())
            ? words.of("conversations.type." + message.type())
            : message.type();
    return new ConversationView.Entry(
        null,
        message.sentAt(),
        "message",
        message.inbound() ? "message-circle" : "reply",
        null,
        true,
        !message.inbound(),
        hidden ? null : (text == null ? "" : text),
        hidden ? words.of("conversations.text.hidden") : null,
        message.type().equals("text") || (file != null && view.seesText()) ? null : kind,
        message.referral() == null ? null : message.referral().headline(),
        file == null || !view.seesText()
            ? null
            : media(file, words, view.base() + "/", files.stillThere(file.sentAt())));
  }

  /**
   * @param base the workspace's pages, {@code /w/acme/}
   */
  static ConversationView.Media media(
      Attachment file, Words words, String base, boolean stillThere) {
    String key = "conversations.media.kind." + file.kind();
    boolean shown = MediaRules.serve(file.mimeType()).shown();
    return new ConversationView.Media(
        words.of(words.has(key) ? key : "conversations.media.kind.other"),
        MediaRules.isPicture(file.mimeType()) ? "image" : shown ? "play" : "file-text",
        stillThere ? base + "conversations/media/" + file.message() : null,
        shown);
  }

  private static ConversationView.Entry entry(Outcome outcome, TimelineContributor.View view) {
    Words words = view.words();
    String what = words.of("conversations.outcome.done." + outcome.kind().wireName());
    Money money = outcome.value();
    boolean back = outcome.kind() == OutcomeKind.REFUNDED;
    String value = money == null ? "" : " · " + (back ? "−" : "") + words.money(money);
    String by =
        outcome.actorType().equals("key_phrase")
            ? words.of("conversations.by.key_phrase", String.valueOf(outcome.actorName()))
            : words.of(
                "conversations.by.person",
                outcome.actorName() == null ? "API" : outcome.actorName());
    return new ConversationView.Entry(
        null,
        outcome.occurredAt(),
        "stage",
        "flag",
        what + value + " — " + by,
        false,
        false,
        null,
        null,
        null,
        null);
  }

  private static ConversationView.Entry entry(TimelineContributor.TimelineEntry entry) {
    return new ConversationView.Entry(
        null,
        entry.at(),
        entry.kind(),
        icon(entry.kind()),
        entry.sentence(),
        false,
        false,
        null,
        null,
        null,
        entry.detail());
  }

  private static String icon(String kind) {
    return switch (kind) {
      case "click" -> "mouse-pointer-click";
      case "attribution" -> "tag";
      case "score" -> "gauge";
      case "conversion" -> "send";
      case "privacy" -> "shield-check";
      default -> "flag";
    };
  }

  private static List<ConversationView.Entry> withDays(
      List<ConversationView.Entry> entries, TimelineContributor.View view) {
    var dated = new ArrayList<ConversationView.Entry>();
    LocalDate last = null;
    for (ConversationView.Entry e : entries) {
      LocalDate day = LocalDate.ofInstant(e.at(), view.zone());
      String heading = day.equals(last) ? null : view.words().day(day);
      last = day;
      dated.add(
          new ConversationView.Entry(
              heading,
              e.at(),
              e.kind(),
              e.icon(),
              e.sentence(),
              e.message(),
              e.ours(),
              e.text(),
              e.hidden(),
              e.note(),
              e.detail(),
              e.media()));
    }
    return dated;
  }

  static String who(Contact contact, Words words) {
    if (contact.displayName() != null) {
      return Sight.name(contact.displayName());
    }
    return contact.phone() == null
        ? words.of("conversations.someone")
        : new PhoneNumber(contact.phone()).masked();
  }

  /** What is only probable is never called certain, however probable. */
  static Certainty certainty(@Nullable String status, @Nullable String method) {
    if (status == null || status.equals("unattributed")) {
      return Certainty.UNATTRIBUTED;
    }
    return status.equals("attributed") && !"probable".equals(method)
        ? Certainty.CERTAIN
        : Certainty.LIKELY;
  }

  static Tone tone(Stage stage) {
    return switch (stage) {
      case NEW, CONTACTED -> Tone.NEUTRAL;
      case QUALIFIED, QUOTED -> Tone.ACCENT;
      case WON -> Tone.POSITIVE;
      case LOST -> Tone.WARNING;
    };
  }

  Instant now() {
    return clock.instant();
  }

  static ZoneId zone(Member member) {
    return member.workspace().timezone();
  }

  static @Nullable String lower(@Nullable String text) {
    return text == null || text.isBlank() ? null : text.toLowerCase(Locale.ROOT);
  }
}

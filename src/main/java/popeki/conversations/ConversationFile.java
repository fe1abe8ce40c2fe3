package popeki.conversations;

import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import popeki.conversations.ConversationRepository.Filter;
import popeki.conversations.ConversationRepository.Row;
import popeki.kernel.ContactId;
import popeki.kernel.ConversationId;
import popeki.kernel.Money;
import popeki.kernel.PhoneNumber;
import popeki.kernel.WorkspaceId;
import popeki.platform.Csv;
import popeki.platform.Cursor;
import popeki.platform.Page;
import popeki.platform.Paging;
import popeki.platform.Period;
import popeki.platform.WorkspaceTx;
import popeki.workspaces.Sight;

/**
 * All conversations that a filter finds as a file, a line each. What people wrote is not in it: a
 * file is passed on sooner than a page.
 */
@Component
class ConversationFile {
  private static final int MOST_LINES = 100_000;
  private static final List<String> HEAD =
      List.of(
          "id",
          "started_at",
          "last_message_at",
          "name",
          "phone",
          "source",
          "campaign",
          "attribution_status",
          "attribution_method",
          "confidence",
          "score",
          "category",
          "stage",
          "value",
          "currency",
          "tags",
          "first_reply_at",
          "messages_in",
          "closed_at");

  private final WorkspaceTx tx;
  private final ConversationRepository conversations;
  private final ContactRepository contacts;
  private final TagRepository tags;

  ConversationFile(
      WorkspaceTx tx,
      ConversationRepository conversations,
      ContactRepository contacts,
      TagRepository tags) {
    this.tx = tx;
    this.conversations = conversations;
    this.contacts = contacts;
    this.tags = tags;
  }

  /**
   * A file and how much is in it.
   *
   * @param lines without the head
   */
  record Made(String text, int lines) {}

  /**
   * @param whole with phone numbers as they are, else masked
   */
  Made make(WorkspaceId workspace, Filter filter, boolean whole) {
    var text = new StringBuilder(Csv.line(HEAD));
    int lines = 0;
    Paging next = new Paging(Paging.MAX, null);
    while (next != null && lines < MOST_LINES) {
      Paging paging = next;
      Page<String> page = tx.in(workspace, () -> lines(workspace, filter, paging, whole));
      page.data().forEach(text::append);
      lines += page.data().size();
      String cursor = page.nextCursor();
      next = cursor == null ? null : new Paging(Paging.MAX, Cursor.decode(cursor).orElseThrow());
    }
    return new Made(text.toString(), lines);
  }

  /** "acme_conversations_2026-11-01_2026-11-25.csv"; without bounds it is of all time. */
  static ResponseEntity<String> answer(@Nullable String slug, Period period, String text) {
    String name = (slug == null ? "" : slug + "_") + "conversations" + days(period) + ".csv";
    return ResponseEntity.ok()
        .header(HttpHeaders.CONTENT_TYPE, Csv.CONTENT_TYPE)
        .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + name + "\"")
        .body(text);
  }

  private static String days(Period period) {
    if (period.from() == null && period.to() == null) {
      return "";
    }
    ZoneId zone = period.zone();
    String from = period.from() == null ? "start" : period.from().atZone(zone).toLocalDate() + "";
    // The end is excluded: the last moment before it names the last day.
    String to =
        period.to() == null ? "now" : period.to().minusMillis(1).atZone(zone).toLocalDate() + "";
    return "_" + from + "_" + to;
  }

  private Page<String> lines(WorkspaceId workspace, Filter filter, Paging paging, boolean whole) {
    Page<Row> page =
        paging.page(
            conversations.list(workspace, filter, paging),
            row -> new Cursor(row.startedAt(), row.id().value()));
    List<ConversationId> ids = page.data().stream().map(Row::id).toList();
    Map<ContactId, Contact> people =
        contacts.of(workspace, page.data().stream().map(Row::contact).distinct().toList());
    Map<ConversationId, List<String>> tagged = tags.of(workspace, ids);
    return page.map(
        row ->
            line(
                row,
                java.util.Objects.requireNonNull(people.get(row.contact())),
                tagged.getOrDefault(row.id(), List.of()),
                whole));
  }

  private static String line(Row row, Contact contact, List<String> tags, boolean whole) {
    Money value = row.value();
    return Csv.line(
        Arrays.asList(
            row.id(),
            row.startedAt(),
            row.lastMessageAt(),
            name(contact, whole),
            phone(contact, whole),
            row.source(),
            row.campaignName(),
            row.attributionStatus() == null ? "unattributed" : row.attributionStatus(),
            row.attributionMethod(),
            row.confidence(),
            row.score(),
            row.category(),
            row.stage().wireName(),
            value == null ? null : value.amount(),
            value == null ? null : value.currency(),
            String.join(" | ", tags),
            row.firstReplyAt(),
            row.leadMessages(),
            row.closedAt()));
  }

  /** People put their number into their name, too. */
  private static @Nullable String name(Contact contact, boolean whole) {
    String name = contact.displayName();
    return name == null || whole ? name : Sight.name(name);
  }

  private static @Nullable String phone(Contact contact, boolean whole) {
    String phone = contact.phone();
    if (phone == null) {
      return null;
    }
    return whole ? phone : new PhoneNumber(phone).masked();
  }
}

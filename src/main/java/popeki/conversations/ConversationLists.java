package popeki.conversations;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import popeki.conversations.ConversationRepository.Facet;
import popeki.conversations.ConversationRepository.Filter;
import popeki.conversations.ConversationRepository.Row;
import popeki.kernel.ContactId;
import popeki.kernel.ConversationId;
import popeki.kernel.PhoneNumber;
import popeki.kernel.WorkspaceId;
import popeki.links.ReferenceCode;
import popeki.platform.ApiProblem;
import popeki.platform.Cursor;
import popeki.platform.Page;
import popeki.platform.Paging;
import popeki.platform.Shell;
import popeki.platform.Words;
import popeki.platform.WorkspaceTx;
import popeki.workspaces.Member;

/** Gathers the list of conversations, as far as the reader's role may see. */
@Component
class ConversationLists {
  private static final int FIRST_WORDS = 80;
  private static final int LAST_WORDS = 4;

  /** More people than this share a name only where the search says nothing. */
  private static final int MOST_PEOPLE = 200;

  private final WorkspaceTx tx;
  private final ConversationRepository conversations;
  private final ContactRepository contacts;
  private final MessageRepository messages;
  private final TagRepository tags;
  private final WindowRepository windows;
  private final Clock clock;

  ConversationLists(
      WorkspaceTx tx,
      ConversationRepository conversations,
      ContactRepository contacts,
      MessageRepository messages,
      TagRepository tags,
      WindowRepository windows,
      Clock clock) {
    this.tx = tx;
    this.conversations = conversations;
    this.contacts = contacts;
    this.messages = messages;
    this.tags = tags;
    this.windows = windows;
    this.clock = clock;
  }

  /** A list and what its filters can be changed to. */
  record Found(ConversationView.Listing listing, List<Facet> facets) {}

  /** The newest of those that the address asks for. */
  List<ConversationView.Row> latest(Member member, Words words, ConversationUrl url, int most) {
    return tx.in(
        member.workspaceId(),
        () -> rows(member, words, filter(member, url), new Paging(most, null)).data());
  }

  /** The list that the address asks for. */
  Found list(Member member, Shell shell, ConversationUrl url, @Nullable String at) {
    Cursor after = at == null ? null : Cursor.decode(at).orElse(null);
    WorkspaceId workspace = member.workspaceId();
    Words words = shell.words();
    var search = PersonSearch.of(url.value(ConversationUrl.SEARCH), member.sight().phones());
    return tx.in(
        workspace,
        () -> {
          List<ContactId> people = people(workspace, search);
          Filter filter = url.filter(zone(member), now(), people);
          var page =
              rows(member, words, filter, new Paging(Paging.DEFAULT, after))
                  .map(row -> row.opened(url.opening(after == null ? null : at, row.id())));
          List<Facet> facets = conversations.facets(workspace, filter);
          boolean filtered = url.isAnything();
          String cursor = page.nextCursor();
          var listing =
              new ConversationView.Listing(
                  url.page(shell.path("conversations/rows"), after == null ? null : at),
                  words.of("conversations.total", sum(facets)),
                  StageBar.of(facets, url, words),
                  page.data(),
                  cursor == null ? null : url.next(cursor),
                  filtered,
                  note(search, people, words),
                  filtered && page.data().isEmpty() && after == null
                      ? drops(workspace, member, url, people, words)
                      : List.of(),
                  url.base());
          return new Found(listing, facets);
        });
  }

  /** What the address asks for, as far as the reader's role may search. */
  Filter filter(Member member, ConversationUrl url) {
    WorkspaceId workspace = member.workspaceId();
    var search = PersonSearch.of(url.value(ConversationUrl.SEARCH), member.sight().phones());
    return tx.in(workspace, () -> url.filter(zone(member), now(), people(workspace, search)));
  }

  /**
   * The short story of one conversation.
   *
   * @throws ApiProblem 404 when there is no such conversation in this workspace
   */
  ConversationView.Glance glance(
      Member member, Shell shell, ConversationId id, String refreshHref, String closeHref) {
    WorkspaceId workspace = member.workspaceId();
    Words words = shell.words();
    return tx.in(
        workspace,
        () -> {
          Row row =
              conversations
                  .find(workspace, id)
                  .orElseThrow(() -> ApiProblem.notFound("conversation"));
          ConversationView.Row line = row(row, context(member, words, List.of(row)));
          return new ConversationView.Glance(
              line,
              member.sight().texts(),
              member.sight().texts() ? lastWords(workspace, id, words) : List.of(),
              shell.path("conversations/" + id),
              refreshHref,
              closeHref);
        });
  }

  private List<ConversationView.Said> lastWords(
      WorkspaceId workspace, ConversationId id, Words words) {
    return messages.of(workspace, List.of(id), LAST_WORDS).getOrDefault(id, List.of()).stream()
        .map(
            message -> {
              String kind = "conversations.type." + message.type();
              String text =
                  message.text() == null
                      ? words.has(kind) ? words.of(kind) : message.type()
                      : ReferenceCode.strip(message.text());
              return new ConversationView.Said(!message.inbound(), text, message.sentAt());
            })
        .toList();
  }

  private @Nullable List<ContactId> people(WorkspaceId workspace, PersonSearch search) {
    return switch (search.kind()) {
      case NOTHING -> null;
      case TOO_SHORT, NOT_FOR_THIS_ROLE -> List.of();
      case SEARCH ->
          contacts.search(workspace, search.text(), new Paging(MOST_PEOPLE, null)).stream()
              .map(Contact::id)
              .toList();
    };
  }

  private static @Nullable String note(
      PersonSearch search, @Nullable List<ContactId> people, Words words) {
    return switch (search.kind()) {
      case NOTHING -> null;
      case TOO_SHORT -> words.of("conversations.search.short");
      case NOT_FOR_THIS_ROLE -> words.of("conversations.search.role");
      case SEARCH ->
          people != null && people.size() > MOST_PEOPLE
              ? words.of("conversations.search.many", MOST_PEOPLE)
              : null;
    };
  }

  /** What each filter hides: the one to drop first stands first. */
  private List<ConversationView.Drop> drops(
      WorkspaceId workspace,
      Member member,
      ConversationUrl url,
      @Nullable List<ContactId> people,
      Words words) {
    record Candidate(ConversationUrl url, String name, long count) {}
    var candidates = new ArrayList<Candidate>();
    for (String key : url.filters()) {
      ConversationUrl other = url.without(key);
      Filter filter =
          other.filter(zone(member), now(), key.equals(ConversationUrl.SEARCH) ? null : people);
      String value = FilterWords.value(key, url.value(key), List.of(), words);
      candidates.add(
          new Candidate(
              other,
              FilterWords.name(key, words) + " " + value,
              conversations.count(workspace, filter)));
    }
    if (url.hasPeriod()) {
      ConversationUrl other = url.withoutPeriod();
      Filter filter = other.filter(zone(member), now(), people);
      candidates.add(
          new Candidate(
              other,
              words.of("conversations.filter.period"),
              conversations.count(workspace, filter)));
    }
    return candidates.stream()
        .filter(candidate -> candidate.count() > 0)
        .sorted(Comparator.comparingLong(Candidate::count).reversed())
        .map(
            candidate ->
                new ConversationView.Drop(
                    words.of("conversations.drop", candidate.name(), candidate.count()),
                    candidate.url().href()))
        .toList();
  }

  private Page<ConversationView.Row> rows(
      Member member, Words words, Filter filter, Paging paging) {
    WorkspaceId workspace = member.workspaceId();
    Page<Row> page =
        paging.page(
            conversations.list(workspace, filter, paging),
            row -> new Cursor(row.startedAt(), row.id().value()));
    Context context = context(member, words, page.data());
    return page.map(row -> row(row, context));
  }

  private Context context(Member member, Words words, List<Row> rows) {
    WorkspaceId workspace = member.workspaceId();
    List<ConversationId> ids = rows.stream().map(Row::id).toList();
    Instant now = now();
    return new Context(
        contacts.of(workspace, rows.stream().map(Row::contact).distinct().toList()),
        member.sight().texts() ? firstWords(workspace, ids) : Map.of(),
        tags.of(workspace, ids),
        windows.entries(workspace, ids, now.minus(ReplyWindow.LONGEST)),
        words,
        now);
  }

  /** What the lines of one list share. */
  private record Context(
      Map<ContactId, Contact> people,
      Map<ConversationId, String> firstWords,
      Map<ConversationId, List<String>> tags,
      Map<ConversationId, List<ReplyWindow.Entry>> entries,
      Words words,
      Instant now) {}

  private static ConversationView.Row row(Row row, Context context) {
    Words words = context.words();
    Contact contact = java.util.Objects.requireNonNull(context.people().get(row.contact()));
    String phone = contact.phone() == null ? null : new PhoneNumber(contact.phone()).masked();
    String who = ConversationPages.who(contact, words);
    var window =
        ReplyWindow.of(
            row.lastHeardAt(), context.entries().getOrDefault(row.id(), List.of()), context.now());
    return new ConversationView.Row(
        row.id().value(),
        who,
        who.equals(phone) ? null : phone,
        context.firstWords().get(row.id()),
        row.source(),
        row.campaignName(),
        ConversationPages.certainty(row.attributionStatus(), row.attributionMethod()),
        row.score(),
        row.category() == null ? "" : words.of("conversations.category." + row.category()),
        words.of("conversations.stage." + row.stage().wireName()),
        ConversationPages.tone(row.stage()),
        row.value(),
        context.tags().getOrDefault(row.id(), List.of()),
        WindowWords.until(row.startedAt(), row.firstReplyAt(), words),
        WindowWords.window(window, context.now(), words),
        window.open(),
        row.startedAt(),
        row.lastMessageAt(),
        null);
  }

  private Map<ConversationId, String> firstWords(WorkspaceId workspace, List<ConversationId> ids) {
    return messages.first(workspace, ids).entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> shorten(entry.getValue())));
  }

  static String shorten(String text) {
    String line = ReferenceCode.strip(text).replaceAll("\\s+", " ").strip();
    return line.codePointCount(0, line.length()) <= FIRST_WORDS
        ? line
        : line.substring(0, line.offsetByCodePoints(0, FIRST_WORDS)) + "…";
  }

  private static long sum(List<Facet> facets) {
    return facets.stream()
        .filter(facet -> facet.facet().equals("all"))
        .mapToLong(Facet::count)
        .sum();
  }

  private Instant now() {
    return clock.instant();
  }

  private static ZoneId zone(Member member) {
    return member.workspace().timezone();
  }
}

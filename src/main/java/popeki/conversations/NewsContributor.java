package popeki.conversations;

import gg.jte.Content;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import popeki.kernel.ConversationId;
import popeki.kernel.WorkspaceId;
import popeki.links.ReferenceCode;
import popeki.platform.Actor;
import popeki.platform.ApiProblem;
import popeki.platform.Words;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Lines of the timeline that come from Meta itself: what was written before the number was
 * connected, or before the person ever wrote, and where Meta believes to have seen a lead or a
 * sale. That is a suggestion: it moves no stage and goes nowhere.
 */
@Component
class NewsContributor implements TimelineContributor {
  private static final int MOST = 50;

  private final ConversationRepository conversations;
  private final MessageRepository messages;
  private final Notices notices;
  private final JsonMapper json;

  NewsContributor(
      ConversationRepository conversations,
      MessageRepository messages,
      Notices notices,
      JsonMapper json) {
    this.conversations = conversations;
    this.messages = messages;
    this.notices = notices;
    this.json = json;
  }

  @Override
  public @Nullable String field() {
    return null;
  }

  @Override
  public Map<ConversationId, ?> values(WorkspaceId workspace, List<ConversationId> ids) {
    return Map.of();
  }

  @Override
  public List<TimelineEntry> entries(
      WorkspaceId workspace, ConversationId conversation, View view) {
    var entries = new ArrayList<TimelineEntry>();
    conversations
        .find(workspace, conversation)
        .flatMap(row -> past(workspace, row, view))
        .ifPresent(entries::add);
    List<String> wamids =
        messages
            .of(workspace, List.of(conversation), 500)
            .getOrDefault(conversation, List.of())
            .stream()
            .map(MessageRepository.Message::wamid)
            .toList();
    notices.ofMessages(workspace, wamids).forEach(notice -> entries.add(believed(notice, view)));
    return entries;
  }

  private Optional<TimelineEntry> past(
      WorkspaceId workspace, ConversationRepository.Row row, View view) {
    List<MessageRepository.Message> before =
        messages.past(workspace, row.contact(), row.number(), MOST).stream()
            .filter(message -> !message.sentAt().isAfter(row.startedAt()))
            .toList();
    if (before.isEmpty()) {
      return Optional.empty();
    }
    Words words = view.words();
    String detail =
        view.seesText()
            ? before.reversed().stream()
                .map(message -> line(message, words))
                .collect(Collectors.joining("\n"))
            : words.of("conversations.text.hidden");
    return Optional.of(
        new TimelineEntry(
            before.getFirst().sentAt(), "past", words.of("news.past", before.size()), detail));
  }

  private static String line(MessageRepository.Message message, Words words) {
    String text = message.text() == null ? message.type() : ReferenceCode.strip(message.text());
    return words.dateTime(message.sentAt()) + (message.inbound() ? " ← " : " → ") + text;
  }

  private TimelineEntry believed(Notices.Notice notice, View view) {
    JsonNode detail = json.readTree(notice.body()).path("custom_data");
    String value =
        detail.path("value").isMissingNode()
            ? ""
            : detail.path("value").asString("") + " " + detail.path("currency").asString("");
    return new TimelineEntry(
        notice.toldAt(),
        "meta",
        NewsController.sentence(notice.field(), notice.event(), view.words()),
        value.isBlank() ? null : view.words().of("news.automatic_events.value", value.strip()));
  }

  @Override
  public Optional<Content> panel(WorkspaceId workspace, ConversationId conversation, View view) {
    return Optional.empty();
  }

  @Override
  public int order() {
    return 100;
  }

  @Override
  public void correct(
      WorkspaceId workspace,
      ConversationId conversation,
      JsonNode change,
      Actor actor,
      String reason) {
    throw ApiProblem.notFound("field");
  }
}

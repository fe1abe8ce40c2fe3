package popeki.conversations;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import popeki.conversations.ConversationRepository.Row;
import popeki.kernel.ContactId;
import popeki.kernel.ConversationId;
import popeki.kernel.WorkspaceId;
import popeki.platform.ApiProblem;
import popeki.platform.Cursor;
import popeki.platform.MoneyJson;
import popeki.platform.Page;
import popeki.platform.Paging;
import popeki.platform.WorkspaceTx;

/** Puts a conversation together for the API: its own rows and what the later steps know of it. */
@Component
class ConversationQuery {
  private static final int MESSAGES_IN_LIST = 50;
  private static final int MESSAGES_OF_ONE = 500;

  private final WorkspaceTx tx;
  private final ConversationRepository conversations;
  private final ContactRepository contacts;
  private final MessageRepository messages;
  private final TagRepository tags;
  private final ObjectProvider<TimelineContributor> contributors;

  ConversationQuery(
      WorkspaceTx tx,
      ConversationRepository conversations,
      ContactRepository contacts,
      MessageRepository messages,
      TagRepository tags,
      ObjectProvider<TimelineContributor> contributors) {
    this.tx = tx;
    this.conversations = conversations;
    this.contacts = contacts;
    this.messages = messages;
    this.tags = tags;
    this.contributors = contributors;
  }

  Page<ConversationJson> list(
      WorkspaceId workspace, ConversationRepository.Filter filter, Paging paging) {
    return tx.in(
        workspace,
        () -> {
          Page<Row> page =
              paging.page(
                  conversations.list(workspace, filter, paging),
                  row -> new Cursor(row.startedAt(), row.id().value()));
          List<ConversationJson> json = json(workspace, page.data(), MESSAGES_IN_LIST);
          return new Page<>(json, page.nextCursor());
        });
  }

  /**
   * @throws ApiProblem 404 when it is not in this workspace
   */
  ConversationJson get(WorkspaceId workspace, ConversationId id) {
    return tx.in(
        workspace,
        () ->
            conversations
                .find(workspace, id)
                .map(row -> json(workspace, List.of(row), MESSAGES_OF_ONE).getFirst())
                .orElseThrow(() -> ApiProblem.notFound("conversation")));
  }

  private List<ConversationJson> json(WorkspaceId workspace, List<Row> rows, int mostMessages) {
    List<ConversationId> ids = rows.stream().map(Row::id).toList();
    var words = messages.of(workspace, ids, mostMessages);
    Map<ContactId, Contact> people =
        contacts.of(workspace, rows.stream().map(Row::contact).distinct().toList());
    var outcomes = conversations.outcomes(workspace, ids);
    var tagged = tags.of(workspace, ids);
    var fields = new HashMap<String, Map<ConversationId, ?>>();
    contributors.stream()
        .filter(step -> step.field() != null)
        .forEach(step -> fields.put(String.valueOf(step.field()), step.values(workspace, ids)));
    return rows.stream()
        .map(
            row ->
                new ConversationJson(
                    row.id().value(),
                    ConversationJson.ContactJson.of(
                        java.util.Objects.requireNonNull(people.get(row.contact()))),
                    row.number().value(),
                    row.startedAt(),
                    row.lastMessageAt(),
                    field(fields, "attribution", row),
                    field(fields, "lead", row),
                    row.stage().wireName(),
                    MoneyJson.ofNullable(row.value()),
                    outcomes.getOrDefault(row.id(), List.of()).stream()
                        .map(ConversationJson.OutcomeJson::of)
                        .toList(),
                    tagged.getOrDefault(row.id(), List.of()),
                    words.getOrDefault(row.id(), List.of()).stream()
                        .map(ConversationJson.MessageJson::of)
                        .toList()))
        .toList();
  }

  private static @Nullable Object field(
      Map<String, Map<ConversationId, ?>> fields, String name, Row row) {
    Map<ConversationId, ?> values = fields.get(name);
    return values == null ? null : values.get(row.id());
  }
}

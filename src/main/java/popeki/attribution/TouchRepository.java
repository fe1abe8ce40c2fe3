package popeki.attribution;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.kernel.ContactId;
import popeki.kernel.ConversationId;
import popeki.kernel.DateRange;
import popeki.kernel.Uuid7;
import popeki.kernel.WorkspaceId;

/** The touches of conversations, as told by their messages. */
@Repository
class TouchRepository {
  private final JdbcClient jdbc;

  TouchRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * A touch as stored: the bare facts, from which {@link TouchReader} makes a {@link Touch}.
   *
   * @param dedupe the click id, ad id or code; a repeated one is the same touch
   */
  record Row(
      UUID id,
      ConversationId conversation,
      String kind,
      String dedupe,
      Instant toldAt,
      @Nullable UUID clickId,
      @Nullable UUID linkId,
      @Nullable String ctwaClid,
      @Nullable String sourceType,
      @Nullable String sourceId) {}

  /** Adds a touch; of the same one, the earliest telling counts. */
  void add(WorkspaceId workspace, ContactId contact, Row touch, String wamid) {
    jdbc.sql(
            """
        insert into attribution.touch (workspace_id, id, conversation_id, contact_id, kind, dedupe,
          occurred_at, wamid, click_id, link_id, ctwa_clid, source_type, source_id)
        values (:ws, :id, :conversation, :contact, :kind, :dedupe, :at, :wamid, :click, :link, :clid,
          :type, :source)
        on conflict (workspace_id, conversation_id, kind, dedupe)
        do update set occurred_at = excluded.occurred_at where touch.occurred_at > excluded.occurred_at""")
        .param("ws", workspace.value())
        .param("id", Uuid7.at(touch.toldAt()))
        .param("conversation", touch.conversation().value())
        .param("contact", contact.value())
        .param("kind", touch.kind())
        .param("dedupe", touch.dedupe())
        .param("at", touch.toldAt().atOffset(ZoneOffset.UTC))
        .param("wamid", wamid)
        .param("click", touch.clickId())
        .param("link", touch.linkId())
        .param("clid", touch.ctwaClid())
        .param("type", touch.sourceType())
        .param("source", touch.sourceId())
        .update();
  }

  void remove(WorkspaceId workspace, ConversationId conversation) {
    jdbc.sql(
            "delete from attribution.touch where workspace_id = :ws and conversation_id = :conversation")
        .param("ws", workspace.value())
        .param("conversation", conversation.value())
        .update();
  }

  /** What rules said that stand no more; they would say nothing anyway. */
  void forgetRemovedRules(WorkspaceId workspace, Collection<ConversationId> conversations) {
    jdbc.sql(
            """
        delete from attribution.touch
        where workspace_id = :ws and conversation_id = any(:ids) and kind = 'rule'
          and dedupe in (select id::text from attribution.text_rule
            where workspace_id = :ws and removed_at is not null)""")
        .param("ws", workspace.value())
        .param("ids", conversations.stream().map(ConversationId::value).toArray(UUID[]::new))
        .update();
  }

  void giveTo(WorkspaceId workspace, ContactId from, ContactId into) {
    jdbc.sql(
            """
        update attribution.touch set contact_id = :into
        where workspace_id = :ws and contact_id = :from""")
        .param("into", into.value())
        .param("ws", workspace.value())
        .param("from", from.value())
        .update();
  }

  /** Of each conversation, as they were told. */
  Map<ConversationId, List<Row>> of(
      WorkspaceId workspace, Collection<ConversationId> conversations) {
    return select(
            "where workspace_id = :ws and conversation_id = any(:ids) order by occurred_at, id")
        .param("ws", workspace.value())
        .param("ids", conversations.stream().map(ConversationId::value).toArray(UUID[]::new))
        .query(TouchRepository::row)
        .list()
        .stream()
        .collect(Collectors.groupingBy(Row::conversation));
  }

  List<Row> of(WorkspaceId workspace, ConversationId conversation) {
    return select(
            "where workspace_id = :ws and conversation_id = :conversation order by occurred_at, id")
        .param("ws", workspace.value())
        .param("conversation", conversation.value())
        .query(TouchRepository::row)
        .list();
  }

  /** The latest click id of an ad that the contact told of, whichever conversation it was in. */
  Optional<String> latestClickId(
      WorkspaceId workspace, ConversationId conversation, Instant before) {
    return jdbc.sql(
            """
        select ctwa_clid from attribution.touch
        where workspace_id = :ws and ctwa_clid is not null and occurred_at <= :before
          and contact_id in (select contact_id from attribution.touch
            where workspace_id = :ws and conversation_id = :conversation)
        order by occurred_at desc limit 1""")
        .param("ws", workspace.value())
        .param("before", before.atOffset(ZoneOffset.UTC))
        .param("conversation", conversation.value())
        .query(String.class)
        .optional();
  }

  /** Conversations with a code whose visit was not known, told since then. */
  List<ConversationId> withUnknownCode(WorkspaceId workspace, Instant since) {
    return jdbc.sql(
            """
        select distinct conversation_id from attribution.touch
        where workspace_id = :ws and kind = 'click' and click_id is null and occurred_at >= :since""")
        .param("ws", workspace.value())
        .param("since", since.atOffset(ZoneOffset.UTC))
        .query((row, index) -> new ConversationId(row.getObject(1, UUID.class)))
        .list();
  }

  /** The conversation in which a code was told first. */
  Optional<ConversationId> firstToTell(WorkspaceId workspace, String code) {
    return jdbc.sql(
            """
        select conversation_id from attribution.touch
        where workspace_id = :ws and kind = 'click' and dedupe = :code
        order by occurred_at, conversation_id limit 1""")
        .param("ws", workspace.value())
        .param("code", code)
        .query((row, index) -> new ConversationId(row.getObject(1, UUID.class)))
        .optional();
  }

  /** When the codes of visits were told, by visit; of visits in the range. */
  Map<UUID, Instant> toldAt(WorkspaceId workspace, DateRange range) {
    Map<UUID, Instant> told = new HashMap<>();
    jdbc.sql(
            """
        select click_id, min(occurred_at) from attribution.touch
        where workspace_id = :ws and kind = 'click' and click_id is not null
          and occurred_at >= :from and occurred_at < :to
        group by 1""")
        .param("ws", workspace.value())
        .param("from", range.from().atOffset(ZoneOffset.UTC))
        .param("to", range.to().plus(AttributionRules.OPENING).atOffset(ZoneOffset.UTC))
        .query(
            row -> {
              told.put(row.getObject(1, UUID.class), row.getTimestamp(2).toInstant());
            });
    return told;
  }

  void found(WorkspaceId workspace, UUID touch, UUID click, UUID link) {
    jdbc.sql(
            """
        update attribution.touch set click_id = :click, link_id = :link
        where workspace_id = :ws and id = :id""")
        .param("click", click)
        .param("link", link)
        .param("ws", workspace.value())
        .param("id", touch)
        .update();
  }

  private JdbcClient.StatementSpec select(String rest) {
    return jdbc.sql(
        """
        select id, conversation_id, kind, dedupe, occurred_at, click_id, link_id, ctwa_clid, source_type,
          source_id
        from attribution.touch\s"""
            + rest);
  }

  private static Row row(java.sql.ResultSet row, int index) throws java.sql.SQLException {
    return new Row(
        row.getObject("id", UUID.class),
        new ConversationId(row.getObject("conversation_id", UUID.class)),
        row.getString("kind"),
        row.getString("dedupe"),
        row.getTimestamp("occurred_at").toInstant(),
        row.getObject("click_id", UUID.class),
        row.getObject("link_id", UUID.class),
        row.getString("ctwa_clid"),
        row.getString("source_type"),
        row.getString("source_id"));
  }
}

package popeki.conversations;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.DataClassRowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.kernel.ContactId;
import popeki.kernel.ConversationId;
import popeki.kernel.MessageId;
import popeki.kernel.NumberId;
import popeki.kernel.WorkspaceId;
import popeki.platform.Vault;
import tools.jackson.databind.json.JsonMapper;

/** Messages, whose words are sealed under the contact's own key. */
@Repository
class MessageRepository {
  private static final String TABLE = "conversations.message";

  private final JdbcClient jdbc;
  private final Vault vault;
  private final JsonMapper json;

  MessageRepository(JdbcClient jdbc, Vault vault, JsonMapper json) {
    this.jdbc = jdbc;
    this.vault = vault;
    this.json = json;
  }

  /** A message unsealed. */
  record Message(
      UUID id,
      ConversationId conversation,
      String wamid,
      boolean inbound,
      String type,
      @Nullable String text,
      @Nullable Referral referral,
      @Nullable String status,
      Instant sentAt) {}

  /** A message to store. */
  record NewMessage(
      MessageId id,
      ConversationId conversation,
      ContactId contact,
      NumberId number,
      String phoneNumberId,
      MessageContent content,
      boolean inbound,
      Instant sentAt,
      Instant receivedAt,
      Map<String, ?> detail) {}

  private record SealedRow(
      UUID id,
      UUID conversationId,
      UUID contactId,
      byte[] dataKey,
      String wamid,
      String direction,
      String type,
      byte @Nullable [] textSealed,
      byte @Nullable [] referralSealed,
      @Nullable String status,
      OffsetDateTime sentAt) {}

  boolean exists(WorkspaceId workspace, String phoneNumberId, String wamid) {
    return conversationOf(workspace, phoneNumberId, wamid).isPresent();
  }

  Optional<ConversationId> conversationOf(
      WorkspaceId workspace, String phoneNumberId, String wamid) {
    return jdbc.sql(
            """
        select conversation_id from conversations.message
        where workspace_id = :ws and phone_number_id = :number and wamid = :wamid""")
        .param("ws", workspace.value())
        .param("number", phoneNumberId)
        .param("wamid", wamid)
        .query(UUID.class)
        .optional()
        .map(ConversationId::new);
  }

  /** False when the message is there already; the unique key decides, not a look before. */
  boolean insert(WorkspaceId workspace, NewMessage message, byte[] dataKey) {
    UUID id = message.id().value();
    MessageContent content = message.content();
    return jdbc.sql(
                """
        insert into conversations.message
          (workspace_id, id, conversation_id, contact_id, number_id, phone_number_id, wamid, direction,
           type, text_sealed, referral_sealed, detail, sent_at, received_at)
        values (:ws, :id, :conversation, :contact, :number, :phone_number, :wamid, :direction, :type,
          :text, :referral, :detail::jsonb, :sent, :received)
        on conflict (workspace_id, phone_number_id, wamid) do nothing""")
            .param("ws", workspace.value())
            .param("id", id)
            .param("conversation", message.conversation().value())
            .param("contact", message.contact().value())
            .param("number", message.number().value())
            .param("phone_number", message.phoneNumberId())
            .param("wamid", content.wamid())
            .param("direction", message.inbound() ? "in" : "out")
            .param("type", content.typeName())
            .param("text", seal(workspace, message, dataKey, "text", content.text()))
            .param("referral", seal(workspace, message, dataKey, "referral", referralJson(content)))
            .param("detail", json.writeValueAsString(message.detail()))
            .param("sent", message.sentAt().atOffset(ZoneOffset.UTC))
            .param("received", message.receivedAt().atOffset(ZoneOffset.UTC))
            .update()
        == 1;
  }

  /** The messages of conversations, oldest first, at most so many of each. */
  Map<ConversationId, List<Message>> of(
      WorkspaceId workspace, Collection<ConversationId> conversations, int most) {
    return jdbc
        .sql(
            """
        select m.id, m.conversation_id, m.contact_id, c.data_key, m.wamid, m.direction, m.type,
          m.text_sealed, m.referral_sealed, m.status, m.sent_at
        from unnest(:ids::uuid[]) as wanted (id)
        cross join lateral (
          select * from conversations.message
          where workspace_id = :ws and conversation_id = wanted.id
          order by sent_at desc, id desc limit :most) m
        join conversations.contact c on c.workspace_id = :ws and c.id = m.contact_id
        order by m.sent_at, m.id""")
        .param("ids", conversations.stream().map(ConversationId::value).toArray(UUID[]::new))
        .param("ws", workspace.value())
        .param("most", most)
        .query(DataClassRowMapper.newInstance(SealedRow.class))
        .list()
        .stream()
        .map(row -> open(workspace, row))
        .collect(Collectors.groupingBy(Message::conversation));
  }

  /** The first words that the person wrote, of conversations where there are any. */
  Map<ConversationId, String> first(
      WorkspaceId workspace, Collection<ConversationId> conversations) {
    return jdbc
        .sql(
            """
        select m.id, m.conversation_id, m.contact_id, c.data_key, m.wamid, m.direction, m.type,
          m.text_sealed, null::bytea as referral_sealed, m.status, m.sent_at
        from unnest(:ids::uuid[]) as wanted (id)
        cross join lateral (
          select * from conversations.message
          where workspace_id = :ws and conversation_id = wanted.id and direction = 'in'
            and text_sealed is not null
          order by sent_at, id limit 1) m
        join conversations.contact c on c.workspace_id = :ws and c.id = m.contact_id""")
        .param("ids", conversations.stream().map(ConversationId::value).toArray(UUID[]::new))
        .param("ws", workspace.value())
        .query(DataClassRowMapper.newInstance(SealedRow.class))
        .list()
        .stream()
        .map(row -> open(workspace, row))
        .collect(
            Collectors.toMap(Message::conversation, message -> String.valueOf(message.text())));
  }

  /** A status moves forward only: sent, delivered, read, played; failed stands beside. */
  boolean noteStatus(WorkspaceId workspace, String phoneNumberId, String wamid, String status) {
    return jdbc.sql(
                """
        update conversations.message set status = :status
        where workspace_id = :ws and phone_number_id = :number and wamid = :wamid
          and coalesce(array_position(array['sent', 'delivered', 'read', 'played', 'failed'], status), 0)
            < array_position(array['sent', 'delivered', 'read', 'played', 'failed'], :status)""")
            .param("ws", workspace.value())
            .param("number", phoneNumberId)
            .param("wamid", wamid)
            .param("status", status)
            .update()
        == 1;
  }

  private Message open(WorkspaceId workspace, SealedRow row) {
    String referral = text(workspace, row, "referral", row.referralSealed());
    return new Message(
        row.id(),
        new ConversationId(row.conversationId()),
        row.wamid(),
        row.direction().equals("in"),
        row.type(),
        text(workspace, row, "text", row.textSealed()),
        referral == null ? null : json.readValue(referral, Referral.class),
        row.status(),
        row.sentAt().toInstant());
  }

  private @Nullable String text(
      WorkspaceId workspace, SealedRow row, String column, byte @Nullable [] sealed) {
    return vault.openText(
        workspace,
        row.contactId(),
        row.dataKey(),
        new Vault.Place(TABLE, column, row.id()),
        sealed);
  }

  private @Nullable String referralJson(MessageContent content) {
    return content.referral() == null ? null : json.writeValueAsString(content.referral());
  }

  private byte @Nullable [] seal(
      WorkspaceId workspace,
      NewMessage message,
      byte[] dataKey,
      String column,
      @Nullable String plain) {
    var place = new Vault.Place(TABLE, column, message.id().value());
    return vault.sealText(workspace, message.contact().value(), dataKey, place, plain);
  }
}

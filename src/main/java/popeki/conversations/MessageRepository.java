package popeki.conversations;

import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.DataClassRowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.conversations.ConversationRules.Touch;
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

  /** Meta repeats what failed for up to seven days. */
  private static final Duration WAITS = Duration.ofDays(8);

  /** So many rows are held in memory where there may be very many. */
  private static final int FEW = 500;

  /** Each replaces those before it. */
  private static final List<String> STATUSES =
      List.of("sent", "delivered", "read", "played", "failed");

  /** A message as it lies, with the key that opens it. */
  private static final String SEALED =
      """
      select m.id, m.conversation_id, m.contact_id, c.data_key, m.wamid, m.direction, m.type,
        m.text_sealed, m.referral_sealed, m.status, m.sent_at
      from conversations.message m
      join conversations.contact c on c.workspace_id = :ws and c.id = m.contact_id
      """;

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
      @Nullable ConversationId conversation,
      String wamid,
      boolean inbound,
      String type,
      @Nullable String text,
      @Nullable Referral referral,
      @Nullable String status,
      Instant sentAt) {}

  /**
   * A message to store.
   *
   * @param conversation null while it stands apart
   */
  record NewMessage(
      MessageId id,
      @Nullable ConversationId conversation,
      ContactId contact,
      NumberId number,
      String phoneNumberId,
      MessageContent content,
      Kind kind,
      Set<Touch> touches,
      @Nullable String status,
      Instant sentAt,
      Instant receivedAt,
      Map<String, ?> detail) {}

  /** How a message reached us. */
  enum Kind {
    /** A customer's that may begin a conversation. */
    OPENS,
    /** A customer's that may not. */
    HEARD,
    ANSWERED,
    /** From before the number was connected. */
    PAST_HEARD,
    PAST_ANSWERED;

    boolean inbound() {
      return this == OPENS || this == HEARD || this == PAST_HEARD;
    }

    boolean past() {
      return this == PAST_HEARD || this == PAST_ANSWERED;
    }
  }

  /** What is known of a message id. */
  enum Known {
    NOT,
    /** From the past that Meta told; the message itself may still come. */
    PAST,
    YES
  }

  private record SealedRow(
      UUID id,
      @Nullable UUID conversationId,
      UUID contactId,
      byte[] dataKey,
      String wamid,
      String direction,
      String type,
      byte @Nullable [] textSealed,
      byte @Nullable [] referralSealed,
      @Nullable String status,
      OffsetDateTime sentAt) {}

  Known known(WorkspaceId workspace, String phoneNumberId, String wamid) {
    return jdbc.sql(
            """
        select history from conversations.message
        where workspace_id = :ws and phone_number_id = :number and wamid = :wamid""")
        .param("ws", workspace.value())
        .param("number", phoneNumberId)
        .param("wamid", wamid)
        .query(Boolean.class)
        .optional()
        .map(history -> history ? Known.PAST : Known.YES)
        .orElse(Known.NOT);
  }

  /**
   * Makes room for the message itself where only the past told of it; the status that the past told
   * of waits for it. Whoever brings a status waits here, before the row is touched.
   */
  void forgetPast(WorkspaceId workspace, String phoneNumberId, String wamid, Instant toldAt) {
    lock(workspace, wamid);
    jdbc.sql(
            """
        delete from conversations.message
        where workspace_id = :ws and phone_number_id = :number and wamid = :wamid and history
        returning coalesce(status, '')""")
        .param("ws", workspace.value())
        .param("number", phoneNumberId)
        .param("wamid", wamid)
        .query(String.class)
        .optional()
        .filter(STATUSES::contains)
        .ifPresent(status -> keepWaiting(workspace, phoneNumberId, wamid, status, toldAt));
  }

  /** The file of a message from the past has come; what stood in for it goes. */
  void forgetPlaceholder(WorkspaceId workspace, String phoneNumberId, String wamid) {
    jdbc.sql(
            """
        delete from conversations.message
        where workspace_id = :ws and phone_number_id = :number and wamid = :wamid and history
          and type = 'media_placeholder'""")
        .param("ws", workspace.value())
        .param("number", phoneNumberId)
        .param("wamid", wamid)
        .update();
  }

  /** Meta's word for what became of a message of the past; null when it is none of ours. */
  static @Nullable String statusOf(@Nullable String deliveryStatus) {
    String status = deliveryStatus == null ? "" : deliveryStatus.toLowerCase(Locale.ROOT);
    return STATUSES.contains(status) ? status : status.equals("error") ? "failed" : null;
  }

  /** Whether something of the person's is newer, or as old and still without a conversation. */
  boolean isOvertaken(WorkspaceId workspace, ContactId contact, NumberId number, Instant at) {
    return jdbc.sql(
            """
        select exists (select from conversations.message
          where workspace_id = :ws and contact_id = :contact and number_id = :number and not history
            and (sent_at > :at or (sent_at = :at and conversation_id is null)))""")
        .param("ws", workspace.value())
        .param("contact", contact.value())
        .param("number", number.value())
        .param("at", at.atOffset(ZoneOffset.UTC))
        .query(Boolean.class)
        .single();
  }

  /** Every message of a person with a number, without the words and without the past. */
  List<Grouping.Item> items(WorkspaceId workspace, ContactId contact, NumberId number) {
    return jdbc.sql(
            """
        select id, sent_at, direction = 'in' as inbound, opens, touches, conversation_id
        from conversations.message
        where workspace_id = :ws and contact_id = :contact and number_id = :number and not history""")
        .param("ws", workspace.value())
        .param("contact", contact.value())
        .param("number", number.value())
        .query(
            (row, index) -> {
              UUID conversation = row.getObject("conversation_id", UUID.class);
              return new Grouping.Item(
                  new MessageId(row.getObject("id", UUID.class)),
                  row.getObject("sent_at", OffsetDateTime.class).toInstant(),
                  row.getBoolean("inbound"),
                  row.getBoolean("opens"),
                  Arrays.stream((String[]) row.getArray("touches").getArray())
                      .map(Touch::new)
                      .collect(Collectors.toSet()),
                  conversation == null ? null : new ConversationId(conversation));
            })
        .list();
  }

  void move(WorkspaceId workspace, Collection<MessageId> messages, ConversationId conversation) {
    jdbc.sql(
            """
        update conversations.message set conversation_id = :conversation
        where workspace_id = :ws and id = any(:ids)""")
        .param("conversation", conversation.value())
        .param("ws", workspace.value())
        .param("ids", messages.stream().map(MessageId::value).toArray(UUID[]::new))
        .update();
  }

  /** False when the message is there already; the unique key decides, not a look before. */
  boolean insert(WorkspaceId workspace, NewMessage message, byte[] dataKey) {
    UUID id = message.id().value();
    MessageContent content = message.content();
    return jdbc.sql(
                """
        insert into conversations.message
          (workspace_id, id, conversation_id, contact_id, number_id, phone_number_id, wamid, direction,
           type, text_sealed, referral_sealed, detail, status, history, opens, touches, sent_at, received_at)
        values (:ws, :id, :conversation, :contact, :number, :phone_number, :wamid, :direction, :type,
          :text, :referral, :detail::jsonb, :status, :history, :opens, :touches, :sent, :received)
        on conflict (workspace_id, phone_number_id, wamid) do nothing""")
            .param("ws", workspace.value())
            .param("id", id)
            .param(
                "conversation",
                message.conversation() == null ? null : message.conversation().value(),
                Types.OTHER)
            .param("contact", message.contact().value())
            .param("number", message.number().value())
            .param("phone_number", message.phoneNumberId())
            .param("wamid", content.wamid())
            .param("direction", message.kind().inbound() ? "in" : "out")
            .param("type", content.typeName())
            .param("text", seal(workspace, message, dataKey, "text", content.text()))
            .param("referral", seal(workspace, message, dataKey, "referral", referralJson(content)))
            .param("detail", json.writeValueAsString(message.detail()))
            .param("status", message.status(), Types.VARCHAR)
            .param("history", message.kind().past())
            .param("opens", message.kind() == Kind.OPENS)
            .param("touches", message.touches().stream().map(Touch::key).toArray(String[]::new))
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

  /** What somebody wrote that may say how a conversation began. */
  record Opening(
      MessageId id,
      ConversationId conversation,
      ContactId contact,
      NumberId number,
      String wamid,
      Instant sentAt,
      @Nullable String text) {}

  /**
   * Reads, one after the other and oldest first, what people wrote until so long after their
   * conversations began.
   */
  void openings(
      WorkspaceId workspace,
      Collection<ConversationId> conversations,
      Duration within,
      Consumer<Opening> reader) {
    jdbc.sql(
            """
        select m.id, m.conversation_id, m.contact_id, m.number_id, c.data_key, m.wamid, m.text_sealed, m.sent_at
        from conversations.conversation v
        join conversations.message m on m.workspace_id = :ws and m.conversation_id = v.id
        join conversations.contact c on c.workspace_id = :ws and c.id = m.contact_id
        where v.workspace_id = :ws and v.id = any(:ids) and m.opens and not m.history
          and m.text_sealed is not null and m.sent_at <= v.started_at + make_interval(secs => :within)
        order by m.sent_at, m.id""")
        .param("ws", workspace.value())
        .param("ids", conversations.stream().map(ConversationId::value).toArray(UUID[]::new))
        .param("within", within.toSeconds())
        .withFetchSize(FEW)
        .query(
            row -> {
              UUID id = row.getObject(1, UUID.class);
              UUID contact = row.getObject(3, UUID.class);
              reader.accept(
                  new Opening(
                      new MessageId(id),
                      new ConversationId(row.getObject(2, UUID.class)),
                      new ContactId(contact),
                      new NumberId(row.getObject(4, UUID.class)),
                      row.getString(6),
                      row.getTimestamp(8).toInstant(),
                      vault.openText(
                          workspace,
                          contact,
                          row.getBytes(5),
                          new Vault.Place(TABLE, "text", id),
                          row.getBytes(7))));
            });
  }

  /**
   * Messages by their ids, with their words.
   *
   * @return oldest first
   */
  List<Message> byIds(WorkspaceId workspace, Collection<MessageId> ids) {
    return jdbc
        .sql(
            SEALED
                + """
        where m.workspace_id = :ws and m.id = any(:ids)
        order by m.sent_at, m.id""")
        .param("ws", workspace.value())
        .param("ids", ids.stream().map(MessageId::value).toArray(UUID[]::new))
        .query(DataClassRowMapper.newInstance(SealedRow.class))
        .list()
        .stream()
        .map(row -> open(workspace, row))
        .toList();
  }

  /** The past of a person with a number, newest first. */
  List<Message> past(WorkspaceId workspace, ContactId contact, NumberId number, int most) {
    return jdbc
        .sql(
            SEALED
                + """
        where m.workspace_id = :ws and m.contact_id = :contact and m.number_id = :number
          and m.conversation_id is null
        order by m.sent_at desc, m.id desc limit :most""")
        .param("ws", workspace.value())
        .param("contact", contact.value())
        .param("number", number.value())
        .param("most", most)
        .query(DataClassRowMapper.newInstance(SealedRow.class))
        .list()
        .stream()
        .map(row -> open(workspace, row))
        .toList();
  }

  /** Gives a person's messages to another contact, sealed anew under that one's key. */
  void reseal(WorkspaceId workspace, ContactId from, ContactId into, byte[] intoKey) {
    List<SealedRow> rows =
        jdbc.sql(
                SEALED
                    + """
            where m.workspace_id = :ws and m.contact_id = :from""")
            .param("ws", workspace.value())
            .param("from", from.value())
            .query(DataClassRowMapper.newInstance(SealedRow.class))
            .list();
    for (SealedRow row : rows) {
      jdbc.sql(
              """
          update conversations.message set contact_id = :into, text_sealed = :text,
            referral_sealed = :referral
          where workspace_id = :ws and id = :id""")
          .param("into", into.value())
          .param("text", resealed(workspace, row, "text", row.textSealed(), into, intoKey))
          .param(
              "referral", resealed(workspace, row, "referral", row.referralSealed(), into, intoKey))
          .param("ws", workspace.value())
          .param("id", row.id())
          .update();
    }
  }

  private byte @Nullable [] resealed(
      WorkspaceId workspace,
      SealedRow row,
      String column,
      byte @Nullable [] sealed,
      ContactId into,
      byte[] intoKey) {
    return vault.sealText(
        workspace,
        into.value(),
        intoKey,
        new Vault.Place(TABLE, column, row.id()),
        text(workspace, row, column, sealed));
  }

  /**
   * Notes what became of a message of the business. A status moves forward only: sent, delivered,
   * read, played; failed ends it. One that comes before its message waits for it.
   *
   * @return false when it says nothing new, or nothing that we know
   */
  boolean noteStatus(
      WorkspaceId workspace, String phoneNumberId, String wamid, String status, Instant toldAt) {
    if (!STATUSES.contains(status)) {
      return false;
    }
    lock(workspace, wamid);
    if (known(workspace, phoneNumberId, wamid) != Known.NOT) {
      return advance(workspace, phoneNumberId, wamid, status);
    }
    forgetWaiting(workspace, toldAt.minus(WAITS));
    return keepWaiting(workspace, phoneNumberId, wamid, status, toldAt);
  }

  private boolean keepWaiting(
      WorkspaceId workspace, String phoneNumberId, String wamid, String status, Instant toldAt) {
    return jdbc.sql(
                """
        insert into conversations.waiting_status as w
          (workspace_id, phone_number_id, wamid, status, told_at)
        values (:ws, :number, :wamid, :status, :at)
        on conflict (workspace_id, phone_number_id, wamid)
        do update set status = excluded.status, told_at = excluded.told_at
        where array_position(:order, w.status) < array_position(:order, excluded.status)""")
            .param("ws", workspace.value())
            .param("number", phoneNumberId)
            .param("wamid", wamid)
            .param("status", status)
            .param("at", toldAt.atOffset(ZoneOffset.UTC))
            .param("order", STATUSES.toArray(String[]::new))
            .update()
        == 1;
  }

  /** What was told of a message before it came. */
  void takeWaitingStatus(WorkspaceId workspace, String phoneNumberId, String wamid) {
    lock(workspace, wamid);
    jdbc.sql(
            """
        delete from conversations.waiting_status
        where workspace_id = :ws and phone_number_id = :number and wamid = :wamid
        returning status""")
        .param("ws", workspace.value())
        .param("number", phoneNumberId)
        .param("wamid", wamid)
        .query(String.class)
        .optional()
        .ifPresent(status -> advance(workspace, phoneNumberId, wamid, status));
  }

  /** Statuses of messages that never came. */
  private void forgetWaiting(WorkspaceId workspace, Instant toldBefore) {
    jdbc.sql(
            "delete from conversations.waiting_status where workspace_id = :ws and told_at < :before")
        .param("ws", workspace.value())
        .param("before", toldBefore.atOffset(ZoneOffset.UTC))
        .update();
  }

  private boolean advance(
      WorkspaceId workspace, String phoneNumberId, String wamid, String status) {
    return jdbc.sql(
                """
        update conversations.message set status = :status
        where workspace_id = :ws and phone_number_id = :number and wamid = :wamid
          and coalesce(array_position(:order, status), 0) < array_position(:order, :status)""")
            .param("ws", workspace.value())
            .param("number", phoneNumberId)
            .param("wamid", wamid)
            .param("status", status)
            .param("order", STATUSES.toArray(String[]::new))
            .update()
        == 1;
  }

  /** A message and its status, arriving at once, wait for each other. */
  private void lock(WorkspaceId workspace, String wamid) {
    jdbc.sql("select pg_advisory_xact_lock(:key)")
        .param("key", vault.lockKey(workspace, "wamid", wamid))
        .query((row, index) -> "")
        .single();
  }

  private Message open(WorkspaceId workspace, SealedRow row) {
    String referral = text(workspace, row, "referral", row.referralSealed());
    return new Message(
        row.id(),
        row.conversationId() == null ? null : new ConversationId(row.conversationId()),
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

package popeki.conversations;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.DataClassRowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.conversations.ConversationRules.Touch;
import popeki.kernel.ConversationId;
import popeki.kernel.WorkspaceId;
import popeki.platform.Vault;
import tools.jackson.databind.json.JsonMapper;

/** Messages that came from an ad, and when they were first answered. */
@Repository
class WindowRepository {
  private final JdbcClient jdbc;
  private final Vault vault;
  private final JsonMapper json;

  WindowRepository(JdbcClient jdbc, Vault vault, JsonMapper json) {
    this.jdbc = jdbc;
    this.vault = vault;
    this.json = json;
  }

  private record SealedRow(
      UUID id,
      UUID conversationId,
      UUID contactId,
      byte[] dataKey,
      byte[] referralSealed,
      OffsetDateTime sentAt,
      @Nullable OffsetDateTime answeredAt) {}

  /**
   * Of conversations that have any; older ones than {@code since} are over whatever was written.
   */
  Map<ConversationId, List<ReplyWindow.Entry>> entries(
      WorkspaceId workspace, Collection<ConversationId> conversations, Instant since) {
    var found = new HashMap<ConversationId, List<ReplyWindow.Entry>>();
    jdbc
        .sql(
            """
        select m.id, m.conversation_id, m.contact_id, c.data_key, m.referral_sealed, m.sent_at,
          (select min(o.sent_at) from conversations.message o
           where o.workspace_id = :ws and o.conversation_id = m.conversation_id
             and o.direction = 'out' and o.sent_at >= m.sent_at) as answered_at
        from conversations.message m
        join conversations.contact c on c.workspace_id = :ws and c.id = m.contact_id
        where m.workspace_id = :ws and m.conversation_id = any(:ids) and m.sent_at > :since
          and m.direction = 'in' and m.referral_sealed is not null""")
        .param("ws", workspace.value())
        .param("ids", conversations.stream().map(ConversationId::value).toArray(UUID[]::new))
        .param("since", since.atOffset(ZoneOffset.UTC))
        .query(DataClassRowMapper.newInstance(SealedRow.class))
        .list()
        .stream()
        .filter(row -> Touch.ofAd(referral(workspace, row)) != null)
        .forEach(
            row ->
                found
                    .computeIfAbsent(
                        new ConversationId(row.conversationId()), id -> new ArrayList<>())
                    .add(entry(row)));
    return found;
  }

  private static ReplyWindow.Entry entry(SealedRow row) {
    return new ReplyWindow.Entry(
        row.sentAt().toInstant(), row.answeredAt() == null ? null : row.answeredAt().toInstant());
  }

  private @Nullable Referral referral(WorkspaceId workspace, SealedRow row) {
    String text =
        vault.openText(
            workspace,
            row.contactId(),
            row.dataKey(),
            new Vault.Place("conversations.message", "referral", row.id()),
            row.referralSealed());
    return text == null ? null : json.readValue(text, Referral.class);
  }
}

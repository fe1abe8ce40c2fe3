package popeki.conversations;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.DataClassRowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.kernel.ContactId;
import popeki.kernel.WorkspaceId;
import popeki.platform.Paging;
import popeki.platform.SealedColumn;
import popeki.platform.SealedColumns;
import popeki.platform.Vault;

/** Contacts, unsealed for those who may see them. */
@Repository
class ContactRepository implements SealedColumns {
  private static final String COLUMNS =
      """
      select id, data_key, name_sealed, phone_sealed, wa_id_sealed, user_id_sealed, country, opted_out,
        created_at, last_seen_at
      from conversations.contact\s""";

  private final JdbcClient jdbc;
  private final Vault vault;

  ContactRepository(JdbcClient jdbc, Vault vault) {
    this.jdbc = jdbc;
    this.vault = vault;
  }

  private record SealedRow(
      UUID id,
      byte[] dataKey,
      byte @Nullable [] nameSealed,
      byte @Nullable [] phoneSealed,
      byte @Nullable [] waIdSealed,
      byte @Nullable [] userIdSealed,
      @Nullable String country,
      boolean optedOut,
      OffsetDateTime createdAt,
      OffsetDateTime lastSeenAt) {}

  /** A contact; of one that was merged, the one that has everything now. */
  Optional<Contact> find(WorkspaceId workspace, ContactId id) {
    return jdbc.sql(
            """
        select coalesce(merged_into, id) from conversations.contact
        where workspace_id = :ws and id = :id""")
        .param("ws", workspace.value())
        .param("id", id.value())
        .query(UUID.class)
        .optional()
        .map(ContactId::new)
        .flatMap(now -> Optional.ofNullable(of(workspace, List.of(now)).get(now)));
  }

  Map<ContactId, Contact> of(WorkspaceId workspace, Collection<ContactId> ids) {
    return jdbc
        .sql(COLUMNS + "where workspace_id = :ws and id = any(:ids)")
        .param("ws", workspace.value())
        .param("ids", ids.stream().map(ContactId::value).toArray(UUID[]::new))
        .query(DataClassRowMapper.newInstance(SealedRow.class))
        .list()
        .stream()
        .map(row -> open(workspace, row))
        .collect(Collectors.toMap(Contact::id, Function.identity()));
  }

  byte[] dataKey(WorkspaceId workspace, ContactId id) {
    return jdbc.sql(
            "select data_key from conversations.contact where workspace_id = :ws and id = :id")
        .param("ws", workspace.value())
        .param("id", id.value())
        .query(byte[].class)
        .single();
  }

  /**
   * Searches by whole words of the name, by the last four digits of the phone, or by user id; all
   * words must fit.
   */
  List<Contact> search(WorkspaceId workspace, @Nullable String query, Paging paging) {
    Set<String> words = query == null ? Set.of() : SearchWords.of(query);
    String digits = query == null ? "" : query.replaceAll("[^0-9]", "");
    boolean byPhone =
        digits.length() >= 4
            && digits.length() == query(query).replaceAll("[\\s()+-]", "").length();
    var indexes = new ArrayList<byte[]>();
    var numbers = new ArrayList<Integer>();
    for (String word : words) {
      int number = numbers.isEmpty() ? 0 : numbers.getLast() + 1;
      for (byte[] index : vault.blindIndexes(workspace, SearchWords.INDEX, word)) {
        indexes.add(index);
        numbers.add(number);
      }
    }
    String ending = byPhone ? SearchWords.ending(digits) : "";
    return jdbc
        .sql(
            COLUMNS
                + """
        c where workspace_id = :ws and merged_into is null
          and (:all
            or (:by_phone and exists (select from conversations.contact_word w
                 where w.workspace_id = :ws and w.contact_id = c.id and w.word_index = any(:ending)))
            or exists (select from conversations.contact_alias a where a.workspace_id = :ws
                 and a.contact_id = c.id and a.alias_type = 'user_id' and a.alias_index = any(:user_id))
            or (not :by_phone and :words > 0 and (select count(distinct wanted.number)
                 from unnest(:indexes, :numbers) as wanted (index, number)
                 join conversations.contact_word w on w.workspace_id = :ws
                   and w.word_index = wanted.index and w.contact_id = c.id) = :words))
          and (:after_at::timestamptz is null or (created_at, id) < (:after_at, :after_id::uuid))
        order by created_at desc, id desc limit :fetch""")
        .param("ws", workspace.value())
        .param("all", query == null || query.isBlank())
        .param("by_phone", byPhone)
        .param("ending", vault.blindIndexes(workspace, SearchWords.INDEX, ending))
        .param("user_id", vault.blindIndexes(workspace, "contact:user_id", query(query).strip()))
        .param("words", words.size())
        .param("indexes", indexes.toArray(byte[][]::new))
        .param("numbers", numbers.toArray(Integer[]::new))
        .param("after_at", paging.afterAt())
        .param("after_id", paging.afterId())
        .param("fetch", paging.fetch())
        .query(DataClassRowMapper.newInstance(SealedRow.class))
        .list()
        .stream()
        .map(row -> open(workspace, row))
        .filter(contact -> !byPhone || phoneEndsWith(contact, digits))
        .toList();
  }

  void rename(WorkspaceId workspace, ContactId id, String name) {
    jdbc.sql(
            """
        update conversations.contact set name_sealed = :name where workspace_id = :ws and id = :id""")
        .param(
            "name",
            vault.sealText(
                workspace,
                id.value(),
                dataKey(workspace, id),
                Contact.place("name", id.value()),
                name))
        .param("ws", workspace.value())
        .param("id", id.value())
        .update();
  }

  void setOptedOut(WorkspaceId workspace, ContactId id, boolean optedOut) {
    jdbc.sql(
            """
        update conversations.contact set opted_out = :opted_out where workspace_id = :ws and id = :id""")
        .param("opted_out", optedOut)
        .param("ws", workspace.value())
        .param("id", id.value())
        .update();
  }

  /** Names, numbers and words are sealed by the contact's key, which alone is wrapped anew. */
  @Override
  public List<SealedColumn> sealedColumns() {
    return List.of(SealedColumn.dataKeys("conversations.contact", "data_key"));
  }

  private Contact open(WorkspaceId workspace, SealedRow row) {
    return new Contact(
        new ContactId(row.id()),
        text(workspace, row, "name", row.nameSealed()),
        text(workspace, row, "phone", row.phoneSealed()),
        text(workspace, row, "wa_id", row.waIdSealed()),
        text(workspace, row, "user_id", row.userIdSealed()),
        row.country(),
        row.optedOut(),
        row.createdAt().toInstant(),
        row.lastSeenAt().toInstant());
  }

  private @Nullable String text(
      WorkspaceId workspace, SealedRow row, String column, byte @Nullable [] sealed) {
    return vault.openText(
        workspace, row.id(), row.dataKey(), Contact.place(column, row.id()), sealed);
  }

  private static boolean phoneEndsWith(Contact contact, String digits) {
    return contact.phone() != null && contact.phone().endsWith(digits);
  }

  private static String query(@Nullable String query) {
    return query == null ? "" : query;
  }
}

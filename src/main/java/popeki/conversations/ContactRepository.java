package popeki.conversations;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.DataClassRowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.kernel.ContactId;
import popeki.kernel.PhoneNumber;
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

  /** What stands between the digits of a number as people write it. */
  private static final Pattern WRITTEN = Pattern.compile("[\\s()+./\\-\\u00A0]");

  private static final int CHUNK = 200;

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
    String digits = query(query).replaceAll("[^0-9]", "");
    boolean byPhone =
        digits.length() >= 4
            && digits.length() == WRITTEN.matcher(query(query)).replaceAll("").length();
    if (!byPhone) {
      return page(workspace, query, "", paging.afterAt(), paging.afterId(), paging.fetch());
    }
    var found = new ArrayList<Contact>();
    OffsetDateTime afterAt = paging.afterAt();
    UUID afterId = paging.afterId();
    List<Contact> chunk;
    do {
      chunk = page(workspace, query, digits, afterAt, afterId, CHUNK);
      chunk.stream().filter(contact -> phoneEndsWith(contact, digits)).forEach(found::add);
      if (!chunk.isEmpty()) {
        afterAt = chunk.getLast().createdAt().atOffset(ZoneOffset.UTC);
        afterId = chunk.getLast().id().value();
      }
    } while (chunk.size() == CHUNK && found.size() < paging.fetch());
    return found.subList(0, Math.min(found.size(), paging.fetch()));
  }

  /**
   * The next ones of those whom the index knows.
   *
   * @param digits only its last four are in the index; empty when words are looked for
   */
  private List<Contact> page(
      WorkspaceId workspace,
      @Nullable String query,
      String digits,
      @Nullable OffsetDateTime afterAt,
      @Nullable UUID afterId,
      int most) {
    Set<String> words = query == null ? Set.of() : SearchWords.of(query);
    boolean byPhone = !digits.isEmpty();
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
        .param("after_at", afterAt)
        .param("after_id", afterId)
        .param("fetch", most)
        .query(DataClassRowMapper.newInstance(SealedRow.class))
        .list()
        .stream()
        .map(row -> open(workspace, row))
        .toList();
  }

  /** Gives a person the name that the business knows; what they call themselves yields to it. */
  void rename(WorkspaceId workspace, ContactId id, String name) {
    name(workspace, id, name, true);
  }

  /** Gives a person a name until they tell their own. */
  void nameUntilTold(WorkspaceId workspace, ContactId id, String name) {
    name(workspace, id, name, false);
  }

  /** Of two names the one that was told later holds, so none is later than one that stays. */
  private void name(WorkspaceId workspace, ContactId id, String name, boolean stays) {
    jdbc.sql(
            """
        update conversations.contact
        set name_sealed = :name, name_at = case when :stays then 'infinity' else name_at end
        where workspace_id = :ws and id = :id""")
        .param("stays", stays)
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
    index(workspace, id, SearchWords.of(name));
  }

  /** Words of the name and the last four digits are what the search knows, as keyed hashes. */
  void index(WorkspaceId workspace, ContactId id, Set<String> words) {
    for (String word : words) {
      jdbc.sql(
              """
          insert into conversations.contact_word (workspace_id, word_index, contact_id)
          values (:ws, :word, :contact) on conflict do nothing""")
          .param("ws", workspace.value())
          .param("word", vault.blindIndex(workspace, SearchWords.INDEX, word))
          .param("contact", id.value())
          .update();
    }
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
    // 0055 and 011 are dialled before a number and are no part of it
    String number = digits.length() > 8 ? digits.replaceFirst("^0+", "") : digits;
    return contact.phone() != null
        && PhoneNumber.ofWaId(contact.phone()).stream()
            .flatMap(phone -> phone.writtenForms().stream())
            .anyMatch(form -> form.endsWith(number));
  }

  private static String query(@Nullable String query) {
    return query == null ? "" : query;
  }
}

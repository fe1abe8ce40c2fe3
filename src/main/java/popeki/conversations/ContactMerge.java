package popeki.conversations;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.DataClassRowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import popeki.kernel.ContactId;
import popeki.kernel.NumberId;
import popeki.kernel.WorkspaceId;
import popeki.platform.Vault;

/**
 * Makes one contact of two that are one person. Only Meta's own word merges: a notice that somebody
 * has a new id, or a message that carries both ids. Everything goes to the older contact, sealed
 * anew under its key; of the other an empty row stays that says where it went.
 */
@Component
class ContactMerge {
  private final JdbcClient jdbc;
  private final Vault vault;
  private final ContactRepository contacts;
  private final ConversationRepository conversations;
  private final MessageRepository messages;
  private final NoteRepository notes;
  private final ContactAliases ids;
  private final Regrouping regrouping;
  private final ContactWishes wishes;
  private final ContactLog contactLog;
  private final ApplicationEventPublisher events;

  ContactMerge(
      JdbcClient jdbc,
      Vault vault,
      ContactRepository contacts,
      ConversationRepository conversations,
      MessageRepository messages,
      NoteRepository notes,
      ContactAliases ids,
      Regrouping regrouping,
      ContactWishes wishes,
      ContactLog contactLog,
      ApplicationEventPublisher events) {
    this.jdbc = jdbc;
    this.vault = vault;
    this.contacts = contacts;
    this.conversations = conversations;
    this.messages = messages;
    this.notes = notes;
    this.ids = ids;
    this.regrouping = regrouping;
    this.wishes = wishes;
    this.contactLog = contactLog;
    this.events = events;
  }

  /**
   * @param at when Meta said so
   * @param why notice or message, for the contact's log
   * @return the contact that stays
   */
  ContactId merge(WorkspaceId workspace, ContactId one, ContactId other, Instant at, String why) {
    lock(workspace, one, other);
    Map<ContactId, Contact> both = contacts.of(workspace, List.of(one, other));
    Contact first = contact(both, one);
    Contact second = contact(both, other);
    boolean inOrder =
        first.createdAt().isBefore(second.createdAt())
            || (first.createdAt().equals(second.createdAt())
                && one.value().compareTo(other.value()) < 0);
    Contact into = inOrder ? first : second;
    Contact from = inOrder ? second : first;
    List<NumberId> numbers = numbers(workspace, from);
    byte[] key = contacts.dataKey(workspace, into.id());
    describe(workspace, into, from, key);
    handOver(workspace, from.id(), into.id(), key);
    contactLog.add(
        workspace, into.id(), at, "merged", Map.of("from", from.id().toString(), "by", why));
    events.publishEvent(new ContactsMerged(workspace, from.id(), into.id()));
    wishes.settle(workspace, into.id(), at);
    numbers.forEach(number -> regrouping.regroup(workspace, into.id(), number));
    return into.id();
  }

  private static Contact contact(Map<ContactId, Contact> both, ContactId id) {
    Contact found = both.get(id);
    if (found == null) {
      throw new IllegalStateException("No such contact: " + id);
    }
    return found;
  }

  private void lock(WorkspaceId workspace, ContactId one, ContactId other) {
    jdbc.sql(
            """
        select id from conversations.contact
        where workspace_id = :ws and id in (:one, :other) order by id for no key update""")
        .param("ws", workspace.value())
        .param("one", one.value())
        .param("other", other.value())
        .query(UUID.class)
        .list();
  }

  private List<NumberId> numbers(WorkspaceId workspace, Contact from) {
    return jdbc.sql(
            """
        select distinct number_id from conversations.message
        where workspace_id = :ws and contact_id = :from""")
        .param("ws", workspace.value())
        .param("from", from.id().value())
        .query((row, index) -> new NumberId(row.getObject("number_id", UUID.class)))
        .list();
  }

  /** When a contact's name, number and user id were last told. */
  private record Told(
      @Nullable OffsetDateTime nameAt,
      @Nullable OffsetDateTime phoneAt,
      @Nullable OffsetDateTime userIdAt) {}

  /** Of two names, numbers or user ids the one that was told later holds. */
  private void describe(WorkspaceId workspace, Contact into, Contact from, byte[] key) {
    Told ofInto = told(workspace, into.id());
    Told ofFrom = told(workspace, from.id());
    Contact named = isLater(ofFrom.nameAt(), ofInto.nameAt()) ? from : into;
    Contact called = isLater(ofFrom.phoneAt(), ofInto.phoneAt()) ? from : into;
    Contact identified = isLater(ofFrom.userIdAt(), ofInto.userIdAt()) ? from : into;
    jdbc.sql(
            """
        update conversations.contact c set
          name_sealed = :name, name_at = greatest(c.name_at, f.name_at),
          phone_sealed = :phone, wa_id_sealed = :wa_id, phone_at = greatest(c.phone_at, f.phone_at),
          user_id_sealed = :user_id, user_id_at = greatest(c.user_id_at, f.user_id_at),
          country = coalesce(c.country, f.country), opted_out = c.opted_out or f.opted_out,
          last_seen_at = greatest(c.last_seen_at, f.last_seen_at)
        from conversations.contact f
        where c.workspace_id = :ws and c.id = :id and f.workspace_id = :ws and f.id = :from""")
        .param(
            "name",
            sealed(
                workspace,
                into,
                key,
                "name",
                named.name() != null ? named.name() : (named.equals(into) ? from : into).name()))
        .param("phone", sealed(workspace, into, key, "phone", called.phone()))
        .param("wa_id", sealed(workspace, into, key, "wa_id", called.waId()))
        .param("user_id", sealed(workspace, into, key, "user_id", identified.userId()))
        .param("ws", workspace.value())
        .param("id", into.id().value())
        .param("from", from.id().value())
        .update();
  }

  private Told told(WorkspaceId workspace, ContactId contact) {
    return jdbc.sql(
            """
        select name_at, phone_at, user_id_at from conversations.contact
        where workspace_id = :ws and id = :id""")
        .param("ws", workspace.value())
        .param("id", contact.value())
        .query(DataClassRowMapper.newInstance(Told.class))
        .single();
  }

  private static boolean isLater(@Nullable OffsetDateTime one, @Nullable OffsetDateTime other) {
    return one != null && (other == null || one.isAfter(other));
  }

  private byte @Nullable [] sealed(
      WorkspaceId workspace, Contact into, byte[] key, String column, @Nullable String text) {
    return vault.sealText(
        workspace, into.id().value(), key, Contact.place(column, into.id().value()), text);
  }

  private void handOver(WorkspaceId workspace, ContactId from, ContactId into, byte[] key) {
    // First, so that whoever writes about one of these conversations right now is waited for.
    conversations.giveTo(workspace, from, into);
    messages.reseal(workspace, from, into, key);
    notes.reseal(workspace, from, into, key);
    ids.giveTo(workspace, from, into);
    for (String statement : HAND_OVER) {
      jdbc.sql(statement)
          .param("ws", workspace.value())
          .param("from", from.value())
          .param("into", into.value())
          .update();
    }
  }

  private static final List<String> HAND_OVER =
      List.of(
          """
          insert into conversations.contact_word (workspace_id, word_index, contact_id)
          select workspace_id, word_index, :into from conversations.contact_word
          where workspace_id = :ws and contact_id = :from on conflict do nothing""",
          """
          delete from conversations.contact_word
          where workspace_id = :ws and contact_id = :from and :into::uuid is not null""",
          """
          update conversations.contact_log set contact_id = :into
          where workspace_id = :ws and contact_id = :from""",
          """
          update conversations.contact set merged_into = :into
          where workspace_id = :ws and merged_into = :from""",
          """
          update conversations.contact set merged_into = :into, name_sealed = null,
            phone_sealed = null, wa_id_sealed = null, user_id_sealed = null, country = null
          where workspace_id = :ws and id = :from""");
}

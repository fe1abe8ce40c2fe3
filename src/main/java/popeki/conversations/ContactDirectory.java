package popeki.conversations;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import popeki.kernel.ContactId;
import popeki.kernel.PhoneNumber;
import popeki.kernel.Uuid7;
import popeki.kernel.WorkspaceId;
import popeki.platform.Vault;
import popeki.privacy.Alias;

/**
 * Who wrote. A person is found by user id first and by phone second; no kind of id is required. Ids
 * are looked up by keyed hash and kept sealed under the contact's own key.
 *
 * <p>A user id is one person; a number may be given to another one day. So a number that was told
 * together with one user id leads nobody with another user id there: they are two people, whichever
 * message came first, and the number is from then on that of whom it was told of last. Only a
 * notice of Meta's makes two user ids one person, or leaves a number to a user id not heard of yet.
 */
@Component
class ContactDirectory {
  private final JdbcClient jdbc;
  private final Vault vault;
  private final ContactRepository contacts;
  private final ContactLog contactLog;
  private final ContactMerge merge;
  private final ContactAliases ids;
  private final ContactWishes wishes;

  ContactDirectory(
      JdbcClient jdbc,
      Vault vault,
      ContactRepository contacts,
      ContactLog contactLog,
      ContactMerge merge,
      ContactAliases ids,
      ContactWishes wishes) {
    this.jdbc = jdbc;
    this.vault = vault;
    this.contacts = contacts;
    this.contactLog = contactLog;
    this.merge = merge;
    this.ids = ids;
    this.wishes = wishes;
  }

  /** The ids a sender carries, strongest first. */
  static List<Alias> aliases(Sender sender) {
    var aliases = new ArrayList<Alias>();
    if (sender.userId() != null) {
      aliases.add(new Alias(Alias.Type.USER_ID, sender.userId()));
    }
    String digits = sender.phoneDigits();
    Optional<String> phone = digits == null ? Optional.empty() : PhoneNumber.matchKey(digits);
    phone.ifPresent(key -> aliases.add(new Alias(Alias.Type.PHONE, key)));
    if (phone.isEmpty() && sender.waId() != null) {
      aliases.add(new Alias(Alias.Type.WA_ID, sender.waId()));
    }
    if (sender.parentUserId() != null) {
      aliases.add(new Alias(Alias.Type.PARENT_USER_ID, sender.parentUserId()));
    }
    return List.copyOf(aliases);
  }

  /**
   * One message of a person at a time: two nodes that see a newcomer at once make one contact. The
   * locks end with the transaction and are taken in a fixed order. Their numbers do not change when
   * the index key is rotated, so nodes that write under different keys still wait for each other.
   */
  void lock(WorkspaceId workspace, List<Alias> aliases) {
    aliases.stream()
        .map(alias -> vault.lockKey(workspace, purpose(alias), alias.value()))
        .sorted()
        .forEach(
            key ->
                jdbc.sql("select pg_advisory_xact_lock(:key)")
                    .param("key", key)
                    .query((row, index) -> "")
                    .single());
  }

  /**
   * The contact of a sender, when any of the ids is known and is no other person's.
   *
   * @param at when the sender was told of
   */
  Optional<ContactId> find(WorkspaceId workspace, List<Alias> aliases, Instant at) {
    boolean identified = isIdentified(aliases);
    for (Alias alias : aliases) {
      Optional<Held> held = held(workspace, alias);
      boolean certain = alias.type() == Alias.Type.USER_ID || !identified;
      if (held.isPresent() && (certain || mayBe(workspace, held.get(), at))) {
        return Optional.of(held.get().contact());
      }
    }
    return Optional.empty();
  }

  /**
   * Whose an id is.
   *
   * @param told how it was told of
   */
  private record Held(
      ContactId contact, ContactAliases.Told told, Instant firstSeen, Instant lastSeen) {}

  private Optional<Held> held(WorkspaceId workspace, Alias alias) {
    return jdbc.sql(
            """
        select contact_id, source, first_seen, last_seen
        from conversations.contact_alias
        where workspace_id = :ws and alias_type = :type and alias_index = any(:indexes)
        order by array_position(:indexes, alias_index) limit 1""")
        .param("ws", workspace.value())
        .param("type", alias.type().code())
        .param("indexes", vault.blindIndexes(workspace, purpose(alias), alias.value()))
        .query(
            (row, index) ->
                new Held(
                    new ContactId(row.getObject("contact_id", UUID.class)),
                    ContactAliases.Told.of(row.getString("source")),
                    row.getObject("first_seen", OffsetDateTime.class).toInstant(),
                    row.getObject("last_seen", OffsetDateTime.class).toInstant()))
        .optional();
  }

  private static boolean isIdentified(List<Alias> aliases) {
    return aliases.stream().anyMatch(alias -> alias.type() == Alias.Type.USER_ID);
  }

  private static ContactAliases.Told told(List<Alias> aliases, ContactAliases.Told otherwise) {
    return isIdentified(aliases) ? ContactAliases.Told.WITH_USER_ID : otherwise;
  }

  /** Whether the holder of a weaker id can be the person of a user id that leads elsewhere. */
  private boolean mayBe(WorkspaceId workspace, Held held, Instant at) {
    return switch (held.told()) {
      case WITH_USER_ID -> !hasUserId(workspace, held.contact());
      case ALONE -> !hasUserId(workspace, held.contact()) || !at.isBefore(held.firstSeen());
      case LEFT -> !at.isAfter(held.lastSeen());
    };
  }

  /**
   * Finds or makes the contact, and notes what this sender newly tells about the person. Where its
   * ids lead to two contacts, they are made one, unless the other is known to be somebody else.
   */
  ContactId resolve(
      WorkspaceId workspace, Sender sender, List<Alias> aliases, Instant at, boolean optedOut) {
    ContactId contact =
        find(workspace, aliases, at)
            .map(found -> hold(workspace, found))
            .orElseGet(() -> create(workspace, sender, at, optedOut));
    boolean grown = false;
    for (Alias alias : aliases) {
      grown |= byAlias(workspace, alias).isEmpty();
      contact = attach(workspace, contact, alias, at, told(aliases, ContactAliases.Told.ALONE));
    }
    refresh(workspace, contact, sender, at);
    if (grown) {
      wishes.settle(workspace, contact, at);
    }
    return contact;
  }

  /**
   * Gives a known person a further id.
   *
   * @param told how it was told of
   * @return the contact; another one when two were made one
   */
  private ContactId attach(
      WorkspaceId workspace, ContactId contact, Alias alias, Instant at, ContactAliases.Told told) {
    Optional<Held> held = held(workspace, alias);
    if (held.isPresent() && !held.get().contact().equals(contact)) {
      boolean joins = alias.type() != Alias.Type.PARENT_USER_ID;
      if (joins && mayBe(workspace, held.get(), at)) {
        return merge.merge(workspace, contact, held.get().contact(), at, "message");
      }
      contactLog.addOnce(
          workspace, contact, at, "alias_of_another", Map.of("type", alias.type().code()));
      if (told == ContactAliases.Told.WITH_USER_ID && at.isAfter(held.get().lastSeen())) {
        reindex(workspace, held.get().contact(), alias);
        ids.handOn(workspace, contact, alias, index(workspace, alias), at);
      }
      return contact;
    }
    reindex(workspace, contact, alias);
    ids.add(workspace, contact, alias, index(workspace, alias), at, told);
    return contact;
  }

  /**
   * Takes Meta's word that a person has new ids, also before any of them wrote. Where old and new
   * ids lead to two contacts, these are one person when a new user id says so, or when the new
   * number was first heard of no earlier than that; else the number belonged to somebody else
   * before and was given out again.
   */
  void moved(WorkspaceId workspace, Sender previous, Sender current, Instant at) {
    List<Alias> before = aliases(previous);
    List<Alias> after = aliases(current);
    ContactId contact =
        find(workspace, before, at)
            .or(() -> find(workspace, after, at))
            .orElseGet(() -> create(workspace, current, at, false));
    for (Alias alias : before) {
      contact = attach(workspace, contact, alias, at, told(before, ContactAliases.Told.LEFT));
    }
    for (Alias alias : after) {
      ContactId holder = byAlias(workspace, alias).orElse(contact);
      boolean same =
          alias.type() == Alias.Type.USER_ID
              || holder.equals(contact)
              || !firstSeen(workspace, alias).isBefore(at);
      contact =
          same && !holder.equals(contact)
              ? merge.merge(workspace, contact, holder, at, "notice")
              : attach(workspace, contact, alias, at, told(after, ContactAliases.Told.ALONE));
    }
    refresh(workspace, contact, current, at);
    wishes.settle(workspace, contact, at);
  }

  /** Waits for a merge that is under way, and follows it. */
  private ContactId hold(WorkspaceId workspace, ContactId found) {
    return jdbc.sql(
            """
        select coalesce(merged_into, id) as now from conversations.contact
        where workspace_id = :ws and id = :id for no key update""")
        .param("ws", workspace.value())
        .param("id", found.value())
        .query((row, index) -> new ContactId(row.getObject("now", UUID.class)))
        .single();
  }

  private boolean hasUserId(WorkspaceId workspace, ContactId contact) {
    return jdbc.sql(
            """
        select exists (select from conversations.contact_alias
          where workspace_id = :ws and contact_id = :contact and alias_type = 'user_id')""")
        .param("ws", workspace.value())
        .param("contact", contact.value())
        .query(Boolean.class)
        .single();
  }

  private Instant firstSeen(WorkspaceId workspace, Alias alias) {
    return jdbc.sql(
            """
        select min(first_seen) from conversations.contact_alias
        where workspace_id = :ws and alias_type = :type and alias_index = any(:indexes)""")
        .param("ws", workspace.value())
        .param("type", alias.type().code())
        .param("indexes", vault.blindIndexes(workspace, purpose(alias), alias.value()))
        .query(OffsetDateTime.class)
        .single()
        .toInstant();
  }

  /**
   * Writes an alias that was found by an older index key under today's; under the alias's lock. One
   * whose plain text never comes by again keeps its old hash, and is found by it.
   */
  int reindex(WorkspaceId workspace, ContactId contact, Alias alias) {
    byte[][] indexes = vault.blindIndexes(workspace, purpose(alias), alias.value());
    if (indexes.length == 1) {
      return 0;
    }
    return jdbc.sql(
            """
        update conversations.contact_alias a set alias_index = :index
        where workspace_id = :ws and alias_type = :type and contact_id = :contact
          and alias_index = any(:older)
          and not exists (select from conversations.contact_alias o where o.workspace_id = :ws
            and o.alias_type = :type and o.alias_index = :index)
          and alias_index = (select alias_index from conversations.contact_alias f
            where f.workspace_id = :ws and f.alias_type = :type and f.alias_index = any(:older)
            limit 1)""")
        .param("index", indexes[0])
        .param("ws", workspace.value())
        .param("type", alias.type().code())
        .param("contact", contact.value())
        .param("older", Arrays.copyOfRange(indexes, 1, indexes.length))
        .update();
  }

  /** The ids that a contact shows; {@link ContactAliases} knows those of before too. */
  static List<Alias> aliasesOf(Contact contact) {
    var aliases = new ArrayList<Alias>();
    if (contact.userId() != null) {
      aliases.add(new Alias(Alias.Type.USER_ID, contact.userId()));
    }
    if (contact.phone() != null) {
      PhoneNumber.matchKey(contact.phone())
          .ifPresent(key -> aliases.add(new Alias(Alias.Type.PHONE, key)));
    }
    if (contact.waId() != null && !PhoneNumber.isPhoneLike(contact.waId())) {
      aliases.add(new Alias(Alias.Type.WA_ID, contact.waId()));
    }
    return List.copyOf(aliases);
  }

  private ContactId create(WorkspaceId workspace, Sender sender, Instant at, boolean optedOut) {
    UUID id = Uuid7.at(at);
    jdbc.sql(
            """
        insert into conversations.contact
          (workspace_id, id, data_key, opted_out, country, created_at, last_seen_at)
        values (:ws, :id, :key, :opted_out, :country, :at, :at)""")
        .param("ws", workspace.value())
        .param("id", id)
        .param("key", vault.newDataKey(workspace, id))
        .param("opted_out", optedOut)
        .param("country", country(sender))
        .param("at", at.atOffset(ZoneOffset.UTC))
        .update();
    return new ContactId(id);
  }

  /** What was told later holds; what is missing now does not erase what was known. */
  private void refresh(WorkspaceId workspace, ContactId contact, Sender sender, Instant at) {
    byte[] key =
        jdbc.sql("select data_key from conversations.contact where workspace_id = :ws and id = :id")
            .param("ws", workspace.value())
            .param("id", contact.value())
            .query(byte[].class)
            .single();
    String phone =
        Optional.ofNullable(sender.phoneDigits())
            .flatMap(PhoneNumber::ofWaId)
            .map(PhoneNumber::digits)
            .orElse(null);
    jdbc.sql(
            """
        update conversations.contact set
          name_sealed = case when :name::bytea is null or :at < name_at then name_sealed else :name end,
          name_at = case when :name::bytea is null then name_at else greatest(name_at, :at) end,
          phone_sealed = case when :wa_id::bytea is null or :at < phone_at then phone_sealed else :phone end,
          wa_id_sealed = case when :wa_id::bytea is null or :at < phone_at then wa_id_sealed else :wa_id end,
          phone_at = case when :wa_id::bytea is null then phone_at else greatest(phone_at, :at) end,
          user_id_sealed = case when :user_id::bytea is null or :at < user_id_at then user_id_sealed
                           else :user_id end,
          user_id_at = case when :user_id::bytea is null then user_id_at else greatest(user_id_at, :at) end,
          country = coalesce(country, :country),
          created_at = least(created_at, :at),
          last_seen_at = greatest(last_seen_at, :at)
        where workspace_id = :ws and id = :id""")
        .param("name", seal(workspace, contact, key, "name", sender.profileName()))
        .param("phone", seal(workspace, contact, key, "phone", phone))
        .param("wa_id", seal(workspace, contact, key, "wa_id", sender.waId()))
        .param("user_id", seal(workspace, contact, key, "user_id", sender.userId()))
        .param("country", country(sender))
        .param("at", at.atOffset(ZoneOffset.UTC))
        .param("ws", workspace.value())
        .param("id", contact.value())
        .update();
    var words = new LinkedHashSet<String>();
    if (phone != null) {
      words.add(SearchWords.ending(phone));
    }
    if (sender.profileName() != null) {
      words.addAll(SearchWords.of(sender.profileName()));
    }
    contacts.index(workspace, contact, words);
  }

  private Optional<ContactId> byAlias(WorkspaceId workspace, Alias alias) {
    return held(workspace, alias).map(Held::contact);
  }

  private byte[] index(WorkspaceId workspace, Alias alias) {
    return vault.blindIndex(workspace, purpose(alias), alias.value());
  }

  /** Told apart from the same alias on the suppression list. */
  static String purpose(Alias alias) {
    return "contact:" + alias.type().code();
  }

  private byte @Nullable [] seal(
      WorkspaceId workspace, ContactId contact, byte[] key, String column, @Nullable String text) {
    return vault.sealText(
        workspace, contact.value(), key, Contact.place(column, contact.value()), text);
  }

  private static @Nullable String country(Sender sender) {
    if (sender.userId() != null) {
      return sender.userId().substring(0, 2).toUpperCase(Locale.ROOT);
    }
    String digits = sender.phoneDigits();
    return Optional.ofNullable(digits)
        .flatMap(PhoneNumber::ofWaId)
        .flatMap(PhoneNumber::country)
        .orElse(null);
  }
}

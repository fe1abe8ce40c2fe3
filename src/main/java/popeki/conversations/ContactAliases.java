package popeki.conversations;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.DataClassRowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.kernel.ContactId;
import popeki.kernel.WorkspaceId;
import popeki.platform.Vault;
import popeki.privacy.Alias;

/**
 * Every id a person was ever known by: to be found by a keyed hash, and sealed, so that an opt-out
 * or an erasure reaches all of them and not only the latest.
 */
@Repository
class ContactAliases {
  private final JdbcClient jdbc;
  private final ContactRepository contacts;
  private final Vault vault;

  ContactAliases(JdbcClient jdbc, ContactRepository contacts, Vault vault) {
    this.jdbc = jdbc;
    this.contacts = contacts;
    this.vault = vault;
  }

  /**
   * How an id was told of, the less certain first; the names in the column source stand in the same
   * order.
   */
  enum Told {
    /** Without a user id: by a message, or by a notice as the new one. */
    ALONE("alone"),
    /** By a notice without a user id, as the one that the person gave up. */
    LEFT("left"),
    /** Together with a user id, or it is one. */
    WITH_USER_ID("webhook");

    private final String source;

    Told(String source) {
      this.source = source;
    }

    static Told of(String source) {
      return Arrays.stream(values())
          .filter(told -> told.source.equals(source))
          .findFirst()
          .orElse(WITH_USER_ID);
    }
  }

  private record Sealed(String aliasType, byte[] aliasIndex, byte[] valueSealed) {}

  /** Every alias of a contact, with its value, the latest ones first. */
  List<Alias> of(WorkspaceId workspace, Contact contact) {
    return of(workspace, List.of(contact)).getOrDefault(contact.id(), List.of());
  }

  /** Every alias of these contacts, of each the latest ones first. */
  Map<ContactId, List<Alias>> of(WorkspaceId workspace, Collection<Contact> people) {
    var all = new HashMap<ContactId, Set<Alias>>();
    people.forEach(one -> all.put(one.id(), new LinkedHashSet<>(ContactDirectory.aliasesOf(one))));
    jdbc.sql(
            """
        select a.contact_id, a.alias_type, a.value_sealed, p.data_key
        from conversations.contact_alias a
        join conversations.contact p on p.workspace_id = a.workspace_id and p.id = a.contact_id
        where a.workspace_id = :ws and a.contact_id = any(:ids) and a.value_sealed is not null
        order by a.last_seen desc, a.alias_type""")
        .param("ws", workspace.value())
        .param("ids", all.keySet().stream().map(ContactId::value).toArray(UUID[]::new))
        .query(
            row -> {
              var contact = new ContactId(row.getObject(1, UUID.class));
              String type = row.getString(2);
              String value =
                  vault.openText(
                      workspace,
                      contact.value(),
                      row.getBytes(4),
                      place(type, contact),
                      row.getBytes(3));
              Set<Alias> known = all.get(contact);
              if (value != null && known != null) {
                known.add(new Alias(Alias.Type.valueOf(type.toUpperCase(Locale.ROOT)), value));
              }
            });
    var copied = new HashMap<ContactId, List<Alias>>();
    all.forEach((contact, aliases) -> copied.put(contact, List.copyOf(aliases)));
    return copied;
  }

  /**
   * Notes an alias, or that it was seen again. What is more certain takes the place of what is
   * less; the last time is that of the most certain word.
   */
  void add(
      WorkspaceId workspace, ContactId contact, Alias alias, byte[] index, Instant at, Told told) {
    jdbc.sql(
            """
        insert into conversations.contact_alias
          (workspace_id, alias_type, alias_index, contact_id, value_sealed, first_seen, last_seen, source)
        values (:ws, :type, :index, :contact, :value, :at, :at, :source)
        on conflict (workspace_id, alias_type, alias_index)
        do update set first_seen = least(contact_alias.first_seen, excluded.first_seen),
          last_seen = case
            when contact_alias.source = excluded.source
              then greatest(contact_alias.last_seen, excluded.last_seen)
            when contact_alias.source < excluded.source then excluded.last_seen
            else contact_alias.last_seen end,
          source = greatest(contact_alias.source, excluded.source),
          value_sealed = coalesce(contact_alias.value_sealed, excluded.value_sealed)""")
        .param("ws", workspace.value())
        .param("type", alias.type().code())
        .param("index", index)
        .param("contact", contact.value())
        .param(
            "value",
            sealed(
                workspace,
                contact,
                contacts.dataKey(workspace, contact),
                alias.type().code(),
                alias.value()))
        .param("at", at.atOffset(ZoneOffset.UTC))
        .param("source", told.source)
        .update();
  }

  /** Gives an alias to whom it was told of last: a number that belongs to somebody else now. */
  void handOn(WorkspaceId workspace, ContactId into, Alias alias, byte[] index, Instant at) {
    String type = alias.type().code();
    jdbc.sql(
            """
        update conversations.contact_alias
        set contact_id = :into, value_sealed = :value, first_seen = :at, last_seen = :at,
          source = :source
        where workspace_id = :ws and alias_type = :type and alias_index = :index""")
        .param("into", into.value())
        .param("source", Told.WITH_USER_ID.source)
        .param(
            "value",
            sealed(workspace, into, contacts.dataKey(workspace, into), type, alias.value()))
        .param("at", at.atOffset(ZoneOffset.UTC))
        .param("ws", workspace.value())
        .param("type", type)
        .param("index", index)
        .update();
  }

  /** Gives a contact's aliases to another, sealed anew under that one's key. */
  void giveTo(WorkspaceId workspace, ContactId from, ContactId into) {
    byte[] fromKey = contacts.dataKey(workspace, from);
    byte[] intoKey = contacts.dataKey(workspace, into);
    for (Sealed row : rows(workspace, from)) {
      String value =
          vault.openText(
              workspace, from.value(), fromKey, place(row.aliasType(), from), row.valueSealed());
      jdbc.sql(
              """
          update conversations.contact_alias set value_sealed = :value
          where workspace_id = :ws and alias_type = :type and alias_index = :index
            and contact_id = :from""")
          .param("value", sealed(workspace, into, intoKey, row.aliasType(), value))
          .param("from", from.value())
          .param("ws", workspace.value())
          .param("type", row.aliasType())
          .param("index", row.aliasIndex())
          .update();
    }
    jdbc.sql(
            """
        update conversations.contact_alias set contact_id = :into
        where workspace_id = :ws and contact_id = :from""")
        .param("into", into.value())
        .param("ws", workspace.value())
        .param("from", from.value())
        .update();
  }

  private Collection<Sealed> rows(WorkspaceId workspace, ContactId contact) {
    return jdbc.sql(
            """
        select alias_type, alias_index, value_sealed from conversations.contact_alias
        where workspace_id = :ws and contact_id = :contact and value_sealed is not null
        order by last_seen desc, alias_type""")
        .param("ws", workspace.value())
        .param("contact", contact.value())
        .query(DataClassRowMapper.newInstance(Sealed.class))
        .list();
  }

  private byte @Nullable [] sealed(
      WorkspaceId workspace, ContactId contact, byte[] key, String type, @Nullable String value) {
    return vault.sealText(workspace, contact.value(), key, place(type, contact), value);
  }

  private static Vault.Place place(String type, ContactId contact) {
    UUID row = contact.value();
    return new Vault.Place("conversations.contact_alias", "value_sealed:" + type, row);
  }
}

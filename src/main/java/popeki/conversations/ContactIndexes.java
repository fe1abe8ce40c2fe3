package popeki.conversations;

import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import popeki.kernel.ContactId;
import popeki.kernel.WorkspaceId;
import popeki.platform.IndexedRows;
import popeki.platform.Vault;
import popeki.platform.Vault.SealBroken;
import popeki.platform.WorkspaceTx;
import popeki.privacy.Alias;

/**
 * Hashes the ids and the search words of contacts anew after a rotation of the index key. What is
 * only a hash (an earlier number, a parent user id) stays, and is found by the older key.
 */
@Component
class ContactIndexes implements IndexedRows {
  private static final int CHUNK = 100;

  private final JdbcClient jdbc;
  private final WorkspaceTx tx;
  private final Vault vault;
  private final ContactRepository contacts;
  private final ContactDirectory directory;

  ContactIndexes(
      JdbcClient jdbc,
      WorkspaceTx tx,
      Vault vault,
      ContactRepository contacts,
      ContactDirectory directory) {
    this.jdbc = jdbc;
    this.tx = tx;
    this.vault = vault;
    this.contacts = contacts;
    this.directory = directory;
  }

  @Override
  public long reindex(WorkspaceId workspace) {
    long moved = 0;
    List<ContactId> chunk = after(workspace, new UUID(0, 0));
    while (!chunk.isEmpty()) {
      for (ContactId contact : chunk) {
        moved += tx.in(workspace, () -> reindex(workspace, contact));
      }
      chunk = after(workspace, chunk.getLast().value());
    }
    return moved;
  }

  private List<ContactId> after(WorkspaceId workspace, UUID last) {
    return tx.in(
        workspace,
        () ->
            jdbc.sql(
                    """
                select id from conversations.contact
                where workspace_id = :ws and id > :last order by id limit :chunk""")
                .param("ws", workspace.value())
                .param("last", last)
                .param("chunk", CHUNK)
                .query((row, index) -> new ContactId(row.getObject("id", UUID.class)))
                .list());
  }

  /** One person at a time, under the same locks as a message of theirs. */
  private long reindex(WorkspaceId workspace, ContactId id) {
    Contact contact;
    try {
      contact = contacts.find(workspace, id).orElse(null);
    } catch (SealBroken erased) {
      return 0;
    }
    if (contact == null) {
      return 0;
    }
    List<Alias> aliases = ContactDirectory.aliasesOf(contact);
    directory.lock(workspace, aliases);
    long moved = 0;
    for (Alias alias : aliases) {
      moved += directory.reindex(workspace, id, alias);
    }
    if (contact.phone() != null) {
      moved += reindexWord(workspace, id, SearchWords.ending(contact.phone()));
    }
    if (contact.name() != null) {
      for (String word : SearchWords.of(contact.name())) {
        moved += reindexWord(workspace, id, word);
      }
    }
    return moved;
  }

  private int reindexWord(WorkspaceId workspace, ContactId contact, String word) {
    byte[][] indexes = vault.blindIndexes(workspace, SearchWords.INDEX, word);
    return jdbc.sql(
            """
        with gone as (
          delete from conversations.contact_word
          where workspace_id = :ws and contact_id = :contact and word_index = any(:older)
          returning 1)
        insert into conversations.contact_word (workspace_id, word_index, contact_id)
        select :ws, :index, :contact where exists (select from gone)
        on conflict do nothing""")
        .param("ws", workspace.value())
        .param("contact", contact.value())
        .param("index", indexes[0])
        .param("older", Arrays.copyOfRange(indexes, 1, indexes.length))
        .update();
  }
}

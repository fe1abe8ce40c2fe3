package popeki.conversations;

import java.time.Instant;
import java.util.List;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import popeki.kernel.ContactId;
import popeki.kernel.WorkspaceId;
import popeki.privacy.Alias;
import popeki.privacy.Suppression;
import popeki.privacy.Suppressions;

/**
 * What a person wished under one id holds under all of theirs, whichever was known first: an
 * opt-out that was told under an id that turns out to be theirs reaches them from then on.
 */
@Component
class ContactWishes {
  private final ContactRepository contacts;
  private final ContactAliases ids;
  private final Suppressions suppressions;
  private final ApplicationEventPublisher events;

  ContactWishes(
      ContactRepository contacts,
      ContactAliases ids,
      Suppressions suppressions,
      ApplicationEventPublisher events) {
    this.contacts = contacts;
    this.ids = ids;
    this.suppressions = suppressions;
    this.events = events;
  }

  /** Call it whenever a contact got a further id. */
  void settle(WorkspaceId workspace, ContactId id, Instant at) {
    contacts.find(workspace, id).ifPresent(contact -> settle(workspace, contact, at));
  }

  private void settle(WorkspaceId workspace, Contact contact, Instant at) {
    List<Alias> aliases = ids.of(workspace, contact);
    Suppression before = suppressions.check(workspace, aliases);
    if (!before.equals(Suppression.NONE)) {
      for (Alias known : aliases) {
        aliases.stream()
            .filter(other -> !other.equals(known))
            .forEach(other -> suppressions.extend(workspace, known, other));
      }
    }
    suppressions.settle(workspace, aliases);
    boolean optedOut = suppressions.check(workspace, aliases).optedOut();
    if (optedOut != contact.optedOut()) {
      contacts.setOptedOut(workspace, contact.id(), optedOut);
      if (optedOut) {
        events.publishEvent(new ContactOptedOut(workspace, contact.id(), at, "further_id"));
      }
    }
  }
}

package popeki.conversations;

import static popeki.conversations.JsonFields.clipped;
import static popeki.conversations.JsonFields.listOf;
import static popeki.conversations.JsonFields.text;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Puts a person together from the ids on an item and the {@code contacts} beside it. A contact is
 * matched by user id first, then by WhatsApp id; a lone contact that matches nothing gives its
 * name, and its ids only where the item has none that contradict them.
 */
final class SenderReader {
  private static final int LONGEST_NAME = 255;
  private static final int LONGEST_USERNAME = 100;

  private SenderReader() {}

  /** The ids as found; any of the three may be missing, and each is in the right place. */
  private record Ids(
      @Nullable String waId, @Nullable String userId, @Nullable String parentUserId) {

    static Ids of(@Nullable String waId, @Nullable String userId, @Nullable String parentUserId) {
      var misplaced = Sender.userIdIn(waId);
      var parentMisplaced = misplaced != null && misplaced.contains(".ENT.");
      return new Ids(
          Sender.waIdIn(waId),
          first(Sender.userIdIn(userId), parentMisplaced ? null : misplaced),
          first(Sender.userIdIn(parentUserId), parentMisplaced ? misplaced : null));
    }

    boolean isEmpty() {
      return waId == null && userId == null && parentUserId == null;
    }

    Ids completedBy(Ids other) {
      return new Ids(
          first(waId, other.waId),
          first(userId, other.userId),
          first(parentUserId, other.parentUserId));
    }

    boolean sameUser(Ids other) {
      return userId != null && userId.equals(other.userId);
    }

    boolean samePhone(Ids other) {
      return waId != null && waId.equals(other.waId) && !otherUser(other);
    }

    boolean contradicts(Ids other) {
      return otherUser(other) || (waId != null && other.waId != null && !waId.equals(other.waId));
    }

    private boolean otherUser(Ids other) {
      return userId != null && other.userId != null && !userId.equals(other.userId);
    }

    @Nullable Sender named(@Nullable String profileName, @Nullable String username) {
      return isEmpty()
          ? null
          : new Sender(
              waId,
              userId,
              parentUserId,
              clipped(profileName, LONGEST_NAME),
              clipped(username, LONGEST_USERNAME));
    }
  }

  /**
   * The person behind these three ids on an item of the list, named by the contacts of the change;
   * null when nobody is. A contact that matches nothing is believed only where it can mean nobody
   * else: it is the only one, and the item is too or names no one itself.
   */
  static @Nullable Sender read(
      PayloadChange change,
      String list,
      @Nullable String waId,
      @Nullable String userId,
      @Nullable String parentUserId) {
    var ids = Ids.of(waId, userId, parentUserId);
    var contacts = listOf(change.value().path("contacts"));
    var match = match(contacts, ids);
    if (match != null) {
      return named(ids.completedBy(idsOf(match)), match);
    }
    if (contacts.size() == 1 && (ids.isEmpty() || change.value().path(list).size() == 1)) {
      var lone = contacts.getFirst();
      return named(ids.contradicts(idsOf(lone)) ? ids : ids.completedBy(idsOf(lone)), lone);
    }
    return ids.named(null, null);
  }

  /** Only what the node itself says, under the names that contacts use. */
  static @Nullable Sender alone(
      @Nullable String waId,
      @Nullable String userId,
      @Nullable String parentUserId,
      @Nullable String name,
      @Nullable String username) {
    return Ids.of(waId, userId, parentUserId).named(name, username);
  }

  /** Two views of the same person; the first one's word counts where they differ. */
  static @Nullable Sender together(@Nullable Sender preferred, @Nullable Sender other) {
    if (preferred == null || other == null) {
      return preferred == null ? other : preferred;
    }
    return new Sender(
        first(preferred.waId(), other.waId()),
        first(preferred.userId(), other.userId()),
        first(preferred.parentUserId(), other.parentUserId()),
        first(preferred.profileName(), other.profileName()),
        first(preferred.username(), other.username()));
  }

  private static @Nullable JsonNode match(List<JsonNode> contacts, Ids ids) {
    for (var contact : contacts) {
      if (ids.sameUser(idsOf(contact))) {
        return contact;
      }
    }
    for (var contact : contacts) {
      if (ids.samePhone(idsOf(contact))) {
        return contact;
      }
    }
    return null;
  }

  private static Ids idsOf(JsonNode contact) {
    return Ids.of(
        text(contact, "wa_id"), text(contact, "user_id"), text(contact, "parent_user_id"));
  }

  private static @Nullable Sender named(Ids ids, JsonNode contact) {
    var name = first(text(contact, "profile", "name"), text(contact, "full_name"));
    var username = first(text(contact, "profile", "username"), text(contact, "username"));
    return ids.named(name, username);
  }

  static @Nullable String first(@Nullable String preferred, @Nullable String other) {
    return preferred != null ? preferred : other;
  }
}

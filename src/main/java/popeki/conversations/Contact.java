package popeki.conversations;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import popeki.kernel.ContactId;
import popeki.platform.Vault;

/**
 * A person who wrote, unsealed.
 *
 * @param phone digits with country code; null for a person who shows no number
 */
record Contact(
    ContactId id,
    @Nullable String name,
    @Nullable String phone,
    @Nullable String waId,
    @Nullable String userId,
    @Nullable String country,
    boolean optedOut,
    Instant createdAt,
    Instant lastSeenAt) {

  static Vault.Place place(String column, UUID contact) {
    return new Vault.Place("conversations.contact", column, contact);
  }

  /** What to call the person where a name is shown; null when nothing is known. */
  @Nullable String displayName() {
    return name == null || name.isBlank() ? null : name;
  }
}

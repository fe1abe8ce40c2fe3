package popeki.conversations;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import popeki.kernel.ContactId;
import popeki.kernel.NumberId;
import popeki.kernel.PhoneNumber;
import popeki.privacy.Alias;

/**
 * What the later steps need of a conversation.
 *
 * @param wabaId the WhatsApp Business account of the number, as Meta's conversions ask for it
 * @param phone null for a person who shows no number
 * @param country ISO 3166-1 alpha-2, from the user id or the dialling code; null when unknown
 * @param aliases by all of which the person may have opted out
 */
public record ConversationFacts(
    ContactId contact,
    NumberId number,
    String wabaId,
    Instant startedAt,
    Instant lastMessageAt,
    String stage,
    @Nullable PhoneNumber phone,
    @Nullable String country,
    List<Alias> aliases) {}

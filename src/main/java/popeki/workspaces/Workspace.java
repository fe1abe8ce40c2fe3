package popeki.workspaces;

import java.time.Instant;
import java.time.ZoneId;
import popeki.kernel.WorkspaceId;

/**
 * One business.
 *
 * @param slug its name in URLs, {@code /w/{slug}/…}
 * @param trade what it sells, as a word: {@code dental_clinic}; context for scoring
 * @param offers what it sells, in its own words; may be empty
 * @param country ISO 3166, two letters; reads phone numbers without a prefix
 * @param region where its data lives, {@code us} or {@code eu}; never changes
 * @param timezone what a day is
 * @param conversationGapDays silence after which a contact's next message opens a new conversation
 */
public record Workspace(
    WorkspaceId id,
    String slug,
    String businessName,
    String trade,
    String offers,
    String country,
    String region,
    ZoneId timezone,
    String currency,
    int conversationGapDays,
    WorkspaceSettings settings,
    Instant createdAt) {}

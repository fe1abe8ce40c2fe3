package popeki.links;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import popeki.kernel.LinkId;
import popeki.kernel.NumberId;

/**
 * A tracked link as it stands.
 *
 * @param slug as it was typed; it is found in either case
 * @param digits of the number it opens a chat with
 * @param archivedAt when it was taken out of use; its slug stays taken
 */
public record LinkSummary(
    LinkId id,
    String slug,
    String name,
    NumberId number,
    String digits,
    String message,
    CodeMode code,
    @Nullable String source,
    @Nullable String campaign,
    Instant createdAt,
    @Nullable Instant archivedAt) {

  LinkSummary archived(Instant at) {
    return new LinkSummary(
        id, slug, name, number, digits, message, code, source, campaign, createdAt, at);
  }
}

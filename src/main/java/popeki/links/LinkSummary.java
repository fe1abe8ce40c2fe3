package popeki.links;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import popeki.kernel.LinkId;
import popeki.kernel.NumberId;

/**
 * A tracked link as it stands.
 *
 * @param slug as it was typed; it is found in either case
 * @param route the numbers it opens a chat with, and when
 * @param archivedAt when it was taken out of use; its slug stays taken
 */
public record LinkSummary(
    LinkId id,
    String slug,
    String name,
    LinkRoute route,
    String message,
    CodeMode code,
    @Nullable String source,
    @Nullable String campaign,
    Instant createdAt,
    @Nullable Instant archivedAt) {

  /** The first of its numbers. */
  public NumberId number() {
    return route.numbers().getFirst().number();
  }

  /** The first number's, as {@code wa.me} takes them. */
  public String digits() {
    return route.numbers().getFirst().digits();
  }

  LinkSummary archived(Instant at) {
    return new LinkSummary(id, slug, name, route, message, code, source, campaign, createdAt, at);
  }

  LinkSummary leading(LinkRoute other) {
    return new LinkSummary(
        id, slug, name, other, message, code, source, campaign, createdAt, archivedAt);
  }
}

package popeki.links;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import popeki.kernel.LinkId;
import popeki.kernel.WorkspaceId;

/**
 * The little of a link that a redirect needs.
 *
 * @param numbers of the business, one at least
 * @param fallback the slug, in lower case, of the link that takes over after the end
 * @param message with its placeholders
 */
record LinkTarget(
    WorkspaceId workspace,
    LinkId link,
    List<LinkNumber> numbers,
    Routing routing,
    boolean paused,
    @Nullable Instant expiresAt,
    @Nullable String fallback,
    DesktopWay desktop,
    String message,
    CodeMode codeMode,
    @Nullable String source,
    @Nullable String campaign) {}

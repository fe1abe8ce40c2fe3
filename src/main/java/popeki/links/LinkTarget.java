package popeki.links;

import org.jspecify.annotations.Nullable;
import popeki.kernel.LinkId;
import popeki.kernel.WorkspaceId;

/**
 * The little of a link that a redirect needs.
 *
 * @param digits of the business's number, in international form
 * @param message with its placeholders
 */
record LinkTarget(
    WorkspaceId workspace,
    LinkId link,
    String digits,
    String message,
    CodeMode codeMode,
    @Nullable String source,
    @Nullable String campaign) {}

package popeki.links;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A link as somebody wants it, over the API or from the form; checked by {@link LinkRules}.
 *
 * @param slug chosen for them when absent
 * @param code {@link CodeMode#BOTH} when absent
 */
record LinkDraft(
    @Nullable String name,
    @Nullable UUID numberId,
    @Nullable String message,
    @Nullable String slug,
    @Nullable String source,
    @Nullable String campaign,
    @Nullable CodeMode code) {

  static LinkDraft of(LinkSummary link) {
    return new LinkDraft(
        link.name(),
        link.number().value(),
        link.message(),
        link.slug(),
        link.source(),
        link.campaign(),
        link.code());
  }
}

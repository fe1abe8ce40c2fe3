package popeki.links;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A link as somebody wants it, over the API or from the form; checked by {@link LinkRules}.
 *
 * @param slug chosen for them when absent
 * @param code {@link CodeMode#BOTH} when absent
 */
record LinkDraft(
    @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable String name,
    @Schema(
            requiredMode = Schema.RequiredMode.REQUIRED,
            description = "The connected number that it opens a chat with.")
        @Nullable UUID numberId,
    @Schema(
            requiredMode = Schema.RequiredMode.REQUIRED,
            description =
                "What WhatsApp shows ready to send; {campaign} and {source} are filled in.")
        @Nullable String message,
    @Schema(
            description = "Blind to case; 3 to 64 letters, digits and hyphens.",
            pattern = "[A-Za-z0-9-]{3,64}")
        @Nullable String slug,
    @Nullable String source,
    @Nullable String campaign,
    @Schema(description = "How the message carries the reference code; both without it.")
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

package popeki.links;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A link as somebody wants it, over the API or from the form; checked by {@link LinkRules}.
 *
 * @param numberId needed unless {@code numbers} is there
 * @param slug chosen for them when absent
 * @param code {@link CodeMode#BOTH} when absent
 */
record LinkDraft(
    @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable String name,
    @Schema(
            requiredMode = Schema.RequiredMode.REQUIRED,
            description =
                "The connected number that it opens a chat with; of several in numbers, the first. May be absent when numbers is there.")
        @Nullable UUID numberId,
    @Schema(
            description =
                "Several connected numbers to lead to, in order. Without it the link leads to number_id alone.")
        @Nullable List<NumberShare> numbers,
    @Schema(
            description =
                "How one of several numbers is chosen: the first that is on, one after the other, or by weight. The same visitor gets the same number. single without it.")
        @Nullable Routing routing,
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
        @Nullable CodeMode code,
    @Schema(
            description =
                "A paused link sends nobody on: its visitors see a page with the number in plain, and their visits are recorded, not counted (reason paused).")
        @Nullable Boolean paused,
    @Schema(
            description =
                "From then on its visitors go to the link of fallback_link_id, or see that it has ended; recorded, not counted (reason expired).")
        @Nullable Instant expiresAt,
    @Schema(description = "A link of this workspace that takes over after expires_at.")
        @Nullable UUID fallbackLinkId,
    @Schema(
            description =
                "What a visitor at a desk gets: whatsapp (the same redirect) or choose (a page with WhatsApp Web and a QR code for the phone). whatsapp without it.")
        @Nullable DesktopWay desktop) {

  /**
   * A number and its part.
   *
   * @param weight 100 when absent
   * @param on true when absent
   */
  record NumberShare(
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable UUID numberId,
      @Schema(description = "0 to 100; 100 without it.", minimum = "0", maximum = "100")
          @Nullable Integer weight,
      @Schema(description = "false: nobody is sent there any more. true without it.")
          @Nullable Boolean on) {
    static NumberShare of(LinkNumber number) {
      return new NumberShare(number.number().value(), number.weight(), number.on());
    }
  }

  /** The numbers that it is to lead to, however they were given. */
  List<NumberShare> shares() {
    if (numbers != null) {
      return numbers;
    }
    return numberId == null ? List.of() : List.of(new NumberShare(numberId, null, null));
  }
}

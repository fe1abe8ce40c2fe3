package popeki.workspaces;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A number to connect, as given; the access token is kept sealed and never given out. */
public record NumberDraft(
    @Schema(
            requiredMode = Schema.RequiredMode.REQUIRED,
            description = "Meta's id of the number, digits only.",
            pattern = "[0-9]{5,20}")
        @Nullable String phoneNumberId,
    @Schema(
            requiredMode = Schema.RequiredMode.REQUIRED,
            description = "The WhatsApp Business account.")
        @Nullable String wabaId,
    @Schema(
            requiredMode = Schema.RequiredMode.REQUIRED,
            description = "As people write it: +55 11 4000-0000.")
        @Nullable String displayPhoneNumber,
    @Schema(description = "Write-only.") @Nullable String accessToken) {
  /** Logs get no token. */
  @Override
  public String toString() {
    return "NumberDraft[" + phoneNumberId + "]";
  }
}

package popeki.workspaces;

import org.jspecify.annotations.Nullable;

/** A number to connect, as given; the access token is kept sealed and never given out. */
public record NumberDraft(
    @Nullable String phoneNumberId,
    @Nullable String wabaId,
    @Nullable String displayPhoneNumber,
    @Nullable String accessToken) {
  /** Logs get no token. */
  @Override
  public String toString() {
    return "NumberDraft[" + phoneNumberId + "]";
  }
}

package popeki.workspaces;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a business when its workspace is made. Zone, currency and country are guessed
 * from one another where they are not given.
 */
public record WorkspaceDraft(
    String businessName,
    String ownerName,
    String ownerEmail,
    @Nullable String trade,
    @Nullable String timezone,
    @Nullable String currency,
    @Nullable String country) {

  public WorkspaceDraft(
      String businessName,
      String ownerName,
      String ownerEmail,
      @Nullable String trade,
      @Nullable String timezone,
      @Nullable String currency) {
    this(businessName, ownerName, ownerEmail, trade, timezone, currency, null);
  }
}

package popeki.workspaces;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the pages about numbers show; never a token. */
public final class NumberViews {
  private NumberViews() {}

  /** A connected number. */
  public record Row(
      String display,
      String href,
      String phoneNumberId,
      boolean hasToken,
      @Nullable Instant lastEventAt) {}

  /**
   * Where Meta must send events.
   *
   * @param verifiedAt when Meta last verified the address, as far as this service saw
   */
  public record Webhook(
      String address, boolean tokenSet, boolean secretSet, @Nullable Instant verifiedAt) {}

  /** All numbers, and the form for one more. */
  public record Listed(List<Row> rows, SettingsViews.Form form, Webhook webhook, Instant now) {}

  /**
   * One number.
   *
   * @param causes why it may be silent, when it has been for too long
   */
  public record One(
      Row number,
      String wabaId,
      Instant connectedAt,
      String listeningHref,
      String disconnectAction,
      boolean mayChange,
      Webhook webhook,
      List<String> causes,
      Instant now) {}
}

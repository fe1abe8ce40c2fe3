package popeki.ads;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import popeki.platform.Tone;

/** What the pages about ad accounts show; never a token. */
public final class AdAccountViews {
  private AdAccountViews() {}

  /**
   * An ad account.
   *
   * @param state the end of the key of its word
   * @param trouble what is in the way and what to do, in words; null when nothing is
   * @param zoneDiffers its days are not the workspace's
   * @param status Meta's word for the account's own state, when it is not active
   * @param percent of Meta's limits used, when that slows the reading
   * @param waitsUntil when it is read on, when Meta asked to wait
   */
  public record Row(
      String id,
      String name,
      String currency,
      String timezone,
      boolean zoneDiffers,
      String state,
      Tone tone,
      String icon,
      @Nullable String trouble,
      @Nullable String status,
      @Nullable Instant cataloguedAt,
      @Nullable Instant spentAt,
      @Nullable Integer percent,
      @Nullable Instant waitsUntil,
      boolean connected,
      String adsHref,
      String readAction,
      String disconnectAction) {}

  /** A stored token that may be tried: the one of a number. */
  public record StoredToken(String id, String display) {}

  /**
   * All ad accounts, and the ways to one more.
   *
   * @param refused why the token just given was not taken, in words
   */
  public record Listed(
      List<Row> rows,
      List<StoredToken> numbers,
      boolean mayChange,
      @Nullable String refused,
      String workspaceZone,
      Instant now) {}

  /** An account to choose. */
  public record Choice(
      String id, String name, String currency, String timezone, boolean here, boolean chosen) {}

  /** The choice. */
  public record Choices(String action, List<Choice> choices, boolean nothingChosen) {}
}

package popeki.connections;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import popeki.platform.Tone;
import popeki.workspaces.SettingsViews;

/** What the pages about numbers show; never a token. */
public final class NumberViews {
  private NumberViews() {}

  /**
   * A connected number.
   *
   * @param state the end of the key of its word
   * @param tokenEndsAt when Meta stops taking the token, if that is soon
   */
  public record Row(
      String display,
      String href,
      String phoneNumberId,
      boolean hasToken,
      String state,
      Tone tone,
      String icon,
      @Nullable Instant lastEventAt,
      @Nullable Instant tokenEndsAt) {}

  /**
   * Where Meta must send events.
   *
   * @param verifiedAt when Meta last verified the address, as far as this service saw
   */
  public record Webhook(
      String address, boolean tokenSet, boolean secretSet, @Nullable Instant verifiedAt) {}

  /**
   * A Meta app of the business.
   *
   * @param verifyToken null for who may not see it
   */
  public record App(
      String appId,
      String address,
      @Nullable String verifyToken,
      @Nullable Instant verifiedAt,
      String removeAction) {}

  /**
   * All numbers, and the ways to one more.
   *
   * @param byHand the form with Meta's ids, open when it was used
   */
  public record Listed(
      List<Row> rows,
      SettingsViews.Form form,
      boolean byHand,
      Webhook webhook,
      List<App> apps,
      Instant now) {}

  /** A number to choose. */
  public record Choice(
      String phoneNumberId,
      String wabaId,
      String display,
      @Nullable String name,
      @Nullable String quality,
      boolean here,
      boolean elsewhere,
      boolean chosen) {}

  /**
   * The choice.
   *
   * @param warnings ends of keys: what will not work with this token
   */
  public record Choices(
      String action,
      List<Choice> choices,
      List<String> warnings,
      @Nullable Instant tokenEndsAt,
      boolean nothingChosen) {}

  /** Why a number may be silent, and what its words name. */
  public record Cause(String key, String detail, boolean subscribes) {}

  /**
   * How it stands with the token.
   *
   * @param trouble the end of the key of the words; null when it works
   * @param missing scopes that the token lacks
   */
  public record Health(
      @Nullable String trouble,
      @Nullable Instant troubleAt,
      boolean needsToken,
      @Nullable String appId,
      List<String> missing,
      boolean known,
      @Nullable Instant endsAt,
      boolean endsSoon,
      @Nullable String quality,
      @Nullable String status,
      @Nullable String verifiedName,
      @Nullable Instant checkedAt) {}

  /**
   * One number.
   *
   * @param causes why it may be silent, when it has been for too long
   * @param refused why the token just pasted was not taken, in words
   */
  public record One(
      Row number,
      String wabaId,
      Instant connectedAt,
      @Nullable Instant firstEventAt,
      @Nullable String firstEventKind,
      String path,
      boolean mayChange,
      Webhook webhook,
      Health health,
      List<Cause> causes,
      @Nullable String refused,
      Instant now) {}
}

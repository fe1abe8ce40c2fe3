package popeki.ai;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import popeki.platform.FigureView;
import popeki.platform.Tone;

/** What the page about AI shows, already words where words are needed. */
public final class AiPageView {
  private AiPageView() {}

  /**
   * The page.
   *
   * @param state {@code inside}, {@code none} (nobody may be asked) or {@code open}
   * @param leaves whether this workspace lets words leave
   * @param log the latest calls
   * @param moreHref older ones; null when these are all
   * @param fileHref all of them as a file
   */
  public record Page(
      String state,
      boolean leaves,
      boolean mayChange,
      List<Provider> providers,
      List<FigureView> usage,
      List<Line> log,
      @Nullable String moreHref,
      String fileHref,
      String switchHref,
      Instant now) {}

  /**
   * A provider that the operator named.
   *
   * @param reasons why it is not asked; none when it is
   * @param kept how long it keeps what it is sent
   * @param until the last day of the attestation
   */
  public record Provider(
      String name,
      @Nullable String model,
      boolean asked,
      List<String> reasons,
      @Nullable String region,
      @Nullable String kept,
      @Nullable String until) {}

  /**
   * A call.
   *
   * @param masked what was taken out before, in words; null when there was nothing
   * @param sent how much left
   * @param received how much came back; null while it is on its way
   * @param took null while it is on its way
   * @param tokens null when the provider did not tell
   */
  public record Line(
      Instant at,
      String provider,
      String model,
      String region,
      String purpose,
      @Nullable String masked,
      String sent,
      @Nullable String received,
      @Nullable String took,
      @Nullable String tokens,
      String outcome,
      Tone tone,
      String icon) {}
}
